"""A person's decision on a concern: added to those before, its reason sealed like the words it is about."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import uuid_utils

from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.concerns import Concern, concerns_of, find_concern, see_concern
from feedback_service.storage.database import Transaction
from feedback_service.storage.decisions import (
    Decision,
    Made,
    Outcome,
    add_decisions,
    decisions_on,
    standing_decisions,
)
from feedback_service.storage.replies import key_of
from feedback_service.storage.workers import Worker

LONGEST = 4_000  # characters
REFERRED = ("refer", "strategy", "emergency")  # outcomes that have a time of referral


class Choice(NamedTuple):
    """What somebody decides; `referred_at` in Unix milliseconds, None where the outcome refers to nobody."""

    outcome: Outcome
    reason: str
    referred_at: int | None


class Opened(NamedTuple):
    """A decision with its reason opened; None when it does not open, or its key was erased."""

    made: Made
    reason: str | None


async def decide(
    service: Service,
    worker: Worker,
    choice: Choice,
    after: Mapping[str, str],
    *,
    shown: Collection[str] = (),
) -> bool:
    """Keep one decision on each of these concerns of one submission; False, and nothing is kept, when any of
    them is not in the worker's scope, or has another decision than the one in `after` ("" for none).

    Who decides has also seen them, and what was `shown` beside them, so the clock stops for those.
    """
    now = service.now()

    async def work(tx: Transaction) -> bool:
        found = [await find_concern(tx, worker.scope, concern_id) for concern_id in after]
        concerns = [one for one in found if one is not None]
        standing = await standing_decisions(tx, after)
        changed = any(standing.get(one, "") != before for one, before in after.items())
        if changed or len(concerns) < len(after) or len({one.submission_id for one in concerns}) != 1:
            return False
        made = [
            Decision(
                id=(decision_id := str(uuid_utils.uuid7())),
                concern_id=one.id,
                outcome=choice.outcome,
                reason=await _sealed(tx, service, one.submission_id, decision_id, choice.reason),
                referred_at=choice.referred_at,
                decided_by=worker.id,
                decided_at=now,
            )
            for one in concerns
        ]
        await add_decisions(tx, made)
        looked_at = {*after, *shown}
        for one in await see_concern(tx, worker.scope, concerns[0].id, worker.id, now, shown=looked_at) or ():
            await note(tx, "concern-seen", one, worker.id, now)
        for decision in made:
            await note(tx, "concern-decided", decision.concern_id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def _sealed(
    tx: Transaction, service: Service, submission_id: str, decision_id: str, reason: str
) -> bytes | None:
    """The reason sealed with the submission's key; None when that was erased."""
    found = await key_of(tx, submission_id)
    if found is None:
        return None
    owner, master, wrapped = found
    return service.keys.data_key(owner, WrappedKey(master, wrapped)).seal(reason, _place(owner, decision_id))


async def history(service: Service, worker: Worker, concern_id: str) -> tuple[Opened, ...]:
    """Every decision on a concern in the worker's scope, the first one first."""
    async with service.database.reading() as connection:
        concern = await find_concern(connection, worker.scope, concern_id)
        if concern is None:
            return ()
        found = await key_of(connection, concern.submission_id)
        made = await decisions_on(connection, concern_id)
    return tuple(Opened(one, _reason(service, found, one)) for one in made)


def _reason(service: Service, key: tuple[str, str, bytes] | None, one: Made) -> str | None:
    if key is None or one.reason is None:
        return None
    owner, master, wrapped = key
    try:
        opened = service.keys.data_key(owner, WrappedKey(master, wrapped))
        return opened.open(one.reason, _place(owner, one.id))
    except UnreadableWordsError:
        return None


async def others_of(service: Service, worker: Worker, concern: Concern) -> tuple[Concern, ...]:
    """The other concerns of the same submission."""
    async with service.database.reading() as connection:
        every = await concerns_of(connection, worker.scope, concern.submission_id)
    return tuple(one for one in every if one.id != concern.id)


def _place(owner: str, decision_id: str) -> str:
    return f"{owner}/decision/{decision_id}"
