"""Words go when their time is over: by two rules, in small lots, each noted, and never what must stay."""

from typing import Final, NamedTuple

import uuid_utils

from feedback_service.erasing import Why, erase_for_good
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.removals import whole
from feedback_service.storage.retention import (
    DUE,
    Fate,
    Filed,
    Filing,
    Rules,
    due,
    fates,
    file_case,
    unfiled,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import Worker

TOGETHER: Final = 20
MOST_AT_ONCE: Final = 5_000
MOST_SHOWN: Final = 200
# Why words stay or go, in the order in which it is worked out.
MEANINGS: Final[dict[Fate, str]] = {
    "erased": "Erased before",
    "held": "Kept: a legal hold stands",
    "asked": "Kept: the person asked for it to be taken away and nobody has decided yet",
    "concern-open": "Kept: a possible sign of harm is not decided",
    "unread": "Kept: no person has read it",
    "reading": "Kept: not yet worked through by the service",
    "no-concern-rule": "Kept: how long words with a concern are kept is not decided",
    "not-filed": "Kept: nobody has confirmed that the case record holds it",
    "young": "Kept: the time is not over",
    "due-concern": "Goes: words with a decided concern, in the case record, whose time is over",
    "no-rule": "Kept: how long ordinary words are kept is not decided",
    "due-words": "Goes: ordinary words, read by a person, whose time is over",
}


class Outlook(NamedTuple):
    """How many submissions, each with what belongs to it, go or stay, by why."""

    counts: dict[Fate, int]

    @property
    def going(self) -> int:
        """How many would go now."""
        return sum(self.counts.get(one, 0) for one in DUE)


def rules_of(service: Service) -> Rules:
    """The two rules of this service."""
    return Rules(service.settings.keep_words_days, service.settings.keep_concern_words_days)


async def outlook(service: Service, scope: Scope = EVERYTHING) -> Outlook:
    """What would go now, and why the rest stays; nothing is done."""
    async with service.database.reading() as connection:
        return Outlook(await fates(connection, scope, rules_of(service), service.now()))


async def erase_due(service: Service) -> int:
    """Erase what is due, up to MOST_AT_ONCE, and the rest the next time; gives how many.

    Everything is looked through once. Each lot is a transaction of its own, which looks only at its own
    submissions: others wait little, and after a kill the next run goes on.
    """
    rules = rules_of(service)
    if not any(rules):
        return 0
    async with service.database.reading() as connection:
        roots = list(await due(connection, rules, service.now(), limit=MOST_AT_ONCE))
    lots = (roots[start : start + TOGETHER] for start in range(0, len(roots), TOGETHER))
    return sum([await _erase_lot(service, rules, lot) for lot in lots])


async def _erase_lot(service: Service, rules: Rules, roots: list[str]) -> int:
    now = service.now()
    names: dict[Fate, str] = {
        "due-words": f"keep_words_days={rules.words_days}",
        "due-concern": f"keep_concern_words_days={rules.concern_days}",
    }

    async def work(tx: Transaction) -> int:
        still = await due(tx, rules, now, limit=len(roots), roots=roots)  # somebody may have been quicker
        for root, fate in still.items():
            why = Why("rule", names[fate], now, None)
            await erase_for_good(tx, service.keys, await whole(tx, root), why)
            await note(tx, "words-erased", root, None, now)
        return len(still)

    return await service.database.transaction(work)


async def to_file(service: Service, scope: Scope) -> list[Filing]:
    """Decided concerns of which nobody has confirmed that the case record holds what it needs."""
    async with service.database.reading() as connection:
        return await unfiled(connection, scope, MOST_SHOWN)


async def confirm_filed(service: Service, worker: Worker, submission_id: str) -> bool:
    """Note that the case record holds it; False when that is not (or no more) to be confirmed."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if not await unfiled(tx, worker.scope, 1, roots=[submission_id]):
            return False
        await file_case(tx, Filed(str(uuid_utils.uuid7()), submission_id, worker.id, now))
        await note(tx, "case-recorded", submission_id, worker.id, now)
        return True

    return await service.database.transaction(work)
