"""The clock on concerns: each step once and none left out, whatever happens between; and reminders."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from feedback_service.intake import submit
from feedback_service.ladder import climb, remind
from feedback_service.service import Service
from feedback_service.storage.concerns import see_concern
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.desk import mark_read
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.schema import alarms, concerns, notices
from feedback_service.storage.scope import EVERYTHING
from feedback_service.uk_time import moment_of
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage import seeds
from tests.feedback_service.storage.seeds import (
    arriving,
    make_north,
    make_worker,
    new_id,
    plain_engine,
    rows,
)

answers = seeds.given
URGENT = "my uncle hit me with a belt"
LESS = "i cant cope anymore"
MINUTE, DAY = 60_000, 24 * 60


@pytest.fixture
async def service(service: Service) -> Service:
    await make_north(service)
    return service


@pytest.fixture
async def ash(service: Service) -> str:
    return await make_worker(service, "ash")


async def sent(service: Service, words: str = URGENT) -> str:
    """The first concern of a new submission with these words."""
    arrival = arriving(service, answers=answers(matters=words))
    await submit(service, arrival)
    query = select(concerns.c.id).where(concerns.c.submission_id == arrival.id).order_by(concerns.c.id)
    return str((await rows(service, query))[0].id)


async def told(service: Service, kind: str = "ladder") -> list[tuple[str, int, int]]:
    """Notices of this kind: of which concern, which step, after how many minutes."""
    query = select(notices).where(notices.c.kind == kind).order_by(notices.c.made_at, notices.c.step)
    return [(one.concern_id, one.step, (one.made_at - START) // MINUTE) for one in await rows(service, query)]


async def steps(service: Service, concern: str) -> list[int]:
    query = select(alarms.c.step).where(alarms.c.concern_id == concern).order_by(alarms.c.step)
    return [one.step for one in await rows(service, query)]


async def look(service: Service, concern: str, worker: str) -> None:
    now = service.now()
    await service.database.transaction(lambda tx: see_concern(tx, EVERYTHING, concern, worker, now))


async def decide(service: Service, concern: str, worker: str) -> None:
    made = Decision(
        id=new_id(), concern_id=concern, outcome="refer", reason=None, referred_at=None,
        decided_by=worker, decided_at=service.now(),
    )  # fmt: skip
    await service.database.transaction(lambda tx: add_decisions(tx, [made]))


async def test_an_urgent_concern_climbs_at_15_30_and_60_minutes(
    service: Service, clock: SettableClock
) -> None:
    concern = await sent(service)
    for _ in range(70):
        clock.move(minutes=1)
        await climb(service)
    assert await told(service) == [(concern, 1, 15), (concern, 2, 30), (concern, 3, 60)]


async def test_the_ladder_begins_at_the_minute_and_not_before(service: Service, clock: SettableClock) -> None:
    await sent(service)
    clock.time += 15 * MINUTE - 1
    assert await climb(service) == 0
    clock.time += 1
    assert await climb(service) == 1
    assert await climb(service) == 0


@pytest.mark.parametrize("stop", [look, decide])
async def test_looking_at_it_or_deciding_stops_the_ladder(
    service: Service, clock: SettableClock, ash: str, stop: Callable[..., Awaitable[None]]
) -> None:
    concern = await sent(service)
    clock.move(minutes=16)
    await climb(service)
    await stop(service, concern, ash)
    clock.move(minutes=100)
    await climb(service)
    assert await told(service) == [(concern, 1, 16)]


async def test_a_concern_that_is_not_urgent_does_not_climb(service: Service, clock: SettableClock) -> None:
    await sent(service, LESS)
    clock.move(minutes=90)
    assert await climb(service) == 0


@pytest.mark.parametrize(("days", "woken"), [(8, False), (6, True)])
async def test_nobody_is_woken_for_imported_words_that_are_a_week_old(
    service: Service, clock: SettableClock, ash: str, days: int, woken: bool
) -> None:
    said = service.now() - days * DAY * MINUTE
    arrival = arriving(service, answers=answers(matters=URGENT), answered_at=said)
    place = msgspec.structs.replace(arrival.place, channel="import")
    await submit(service, msgspec.structs.replace(arrival, place=place))
    assert await rows(service, select(concerns.c.level).distinct()) == [("urgent",)]
    assert await rows(service, select(notices.c.kind)) == [("urgent" if woken else "concern",)]
    clock.move(minutes=90)
    assert (await climb(service) > 0) == woken
    await raise_by_hand(service, arrival.id, ash)
    clock.move(minutes=90)
    assert await climb(service) == 3


async def raise_by_hand(service: Service, submission_id: str, worker: str) -> None:
    row = ConcernRow(
        new_id(), submission_id, "matters", "urgent", "sexual", "person", "1", 0, 4, service.now(), worker
    )
    await service.database.transaction(lambda tx: raise_concerns(tx, [row]))


async def test_what_came_due_while_nothing_ran_is_told_once_each_and_in_order(
    service: Service, clock: SettableClock
) -> None:
    concern = await sent(service)
    clock.move(minutes=600)
    again = Database(
        service.settings.database_url, chain=service.keys.chained
    )  # the service started anew over the same file
    await again.start()
    restarted = service._replace(database=again)
    assert await climb(restarted) == 3
    assert await climb(restarted) == 0
    await again.stop()
    assert await told(service) == [(concern, step, 600) for step in (1, 2, 3)]


async def test_two_processes_at_once_take_each_step_once(service: Service, clock: SettableClock) -> None:
    concern = await sent(service)
    clock.move(minutes=600)
    other = Database(service.settings.database_url, chain=service.keys.chained)
    await other.start()
    beside = service._replace(database=other)
    taken = await asyncio.gather(*(climb(one) for one in (service, beside) * 3))
    await other.stop()
    assert sum(taken) == 3
    assert await told(service) == [(concern, step, 600) for step in (1, 2, 3)]


async def test_a_step_is_kept_with_its_notice_or_not_at_all(service: Service, clock: SettableClock) -> None:
    concern = await sent(service)
    clock.move(minutes=20)
    execute(service, "CREATE TRIGGER dies BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'gone'); END")
    with pytest.raises(StorageError):
        await climb(service)
    assert (await steps(service, concern), await told(service)) == ([], [])
    execute(service, "DROP TRIGGER dies")
    assert await climb(service) == 1
    assert await told(service) == [(concern, 1, 20)]


def execute(service: Service, statement: str) -> None:
    engine = plain_engine(service.database)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def test_concerns_of_one_submission_are_told_of_together(
    service: Service, clock: SettableClock
) -> None:
    first = await sent(service, f"{URGENT}. he touches me down there and says its our secret")
    urgent = [one.id for one in await rows(service, select(concerns).where(concerns.c.level == "urgent"))]
    assert len(urgent) > 1
    clock.move(minutes=61)
    await climb(service)
    assert [await steps(service, one) for one in urgent] == [[1, 2, 3]] * len(urgent)
    assert [step for _, step, _ in await told(service)] == [1, 2, 3]
    assert first in urgent


async def test_what_is_found_later_in_the_same_submission_has_a_ladder_of_its_own(
    service: Service, clock: SettableClock, ash: str
) -> None:
    first = await sent(service)
    ((submission,),) = await rows(service, select(concerns.c.submission_id).where(concerns.c.id == first))
    await pass_minutes(service, clock, 20)
    await raise_by_hand(service, submission, ash)  # whoever is called at minute 30 or 60 sees this one too
    await pass_minutes(service, clock, 300)
    await raise_by_hand(service, submission, ash)
    later = [one.id for one in await rows(service, select(concerns.c.id).order_by(concerns.c.raised_at))][1:]
    await pass_minutes(service, clock, 70)
    assert await told(service) == [
        *((first, 1, 15), (first, 2, 30), (later[0], 1, 35), (first, 3, 60)),
        *((later[1], 1, 335), (later[1], 2, 350), (later[1], 3, 380)),
    ]
    assert [await steps(service, one) for one in (first, *later)] == [[1, 2, 3]] * 3


async def pass_minutes(service: Service, clock: SettableClock, minutes: int) -> None:
    for _ in range(minutes):
        clock.move(minutes=1)
        await climb(service)


EVENT = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.sampled_from(["look", "decide"]), st.integers(0, 1)),
)


Events = list[tuple[str, int]]


@pytest.fixture
def play(blank: Service) -> Callable[[Events], None]:
    """Lets events happen to a service over a new database."""

    def played(events: Events) -> None:
        with TemporaryDirectory() as folder:
            shutil.copytree(Path(blank.settings.key_file).parent, folder, dirs_exist_ok=True)
            asyncio.run(_played(blank, f"sqlite+aiosqlite:///{folder}/feedback.db", events))

    return played


@given(events=st.lists(EVENT, max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_step_is_told_at_most_once_and_none_that_is_due_is_left_out(
    play: Callable[[Events], None], events: Events
) -> None:
    play(events)


async def _played(blank: Service, url: str, events: Events) -> None:
    """Two concerns; time passes, the service is started anew, people look and decide, in any order.

    After each tick the steps told of a concern are those that came due before somebody stopped its clock.
    """
    clock, database = SettableClock(), Database(url, chain=blank.keys.chained)
    service = blank._replace(database=database, now=clock, links={})
    await database.start()
    await make_north(service)
    ash = await make_worker(service, "ash")
    ours = [await sent(service), await sent(service)]
    ticked, stopped = 0, set[str]()
    due: dict[str, list[int]] = {one: [] for one in ours}
    for event, number in (*events, ("wait", 0)):
        if event == "wait":
            clock.move(minutes=number)
            await climb(service)
            ticked = (clock.time - START) // MINUTE
            for one in set(ours) - stopped:
                due[one] = [step for step, at in enumerate((15, 30, 60), 1) if at <= ticked]
        elif event == "restart":
            await database.stop()
            database = Database(url, chain=blank.keys.chained)
            await database.start()
            service = service._replace(database=database)
        else:
            await (look if event == "look" else decide)(service, ours[number], ash)
            stopped.add(ours[number])
        made = await told(service)
        assert {one: [step for concern, step, _ in made if concern == one] for one in ours} == due
    await database.stop()


async def reminded(service: Service) -> list[tuple[int, str]]:
    """At which step and when (on the clock on the wall) was reminded of overdue concerns."""
    query = select(notices).where(notices.c.kind == "overdue").order_by(notices.c.made_at)
    return [(one.step, f"{moment_of(one.made_at):%a %d %H:%M}") for one in await rows(service, query)]


async def pass_days(service: Service, clock: SettableClock, days: int) -> None:
    """The job runs every half hour."""
    for _ in range(days * 48):
        clock.move(minutes=30)
        await remind(service)


async def test_an_overdue_concern_is_told_to_duty_when_due_and_to_the_manager_on_each_working_day(
    service: Service, clock: SettableClock, ash: str
) -> None:
    concern = await sent(service, LESS)  # on a Thursday
    await pass_days(service, clock, 5)
    days = [(0, "Fri 10 17:23"), (2, "Mon 13 09:23"), (2, "Tue 14 09:23")]
    assert await reminded(service) == days
    await look(service, concern, ash)
    await pass_days(service, clock, 1)
    assert (await reminded(service))[3:] == [(2, "Wed 15 09:23")]
    await decide(service, concern, ash)
    await pass_days(service, clock, 2)
    assert len(await reminded(service)) == 4


async def test_reminders_are_not_made_up_for_after_days_without_the_service(
    service: Service, clock: SettableClock
) -> None:
    await sent(service, LESS)
    clock.move(minutes=20 * DAY)
    await remind(service)
    await remind(service)
    assert [step for step, _ in await reminded(service)] == [0]


async def test_reminding_of_what_somebody_looks_at_ends_but_of_what_nobody_does_never(
    service: Service, clock: SettableClock, ash: str
) -> None:
    await look(service, await sent(service, LESS), ash)
    await sent(service, LESS)
    clock.move(minutes=200 * DAY)
    await remind(service)
    assert len(await reminded(service)) == 1


async def test_managers_are_told_once_a_working_day_of_what_nobody_has_read_in_time(
    service: Service, clock: SettableClock, ash: str
) -> None:
    arrival = arriving(service, finished=False, answers=answers(matters="my dog"))
    await submit(service, arrival)
    await pass_days(service, clock, 8)  # until Friday: five days are over on Tuesday at 9:53
    made = await rows(service, select(notices).where(notices.c.kind == "unread").order_by(notices.c.made_at))
    times = [f"{moment_of(one.made_at):%a %d %H:%M}" for one in made]
    assert times == ["Tue 14 10:23", "Wed 15 09:23", "Thu 16 09:23", "Fri 17 09:23"]
    assert {(one.step, one.concern_id) for one in made} == {(2, None)}
    now = service.now()
    await service.database.transaction(lambda tx: mark_read(tx, arrival.id, ash, now))
    await pass_days(service, clock, 4)
    query = select(func.count()).select_from(notices).where(notices.c.kind == "unread")
    assert (await rows(service, query))[0][0] == 4
