"""Teams, workers, sessions, tries to sign in, the audit trail and runs of jobs as rows."""

import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage import sessions, workers
from feedback_service.storage.audit import note
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.job_runs import note_run
from feedback_service.storage.schema import audit, job_runs
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.unrouted import people_here
from feedback_service.team_making import make_team
from tests.feedback_service.storage.seeds import make_north, make_worker, new_id, rows


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


@pytest.fixture
def database(service: Service) -> Database:
    return service.database


async def test_teams_are_listed_by_name_within_a_scope(service: Service) -> None:
    await make_team(service, Team("east", "Aldgate team", "School"))
    async with service.database.reading() as connection:
        assert [team.id for team in await teams_in(connection, EVERYTHING)] == ["east", "north"]
        assert [team.id for team in await teams_in(connection, Scope(False, ("north",)))] == ["north"]
        assert await teams_in(connection, Scope(False)) == []


async def test_a_worker_is_found_by_id_and_by_username_with_their_teams(service: Service) -> None:
    await make_team(service, Team("east", "East team", "School"))
    made = await make_worker(service, "ash", Scope(False, ("north", "east")))
    async with service.database.reading() as connection:
        assert await workers.worker_by_id(connection, made) == await only(service)
        found = await workers.worker_by_username(connection, "ash")
        assert await workers.worker_by_username(connection, "nobody") is None
        assert await workers.worker_by_id(connection, new_id()) is None
    assert found
    assert (found[0].id, found[0].scope.team_ids, found[1]) == (made, ("east", "north"), "hash")


async def test_an_agency_is_all_its_teams_those_of_later_too_and_stays_an_agency_when_written_back(
    database: Database, service: Service
) -> None:
    for team in (Team("east", "East team", "School"), Team("west", "West team", "Police")):
        await make_team(service, team)
    made = await make_worker(service, "ash", Scope(False, ("north", "east"), agencies=("School",)))
    other = await make_worker(service, "elm", Scope(False, ("west",)))

    async def scope() -> Scope:
        async with database.reading() as connection:
            found = await workers.worker_by_id(connection, made)
        assert found
        await database.transaction(lambda tx: workers.change_worker(tx, found))
        return found.scope

    first = await scope()
    await make_team(service, Team("park", "Park team", "School"))
    then = await scope()
    assert (first.reached, then.reached) == (("east", "north"), ("east", "north", "park"))
    assert (then.team_ids, then.agencies) == (("east", "north"), ("School",))
    assert [then.includes(name) for name in ("park", "west", None)] == [True, False, False]
    async with database.reading() as connection:
        assert [team.id for team in await teams_in(connection, then)] == ["east", "north", "park"]
        assert await workers.workers_of_agency(connection, "School") == [made]
        assert await workers.workers_of_agency(connection, "Police") == []
        people = {one.id: one.teams for one in await people_here(connection)}
    assert people == {made: frozenset({"north", "east", "park"}), other: frozenset({"west"})}


async def only(service: Service) -> workers.Worker:
    async with service.database.reading() as connection:
        (worker,) = await workers.all_workers(connection)
    return worker


async def test_a_username_is_taken_once(service: Service) -> None:
    await make_worker(service, "ash")
    with pytest.raises(StorageError):
        await make_worker(service, "ash")
    assert (await only(service)).username == "ash"


async def test_a_worker_is_switched_off_once_and_gets_another_password(
    database: Database, service: Service
) -> None:
    made = await make_worker(service, "ash")
    assert await database.transaction(lambda tx: workers.set_active(tx, made, active=False))
    assert not await database.transaction(lambda tx: workers.set_active(tx, made, active=False))
    await database.transaction(lambda tx: workers.set_password_hash(tx, made, "other"))
    async with database.reading() as connection:
        found = await workers.worker_by_username(connection, "ash")
    assert found
    assert (found[0].active, found[1]) == (False, "other")


async def test_a_session_is_kept_touched_and_ended(database: Database, service: Service) -> None:
    made = await make_worker(service, "ash")
    names = (b"one", b"two", b"four")
    for at, name in zip((11, 10, 10), names, strict=True):
        session = sessions.Session(token_hash=name, worker_id=made, created_at=at, seen_at=at)
        await database.transaction(lambda tx, new=session: sessions.add_session(tx, new))  # type: ignore[misc]
    await database.transaction(lambda tx: sessions.touch_session(tx, b"one", 20))
    await database.transaction(lambda tx: sessions.end_session(tx, b"two"))
    async with database.reading() as connection:
        found = [await sessions.find_session(connection, name) for name in names]
        assert [one.token_hash for one in await sessions.sessions_of(connection, made)] == [b"one", b"four"]
    assert [one and one.seen_at for one in found] == [20, None, 10]
    await database.transaction(lambda tx: sessions.end_sessions_of(tx, made, keep=b"four"))
    async with database.reading() as connection:
        assert await sessions.find_session(connection, b"one") is None
        assert await sessions.find_session(connection, b"four")


async def test_tries_are_counted_up_to_the_limit_and_forgotten_by_time_and_by_success(
    database: Database,
) -> None:
    async def tried(at: int, since: int = 0) -> tuple[int, int]:
        def wait(made: int) -> int:
            return 0 if made < 2 else 5

        return await database.transaction(
            lambda tx: sessions.count_try(tx, "ash", at, since=since, wait=wait)
        )

    assert [await tried(at) for at in (1, 2, 3, 6, 7)] == [(0, 1), (0, 2), (4, 2), (1, 2), (0, 3)]
    assert [await tried(8), await tried(8, since=7)] == [(4, 3), (0, 2)]
    await database.transaction(lambda tx: sessions.forget_tries(tx, "ash"))
    assert await tried(8) == (0, 1)


async def test_the_audit_trail_and_runs_of_jobs_are_kept(database: Database) -> None:
    await database.transaction(lambda tx: note(tx, "link-made", "x" * 100, None, 7))
    row = {"id": new_id(), "job": "theming", "started_at": 1, "finished_at": 2, "outcome": "3 done"}
    await database.transaction(lambda tx: note_run(tx, row))
    ((action, thing, at),) = await rows(
        database, select(audit.c.action, audit.c.object, audit.c.at).where(audit.c.at == 7)
    )
    assert (action, thing, at) == ("link-made", "x" * 80, 7)
    assert [one.outcome for one in await rows(database, select(job_runs))] == ["3 done"]
