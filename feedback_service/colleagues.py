"""Asking a colleague about a submission, and their answer: only who may see it is asked."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.asks import Ask, SealedAsk, add_ask, answer_ask, asks_about
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.replies import key_of
from feedback_service.storage.sight import sees
from feedback_service.storage.workers import Worker, all_workers, worker_by_id
from feedback_service.telling import tell

LONGEST: Final = 2_000  # characters
READERS: Final = ("practitioner", "reviewer", "safeguarding", "manager")


class Asked(NamedTuple):
    """An ask, opened; words are empty when they do not open, `answer` also until there is one."""

    id: str
    asked_of: str
    asker: str
    colleague: str
    asked_at: int
    words: str
    answered_at: int | None
    answer: str


def ask_problem(words: str) -> str:
    """What is wrong with what somebody wrote; empty when nothing is."""
    if not words.strip():
        return "Write something first, then press the button again."
    if len(words) > LONGEST:
        return f"This has {len(words)} characters. Say it in {LONGEST} at most."
    return ""


async def colleagues(connection: Transaction, worker: Worker, submission_id: str) -> list[Worker]:
    """Who else may read this submission, by name."""
    able = [one for one in await all_workers(connection) if one.active and one.role in READERS]
    others = [one for one in able if one.id != worker.id]
    return [one for one in others if await sees(connection, one.scope, submission_id)]


async def ask(
    service: Service, worker: Worker, submission_id: str, *, ask_id: str, of: str, words: str
) -> bool:
    """Ask a colleague and tell them by e-mail that something waits.

    False when it was asked before, the words were erased, or the colleague may not see it (any more).
    """
    now = service.now()

    async def work(tx: Transaction) -> bool:
        asked = await worker_by_id(tx, of)
        found = await key_of(tx, submission_id)
        if asked is None or found is None or not await _may_be_asked(tx, asked, submission_id):
            return False
        row = Ask(
            id=ask_id,
            submission_id=submission_id,
            asked_by=worker.id,
            asked_of=asked.id,
            asked_at=now,
            words=_sealed(service, found, words, ask_id, "words"),
        )
        if not await add_ask(tx, row):
            return False
        await note(tx, "colleague-asked", submission_id, worker.id, now)
        await tell(tx, service, "ask", [asked.id], now)
        return True

    return await service.database.transaction(work)


async def answer(service: Service, worker: Worker, submission_id: str, ask_id: str, words: str) -> bool:
    """Keep the answer of who was asked; False when there is one already, or the words were erased."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        found = await key_of(tx, submission_id)
        if found is None:
            return False
        if not await answer_ask(tx, ask_id, _sealed(service, found, words, ask_id, "answer"), now):
            return False
        await note(tx, "colleague-answered", submission_id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def asked_about(service: Service, submission_ids: Iterable[str]) -> tuple[Asked, ...]:
    """What was asked about these submissions, the oldest first; nothing of those whose words were erased."""
    wanted = list(submission_ids)
    async with service.database.reading() as connection:
        sealed = await asks_about(connection, wanted)
        keys = {one: await key_of(connection, one) for one in {row.submission_id for row in sealed}}
    return tuple(_opened(service, found, row) for row in sealed if (found := keys[row.submission_id]))


async def _may_be_asked(tx: Transaction, asked: Worker, submission_id: str) -> bool:
    return asked.active and asked.role in READERS and await sees(tx, asked.scope, submission_id)


def _sealed(service: Service, key: tuple[str, str, bytes], words: str, ask_id: str, what: str) -> bytes:
    owner, master, wrapped = key
    opened = service.keys.data_key(owner, WrappedKey(master, wrapped))
    return opened.seal(words.strip(), _place(owner, ask_id, what))


def _opened(service: Service, key: tuple[str, str, bytes], row: SealedAsk) -> Asked:
    owner, master, wrapped = key

    def read(sealed: bytes | None, what: str) -> str:
        try:
            opened = service.keys.data_key(owner, WrappedKey(master, wrapped))
            return opened.open(sealed, _place(owner, row.id, what)) if sealed else ""
        except UnreadableWordsError:
            return ""

    said, answered = read(row.words, "words"), read(row.answer, "answer")
    return Asked(
        row.id, row.asked_of, row.asker, row.colleague, row.asked_at, said, row.answered_at, answered
    )


def _place(owner: str, ask_id: str, what: str) -> str:
    return f"{owner}/ask/{ask_id}/{what}"
