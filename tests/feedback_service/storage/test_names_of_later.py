"""Words that name somebody stay from them, also where they came to the team, or here, after the words."""

import msgspec
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service import accounts
from feedback_service.account_stops import set_active
from feedback_service.addressing import address_waiting
from feedback_service.handing_on import lift_bar
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage import unrouted
from feedback_service.storage.database import Database
from feedback_service.storage.deliveries import Delivery
from feedback_service.storage.moving import keep_from, tell_who_sees_now
from feedback_service.storage.notices import keep_addressed
from feedback_service.storage.routing_decisions import bar, keep
from feedback_service.storage.schema import concerns, notices, routings, workers
from feedback_service.storage.schema import unrouted as marked
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.submission_rows import RoutingRow
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, note_renamed, worker_by_id
from feedback_service.team_making import make_team
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import new_id, open_whole, plain_engine, rows
from tests.feedback_service.storage.test_routings import (
    ABOUT_STAFF,
    AT_HOME,
    NORTH,
    database,
    hired,
    open_to,
    send,
    why,
)

__all__ = ["database"]

SOUTH = Scope(False, ("south",))
NAMED = f"{AT_HOME} and dave okafor does it too"


async def south(service: Service) -> None:
    await make_team(service, Team("south", "South team", "Council"))


async def who(service: Service, scope: Scope) -> Worker:
    async with service.database.reading() as connection:
        worker = await worker_by_id(connection, scope.worker_id or "")
    assert worker
    return worker


async def boss(service: Service) -> str:
    return (await hired(service, "Bo", "administrator", given=EVERYTHING)).worker_id or ""


async def test_who_is_given_the_team_later_does_not_see_what_names_them(
    database: Database, service: Service
) -> None:
    await south(service)
    dave = await hired(service, "Dave Okafor", "manager", given=SOUTH)
    lee = await hired(service, "Lee Low", "safeguarding")
    said, other = await send(service, NAMED), await send(service, AT_HOME)
    assert await why(service, said) == {("named", "Dave Okafor")}
    assert await open_to(service, lee, said) == [True], "it hides nothing from the others"
    wider = msgspec.structs.replace(await who(service, dave), scope=NORTH)
    await accounts.change_worker(service, wider, by=await boss(service))
    assert await open_to(service, (await who(service, dave)).scope, said, other) == [False, True]


async def test_who_is_made_active_again_does_not_see_what_names_them(
    database: Database, service: Service
) -> None:
    dave = await hired(service, "Dave Okafor", "manager")

    async def active(yes: bool) -> None:
        change = update(workers).where(workers.c.id == dave.worker_id).values(active=yes)
        await database.transaction(lambda tx: tx.execute(change))

    await active(False)
    said = await send(service, NAMED)
    await active(True)
    assert await open_to(service, dave, said) == [False]


async def test_who_is_called_otherwise_later_does_not_see_what_names_them_so(
    database: Database, service: Service
) -> None:
    mole = await hired(service, "Mo Mole", "manager")
    said, by = await send(service, NAMED), await boss(service)
    assert await open_to(service, mole, said) == [True]
    renamed = msgspec.structs.replace(await who(service, mole), name="Dave Okafor")
    await accounts.change_worker(service, renamed, by=by)
    lee = await hired(service, "Lee Low", "safeguarding")
    assert await open_to(service, mole, said) + await open_to(service, lee, said) == [True, True]
    await route_waiting(service)
    assert await open_to(service, mole, said) == [False]
    assert await why(service, said) == {("named", None), ("named", "Dave Okafor")}
    assert await rows(service, select(marked)) == []
    await accounts.change_worker(service, msgspec.structs.replace(renamed, phone="+441632960001"), by=by)
    assert await rows(service, select(marked)) == [], "the name is as it was"


async def test_who_comes_later_does_not_see_what_names_them(database: Database, service: Service) -> None:
    lee = await hired(service, "Lee Low", "safeguarding")
    said, other = await send(service, NAMED), await send(service, AT_HOME)
    calm = await send(service, "we sang with dave")
    made = await accounts.add_worker(
        service, username="dave", name="Dave Okafor", role="manager", password=None, scope=NORTH
    )
    async with database.reading() as connection:
        dave = await worker_by_id(connection, made)
    assert dave
    assert await open_to(service, dave.scope, said, other, calm) == [False, False, True]
    assert await open_to(service, lee, said, other, calm) == [True, True, True], "nothing is known against it"
    await route_waiting(service)
    assert await open_to(service, dave.scope, said, other, calm) == [False, True, True]
    assert await open_to(service, lee, other) == [True]


