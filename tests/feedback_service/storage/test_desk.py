"""The desk's counts, what stands beside a submission, and what colleagues ask each other, as rows."""

import msgspec
import pytest
from sqlalchemy import select, update

from feedback_service import colleagues
from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage import asks, desk, neighbours, team_figures
from feedback_service.storage.codings import StoredCoding, add_codings, withdraw_coding
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import asks as table
from feedback_service.storage.schema import audit, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.workers import worker_by_id
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_north,
    make_worker,
    new_id,
    read_by,
    rows,
    somebody,
)

NOBODY = Scope(all_teams=False)
MINUTE = 60_000


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-1", "C-2"], "north", 1))


async def sent(service: Service, minutes: int = 0, subject: str | None = None) -> str:
    """A submission that was answered, and came, so many minutes from now."""
    at = service.now() + minutes * MINUTE
    place = Place(team_id="north", channel="link", subject_id=subject, moment="start")
    arrival = arriving(service, answers=given(matters="my dog"), place=place, answered_at=at)
    await submit(service._replace(now=lambda: at), arrival)
    return arrival.id


async def test_unread_ones_come_in_the_order_in_which_they_have_waited(service: Service) -> None:
    first, second, third = [await sent(service, minutes) for minutes in (0, 1, 2)]
    async with service.database.reading() as connection:
        assert await desk.next_unread(connection, EVERYTHING) == first
        assert await desk.next_unread(connection, EVERYTHING, first) == second
        assert await desk.next_unread(connection, EVERYTHING, third) == first
        assert await desk.next_unread(connection, NOBODY, first) is None
        assert await desk.waiting_to_be_read(connection, EVERYTHING, most=2) == desk.Waiting(2, service.now())
        assert await neighbours.came_before(connection, EVERYTHING, second) == first
        assert await neighbours.came_before(connection, EVERYTHING, first) is None
        assert await neighbours.came_before(connection, NOBODY, second) is None


async def test_a_subjects_moments_stand_in_their_order(service: Service) -> None:
    ids = [await sent(service, minutes, "C-1") for minutes in (2, 0, 1)]
    await sent(service, 0, "C-2")
    async with service.database.reading() as connection:
        found = await neighbours.sent_for(connection, EVERYTHING, "C-1", 9)
        assert [one.id for one in found] == [ids[1], ids[2], ids[0]]
        newest = await neighbours.sent_for(connection, EVERYTHING, "C-1", 2)
        assert [one.id for one in newest] == [ids[2], ids[0]]
        assert await neighbours.sent_for(connection, NOBODY, "C-1", 9) == []


async def test_suggested_themes_wait_until_somebody_decides(service: Service) -> None:
    said, worker = await sent(service), await somebody(service)
    certain = StoredCoding(
        id=new_id(), submission_id=said, question_id="matters", theme_id="food", valence=None, span_start=0,
        span_end=0, score=1.0, method="cues", version="1", assigned_by=None, assigned_at=5,
    )  # fmt: skip
    unsure = msgspec.structs.replace(certain, id=new_id(), theme_id="home", suggested=True, assigned_at=7)
    await service.database.transaction(lambda tx: add_codings(tx, [certain, unsure]))
    wanted = desk.Wanted(unread_only=False, to_check=True)
    async with service.database.reading() as connection:
        assert await desk.themes_to_check(connection, EVERYTHING, 9) == desk.Waiting(1, 7)
        assert await desk.themes_to_check(connection, NOBODY, 9) == desk.Waiting(0, None)
        # Of as many as are counted at most, an older one may be among those that were not looked at.
        assert await desk.themes_to_check(connection, EVERYTHING, 1) == desk.Waiting(1, None)
        assert await desk.count_listed(connection, EVERYTHING, wanted) == 1
    await service.database.transaction(lambda tx: withdraw_coding(tx, unsure.id, worker.id, 9))
    async with service.database.reading() as connection:
        assert (await desk.themes_to_check(connection, EVERYTHING, 9)).count == 0
        assert await desk.count_listed(connection, EVERYTHING, wanted) == 0


