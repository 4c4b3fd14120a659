"""Putting right what was said, on the person's wish: written down beside it, and both stay.

Its words are read for signs of harm, and for whom they are about, as the answers themselves are.
"""

import logging
import uuid
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
import uuid_utils

from analysis.screening import scanner_failed
from feedback_service.faults import log_fault
from feedback_service.reading import correction_place, opened_correction
from feedback_service.routing import route_waiting
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.sign_finding import Found, sign_in_words
from feedback_service.storage.audit import note
from feedback_service.storage.corrections import Correction, add_correction, corrections_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.raising import UNREAD, ConcernRow
from feedback_service.storage.replies import key_of
from feedback_service.storage.routings import root_of
from feedback_service.storage.unrouted import mark_unrouted
from feedback_service.storage.unscreened import raise_found
from feedback_service.storage.workers import Worker

log = logging.getLogger(__name__)
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


def id_of(form_id: str, place: tuple[str, str], asked_by: str, words: str) -> str:
    """The id of a correction: the same only for the same words, asked for by the same, from the same form.

    `form_id` is the id that the form carried, `place` the submission and question.
    """
    content = msgspec.json.encode((*place, asked_by, words.strip()))
    return str(uuid.uuid5(uuid.UUID(form_id), content.decode()))


async def correct(
    service: Service, worker: Worker, place: tuple[str, str], *, new_id: str, asked_by: str, words: str
) -> bool:
    """Keep a checked correction to the answer at `place`; False where words were erased or the id is known.

    The concern that its words raise is kept with it, and from whom it is all kept is worked out anew.
    """
    now, (submission_id, question_id) = service.now(), place
    raised = await _concerns(service, place, words.strip(), now)

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
            words=key.seal(words.strip(), correction_place(owner, new_id)),
            made_by=worker.id,
            made_at=now,
        )
        if not await add_correction(tx, row):
            return False
        await mark_unrouted(tx, [submission_id])
        await raise_found(tx, raised, routed=[submission_id], new_words=True)
        await note(tx, "correction-made", submission_id, worker.id, now)
        return True

    kept = await service.database.transaction(work)
    if kept:
        await _route(service, submission_id)
    return kept


async def _concerns(service: Service, place: tuple[str, str], words: str, now: int) -> list[ConcernRow]:
    """All that rules and likeness find: of the whole answer, as these words do not stand in it."""
    submission_id, question_id = place
    return [
        ConcernRow(
            id=str(uuid_utils.uuid7()),
            submission_id=submission_id,
            question_id=question_id,
            level=hit.level,
            category=hit.category,
            rule=hit.rule,
            rules_version=version[:80],
            span_start=0,
            span_end=0,
            raised_at=now,
        )
        for hit, version in await _signs(service, words)
    ]


async def _signs(service: Service, words: str) -> list[Found]:
    """What rules find, and what is like a sign; doubtful ones where nothing but the rules has read it."""
    like = await sign_in_words(service, words)
    doubts = like is not None and like.hit.category in UNREAD
    try:
        hits = [hit for hit in service.rules.screen(words) if doubts or not hit.doubtful]
    except Exception:  # noqa: BLE001 (whatever fails, a person reads it)
        hits = [scanner_failed()]
    found = [Found(hit, service.rules.version) for hit in hits]
    return [*found, like] if like else found


async def _route(service: Service, submission_id: str) -> None:
    try:
        async with service.database.reading() as connection:
            root = await root_of(connection, submission_id)
        await route_waiting(service, only=root)
    except Exception as error:  # noqa: BLE001 (it is kept, and from everybody: the job works out from whom)
        log_fault(log, error, f"From whom {submission_id} is kept could not be worked out")


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
    try:
        return opened_correction(service, key, correction_id, words)
    except UnreadableWordsError:
        return ""