async def test_a_release_stands_when_all_is_worked_out_anew(database: Database, service: Service) -> None:
    await hired(service, "Dave Okafor", "manager")
    said = await send(service, NAMED)
    by, now = await boss(service), service.now()
    release = update(routings).where(routings.c.submission_id == said, routings.c.worker_id.is_(None))
    await database.transaction(lambda tx: tx.execute(release.values(released_at=now, released_by=by)))
    await database.transaction(lambda tx: unrouted.mark_all_unrouted(tx, new_id()))
    await route_waiting(service)
    assert await why(service, said) == {("named", "Dave Okafor")}


async def test_more_than_a_lot_is_worked_out_at_once(database: Database, service: Service) -> None:
    said = [await send(service, NAMED) for _ in range(unrouted.TOGETHER + 2)]
    dave = await hired(service, "Dave Okafor", "manager")
    worker_id = dave.worker_id or ""
    for _ in range(2):
        await database.transaction(lambda tx: unrouted.mark_all_unrouted(tx, worker_id))
    assert not any(await open_to(service, dave, *said))
    assert await route_waiting(service) == 2 * len(said)
    assert await rows(service, select(marked)) == []
    barred = select(routings.c.submission_id).where(routings.c.worker_id == dave.worker_id)
    assert {one for (one,) in await rows(service, barred)} == set(said)


async def test_who_was_heard_first_goes_on_seeing_it_while_it_is_worked_out_for_an_independent_lead(
    database: Database, service: Service
) -> None:
    lee = await hired(service, "Lee Low", "safeguarding")
    said = await send(service, ABOUT_STAFF)
    assert await open_to(service, lee, said) == [True], "there is no independent lead"
    made = await accounts.add_worker(
        service, username="ida", name="Ida", role="manager", password=None, scope=NORTH, independent=True
    )
    async with database.reading() as connection:
        ida = await worker_by_id(connection, made)
    assert ida
    assert await open_to(service, lee, said) + await open_to(service, ida.scope, said) == [True, False]
    await route_waiting(service)
    assert await open_to(service, lee, said) + await open_to(service, ida.scope, said) == [False, True]


async def told(service: Service, submission_id: str) -> list[bool]:
    """Of each notice about the submission, whether it was addressed; the oldest first."""
    about = select(concerns.c.id).where(concerns.c.submission_id == submission_id)
    query = select(notices.c.addressed_at).where(notices.c.concern_id.in_(about)).order_by(notices.c.made_at)
    return [at is not None for (at,) in await rows(service, query)]


async def test_an_independent_lead_is_told_of_what_comes_to_them_since_the_words_name_who_came_later(
    database: Database, service: Service, clock: SettableClock
) -> None:
    await hired(service, "Ida", "safeguarding", independent=True)
    lee = await hired(service, "Lee Low", "safeguarding")
    said, other = await send(service, NAMED), await send(service, AT_HOME)
    await address_waiting(service)
    assert await told(service, said) == await told(service, other) == [True]
    await look(service, lee, said, other)
    clock.move(minutes=1)
    await accounts.add_worker(
        service, username="dave", name="Dave Okafor", role="manager", password=None, scope=NORTH
    )
    await address_waiting(service)
    assert await told(service, said) == [True], "nothing is held meanwhile"
    await route_waiting(service)
    assert await open_to(service, lee, said, other) == [False, True]
    assert await told(service, said) == [True, False]
    assert await told(service, other) == [True]
    looked = select(concerns.c.submission_id).where(concerns.c.seen_at.is_not(None))
    assert {one for (one,) in await rows(service, looked)} == {other}, "nobody looked at it who may see it"


