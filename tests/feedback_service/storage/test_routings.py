"""Who is kept from what, as rows, on both databases; and that nothing is seen before it is worked out."""

from functools import partial

import msgspec
import pytest
from sqlalchemy import select, text, update

from feedback_service.intake import submit
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.sign_finding import ask_in_time
from feedback_service.storage import routing_decisions, unrouted
from feedback_service.storage import routings as store
from feedback_service.storage.database import Database
from feedback_service.storage.desk import waiting_to_be_read
from feedback_service.storage.kept_away import FOR_INDEPENDENT
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.records import find_record
from feedback_service.storage.removals import whole
from feedback_service.storage.report_codings import still_quotable
from feedback_service.storage.report_data import Extent, concern_times
from feedback_service.storage.report_outcomes import concern_outcomes
from feedback_service.storage.schema import routings, submissions, workers
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sight import seen_of, sees
from feedback_service.storage.submission_rows import RoutingRow
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import worker_by_id
from feedback_service.team_making import make_team
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import (
    all_screened,
    arriving,
    given,
    make_north,
    make_worker,
    new_id,
    plain_engine,
    rows,
)

ABOUT_STAFF = "my worker hits me and i am not alowd to say"
AT_HOME = "my dad hits me with a belt"


@pytest.fixture
async def database(service: Service) -> Database:
    await make_north(service)
    return service.database


NORTH = Scope(False, ("north",))


async def hired(
    service: Service, name: str, role: str, *, independent: bool = False, given: Scope = NORTH
) -> Scope:
    """A worker with this name, of the north team unless something else is given; gives what they may see."""
    worker_id = await make_worker(service, new_id(), given)
    changed = update(workers).where(workers.c.id == worker_id)
    values = {"name": name, "role": role, "independent": independent}
    await service.database.transaction(lambda tx: tx.execute(changed.values(**values)))
    async with service.database.reading() as connection:
        found = await worker_by_id(connection, worker_id)
    assert found
    return found.scope


async def send(service: Service, words: str, **changes: object) -> str:
    arrival = arriving(service, answers=given(matters=words))
    arrival = msgspec.structs.replace(arrival, **changes)
    await submit(service, arrival)
    await all_screened(service)
    return arrival.id


async def open_to(service: Service, scope: Scope, *submission_ids: str) -> list[bool]:
    async with service.database.reading() as connection:
        return [await sees(connection, scope, one) for one in submission_ids]


async def why(service: Service, submission_id: str) -> set[tuple[str, str | None]]:
    async with service.database.reading() as connection:
        found = await store.routings_of(connection, submission_id)
    return {(one.about, one.worker) for one in found if one.released_at is None}


def raised(submission_id: str) -> ConcernRow:
    return ConcernRow(new_id(), submission_id, "matters", "concern", "sexual", "likeness", "1", 0, 4, 9)


async def test_a_concern_raised_later_is_seen_by_nobody_until_it_is_worked_out_from_whom_it_is_kept(
    database: Database, service: Service
) -> None:
    lead, ida = (
        await hired(service, "Lee Low", "safeguarding"),
        await hired(service, "Ida", "manager", independent=True),
    )
    later = await send(service, "my worker plays football with me")
    assert await open_to(service, lead, later) == [True]
    await database.transaction(lambda tx: raise_concerns(tx, [raised(later)]))
    assert await open_to(service, lead, later) + await open_to(service, ida, later) == [False, False]
    assert await open_to(service, EVERYTHING, later) == [True]
    assert await route_waiting(service) == 1
    assert await open_to(service, lead, later) + await open_to(service, ida, later) == [False, True]
    assert await route_waiting(service) == 0


async def test_what_the_machine_has_not_read_is_seen_by_leads_only_until_it_has_or_a_person_is_asked(
    database: Database, service: Service, clock: SettableClock
) -> None:
    ash, reviewer, lead = [
        await hired(service, name, role)
        for name, role in (("Ash", "practitioner"), ("Rowan", "reviewer"), ("Lee", "safeguarding"))
    ]
    arrival = arriving(service, answers=given(matters="my dog"))
    asking = partial(ask_in_time, since=service.now())
    await submit(service, arrival)

    async def seen() -> list[bool]:
        return [(await open_to(service, scope, arrival.id))[0] for scope in (ash, reviewer, lead)]

    assert await seen() == [False, False, True]
    clock.move(minutes=2)
    assert await asking(service) == 1
    assert await seen() == [False, False, False], "from whom it is kept is worked out first"
    await route_waiting(service)
    assert await seen() == [True, True, True]
    other = await send(service, "my cat")
    assert await open_to(service, ash, other) == [True]


