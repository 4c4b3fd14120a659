"""Words that name somebody stay from them, also where they came to the team, or here, after the words."""

import msgspec
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service import accounts
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage import unrouted
from feedback_service.storage.database import Database
from feedback_service.storage.schema import routings, workers
from feedback_service.storage.schema import unrouted as marked
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, worker_by_id
from feedback_service.team_making import make_team
from tests.feedback_service.storage.seeds import new_id, plain_engine, rows
from tests.feedback_service.storage.test_routings import (
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
    assert await open_to(service, mole, said) == [False], "nobody sees it until it is worked out"
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
    assert await open_to(service, lee, said, other, calm) == [False, False, True]
    await route_waiting(service)
    assert await open_to(service, dave.scope, said, other, calm) == [False, True, True]
    assert await open_to(service, lee, other) == [True]


async def test_a_release_stands_when_all_is_worked_out_anew(database: Database, service: Service) -> None:
    await hired(service, "Dave Okafor", "manager")
    said = await send(service, NAMED)
    by, now = await boss(service), service.now()
    release = update(routings).where(routings.c.submission_id == said, routings.c.worker_id.is_(None))
    await database.transaction(lambda tx: tx.execute(release.values(released_at=now, released_by=by)))
    await database.transaction(unrouted.mark_all_unrouted)
    await route_waiting(service)
    assert await why(service, said) == {("named", "Dave Okafor")}


async def test_more_than_a_lot_is_worked_out_at_once(database: Database, service: Service) -> None:
    said = [await send(service, NAMED) for _ in range(unrouted.TOGETHER + 2)]
    dave = await hired(service, "Dave Okafor", "manager")
    await database.transaction(unrouted.mark_all_unrouted)
    assert not any(await open_to(service, await hired(service, new_id(), "manager"), *said))
    assert await route_waiting(service) == len(said)
    assert await rows(service, select(marked)) == []
    barred = select(routings.c.submission_id).where(routings.c.worker_id == dave.worker_id)
    assert {one for (one,) in await rows(service, barred)} == set(said)


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