async def test_nobody_is_told_twice_of_what_names_somebody_as_it_comes(
    database: Database, service: Service
) -> None:
    await hired(service, "Ida", "safeguarding", independent=True)
    await hired(service, "Dave Okafor", "manager")
    said = await send(service, NAMED)
    await database.transaction(lambda tx: unrouted.mark_unrouted(tx, [said]))
    await route_waiting(service)
    assert await told(service, said) == [False]


async def test_whom_a_lead_keeps_it_for_is_told_and_nobody_is_told_of_one_more_who_may_not_see_it(
    database: Database, service: Service, clock: SettableClock
) -> None:
    lee, mo = await hired(service, "Lee Low", "safeguarding"), await hired(service, "Mo", "manager")
    await hired(service, "Ida", "safeguarding", independent=True)
    said, now = await send(service, AT_HOME), service.now() + 1
    await address_waiting(service)
    await look(service, lee, said)
    lead, other = lee.worker_id or "", mo.worker_id or ""
    await database.transaction(lambda tx: bar(tx, said, other, lead, now))
    assert await told(service, said) == [True]
    await database.transaction(lambda tx: keep(tx, said, "worker", lead, now))
    assert await told(service, said) == [True, False]
    too = RoutingRow(new_id(), said, "staff", None, now)
    await database.transaction(lambda tx: keep_from(tx, too))
    assert await told(service, said) == [True, False], "it was for independent leads already"


async def test_who_looked_and_is_named_since_counts_as_nobody_having_looked(
    database: Database, service: Service, clock: SettableClock
) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    mo = await hired(service, "Mo Mole", "safeguarding", independent=True)
    said = await send(service, f"{ABOUT_STAFF} it is dave okafor")
    await address_waiting(service)
    await look(service, mo, said)
    clock.move(minutes=1)
    renamed = msgspec.structs.replace(await who(service, mo), name="Dave Okafor")
    await accounts.change_worker(service, renamed, by=await boss(service))
    await route_waiting(service)
    assert await open_to(service, mo, said) + await open_to(service, ida, said) == [False, True]
    assert {one for (one,) in await rows(service, select(concerns.c.seen_by))} == {None}
    assert len(await told(service, said)) == 2


async def look(service: Service, by: Scope, *submission_ids: str) -> None:
    seen = update(concerns).where(concerns.c.submission_id.in_(submission_ids))
    seen = seen.values(seen_at=service.now(), seen_by=by.worker_id)
    await service.database.transaction(lambda tx: tx.execute(seen))


async def looking(service: Service, submission_id: str) -> set[str | None]:
    query = select(concerns.c.seen_by).where(concerns.c.submission_id == submission_id)
    return {one for (one,) in await rows(service, query)}


async def test_whoever_words_about_staff_come_to_by_a_change_of_accounts_is_told_of_them_once(
    database: Database, service: Service, clock: SettableClock
) -> None:
    lee, ida = await hired(service, "Lee Low", "safeguarding"), await hired(service, "Ida", "manager")
    said, calm = await send(service, ABOUT_STAFF), await send(service, AT_HOME)
    await address_waiting(service)
    await look(service, lee, said, calm)
    clock.move(minutes=1)
    by = await boss(service)
    apart = msgspec.structs.replace(await who(service, ida), independent=True)
    for _ in range(2):
        await accounts.change_worker(service, apart, by=by)
        assert await told(service, said) == [True, False]
        assert await looking(service, said) == {None}
    await address_waiting(service)
    await look(service, ida, said)
    clock.move(minutes=1)
    for _ in range(2):
        await set_active(service, apart.id, active=False, by=by)
        assert await told(service, said) == [True, True, False]
    assert await open_to(service, lee, said) == [True]
    assert (await told(service, calm), await looking(service, calm)) == ([True], {lee.worker_id})


async def test_an_independent_lead_who_is_not_meant_after_all_is_told_of_what_comes_to_them_again(
    database: Database, service: Service, clock: SettableClock
) -> None:
    ida = await hired(service, "Ida Berg", "safeguarding", independent=True)
    lee = await hired(service, "Lee Low", "safeguarding")
    said = await send(service, f"{ABOUT_STAFF} it is ida berg")
    await address_waiting(service)
    await look(service, lee, said)
    clock.move(minutes=1)
    barred = select(routings.c.id).where(routings.c.worker_id == ida.worker_id)
    ((routing,),) = await rows(service, barred)
    lead = await who(service, lee)
    saw = await open_whole(service, lead, said)
    assert await lift_bar(service, lead, said, routing, saw=saw) == "unbarred"
    assert await open_to(service, lee, said) + await open_to(service, ida, said) == [False, True]
    assert (await told(service, said), await looking(service, said)) == ([True, False], {None})


