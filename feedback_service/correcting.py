"""A worker's word on themes: it replaces what stood, both stay on record, and it can be undone.

`saw` names the codings that stood on the answer when its page was shown. Where others stand by now nothing is
changed, so that of two workers none overwrites what the other did; None is for callers without a page.
"""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
import uuid_utils

from analysis.codebook import EVERYDAY, Codebook
from feedback_service.cumulative import watch
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.codings import (
    StoredCoding,
    add_codings,
    codings_to_change,
    withdraw_coding,
)
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker

Done = Literal["coded", "already", "removed", "undone", "changed"]
Saw = Collection[str] | None
VALENCES = ("strength", "worry", "both")


async def set_theme(
    service: Service, worker: Worker, coding: StoredCoding, *, saw: Saw = None, instead: str = ""
) -> Done:
    """Put the worker's coding on an answer in place of what stands there for the same theme.

    Confirming the machine and correcting it are one thing: its coding is withdrawn, the worker's stands, with
    the machine's evidence when it named some. `instead`: the coding of another theme that it takes the place
    of. "already" when a worker's coding says the same, "changed" when other codings stand than `saw`.
    """

    async def work(tx: Transaction) -> Done:
        before = await codings_to_change(tx, coding.submission_id)
        there = standing(before, coding.question_id)
        replaced = [one for one in there if one.theme_id == coding.theme_id or one.id == instead]
        if len(replaced) == 1 and _says_the_same(replaced[0], coding):
            return "already"
        if _is_stale(there, saw):
            return "changed"
        await _withdraw(tx, worker, replaced, coding.assigned_at)
        await _add(tx, worker, [_with_evidence(coding, replaced)], coding.assigned_at)
        await watch(tx, service, [coding.submission_id])
        return "coded"

    return await service.database.transaction(work)


async def take_off(
    service: Service, worker: Worker, submission_id: str, coding_id: str, *, saw: Saw = None
) -> Done | None:
    """Withdraw a coding: "removed", "changed" when it or others stand no more, None when there is none."""
    now = service.now()

    async def work(tx: Transaction) -> Done | None:
        before = await codings_to_change(tx, submission_id)
        coding = next((one for one in before if one.id == coding_id), None)
        if coding is None:
            return None
        if coding.withdrawn_by == worker.id:  # pressed twice
            return "removed"
        if coding.withdrawn_at is not None or _is_stale(standing(before, coding.question_id), saw):
            return "changed"
        await _withdraw(tx, worker, [coding], now)
        return "removed"

    return await service.database.transaction(work)


async def undo(service: Service, worker: Worker, place: tuple[str, str], saw: Collection[str]) -> Done:
    """Take back what this worker changed last on the answer: what stood before stands again, as new codings.

    "changed" when it was not their change that was the last one, or other codings stand than they saw.
    Pressed twice, it is done once.
    """
    now, (submission_id, question_id) = service.now(), place

    async def work(tx: Transaction) -> Done:
        before = await codings_to_change(tx, submission_id)
        there = standing(before, question_id)
        here = [one for one in before if one.question_id == question_id]
        last = last_change(here, worker.id)
        if last is None or _is_stale(there, saw):
            return "undone" if last and _was_undone(here, last, worker.id, saw) else "changed"
        added, withdrawn = last
        await _withdraw(tx, worker, added, now)
        await _add(tx, worker, [_again(one, worker.id, now) for one in withdrawn], now)
        await watch(tx, service, [submission_id])
        return "undone"

    return await service.database.transaction(work)


def standing(codings: Sequence[StoredCoding], question_id: str) -> list[StoredCoding]:
    """What stands on this answer."""
    return [one for one in codings if one.question_id == question_id and one.withdrawn_at is None]


def last_change(
    codings: Sequence[StoredCoding], worker_id: str
) -> tuple[list[StoredCoding], list[StoredCoding]] | None:
    """What was put on an answer and what was taken off at the last change of it; None if it was another's."""
    at = max((max(one.assigned_at, one.withdrawn_at or 0) for one in codings), default=0)
    added = [one for one in codings if one.assigned_at == at and one.withdrawn_at is None]
    withdrawn = [one for one in codings if one.withdrawn_at == at]
    mine = [one for one in added if (one.put_back_by or one.assigned_by) == worker_id]
    mine += [one for one in withdrawn if one.withdrawn_by == worker_id]
    return (added, withdrawn) if mine else None


def workers_coding(
    service: Service, codebook: Codebook, worker: Worker, *, place: tuple[str, str], theme: str, valence: str
) -> StoredCoding | None:
    """The coding a worker asks for, or None when the codebook has no such theme or the lean is none.

    `place` is submission and question. Its span is 0 to 0: the whole answer.
    """
    known = codebook.themes.get(theme)
    if known is None or valence not in {"", *VALENCES}:
        return None
    return StoredCoding(
        id=str(uuid_utils.uuid7()),
        submission_id=place[0],
        question_id=place[1],
        theme_id=theme,
        valence=valence if valence and known.group == EVERYDAY else None,
        span_start=0,
        span_end=0,
        score=1.0,
        method="worker",
        version=codebook.version,
        assigned_by=worker.id,
        assigned_at=service.now(),
    )


def _is_stale(there: Sequence[StoredCoding], saw: Saw) -> bool:
    return saw is not None and _ids(there) != set(saw)


def _ids(codings: Sequence[StoredCoding]) -> set[str]:
    return {one.id for one in codings}


def _was_undone(
    codings: Sequence[StoredCoding],
    last: tuple[list[StoredCoding], list[StoredCoding]],
    worker_id: str,
    saw: Collection[str],
) -> bool:
    """Whether the worker's last change on the answer was to undo the one before, where they saw these."""
    added, withdrawn = last
    earlier = [
        msgspec.structs.replace(one, withdrawn_at=None) if one in withdrawn else one
        for one in codings
        if one not in added
    ]
    before = last_change(earlier, worker_id)
    if before is None or _is_stale([one for one in earlier if one.withdrawn_at is None], saw):
        return False
    put_back = [one for one in added if one.put_back_by == worker_id]
    return len(put_back) == len(added) == len(before[1]) and _ids(withdrawn) == _ids(before[0])


def _says_the_same(one: StoredCoding, coding: StoredCoding) -> bool:
    same = (one.theme_id, one.valence) == (coding.theme_id, coding.valence)
    return one.assigned_by is not None and same


def _with_evidence(coding: StoredCoding, replaced: Sequence[StoredCoding]) -> StoredCoding:
    first = next(iter(sorted(replaced, key=lambda one: one.theme_id != coding.theme_id)), coding)
    return msgspec.structs.replace(coding, span_start=first.span_start, span_end=first.span_end)


def _again(one: StoredCoding, worker_id: str, at: int) -> StoredCoding:
    """Still the word of whoever said it; that it stands since `at` is this worker's doing."""
    new = {"id": str(uuid_utils.uuid7()), "assigned_at": at, "put_back_by": worker_id}
    return msgspec.structs.replace(one, **new, withdrawn_by=None, withdrawn_at=None)


async def _withdraw(tx: Transaction, worker: Worker, some: Sequence[StoredCoding], at: int) -> None:
    for one in some:
        await withdraw_coding(tx, one.id, worker.id, at)
        await note(tx, "coding-withdrawn", one.id, worker.id, at)


async def _add(tx: Transaction, worker: Worker, some: Sequence[StoredCoding], at: int) -> None:
    await add_codings(tx, some)
    for one in some:
        await note(tx, "coding-added", one.id, worker.id, at)
