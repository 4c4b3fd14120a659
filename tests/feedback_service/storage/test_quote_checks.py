"""Decisions about quotes as rows: the newest stands, none is overwritten, and each sees their own teams'."""

from itertools import pairwise

import pytest
from sqlalchemy import func, select, update

from feedback_service.service import Service
from feedback_service.storage import quote_checks as store
from feedback_service.storage import quote_places
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.desk import Waiting
from feedback_service.storage.quote_checks import Check
from feedback_service.storage.schema import codings, quote_checks, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.report_seeding import a_manager, spoken, two_teams
from tests.feedback_service.storage.seeds import new_id, rows

NORTH = Scope(False, ("north",))
LENGTH = (5, 45)
WORDS = "we often run out of bread and milk"
MONTH = 30 * 86_400_000


@pytest.fixture(autouse=True)
async def worker(service: Service) -> str:
    await two_teams(service)
    return await a_manager(service)


async def decide(
    service: Service, said: str, outcome: store.Outcome = "clear", after: str = ""
) -> Check | None:
    check = Check(
        id=new_id(),
        submission_id=said,
        question_id="matters",
        spans=((3, 8, "name"),),
        outcome=outcome,
        decided_at=service.now(),
        worker="The manager",
    )
    kept = await service.database.transaction(lambda tx: store.add_check(tx, check, "w", after=after))
    return check if kept else None


async def waiting(
    service: Service, scope: Scope, at: str = "", *, back: bool = False, limit: int = 9
) -> list[str]:
    beside = (at, "matters") if at else None
    async with service.database.reading() as db:
        found = await quote_places.unchecked(db, scope, LENGTH, at=beside, back=back, limit=limit)
    return [place[0] for place in found]


async def test_the_newest_decision_stands_and_the_older_stay(service: Service) -> None:
    said = await spoken(service, WORDS)
    first = await decide(service, said)
    assert first
    second = await decide(service, said, "held", after=first.id)
    async with service.database.reading() as db:
        standing = await store.standing_checks(db, [(said, "matters"), (said, "other")])
    assert standing == {(said, "matters"): second}
    assert [row[0] for row in await rows(service, select(func.count()).select_from(quote_checks))] == [2]


async def test_a_decision_by_somebody_who_had_not_seen_the_last_one_is_not_kept(service: Service) -> None:
    said = await spoken(service, WORDS)
    first = await decide(service, said)
    assert first
    assert await decide(service, said, "held") is None
    assert await decide(service, said, "held", after=new_id()) is None
    assert await decide(service, said, "held", after=first.id)


async def test_what_waits_is_of_the_teams_may_be_quoted_and_has_a_theme(service: Service) -> None:
    north, south = await spoken(service, WORDS), await spoken(service, WORDS, team="south")
    await spoken(service, WORDS, share="no")
    await spoken(service, "too few words")
    assert await waiting(service, NORTH) == [north]
    assert sorted(await waiting(service, EVERYTHING)) == sorted([north, south])
    assert await waiting(service, Scope(False)) == []
    await service.database.transaction(
        lambda tx: tx.execute(update(codings).where(codings.c.submission_id == south).values(suggested=True))
    )
    assert await waiting(service, EVERYTHING) == [north]


async def test_what_was_decided_waits_no_more_but_one_can_go_on_from_it(service: Service) -> None:
    said, other = sorted([await spoken(service, WORDS), await spoken(service, WORDS)])
    await decide(service, said)
    assert await waiting(service, NORTH) == [other]
    assert await waiting(service, NORTH, said) == [other]
    assert await waiting(service, NORTH, other, back=True) == []


async def test_one_by_one_there_and_back_nothing_that_waits_is_passed_by(service: Service) -> None:
    now = service.now()
    for moved in (0, 0, 1, 2, 2, MONTH, MONTH + 1, 3 * MONTH + 1, 3 * MONTH + 2, 90 * MONTH):
        said = await spoken(service, WORDS)
        when = update(submissions).where(submissions.c.id == said).values(answered_at=now - moved)
        await service.database.transaction(lambda tx, when=when: tx.execute(when))  # type: ignore[misc]
    every = await waiting(service, NORTH)
    assert len(every) == 9
    every += await waiting(service, NORTH, every[-1])
    assert len(every) == 10
    for back, order in ((False, every), (True, every[::-1])):
        for here, beyond in pairwise(order):
            assert await waiting(service, NORTH, here, back=back, limit=1) == [beyond]
        assert await waiting(service, NORTH, order[-1], back=back) == []


