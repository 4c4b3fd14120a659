"""Words that no sure rule knows reach a person within seconds; what cannot be read reaches one as well."""

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest
import uuid_utils
from sqlalchemy import event, func, select
from sqlalchemy.pool import Pool

from analysis.rulebook import Level
from feedback_service import sign_finding
from feedback_service.accounts import add_worker
from feedback_service.intake import Arrival, Place, submit
from feedback_service.machine_signs import Signs, find
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.sign_finding import ask_in_time, find_signs, sign_in_words
from feedback_service.storage.concerns import Concern, concerns_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.erasing import erase
from feedback_service.storage.missed import MissedSign, mark_missed
from feedback_service.storage.schema import answers, notices, unscreened
from feedback_service.storage.scope import EVERYTHING
from forms.model import Answer
from tests.feedback_service.answering import north
from tests.feedback_service.conftest import SettableClock

HINT = "my clothes are always damp so i sit at the back"
DOUBTFUL = "they are bullying her in the story we read"
CALM = "we had fish fingers and then we watched a film"


async def arrive(service: Service, words: str, channel: str = "link") -> str:
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current("my-view"),
        place=Place(team_id="north", channel=channel),  # type: ignore[arg-type]
        answers={"matters": Answer("given", words)},
        answered_at=service.now(),
    )
    await submit(service, arrival)
    return arrival.id


async def found(service: Service, submission_id: str) -> list[Concern]:
    await route_waiting(service)
    async with service.database.reading() as connection:
        return await concerns_of(connection, EVERYTHING, submission_id)


async def count(service: Service, table: object) -> int:
    async with service.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def test_a_hint_that_no_rule_knows_becomes_a_concern_and_somebody_is_told(service: Service) -> None:
    await north(service)
    hint, calm = await arrive(service, HINT), await arrive(service, CALM)
    assert await found(service, hint) == []
    assert await find_signs(service) == 2
    (concern,) = await found(service, hint)
    assert (concern.rule, concern.category) == ("likeness", "home_conditions")
    assert await found(service, calm) == []
    assert await count(service, notices) == 1
    assert await find_signs(service) == 0


async def test_of_two_who_read_the_same_words_one_alone_raises_what_is_found(service: Service) -> None:
    await north(service)
    hint = await arrive(service, HINT)
    assert sorted(await asyncio.gather(find_signs(service), find_signs(service))) == [0, 1]
    assert [one.rule for one in await found(service, hint)] == ["likeness"]
    assert await count(service, notices) == 1


async def test_what_was_not_read_in_time_is_raised_for_what_is_found_when_it_is_read(
    service: Service, clock: SettableClock
) -> None:
    await north(service)
    asking = partial(ask_in_time, since=service.now())
    hint = await arrive(service, HINT)
    clock.move(minutes=2)
    assert await asking(service) == 1
    assert await find_signs(service) == 1
    assert {one.rule for one in await found(service, hint)} == {"not-read-in-time", "likeness"}
    assert await count(service, notices) == 2


async def test_what_a_doubtful_rule_knows_raises_nothing_by_itself(service: Service) -> None:
    assert any(hit.doubtful for hit in service.rules.screen(DOUBTFUL))
    await north(service)
    submission = await arrive(service, DOUBTFUL)
    assert await found(service, submission) == []


async def test_what_waits_too_long_is_a_concern_once_and_is_read_all_the_same(
    service: Service, clock: SettableClock
) -> None:
    await north(service)
    asking = partial(ask_in_time, since=service.now())
    hint, doubtful, imported = (
        await arrive(service, HINT),
        await arrive(service, DOUBTFUL),
        await arrive(service, CALM, "import"),
    )
    assert await asking(service) == 0
    clock.move(minutes=2)
    assert await asking(service) == 2
    assert [one.rule for one in await found(service, hint)] == ["not-read-in-time"]
    assert [one.rule for one in await found(service, doubtful)] == ["bullied"]
    assert await found(service, imported) == []
    assert await asking(service) == 0
    assert await ask_in_time(service, since=service.now()) == 0
    assert await find_signs(service) == 3
    assert await count(service, unscreened) == 0


