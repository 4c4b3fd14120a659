"""What was put right is read for signs of harm, and for whom it is about, as the answers themselves are."""

from collections.abc import Sequence

import msgspec
import pytest
from sqlalchemy import select, update

from analysis.rulebook import Level
from feedback_service import amending, sign_finding
from feedback_service.handing_on import lift_bar
from feedback_service.intake import submit
from feedback_service.ladder import climb
from feedback_service.machine_signs import Signs
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.corrections import Correction, add_correction
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.schema import concerns, notices, routings, unrouted, workers
from feedback_service.storage.sight import sees
from feedback_service.storage.workers import Worker, worker_by_id
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import (
    DAY,
    all_screened,
    arriving,
    given,
    make_north,
    make_worker,
    new_id,
    open_whole,
    rows,
    somebody,
)

HARM = "My dad hits me with a belt"


@pytest.fixture
async def sent(service: Service) -> str:
    """Calm words of the north team, read by the machine."""
    await make_north(service)
    return await calm(service)


async def calm(service: Service, follows: str | None = None) -> str:
    arrival = arriving(service, answers=given(matters="my dog"), follows=follows)
    await submit(service, arrival)
    await all_screened(service)
    return arrival.id


async def called(service: Service, name: str, role: str = "manager", *, independent: bool = False) -> Worker:
    """A worker of this name, who may see every team."""
    worker_id = await make_worker(service, new_id())
    changed = update(workers).where(workers.c.id == worker_id)
    changed = changed.values(name=name, role=role, independent=independent)
    await service.database.transaction(lambda tx: tx.execute(changed))
    async with service.database.reading() as connection:
        found = await worker_by_id(connection, worker_id)
    assert found
    return found


async def put_right(service: Service, submission_id: str, words: str, new: str = "") -> bool:
    worker, place = await somebody(service), (submission_id, "matters")
    return await amending.correct(
        service, worker, place, new_id=new or new_id(), asked_by="child", words=words
    )


async def seen(service: Service, submission_id: str, *people: Worker) -> list[bool]:
    async with service.database.reading() as connection:
        return [await sees(connection, one.scope, submission_id) for one in people]


async def test_a_sign_of_harm_in_what_was_put_right_is_a_concern_and_somebody_is_told_once(
    service: Service, sent: str
) -> None:
    new = new_id()
    assert [await put_right(service, sent, HARM, new) for _ in range(2)] == [True, False]
    (concern,) = await rows(service, select(concerns))
    assert (concern.submission_id, concern.question_id, concern.level) == (sent, "matters", "urgent")
    assert (concern.span_start, concern.span_end) == (0, 0)
    (notice,) = await rows(service, select(notices))
    assert (notice.concern_id, notice.kind) == (concern.id, "urgent")
    assert await rows(service, select(unrouted)) == []


async def test_who_puts_old_imported_words_right_says_it_now_and_somebody_is_called(
    service: Service, clock: SettableClock, sent: str
) -> None:
    said = arriving(service, answers=given(matters=HARM), answered_at=service.now() - 8 * DAY)
    past = msgspec.structs.replace(said, place=msgspec.structs.replace(said.place, channel="import"))
    await submit(service, past)
    clock.move(minutes=30)
    assert await climb(service) == 0
    kinds = select(notices.c.kind).order_by(notices.c.made_at, notices.c.step)
    assert await rows(service, kinds) == [("concern",)]
    await put_right(service, past.id, f"{HARM}, yesterday again")
    assert await rows(service, kinds) == [("concern",), ("urgent",)]
    clock.move(minutes=15)
    assert await climb(service) == 1
    assert (await rows(service, kinds))[2:] == [("ladder",)]


async def test_what_was_put_right_without_a_sign_raises_nothing(service: Service, sent: str) -> None:
    await put_right(service, sent, "It was my cat.")
    assert await rows(service, select(concerns)) == []


async def test_what_the_rules_fail_at_is_a_concern(
    service: Service, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(service.rules), "screen", None)
    await put_right(service, sent, "It was my cat.")
    assert [row.rule for row in await rows(service, select(concerns))] == ["scanner-failed"]


async def test_a_sign_that_likeness_finds_comes_before_that_the_rules_failed(
    service: Service, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(service.rules), "screen", None)
    await put_right(service, sent, "my clothes are always damp so i sit at the back")
    assert [row.rule for row in await rows(service, select(concerns))] == ["likeness"]


