"""A worker's word on themes: it replaces what stood, and both stay on record."""

from typing import Literal

import msgspec
import uuid_utils

from analysis.codebook import EVERYDAY, Codebook
from feedback_service.cumulative import watch
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.codings import StoredCoding, add_codings, codings_of, withdraw_coding
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker

Done = Literal["coded", "already", "removed", "changed"]
VALENCES = ("strength", "worry", "both")


async def set_theme(service: Service, worker: Worker, coding: StoredCoding) -> Done:
    """Put the worker's coding on an answer in place of what stands there for the same theme.

    Confirming the machine and correcting it are one thing: its coding is withdrawn, the worker's stands, with
    the machine's evidence when it named some. "already" when a worker's coding says the same.
    """

    async def work(tx: Transaction) -> Done:
        standing = [
            one
            for one in await codings_of(tx, coding.submission_id)
            if one.withdrawn_at is None
            and (one.question_id, one.theme_id) == (coding.question_id, coding.theme_id)
        ]
        if any(one.assigned_by and one.valence == coding.valence for one in standing):
            return "already"
        for one in standing:
            await withdraw_coding(tx, one.id, worker.id, coding.assigned_at)
            await note(tx, "coding-withdrawn", one.id, worker.id, coding.assigned_at)
        await add_codings(tx, [_with_evidence(coding, standing)])
        await note(tx, "coding-added", coding.id, worker.id, coding.assigned_at)
        await watch(tx, service, [coding.submission_id])
        return "coded"

    return await service.database.transaction(work)


def _with_evidence(coding: StoredCoding, standing: list[StoredCoding]) -> StoredCoding:
    first = next(iter(standing), coding)
    return msgspec.structs.replace(coding, span_start=first.span_start, span_end=first.span_end)


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


async def take_off(service: Service, worker: Worker, submission_id: str, coding_id: str) -> Done | None:
    """Withdraw a coding: "removed", "changed" when it stands no more, None when there is none."""
    now = service.now()

    async def work(tx: Transaction) -> Done | None:
        if coding_id not in {one.id for one in await codings_of(tx, submission_id)}:
            return None
        if not await withdraw_coding(tx, coding_id, worker.id, now):
            return "changed"
        await note(tx, "coding-withdrawn", coding_id, worker.id, now)
        return "removed"

    return await service.database.transaction(work)
