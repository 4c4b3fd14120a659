"""What a concern sets going, as rows: steps of the clock, decisions, marks of what was missed, repeats."""

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage import alarms, concerns, cumulative, decisions, late_concerns
from feedback_service.storage.alarms import Alarm
from feedback_service.storage.codings import StoredCoding, add_codings
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.decisions import Decision, Outcome
from feedback_service.storage.desk import waiting_to_be_read
from feedback_service.storage.missed import MissedSign, has_marked, mark_missed
from feedback_service.storage.raising import ConcernRow, NoticeRow, raise_concerns, raised_on
from feedback_service.storage.schema import missed_signs
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.tellings import tellings_of
from tests.feedback_service.conftest import START
from tests.feedback_service.storage.seeds import arriving, given, make_north, make_worker, new_id, rows

HARM = "my uncle hit me with a belt"
NOBODY = Scope(all_teams=False)


@pytest.fixture
async def database(service: Service) -> Database:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["c1"], "north", 1))
    return service.database


async def sent(service: Service, words: str = HARM) -> str:
    arrival = arriving(
        service,
        answers=given(matters=words),
        place=Place(team_id="north", channel="link", moment="start", subject_id="c1"),
    )
    await submit(service, arrival)
    return arrival.id


async def concern_of(database: Database, submission_id: str) -> str:
    async with database.reading() as connection:
        return (await concerns.concerns_of(connection, EVERYTHING, submission_id))[0].id


def decision(concern_id: str, worker: str, at: int, outcome: Outcome = "refer") -> Decision:
    return Decision(
        id=new_id(),
        concern_id=concern_id,
        outcome=outcome,
        reason=b"sealed",
        referred_at=at,
        decided_by=worker,
        decided_at=at,
    )


async def test_the_clock_runs_on_what_nobody_looks_at_until_a_step_is_taken_or_somebody_does(
    service: Service, database: Database
) -> None:
    there = await sent(service)
    concern = await concern_of(database, there)
    async with database.reading() as connection:
        (late,) = await late_concerns.unanswered(connection, START)
        assert await late_concerns.unanswered(connection, START - 1) == []
        assert (late.concern_id, late.step, late.reminded, late.seen) == (concern, 0, 0, False)
    notice = NoticeRow(new_id(), "ladder", concern, 1, False, START)
    for step in (1, 2, 4):
        told = [notice] if step == 1 else []
        await database.transaction(partial(alarms.sound, taken=[Alarm(concern, step, 9)], told=told))
    with pytest.raises(StorageError):
        await database.transaction(partial(alarms.sound, taken=[Alarm(concern, 2, 9)], told=[]))
    async with database.reading() as connection:
        (late,) = await late_concerns.undecided(connection, START + 1, START)
        assert (late.step, late.reminded) == (2, 4)
        assert await late_concerns.undecided(connection, START, 0) == []
        assert await alarms.notice_exists(connection, notice.id)
        assert not await alarms.notice_exists(connection, new_id())
        tellings = await tellings_of(connection, there)
    assert [(one.kind, one.step, one.made_at, one.worker) for one in tellings] == [
        ("urgent", 0, START, None),
        ("ladder", 1, START, None),
    ]
    ash = await make_worker(service, "ash")
    await database.transaction(lambda tx: concerns.see_concern(tx, EVERYTHING, concern, ash, 9))
    async with database.reading() as connection:
        assert await late_concerns.unanswered(connection, START) == []
        assert [one.seen for one in await late_concerns.undecided(connection, START + 1, START)] == [True]
        assert await late_concerns.undecided(connection, START + 1, START + 1) == []


async def test_decisions_are_added_and_the_last_one_stands(service: Service, database: Database) -> None:
    there, ash = await sent(service), await make_worker(service, "ash")
    concern = await concern_of(database, there)
    async with database.reading() as connection:
        assert await decisions.standing_decisions(connection, [concern]) == {}
        assert (await concerns.waiting_to_be_decided(connection, EVERYTHING)).count == 1
        assert (await concerns.waiting_to_be_decided(connection, EVERYTHING, late_before=START)).late == 0
        assert (await concerns.waiting_to_be_decided(connection, EVERYTHING, late_before=START + 1)).late == 1
        assert (await concerns.waiting_to_be_decided(connection, NOBODY)).count == 0
    first, second = decision(concern, ash, 10), decision(concern, ash, 10, "no_concern")
    for one in (first, second):
        await database.transaction(lambda tx, one=one: decisions.add_decisions(tx, [one]))  # type: ignore[misc]
    async with database.reading() as connection:
        made = await decisions.decisions_on(connection, concern)
        assert await decisions.standing_decisions(connection, [concern]) == {concern: second.id}
        found = await concerns.find_concern(connection, EVERYTHING, concern)
        assert await concerns.find_concern(connection, NOBODY, concern) is None
        listed = await concerns.decided_concerns(connection, EVERYTHING, limit=5)
        assert (await concerns.waiting_to_be_decided(connection, EVERYTHING)).count == 0
        assert await late_concerns.unanswered(connection, START) == []
    assert [(one.id, one.worker, one.reason) for one in made] == [
        (first.id, "ash", b"sealed"),
        (second.id, "ash", b"sealed"),
    ]
    assert found
    assert listed == [found]
    assert (found.decision, found.outcome, found.decided_by, found.decided_at) == (
        second.id, "no_concern", "ash", 10,
    )  # fmt: skip