async def test_a_doubtful_sign_counts_where_nothing_but_the_rules_has_read_it(
    service: Service, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_finding, "PATIENCE", -1)
    await put_right(service, sent, "nobody feeds me")
    (concern,) = await rows(service, select(concerns))
    assert (concern.category, concern.rule) == ("home_alone", "left-alone")


async def test_many_signs_in_what_was_put_right_are_one_concern_the_most_urgent(
    service: Service, sent: str
) -> None:
    await put_right(service, sent, f"i cant cope anymore. {HARM} and says its our secret")
    assert [row.level for row in await rows(service, select(concerns))] == ["urgent"]
    assert [row.kind for row in await rows(service, select(notices))] == ["urgent"]


async def test_a_sign_in_what_was_put_right_is_raised_whatever_was_raised_of_the_answer_before(
    service: Service, sent: str
) -> None:
    for words in (HARM, f"{HARM}. I said so before"):
        await put_right(service, sent, words)
    found = await rows(service, select(concerns.c.rule))
    assert len(found) == 2
    assert len(set(found)) == 1


async def test_what_only_likeness_finds_is_a_concern_as_well(service: Service, sent: str) -> None:
    await put_right(service, sent, "my clothes are always damp so i sit at the back")
    assert [row.rule for row in await rows(service, select(concerns))] == ["likeness"]


async def test_what_cannot_be_held_against_the_examples_or_not_in_time_is_a_concern(
    service: Service, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_finding, "PATIENCE", -1)
    await put_right(service, sent, "It was my cat.")
    monkeypatch.undo()
    monkeypatch.setattr(sign_finding, "find", off)
    await put_right(service, sent, "It was my cat.")
    found = [row.rule for row in await rows(service, select(concerns).order_by(concerns.c.id))]
    assert found == ["not-read-in-time", "scanner-failed"]


def off(_texts: Sequence[str], _missed: Sequence[tuple[str, str, Level]] = ()) -> Signs:
    raise OSError


async def test_whom_what_was_put_right_names_sees_it_no_more(service: Service, sent: str) -> None:
    karen, ida = await called(service, "Karen Low"), await called(service, "Ida", independent=True)
    assert await seen(service, sent, karen, ida) == [True, True]
    await put_right(service, sent, "She hits me. It was Karen from the home")
    assert await seen(service, sent, karen, ida) == [False, True]


async def test_a_name_put_right_beside_a_sign_found_before_counts_too(service: Service, sent: str) -> None:
    karen, ida = await called(service, "Karen Low"), await called(service, "Ida", independent=True)
    await put_right(service, sent, HARM)
    assert await seen(service, sent, karen, ida) == [True, True]
    later = await calm(service, follows=sent)
    await put_right(service, later, "It was Karen")
    assert await seen(service, sent, karen, ida) + await seen(service, later, karen) == [False, True, False]


async def test_who_was_let_in_again_is_kept_out_once_what_is_put_right_names_them(
    service: Service, sent: str, clock: SettableClock
) -> None:
    karen, ida = await called(service, "Karen Low"), await called(service, "Ida", independent=True)
    await put_right(service, sent, f"{HARM} and Karen knows it")
    clock.move(minutes=1)
    named = select(routings.c.id).where(routings.c.worker_id == karen.id)
    ((bar,),) = await rows(service, named)
    saw = await open_whole(service, ida, sent)
    assert await lift_bar(service, ida, sent, bar, saw=saw) == "unbarred"
    clock.move(minutes=1)
    await put_right(service, sent, "Karen from the home")
    assert len(await rows(service, named.where(routings.c.released_at.is_(None)))) == 1


async def test_what_was_put_right_and_does_not_open_is_for_an_independent_lead(
    service: Service, sent: str
) -> None:
    lead, ida = await called(service, "Lee"), await called(service, "Ida", independent=True)
    broken = Correction(
        id=new_id(),
        submission_id=sent,
        question_id="matters",
        asked_by="child",
        words=b"broken",
        made_by=lead.id,
        made_at=1,
    )
    raised = ConcernRow(new_id(), sent, "matters", "concern", "sexual", "likeness", "1", 0, 4, 9)
    await service.database.transaction(lambda tx: add_correction(tx, broken))
    await service.database.transaction(lambda tx: raise_concerns(tx, [raised]))
    await route_waiting(service)
    assert await seen(service, sent, lead, ida) == [False, True]
