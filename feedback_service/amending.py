"""Putting right what was said, on the person's wish: written down beside it, and both stay."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.corrections import Correction, add_correction, corrections_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.replies import key_of
from feedback_service.storage.workers import Worker

LONGEST: Final = 2_000  # characters
ASKED_BY: Final = {
    "child": "the child or young person",
    "parent": "a parent or carer",
    "family": "somebody of the wider family",
    "practitioner": "a practitioner",
}


class Amended(NamedTuple):
    """A correction, opened; `words` is empty when they do not open with the keys at hand."""

    submission_id: str
    question_id: str
    asked_by: str
    words: str
    worker: str
    at: int


def correction_problem(asked_by: str, words: str) -> str:
    """What is wrong with a correction; empty when nothing is."""
    if asked_by not in ASKED_BY:
        return "Choose who asked for it, then press the button again."
    if not words.strip():
        return "Write what is to be put right, then press the button again."
    if len(words) > LONGEST:
        return f"This has {len(words)} characters. Say it in {LONGEST} at most."
    return ""


async def correct(
    service: Service, worker: Worker, place: tuple[str, str], *, new_id: str, asked_by: str, words: str
) -> bool:
    """Keep a checked correction to the answer at `place`; False when the words were erased, or it is kept."""
    now, (submission_id, question_id) = service.now(), place

    async def work(tx: Transaction) -> bool:
        found = await key_of(tx, submission_id)
        if found is None:
            return False
        owner, master, wrapped = found
        key = service.keys.data_key(owner, WrappedKey(master, wrapped))
        row = Correction(
            id=new_id,
            submission_id=submission_id,
            question_id=question_id,
            asked_by=asked_by,
            words=key.seal(words.strip(), _place(owner, new_id)),
            made_by=worker.id,
            made_at=now,
        )
        if not await add_correction(tx, row):
            return False
        await note(tx, "correction-made", submission_id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def amended(service: Service, submission_ids: Iterable[str]) -> tuple[Amended, ...]:
    """The corrections to these submissions, the oldest first; none of those whose words were erased."""
    wanted = list(submission_ids)
    async with service.database.reading() as connection:
        sealed = await corrections_of(connection, wanted)
        keys = {one: await key_of(connection, one) for one in {row.submission_id for row in sealed}}
    opened = []
    for row in sealed:
        if found := keys[row.submission_id]:
            words = _opened(service, found, row.id, row.words)
            opened.append(
                Amended(row.submission_id, row.question_id, row.asked_by, words, row.worker, row.made_at)
            )
    return tuple(opened)


def _opened(service: Service, key: tuple[str, str, bytes], correction_id: str, words: bytes) -> str:
    owner, master, wrapped = key
    try:
        opened = service.keys.data_key(owner, WrappedKey(master, wrapped))
        return opened.open(words, _place(owner, correction_id))
    except UnreadableWordsError:
        return ""


def _place(owner: str, correction_id: str) -> str:
    return f"{owner}/correction/{correction_id}"
