"""What piles up goes when its time is over and not before; corrections stay beside what was said."""

from typing import Any

from sqlalchemy import insert, select

from feedback_service import amending
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import corrections, tidying
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import (
    answers,
    concerns,
    deliveries,
    job_runs,
    notices,
    sessions,
    sign_in_failures,
    sign_in_steps,
    tries,
)
from feedback_service.tidying import tidy
from tests.feedback_service.storage.seeds import DAY, arriving, make_north, new_id, rows, somebody


async def put(service: Service, table: Any, **row: Any) -> None:  # noqa: ANN401
    async def work(tx: Transaction) -> None:
        await tx.execute(insert(table).values(**row))

    await service.database.transaction(work)


async def told(
    service: Service, name: str, *, age: int, due: bool = False, concern: str | None = None
) -> None:
    """A notice, so many days old, with one delivery."""
    at = service.now() - age * DAY
    plain = {"kind": "concern", "step": 0, "drill": False, "concern_id": concern}
    await put(service, notices, id=name, made_at=at, addressed_at=at, **plain)
    sent = {"due_at": at} if due else {"sent_at": at}
    await put(service, deliveries, id=new_id(), notice_id=name, channel="email", tries=1, **sent)


async def test_only_what_is_of_no_more_use_goes(service: Service) -> None:
    worker, now = await somebody(service), service.now()
    for name, age in ((b"old", 1), (b"new", 0)):
        at = now - age * DAY
        session = {"token_hash": name, "worker_id": worker.id, "created_at": at, "seen_at": at}
        await put(service, sessions, **session)
        step = {"token_hash": name, "kind": "x", "secret": b"", "wanted": "", "ends_at": now + 1 - 2 * age}
        await put(service, sign_in_steps, **step)
    for days in (0, 8):
        await put(service, sign_in_failures, id=new_id(), username="x", at=now - days * DAY)
        await put(service, tries, id=new_id(), what="x", who="x", at=now - days * DAY)
    for days in (89, 91):
        run = {"id": new_id(), "job": "x", "started_at": now - days * DAY, "finished_at": 1, "outcome": ""}
        await put(service, job_runs, **run)
    assert await tidy(service) == 5
    for table in (sessions, sign_in_steps, sign_in_failures, tries, job_runs):
        assert len(await rows(service, select(table))) == 1, table.name
    (kept,) = await rows(service, select(sessions.c.token_hash))
    assert kept[0] == b"new"
    assert await tidy(service) == 0


async def test_a_notice_goes_with_its_last_delivery_once_the_concern_is_decided(service: Service) -> None:
    await make_north(service)
    arrival = arriving(service)
    await submit(service, arrival)
    for name, age, due in (("gone", 91, False), ("young", 89, False), ("due", 91, True)):
        await told(service, name, age=age, due=due)
    concern = await somebodys_concern(service, arrival.id)
    await told(service, "undecided", age=91, concern=concern)
    assert await tidy(service) == 2
    left = {row.id for row in await rows(service, select(notices.c.id))}
    assert left == {"young", "due", "undecided"}
    assert {row.notice_id for row in await rows(service, select(deliveries.c.notice_id))} == left


async def somebodys_concern(service: Service, submission_id: str) -> str:
    row: dict[str, Any] = {"id": new_id(), "submission_id": submission_id, "question_id": "matters"}
    row |= {"level": "concern", "category": "x", "rule": "x", "rules_version": "x"}
    await put(service, concerns, **row, span_start=0, span_end=0, raised_at=1)
    return str(row["id"])


async def test_many_rows_go_in_lots(service: Service) -> None:
    async def many(tx: Transaction) -> None:
        row = {"job": "x", "finished_at": 1, "outcome": ""}
        some = [{**row, "id": new_id(), "started_at": number} for number in range(tidying.AT_ONCE + 1)]
        await tx.execute(insert(job_runs), some)

    await service.database.transaction(many)
    rule = next(one for one in tidying.RULES if one.table is job_runs)
    now = service.now()
    gone = [
        await service.database.transaction(lambda tx: tidying.tidy_some(tx, rule, now, service.settings))
        for _ in range(3)
    ]
    assert gone == [tidying.AT_ONCE, 1, 0]


async def test_a_correction_stands_beside_the_words_and_changes_nothing(service: Service) -> None:
    await make_north(service)
    arrival, worker, new = arriving(service), await somebody(service), new_id()
    await submit(service, arrival)
    before = [tuple(row) for row in await rows(service, select(answers))]
    place = (arrival.id, "matters")
    wanted = {"new_id": new, "asked_by": "child", "words": " It was my cat. "}
    for kept in (True, False):  # a double press
        assert await amending.correct(service, worker, place, **wanted) is kept
    assert [tuple(row) for row in await rows(service, select(answers))] == before
    async with service.database.reading() as connection:
        is_kept, put_right = corrections.is_kept, corrections.corrected_since
        assert await is_kept(connection, new, by=worker.id)
        assert not await is_kept(connection, new, by=new_id())
        times = (service.now(), service.now() + 1)
        assert [await put_right(connection, place, at, by=worker.id) for at in times] == [True, False]
        assert not await put_right(connection, (arrival.id, "want"), 0, by=worker.id)
        assert not await put_right(connection, place, 0, by=new_id())
    (shown,) = await amending.amended(service, [arrival.id])
    assert (shown.words, shown.asked_by, shown.worker) == ("It was my cat.", "child", worker.name)
    async with service.database.reading() as connection:
        (sealed,) = await corrections.corrections_of(connection, [arrival.id])
    assert b"cat" not in sealed.words
    row = corrections.Correction(
        id=new_id(),
        submission_id=arrival.id,
        question_id="matters",
        asked_by="child",
        words=b"broken",
        made_by=worker.id,
        made_at=service.now() + 1,
    )
    assert await service.database.transaction(lambda tx: corrections.add_correction(tx, row))
    assert [one.words for one in await amending.amended(service, [arrival.id])] == ["It was my cat.", ""]


def test_what_is_wrong_with_a_correction_is_said() -> None:
    assert amending.correction_problem("child", "It was my cat.") == ""
    assert "who asked" in amending.correction_problem("dog", "x")
    assert "Write" in amending.correction_problem("child", "  ")
    assert "at most" in amending.correction_problem("child", "x" * (amending.LONGEST + 1))