async def test_marks_made_while_one_is_worked_out_stay(database: Database, service: Service) -> None:
    one = await send(service, AT_HOME)
    await database.transaction(lambda tx: unrouted.mark_unrouted(tx, [one, one]))
    async with database.reading() as connection:
        first = await unrouted.marks(connection)
    await database.transaction(lambda tx: unrouted.mark_unrouted(tx, [one]))
    await database.transaction(lambda tx: unrouted.drop_marks(tx, [mark.id for mark in first]))
    async with database.reading() as connection:
        (left,) = await unrouted.marks(connection)
    assert ([mark.submission_id for mark in first], left.submission_id) == ([one], one)


async def test_what_is_added_takes_what_it_adds_to_along(database: Database, service: Service) -> None:
    ash, ida = (
        await hired(service, "Ash Birch", "practitioner"),
        await hired(service, "Ida", "safeguarding", independent=True),
    )
    first = await send(service, AT_HOME)
    assert await open_to(service, ash, first) == [True]
    added = await send(service, "it was not dad. it was my key worker", follows=first)
    assert await open_to(service, ash, first, added) == [False, False]
    assert await open_to(service, ida, first, added) == [True, True]
    assert await why(service, added) == await why(service, first) == {("worker", None)}


async def test_what_comes_differently_under_an_id_is_looked_at_with_what_was_there(
    database: Database, service: Service
) -> None:
    ash = await hired(service, "Ash Birch", "practitioner")
    first = await send(service, "all is well")
    aside = arriving(service, first, given(matters=ABOUT_STAFF))
    assert (await submit(service, aside)).result == "differs"
    (kept,) = await rows(service, select(submissions.c.id).where(submissions.c.differs_from == first))
    assert await open_to(service, ash, first, kept.id) == [False, False]


async def test_what_differs_from_an_addition_belongs_to_what_that_one_adds_to(
    database: Database, service: Service
) -> None:
    """So it is kept from the same people, goes by the same wishes, and is erased with it."""
    ash = await hired(service, "Ash Birch", "practitioner")
    first = await send(service, "all is well")
    added = await send(service, "and i like cats", follows=first)
    await submit(service, arriving(service, added, given(matters="it was my key worker, not dad who hit me")))
    (kept,) = await rows(service, select(submissions.c.id).where(submissions.c.differs_from == added))
    assert await open_to(service, ash, first, added, kept.id) == [False, False, False]
    wishes = update(submissions).where(submissions.c.id == first).values(share_parent=False)
    await database.transaction(lambda tx: tx.execute(wishes))
    async with database.reading() as connection:
        assert sorted(await whole(connection, first)) == sorted((first, added, kept.id))
        record = await find_record(connection, EVERYTHING, kept.id)
    assert record
    assert (record.follows, record.share_parent) == (first, False)


async def test_a_worker_is_known_by_the_name_they_have_now_and_after_they_left_too(
    database: Database, service: Service
) -> None:
    scope = await hired(service, "Quentin Ash", "manager")
    same = await hired(service, "Quentin Elm", "reviewer")
    words = f"{AT_HOME} and quentin knows"
    assert await why(service, await send(service, words)) == {
        ("named", None),
        ("named", "Quentin Ash"),
        ("named", "Quentin Elm"),
    }
    renamed = update(workers).where(workers.c.id == scope.worker_id).values(name="Percival Ash")
    await database.transaction(lambda tx: tx.execute(renamed))
    left = update(workers).where(workers.c.id == same.worker_id).values(active=False)
    await database.transaction(lambda tx: tx.execute(left))
    assert await why(service, await send(service, words)) == {("named", "Quentin Elm")}
    assert await why(service, await send(service, f"{AT_HOME} and percival knows")) == {
        ("named", None),
        ("named", "Percival Ash"),
    }


