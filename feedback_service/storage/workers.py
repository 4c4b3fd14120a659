"""Workers: who may sign in, with which role, for which teams and agencies."""

from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.reached import reached
from feedback_service.storage.schema import worker_agencies, worker_teams, workers
from feedback_service.storage.scope import Scope

# The person who answers may keep what they sent from these: "may my worker see this?"
OWN_WORKERS = ("practitioner",)
_PLAIN = ("id", "username", "name", "role", "active", "email", "phone", "independent")
_NOT_CHANGED = ("id", "username", "active")


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """A worker as everybody but the sign-in sees them; `scope` names the teams whose rows they may see.

    `independent`: not part of any team's work, so that words about staff may go to them. `phone` is E.164.
    """

    id: str
    username: str
    name: str
    role: str
    active: bool
    scope: Scope
    email: str | None = None
    phone: str | None = None
    independent: bool = False


async def add_worker(tx: AsyncConnection, worker: Worker, password_hash: str, at: int) -> None:
    """Keep a new worker; StorageError when the username is taken or a team does not exist."""
    row = _row(worker) | {"password_hash": password_hash, "created_at": at}
    await tx.execute(insert(workers), row)
    await _put_reach(tx, worker.id, worker.scope)


async def change_worker(tx: AsyncConnection, worker: Worker) -> None:
    """Keep a worker's name, contact, role and reach as they are given; StorageError as in `add_worker`.

    Whether they may sign in is left as it stands: somebody may have stopped them meanwhile.
    """
    kept = {name: value for name, value in _row(worker).items() if name not in _NOT_CHANGED}
    await tx.execute(update(workers).where(workers.c.id == worker.id).values(**kept))
    for table in (worker_teams, worker_agencies):
        await tx.execute(delete(table).where(table.c.worker_id == worker.id))
    await _put_reach(tx, worker.id, worker.scope)


async def note_renamed(tx: AsyncConnection, worker_id: str, at: int) -> None:
    """Note that a worker has another name since: what was decided about them before was about the old."""
    await tx.execute(update(workers).where(workers.c.id == worker_id).values(renamed_at=at))


def _row(worker: Worker) -> dict[str, Any]:
    row = {name: getattr(worker, name) for name in _PLAIN}
    return row | {"all_teams": worker.scope.all_teams}


async def _put_reach(tx: AsyncConnection, worker_id: str, scope: Scope) -> None:
    """What was given, as it was given: the teams of an agency are found when the worker is read."""
    for team_id in dict.fromkeys(scope.team_ids):
        await tx.execute(insert(worker_teams), {"worker_id": worker_id, "team_id": team_id})
    for agency in dict.fromkeys(scope.agencies):
        await tx.execute(insert(worker_agencies), {"worker_id": worker_id, "agency": agency})


async def workers_of_agency(connection: AsyncConnection, agency: str) -> list[str]:
    """The ids of those who were given every team of this agency, active or not."""
    query = select(worker_agencies.c.worker_id).where(worker_agencies.c.agency == agency)
    return list((await connection.execute(query.order_by(worker_agencies.c.worker_id))).scalars())


async def workers_by_email(connection: AsyncConnection, email: str) -> list[Worker]:
    """Those who have this address, whatever its capitals."""
    return await _workers(connection, func.lower(workers.c.email) == email.lower())


async def worker_by_subject(connection: AsyncConnection, subject: str) -> Worker | None:
    """The worker whom the identity provider knows under this (hashed) subject, or None."""
    return next(iter(await _workers(connection, workers.c.sso_subject == subject)), None)


async def link_subject(tx: AsyncConnection, worker_id: str, subject: str) -> bool:
    """Tie a worker to the identity provider's subject, once; False when they are tied to one already."""
    query = update(workers).where(workers.c.id == worker_id, workers.c.sso_subject.is_(None))
    return (await tx.execute(query.values(sso_subject=subject))).rowcount == 1


async def unlink_subject(tx: AsyncConnection, worker_id: str) -> None:
    """Undo `link_subject`: the next single sign-on goes by the e-mail address again."""
    await tx.execute(update(workers).where(workers.c.id == worker_id).values(sso_subject=None))


async def worker_by_id(connection: AsyncConnection, worker_id: str) -> Worker | None:
    """The worker with this id, or None."""
    return next(iter(await _workers(connection, workers.c.id == worker_id)), None)


async def worker_by_username(connection: AsyncConnection, username: str) -> tuple[Worker, str] | None:
    """The worker of this (case-folded) username with the password's hash, or None."""
    found = await _workers(connection, workers.c.username == username)
    if not found:
        return None
    query = select(workers.c.password_hash).where(workers.c.id == found[0].id)
    return found[0], (await connection.execute(query)).scalar_one()


async def all_workers(connection: AsyncConnection) -> list[Worker]:
    """Every worker, active ones first, by name."""
    return await _workers(connection, workers.c.id.is_not(None))


async def set_active(tx: AsyncConnection, worker_id: str, *, active: bool) -> bool:
    """Let a worker sign in or not; False when nothing changed."""
    query = update(workers).where(workers.c.id == worker_id, workers.c.active != active)
    return (await tx.execute(query.values(active=active))).rowcount == 1


async def set_password_hash(tx: AsyncConnection, worker_id: str, password_hash: str) -> None:
    """Replace the hash of a worker's password."""
    await tx.execute(update(workers).where(workers.c.id == worker_id).values(password_hash=password_hash))


async def _workers(connection: AsyncConnection, condition: Any) -> list[Worker]:  # noqa: ANN401 (an SQL expression)
    order = (workers.c.active.desc(), workers.c.name, workers.c.id)
    rows = (await connection.execute(select(workers).where(condition).order_by(*order))).all()
    given = reached().subquery()
    theirs: dict[str, list[Any]] = {}
    for one in await connection.execute(select(given).where(given.c.worker_id.in_([row.id for row in rows]))):
        theirs.setdefault(one.worker_id, []).append(one)
    return [
        Worker(
            id=row.id,
            username=row.username,
            name=row.name,
            role=row.role,
            active=row.active,
            email=row.email,
            phone=row.phone,
            independent=bool(row.independent),
            scope=_scope(row, theirs.get(row.id, [])),
        )
        for row in rows
    ]


def _scope(row: Any, given: list[Any]) -> Scope:  # noqa: ANN401 (rows of SQL)
    by_agency = [one for one in given if one.agency is not None]
    return Scope(
        row.all_teams,
        tuple(sorted(one.team_id for one in given if one.agency is None)),
        sees_withheld=row.role not in OWN_WORKERS,
        worker_id=row.id,
        role=row.role,
        independent=bool(row.independent),
        agencies=tuple(sorted({one.agency for one in by_agency})),
        agency_teams=tuple(sorted(one.team_id for one in by_agency)),
    )