async def test_the_figures_count_what_may_be_read(service: Service) -> None:
    now, worker = service.now(), await somebody(service)
    ids = [await sent(service, -minutes, "C-1") for minutes in (30, 20, 10)]
    await read_by(service, worker, *ids)
    earlier = update(submissions).where(submissions.c.id == ids[0]).values(read_at=now - 29 * MINUTE)
    await service.database.transaction(lambda tx: tx.execute(earlier))
    async with service.database.reading() as connection:
        since = now - 25 * MINUTE
        assert await team_figures.answered_between(connection, EVERYTHING, since, now) == (2, 2)
        assert await team_figures.answered_between(connection, EVERYTHING, now, now) == (0, 0)
        assert await team_figures.median_wait(connection, EVERYTHING, 0, now, 3) == 10 * MINUTE
        assert await team_figures.median_wait(connection, EVERYTHING, now, now, 0) is None
        assert await team_figures.heard(connection, EVERYTHING) == (2, 1)
        assert await team_figures.heard(connection, NOBODY) == (0, 0)


async def test_what_colleagues_ask_is_sealed_answered_once_and_erased_with_the_words(
    service: Service,
) -> None:
    said, ash = await sent(service), await somebody(service)
    ids = [await make_worker(service, "bo"), await make_worker(service, "away", NOBODY)]
    async with service.database.reading() as connection:
        bo, away = [await worker_by_id(connection, one) for one in ids]
        assert bo
        assert away
        assert {one.id for one in await colleagues.colleagues(connection, ash, said)} == {bo.id}
    ask = {"ask_id": new_id(), "of": bo.id, "words": "is this the uncle"}
    assert await colleagues.ask(service, ash, said, **ask)
    assert not await colleagues.ask(service, ash, said, **ask)
    assert not await colleagues.ask(service, ash, said, ask_id=new_id(), of=away.id, words="and you")
    async with service.database.reading() as connection:
        (waiting,) = await asks.waiting_asks(connection, EVERYTHING, bo.id)
        assert (waiting.submission_id, waiting.asker) == (said, ash.name)
        assert await asks.asks_waiting(connection, EVERYTHING, bo.id) == desk.Waiting(1, service.now())
        assert await asks.asks_waiting(connection, NOBODY, bo.id) == desk.Waiting(0, None)
        assert await asks.own_asks(connection, EVERYTHING, ash.id, answered_since=0, limit=9) == [waiting]
        assert await asks.own_asks(connection, EVERYTHING, bo.id, answered_since=0, limit=9) == []
        (sealed,) = await asks.asks_about(connection, [said])
    assert b"uncle" not in sealed.words
    assert await colleagues.answer(service, bo, said, ask["ask_id"], "no, the neighbour")
    assert not await colleagues.answer(service, bo, said, ask["ask_id"], "yes")
    (opened,) = await colleagues.asked_about(service, [said])
    assert (opened.words, opened.answer) == ("is this the uncle", "no, the neighbour")
    noted = [row.action for row in await rows(service, select(audit.c.action).where(audit.c.object == said))]
    assert noted == ["colleague-asked", "colleague-answered"]
    async with service.database.reading() as connection:
        assert await asks.waiting_asks(connection, EVERYTHING, bo.id) == []
        (mine,) = await asks.own_asks(connection, EVERYTHING, bo.id, answered_since=0, limit=9)
        assert mine.answered_at == service.now()
    await service.database.transaction(lambda tx: erase(tx, [said]))
    assert await rows(service, select(table)) == []
    assert not await colleagues.ask(service, ash, said, ask_id=new_id(), of=bo.id, words="and now")


async def test_an_ask_and_its_answer_are_kept_once_as_rows(service: Service) -> None:
    said, ash = await sent(service), await somebody(service)
    row = asks.Ask(id=new_id(), submission_id=said, asked_by=ash.id, asked_of=ash.id, asked_at=1, words=b"w")
    kept = [await service.database.transaction(lambda tx: asks.add_ask(tx, row)) for _ in range(2)]
    answered = [
        await service.database.transaction(lambda tx: asks.answer_ask(tx, row.id, b"a", 2)) for _ in range(2)
    ]
    assert (kept, answered) == ([True, False], [True, False])