async def test_a_reason_that_was_released_does_not_come_back_by_itself(
    database: Database, service: Service
) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    one, by, now = await send(service, ABOUT_STAFF), ida.worker_id or "", service.now()
    lifting = partial(routing_decisions.lift, root=one, about=("worker", "staff"), by=by, at=now)
    assert [await database.transaction(lifting), await database.transaction(lifting)] == [True, False]
    await database.transaction(lambda tx: raise_concerns(tx, [raised(one)]))
    await route_waiting(service)
    assert await why(service, one) == set()
    assert await database.transaction(lambda tx: routing_decisions.keep(tx, one, "worker", by, 7))
    assert not await database.transaction(lambda tx: routing_decisions.keep(tx, one, "worker", by, 8))
    assert await why(service, one) == {("worker", None)}


@pytest.mark.parametrize("differs", [False, True])
async def test_a_reason_that_was_released_comes_back_for_words_that_came_since(
    database: Database, service: Service, clock: SettableClock, differs: bool
) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    lee = await hired(service, "Lee", "safeguarding")
    one, by, now = await send(service, ABOUT_STAFF), ida.worker_id or "", service.now()
    lifting = partial(routing_decisions.lift, root=one, about=("worker", "staff"), by=by, at=now)
    assert await database.transaction(lifting)
    assert await open_to(service, lee, one) == [True]
    clock.move(minutes=1)
    more = "he is my worker and he did it again"
    if differs:
        await submit(service, arriving(service, one, given(matters=more)))
    else:
        await send(service, more, follows=one)
    assert ("worker", None) in await why(service, one)
    assert await open_to(service, lee, one) == [False]