async def test_of_all_that_waits_too_long_a_person_is_asked_and_not_of_the_oldest_only(
    service: Service, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_finding, "AT_ONCE", 2)
    await north(service)
    asking = partial(ask_in_time, since=service.now())
    sent = [await arrive(service, CALM) for _ in range(5)]
    erased = await arrive(service, HINT)
    await service.database.transaction(lambda tx: erase(tx, [erased]))
    clock.move(minutes=2)
    assert await asking(service) == 5
    assert [one.rule for submission in sent for one in await found(service, submission)] == [
        "not-read-in-time"
    ] * 5
    assert await found(service, erased) == []


def breaking(texts: Sequence[str], missed: Sequence[tuple[str, str, Level]] = ()) -> Signs:
    """As `find`, but what has "poison" in it cannot be read."""
    if any("poison" in text for text in texts):
        raise ValueError
    return find(texts, missed)


def off(_texts: Sequence[str], _missed: Sequence[tuple[str, str, Level]] = ()) -> Signs:
    raise OSError


async def test_words_that_cannot_be_read_are_a_concern_and_the_others_are_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await north(service)
    calm, poison, hint = [await arrive(service, words) for words in (CALM, "poison", HINT)]
    monkeypatch.setattr(sign_finding, "find", breaking)
    assert await find_signs(service) == 3
    rules = [[one.rule for one in await found(service, each)] for each in (calm, poison, hint)]
    assert rules == [[], ["scanner-failed"], ["likeness"]]


async def test_while_nothing_can_be_read_all_goes_on_waiting(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await north(service)
    calm = await arrive(service, CALM)
    monkeypatch.setattr(sign_finding, "find", off)
    with pytest.raises(OSError, match=r"^$"):
        await find_signs(service)
    assert await found(service, calm) == []
    assert await count(service, unscreened) == 1


async def test_words_that_do_not_open_are_a_concern_and_hold_nothing_up(service: Service) -> None:
    await north(service)
    spoilt, hint = await arrive(service, CALM), await arrive(service, HINT)

    async def spoil(tx: Transaction) -> None:
        await tx.execute(answers.update().where(answers.c.submission_id == spoilt).values(words=b"x" * 40))

    await service.database.transaction(spoil)
    assert await find_signs(service) == 2
    assert [one.rule for one in await found(service, spoilt)] == ["scanner-failed"]
    assert [one.rule for one in await found(service, hint)] == ["likeness"]


async def test_what_a_worker_marked_as_missed_is_found_when_somebody_says_it_again(service: Service) -> None:
    await north(service)
    words = "the zoo man comes on wednesdays"
    first = await arrive(service, words)
    await find_signs(service)
    assert await found(service, first) == []
    worker = await _somebody(service)
    sign = MissedSign(
        id=str(uuid_utils.uuid7()),
        submission_id=first,
        question_id="matters",
        level="urgent",
        category="exploitation",
        span_start=0,
        span_end=0,
        marked_by=worker,
        marked_at=service.now(),
    )
    await service.database.transaction(lambda tx: mark_missed(tx, sign))
    again = await arrive(service, "the zoo man comes wednesdays")
    await find_signs(service)
    (concern,) = await found(service, again)
    assert (concern.rule, concern.level, concern.category) == ("likeness-missed", "urgent", "exploitation")


async def _somebody(service: Service) -> str:
    return await add_worker(
        service,
        username="lead",
        name="A lead",
        role="safeguarding",
        password="three plain words",
        scope=EVERYTHING,
    )


async def test_whoever_waits_no_longer_leaves_no_reading_of_the_database_halfway(
    jobless: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await count(jobless, unscreened) == 0  # from now on a connection waits in the pool
    monkeypatch.setattr(sign_finding, "PATIENCE", -1)
    cut: list[object] = []

    def note(connection: object, _record: object, _error: object) -> None:
        cut.append(connection)

    event.listen(Pool, "invalidate", note)
    late = await sign_in_words(jobless, CALM)
    event.remove(Pool, "invalidate", note)
    assert late
    assert late.hit.rule == "not-read-in-time"
    assert cut == []
