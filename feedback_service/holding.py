"""Legal holds set and ended: while one stands, nothing it covers is erased, by age or on request."""

from typing import Final

import uuid_utils

from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.holds import CAUSES, Hold, NewHold, add_hold, end_hold, find_hold, holds
from feedback_service.storage.scope import Scope
from feedback_service.storage.sight import sees
from feedback_service.storage.subjects import team_of_subject

LONGEST: Final = 80


class HoldError(ValueError):
    """A hold that cannot be set; the message says why."""


async def set_hold(
    service: Service, scope: Scope, *, what: str, on: str, cause: str, reference: str, by: str | None
) -> str:
    """Hold a "subject" or a "submission" (`what`) with the id `on`; gives the hold's id. Raises HoldError."""
    async with service.database.reading() as connection:
        if what == "subject":
            team = await team_of_subject(connection, on)
            known = team is not None and scope.includes(team)
        else:
            known = what == "submission" and await sees(connection, scope, on)
    if not on or not known:
        raise HoldError(f"There is no {what or 'subject'} with this reference that you may see.")
    if cause not in CAUSES:
        raise HoldError("Choose why it must be kept.")
    if not reference.strip() or len(reference) > LONGEST:
        raise HoldError(f"Write whose reference it is, of the court or complaint: at most {LONGEST} letters.")
    now, hold_id = service.now(), str(uuid_utils.uuid7())
    subject, submission = (on, None) if what == "subject" else (None, on)
    hold = NewHold(hold_id, subject, submission, cause, reference.strip(), by, now)

    async def work(tx: Transaction) -> None:
        await add_hold(tx, hold)
        await note(tx, "hold-set", hold_id, by, now)

    await service.database.transaction(work)
    return hold_id


async def lift_hold(service: Service, scope: Scope, hold_id: str, by: str | None) -> bool:
    """End a hold; False when none stands under this id in this scope."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        ended = await find_hold(tx, scope, hold_id) is not None and await end_hold(tx, hold_id, by, now)
        if ended:
            await note(tx, "hold-ended", hold_id, by, now)
        return ended

    return await service.database.transaction(work)


async def list_holds(service: Service, scope: Scope) -> list[Hold]:
    """Every hold in this scope, those that stand first."""
    async with service.database.reading() as connection:
        return await holds(connection, scope)