async def test_what_is_added_is_kept_though_from_whom_cannot_be_worked_out_at_once(
    database: Database, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    first, other = await send(service, AT_HOME), await send(service, AT_HOME)
    await database.transaction(lambda tx: unrouted.mark_unrouted(tx, [other]))
    await send(service, "and he knows", follows=first)
    async with database.reading() as connection:
        assert [one.submission_id for one in await unrouted.marks(connection)] == [other]
        assert await unrouted.marks(connection, root=first) == []
    engine = plain_engine(database)
    with engine.begin() as beside:
        beside.execute(text("ALTER TABLE routings RENAME TO gone"))
    assert await send(service, "my worker knows", follows=first)
    assert "could not be worked out" in caplog.text
    with engine.begin() as beside:
        beside.execute(text("ALTER TABLE gone RENAME TO routings"))
    engine.dispose()
    async with database.reading() as connection:
        assert {one.submission_id for one in await unrouted.marks(connection)} == {first, other}


async def test_a_bar_holds_until_it_is_lifted(database: Database, service: Service) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    lee = await hired(service, "Lee", "manager")
    one, by, barred = await send(service, AT_HOME), ida.worker_id or "", lee.worker_id or ""
    assert await database.transaction(lambda tx: routing_decisions.bar(tx, one, barred, by, 5))
    assert not await database.transaction(lambda tx: routing_decisions.bar(tx, one, barred, by, 6))
    assert await open_to(service, lee, one) == [False]
    (row,) = await rows(service, select(routings.c.id).where(routings.c.worker_id == barred))
    assert await database.transaction(lambda tx: routing_decisions.lift_bar(tx, one, row.id, by, 7))
    assert await open_to(service, lee, one) == [True]


async def test_who_decides_is_whom_such_words_come_to_first(database: Database, service: Service) -> None:
    lead = await hired(service, "Lee", "safeguarding")
    one = await send(service, AT_HOME)
    async with database.reading() as connection:
        assert await routing_decisions.may_decide(connection, lead, one)
        assert not await routing_decisions.independent_lead(connection)
        assert await store.root_of(connection, one) == one
        assert await store.root_of(connection, new_id()) is None
    ida = await hired(service, "Ida", "manager", independent=True)
    async with database.reading() as connection:
        assert not await routing_decisions.may_decide(connection, lead, one)
        assert await routing_decisions.may_decide(connection, ida, one)
        assert await routing_decisions.independent_lead(connection)


async def test_a_lead_by_agency_comes_before_a_manager_where_the_agency_has_the_team(
    database: Database, service: Service
) -> None:
    boss = await hired(service, "Boss Bay", "manager")
    said = await send(service, ABOUT_STAFF)
    assert await open_to(service, boss, said) == [True]
    await hired(service, "Far Fir", "safeguarding", given=Scope(False, agencies=("School",)))
    assert await open_to(service, boss, said) == [True]
    lead = await hired(service, "Lee Low", "safeguarding", given=Scope(False, agencies=("Council",)))
    assert await open_to(service, boss, said) + await open_to(service, lead, said) == [False, True]


async def test_a_family_is_found_with_its_helpers_and_whether_there_is_a_sign_of_harm(
    database: Database, service: Service
) -> None:
    first = await send(service, "all is well")
    added = await send(service, AT_HOME, follows=first)
    async with database.reading() as connection:
        family = await unrouted.family_of(connection, first)
        assert await unrouted.family_of(connection, new_id()) is None
    assert family
    assert (set(family.ids), family.team_id, family.concern) == ({first, added}, "north", True)
    (company,) = family.company
    assert (company.form_id, company.helper, company.scribe, company.tablet) == ("my-view", None, None, False)
    assert family.audiences == frozenset({"child"})


async def test_counts_and_reports_leave_out_what_they_would_tell_of(
    database: Database, service: Service
) -> None:
    lee, ida = (
        await hired(service, "Lee", "safeguarding"),
        await hired(service, "Ida", "safeguarding", independent=True),
    )
    kept, shown = await send(service, ABOUT_STAFF), await send(service, "my new room is warm")
    extent = Extent(scope=EVERYTHING, period_from=0, period_to=service.now() + 1)
    share = update(submissions).values(share_words=True)
    await database.transaction(lambda tx: tx.execute(share))
    async with database.reading() as connection:
        counts = [(await waiting_to_be_read(connection, scope)).count for scope in (lee, ida)]
        assert await concern_times(connection, extent) == []
        assert await still_quotable(connection, [kept, shown]) == {shown}
        seen = [await seen_of(connection, scope, [kept, shown]) for scope in (lee, ida)]
    assert counts == [1, 2]
    assert seen == [{shown}, {kept, shown}]
    row = RoutingRow(new_id(), shown, "worker", None, 5, ida.worker_id)
    await database.transaction(lambda tx: store.add_routings(tx, [row]))
    async with database.reading() as connection:
        assert await still_quotable(connection, [kept, shown]) == set()


async def test_a_report_counts_no_concern_of_which_somebody_who_sees_the_team_may_not_know(
    database: Database, service: Service
) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    dave = await hired(service, "Dave Okafor", "manager", given=Scope(False, agencies=("Council",)))
    await make_team(service, Team("south", "South team", "School"))
    await hired(service, "Sol Reed", "manager", given=Scope(False, ("south",)))
    named, elsewhere = await send(service, f"{AT_HOME} and dave okafor too"), f"{AT_HOME} and sol reed too"
    extent = Extent(scope=EVERYTHING, period_from=0, period_to=service.now() + 1)

    async def told() -> tuple[int, int]:
        async with database.reading() as db:
            return len(await concern_times(db, extent)), len(await concern_outcomes(db, extent))

    by, now = ida.worker_id or "", service.now()
    assert await database.transaction(lambda tx: routing_decisions.lift(tx, named, FOR_INDEPENDENT, by, now))
    assert await open_to(service, dave, named) + await open_to(service, ida, named) == [False, True]
    assert await told() == (0, 0)
    added = await send(service, "it was at school", follows=named)
    await database.transaction(lambda tx: raise_concerns(tx, [raised(added)]))
    await route_waiting(service)
    assert await told() == (0, 0)
    await send(service, elsewhere)
    assert await told() == (1, 1), "who is kept from it does not see the team"


async def test_who_works_or_worked_here_is_known_by_name_and_teams(
    database: Database, service: Service
) -> None:
    wide = await make_worker(service, "wide")
    here = await hired(service, "Ash", "practitioner")
    gone = await hired(service, "Gone", "practitioner")
    left = update(workers).where(workers.c.id == gone.worker_id).values(active=False)
    await database.transaction(lambda tx: tx.execute(left))
    async with database.reading() as connection:
        found = await unrouted.people_here(connection)
    assert {(one.id, one.name, one.active, one.teams) for one in found} == {
        (wide, "wide", True, None),
        (here.worker_id, "Ash", True, frozenset({"north"})),
        (gone.worker_id, "Gone", False, frozenset({"north"})),
    }
    assert {one.name for one in found if one.sees("north")} == {"wide", "Ash"}
    assert {one.name for one in found if one.sees("south")} == {"wide"}