async def test_who_is_named_since_and_had_been_told_leaves_it_to_somebody_who_is_told(
    database: Database, service: Service, clock: SettableClock
) -> None:
    ida = await hired(service, "Ida", "safeguarding", independent=True)
    lee = await hired(service, "Lee Low", "safeguarding")

    said = await send(service, ABOUT_STAFF)
    await mark_told(service, said, ida)
    assert await told(service, said) == [True]
    by, now = ida.worker_id or "", service.now() + 1
    await database.transaction(lambda tx: bar(tx, said, lee.worker_id or "", by, now))
    assert await told(service, said) == [True], "who was told sees it"
    await database.transaction(lambda tx: bar(tx, said, by, by, now))
    assert await told(service, said) == [True, False]
    await database.transaction(lambda tx: tell_who_sees_now(tx, now, [said]))
    assert await told(service, said) == [True, False], "that one waits"


async def mark_told(service: Service, submission_id: str, by: Scope) -> None:
    """The notices of a submission addressed to one worker, as if all was set up for it."""
    about = select(concerns.c.id).where(concerns.c.submission_id == submission_id)
    query = select(notices.c.id).where(notices.c.concern_id.in_(about))
    for (notice,) in await rows(service, query):
        one = Delivery(id=new_id(), worker_id=by.worker_id, channel="text", due_at=service.now())

        async def work(tx: AsyncConnection, notice: str = notice, one: Delivery = one) -> bool:
            return await keep_addressed(tx, notice, [one], service.now())

        assert await service.database.transaction(work)


async def test_a_bar_that_was_lifted_is_up_again_for_another_name(
    database: Database, service: Service, clock: SettableClock
) -> None:
    dave = await hired(service, "Dave Okafor", "manager")
    said = await send(service, NAMED)
    by = await boss(service)
    release = update(routings).values(released_at=service.now(), released_by=by)
    await database.transaction(lambda tx: tx.execute(release))
    await database.transaction(lambda tx: note_renamed(tx, dave.worker_id or "", service.now() - 1))
    await database.transaction(lambda tx: unrouted.mark_unrouted(tx, [said]))
    await route_waiting(service)
    assert await open_to(service, dave, said) == [True], "who lifted it knew the name"
    clock.move(minutes=1)
    for name, bars in (("Mo Mole", False), ("Dave Okafor", True)):
        await accounts.change_worker(
            service, msgspec.structs.replace(await who(service, dave), name=name), by=by
        )
        await route_waiting(service)
        assert await open_to(service, dave, said) == [not bars]


async def test_it_goes_to_independent_leads_again_where_the_words_name_somebody_else_as_well(
    database: Database, service: Service, clock: SettableClock
) -> None:
    await hired(service, "Dave Okafor", "manager")
    said = await send(service, f"{NAMED} and so does priya nair")
    release = update(routings).where(routings.c.worker_id.is_(None))
    by, now = await boss(service), service.now()
    await database.transaction(lambda tx: tx.execute(release.values(released_at=now, released_by=by)))
    clock.move(minutes=1)
    for name in ("Priya Nair", "Mo Mole"):
        await accounts.add_worker(
            service, username=name, name=name, role="manager", password=None, scope=NORTH
        )
    await route_waiting(service)
    assert await why(service, said) == {("named", None), ("named", "Dave Okafor"), ("named", "Priya Nair")}


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_nobody_comes_while_it_is_looked_up_whom_words_name(database: Database) -> None:
    asked = text("SELECT pg_try_advisory_xact_lock(objid::bigint) FROM pg_locks")
    engine = plain_engine(database)

    async def work(tx: AsyncConnection) -> list[bool]:
        await unrouted.hold_people(tx)
        with engine.connect() as beside:
            return list(beside.execute(text(f"{asked} WHERE locktype = 'advisory'")).scalars())

    assert await database.transaction(work) == [False]
    engine.dispose()
