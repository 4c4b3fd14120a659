"""Telling a person what happened because of what they said: sealed as their words are, seen on return."""

from collections.abc import Iterable
from typing import NamedTuple

from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.replies import Reply, add_reply, key_of, replies_of
from feedback_service.storage.workers import Worker

LONGEST = 2_000  # characters


class Told(NamedTuple):
    """A reply, opened; `words` is empty when they do not open with the keys at hand."""

    at: int
    worker: str
    words: str


def reply_problem(words: str) -> str:
    """What is wrong with a reply; empty when nothing is."""
    if not words.strip():
        return "Write what happened, then press the button again."
    if len(words) > LONGEST:
        return f"This has {len(words)} characters. Say it in {LONGEST} at most."
    return ""


async def reply(service: Service, worker: Worker, submission_id: str, *, reply_id: str, words: str) -> bool:
    """Keep a checked reply; False when the submission's words were erased, or an earlier press kept it."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        found = await key_of(tx, submission_id)
        if found is None:
            return False
        owner, master, wrapped = found
        key = service.keys.data_key(owner, WrappedKey(master, wrapped))
        sealed = key.seal(words.strip(), _place(owner, reply_id))
        new = Reply(id=reply_id, submission_id=submission_id, worker_id=worker.id, at=now, words=sealed)
        if not await add_reply(tx, new):
            return False
        await note(tx, "reply-made", submission_id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def told(service: Service, submission_ids: Iterable[str]) -> tuple[Told, ...]:
    """The replies to these submissions, the oldest first."""
    async with service.database.reading() as connection:
        sealed = await replies_of(connection, list(submission_ids))
    opened = []
    for one in sealed:
        try:
            key = service.keys.data_key(one.owner, WrappedKey(one.master, one.wrapped))
            opened.append(Told(one.at, one.worker, key.open(one.words, _place(one.owner, one.id))))
        except UnreadableWordsError:
            opened.append(Told(one.at, one.worker, ""))
    return tuple(opened)


def _place(owner: str, reply_id: str) -> str:
    return f"{owner}/reply/{reply_id}"