async def test_categories_of_a_subject_are_found_up_to_a_time_and_within_a_scope(
    service: Service, database: Database
) -> None:
    await sent(service)
    async with database.reading() as connection:
        found = [
            await concerns.categories_of(connection, scope, "c1", until)
            for scope, until in ((EVERYTHING, START), (EVERYTHING, START - 1), (NOBODY, START))
        ]
    assert found == [{"physical_harm"}, set(), set()]


async def test_what_was_missed_is_marked_without_any_words(service: Service, database: Database) -> None:
    sign = MissedSign(
        id=new_id(),
        submission_id=await sent(service, "my dog"),
        question_id="matters",
        level="concern",
        category="hunger",
        span_start=0,
        span_end=2,
        marked_by=await make_worker(service, "ash"),
        marked_at=5,
    )
    await database.transaction(lambda tx: mark_missed(tx, sign))
    ((found,),) = await rows(service, select(missed_signs.c.id))
    assert found == sign.id
    there, ash = sign.submission_id, sign.marked_by
    async with database.reading() as connection:
        assert await has_marked(connection, there, "matters", by=ash)
        for *place, by in ((there, "want", ash), (new_id(), "matters", ash), (there, "matters", new_id())):
            assert not await has_marked(connection, *place, by=by)


async def test_who_raised_a_concern_by_hand_is_known_by_the_answer(
    service: Service, database: Database
) -> None:
    there, ash = await sent(service), await make_worker(service, "ash")
    async with database.reading() as connection:
        assert len(await concerns.concerns_of(connection, EVERYTHING, there)) == 1
        assert not await raised_on(connection, there, "matters", by=ash)  # a machine did
    row = ConcernRow(new_id(), there, "matters", "urgent", "sexual", "by-hand", "1", 0, 0, START, ash)
    await database.transaction(lambda tx: raise_concerns(tx, [row]))
    async with database.reading() as connection:
        assert await raised_on(connection, there, "matters", by=ash)
        for *place, by in ((there, "want", ash), (new_id(), "matters", ash), (there, "matters", new_id())):
            assert not await raised_on(connection, *place, by=by)


async def test_worries_of_a_subject_are_found_with_what_was_raised_because_they_repeat(
    service: Service, database: Database
) -> None:
    there = await sent(service, "theres a lock on the fridge")
    plain = StoredCoding(
        id=new_id(),
        submission_id=there,
        question_id="matters",
        theme_id="food",
        valence="worry",
        span_start=0,
        span_end=6,
        score=1.0,
        method="cue",
        version="1",
        assigned_by=None,
        assigned_at=5,
    )
    good = replace(plain, id=new_id(), valence="strength")
    proposed = replace(plain, id=new_id(), suggested=True)
    await database.transaction(lambda tx: add_codings(tx, [plain, good, proposed]))
    async with database.reading() as connection:
        assert await cumulative.subjects_of(connection, [there]) == {"c1"}
        (mention,) = await cumulative.mentions_of(connection, EVERYTHING, ["c1"], ["food"])
        assert await cumulative.mentions_of(connection, NOBODY, ["c1"], ["food"]) == []
        assert (mention.first, mention.span_end) == (there, 6)
        (unseen,) = await concerns.unseen_concerns(connection, EVERYTHING, limit=9, offset=0)
        raised = (await cumulative.prompted(connection, ["c1"], [unseen.rule]))["c1", unseen.rule]
    assert (raised.subject_id, raised.received_at, raised.decided) == ("c1", START, False)


async def test_what_has_waited_too_long_to_be_read_is_counted(service: Service, database: Database) -> None:
    await sent(service)
    async with database.reading() as connection:
        counts = [
            (await waiting_to_be_read(connection, EVERYTHING, late_before=before)).late
            for before in (START, START + 1)
        ]
    assert counts == [0, 1]