async def test_words_may_be_checked_in_ones_own_teams_while_they_may_be_quoted(service: Service) -> None:
    said, secret = await spoken(service, WORDS), await spoken(service, WORDS, share="no")
    async with service.database.reading() as db:
        assert await quote_places.may_be_checked(db, NORTH, (said, "matters"))
        assert not await quote_places.may_be_checked(db, Scope(False, ("east",)), (said, "matters"))
        assert not await quote_places.may_be_checked(db, NORTH, (secret, "matters"))
        assert not await quote_places.may_be_checked(db, NORTH, (said, "share"))
        every = [(said, "matters"), (secret, "matters"), (said, "share")]
        assert await quote_places.checkable(db, NORTH, every) == {(said, "matters")}
        assert await quote_places.checkable(db, Scope(False, ("east",)), every) == set()
        assert await quote_places.checkable(db, NORTH, []) == set()


async def read(service: Service, *said: str) -> None:
    kept = [
        Analysed(submission_id=one, question_id="matters", version="1", tone=None, vectors=b"")
        for one in said
    ]
    await service.database.transaction(lambda tx: note_analysed(tx, kept))


async def mark(service: Service, marks: dict[str, bool]) -> None:
    places = {(said, "matters"): points for said, points in marks.items()}
    await service.database.transaction(lambda tx: quote_places.mark(tx, places))


async def counted(service: Service, scope: Scope = EVERYTHING, most: int = 9) -> Waiting:
    async with service.database.reading() as db:
        return await quote_places.waiting_to_be_checked(db, scope, LENGTH, most)


async def unmarked(service: Service, limit: int = 9, after: store.Place = ("", "")) -> list[str]:
    async with service.database.reading() as db:
        return [place[0] for place in await quote_places.unmarked(db, LENGTH, limit, after=after)]


async def test_what_is_marked_as_pointing_is_counted_and_what_is_not_waits_no_more(service: Service) -> None:
    pointing, plain, unread = sorted([await spoken(service, WORDS) for _ in range(3)])
    await read(service, pointing, plain)
    assert await counted(service) == Waiting(0, None)
    await mark(service, {pointing: True, plain: False})
    assert await counted(service) == Waiting(1, service.now())
    assert await counted(service, most=1) == Waiting(1, None)  # an older one may not have been looked at
    assert await counted(service, Scope(False, ("south",))) == Waiting(0, None)
    async with service.database.reading() as db:
        known = await quote_places.unchecked(db, NORTH, LENGTH, at=None, back=False, limit=9)
        assert known == {(pointing, "matters"): True, (unread, "matters"): False}
        asked = [(one, "matters") for one in (pointing, plain, unread)]
        assert await quote_places.pointing_nowhere(db, asked) == {(plain, "matters")}
        assert await quote_places.pointing_nowhere(db, []) == set()
    await decide(service, pointing)
    assert await counted(service) == Waiting(0, None)


async def test_what_may_never_be_quoted_is_not_counted_nor_looked_at(service: Service) -> None:
    said = [
        await spoken(service, WORDS, share="no"),
        await spoken(service, "too few words"),
        await spoken(service, WORDS),
    ]
    await read(service, *said)
    assert await unmarked(service) == said[2:]
    await decide(service, said[2])
    assert await unmarked(service) == []
    await mark(service, dict.fromkeys(said, True))
    assert await counted(service) == Waiting(0, None)


async def test_marks_are_asked_for_in_order_once_a_text_was_read_and_again_when_it_is_read_anew(
    service: Service,
) -> None:
    said = sorted([await spoken(service, WORDS) for _ in range(4)])
    await read(service, *said[:3])
    assert await unmarked(service, 2) == said[:2]
    assert await unmarked(service, after=(said[0], "matters")) == said[1:3]
    await mark(service, dict.fromkeys(said[:3], False))
    await mark(service, {})
    assert await unmarked(service) == []
    await read(service, said[1])
    assert await unmarked(service) == [said[1]]
