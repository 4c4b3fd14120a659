"""Signs of harm that no sure rule finds: own words are held against written examples within seconds.

Each answer waits with a mark of its own from the transaction that stored it, so that a crash forgets none.
What cannot be read, or is not read in time, is a concern: a person reads it.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

import uuid_utils

from analysis.rulebook import Level
from analysis.screening import Hit, scanner_failed
from feedback_service.analysing import begin_first, run_first
from feedback_service.faults import log_fault
from feedback_service.machine_signs import Signs, find, version
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.raising import ConcernRow
from feedback_service.storage.unscreened import (
    marked_texts,
    note_asked,
    note_screened,
    raise_found,
    unscreened_texts,
)
from feedback_service.storage.words import SealedText

log = logging.getLogger(__name__)
AT_ONCE: Final = 120  # answers in one run, which a stopping service waits for
LONGEST: Final = 60_000  # milliseconds that words may wait before a person is asked in the machine's place
# Marked as missed, the newest ones. Each is opened and handed over at each run, 0.05 ms in which pages wait.
_MOST_MARKED: Final = 2_000
PATIENCE: Final = 30  # seconds for which a worker waits at most, as when the process is to be started
_Marked = tuple[str, str, Level]
_NO_VERSION: Final = "none"


class Found(NamedTuple):
    """A sign, and the version of what found it."""

    hit: Hit
    version: str


async def find_signs(service: Service) -> int:
    """Hold answers that wait against the examples, those first that came first; returns how many.

    The process that reads is started before anything waits, so that the first words do not wait for it.
    """
    async with service.database.reading() as connection:
        texts = await unscreened_texts(connection, AT_ONCE)
    if texts:
        return await _read(service, texts)
    begin_first(version)
    return 0


async def ask_in_time(service: Service, *, since: int) -> int:
    """Raise a concern for words that wait too long, by what the rules say or for want of an answer.

    They go on waiting to be read, and a person is asked of each once. What came before the service was
    started, at `since` (Unix milliseconds), waits from then on. Returns how many concerns were raised.
    """
    if service.now() - since < LONGEST:
        return 0
    raised = 0
    while True:
        async with service.database.reading() as connection:
            texts = await unscreened_texts(connection, AT_ONCE, before=service.now() - LONGEST)
        if not texts:
            return raised
        raised += await _ask(service, texts)


async def _ask(service: Service, texts: Sequence[SealedText]) -> int:
    rows = [row for text in texts for row in _by_rules(service, text)]

    async def keep(tx: Transaction) -> int:
        places = {(one.submission_id, one.question_id) for one in texts}
        waiting = await note_asked(tx, places, service.now())
        return await raise_found(tx, [row for row in rows if (row.submission_id, row.question_id) in waiting])

    return await service.database.transaction(keep)


async def _read(service: Service, texts: Sequence[SealedText]) -> int:
    words = {(one.submission_id, one.question_id): _words(service, one) for one in texts}
    readable = [place for place, said in words.items() if said is not None]
    said = [text for text in words.values() if text is not None]
    signs = await _signs(said, await _marked(service))
    now = service.now()
    found = {
        place: _row(place, hit, signs.version, now)
        for place, hit in zip(readable, signs.found, strict=True)
        if hit
    }
    found |= {
        place: _row(place, scanner_failed(), _NO_VERSION, now) for place in words.keys() - set(readable)
    }

    async def keep(tx: Transaction) -> int:
        waiting = await note_screened(tx, words.keys())
        await raise_found(tx, [row for place, row in found.items() if place in waiting])
        return len(waiting)

    return await service.database.transaction(keep)


async def sign_in_words(service: Service, words: str) -> Found | None:
    """What is like a sign in words that wait with no mark, as they are not stored yet.

    What cannot be read, or not within PATIENCE, is a sign: a person reads it.
    """
    try:
        marked = await _marked(service)  # never cut short: a connection would be left behind halfway
        async with asyncio.timeout(PATIENCE):
            signs = await run_first(find, [words], marked)
    except TimeoutError:
        return Found(not_read_in_time(), _NO_VERSION)
    except Exception as error:  # noqa: BLE001 (whatever failed, a person reads it)
        log_fault(log, error, "Words could not be read before they are stored")
        return Found(scanner_failed(), _NO_VERSION)
    return Found(signs.found[0], signs.version) if signs.found[0] else None


async def _signs(said: Sequence[str], marked: Sequence[_Marked]) -> Signs:
    """What is found in each text. What cannot be read holds up none that was read together with it."""
    try:
        return await run_first(find, said, marked)
    except Exception as error:  # noqa: BLE001 (whatever failed, each is read by itself)
        each = [await _alone(one, marked) for one in said]
        log_fault(log, error, "Words could not be read together")
        return Signs(each[0].version, tuple(hit for one in each for hit in one.found))


async def _alone(text: str, marked: Sequence[_Marked]) -> Signs:
    try:
        return await run_first(find, [text], marked)
    except Exception:  # noqa: BLE001 (a person reads it)
        able = await run_first(find, [], marked)  # where nothing at all can be read, all go on waiting
        return Signs(able.version, (scanner_failed(),))


def _words(service: Service, text: SealedText) -> str | None:
    """What was said; None where it does not open, which a person has to know."""
    try:
        return next(words for _, words in opened(service, [text]))
    except (UnreadableWordsError, StopIteration) as error:
        log_fault(log, error, f"Words of {text.submission_id} could not be opened")
        return None


async def _marked(service: Service) -> list[_Marked]:
    async with service.database.reading() as connection:
        found = await marked_texts(connection, _MOST_MARKED)
    marked: list[_Marked] = []
    for text, category, level, start, end in found:
        words = _words(service, text)
        if words:
            grade: Level = "urgent" if level == "urgent" else "concern"
            marked.append((words[start:end] or words, category, grade))
    return marked


def _by_rules(service: Service, text: SealedText) -> list[ConcernRow]:
    place, now = (text.submission_id, text.question_id), service.now()
    words = _words(service, text)
    try:
        hits = service.rules.screen(words) if words else ()
    except Exception:  # noqa: BLE001 (whatever fails, a person reads it)
        hits = ()
    return [_row(place, hit, service.rules.version, now) for hit in hits or (not_read_in_time(),)]


def not_read_in_time() -> Hit:
    """The concern raised when nothing but the rules has read words for a minute."""
    return Hit("not-read-in-time", "unscreened", "concern", 0, 0)


def _row(place: tuple[str, str], hit: Hit, version: str, now: int) -> ConcernRow:
    return ConcernRow(
        id=str(uuid_utils.uuid7()),
        submission_id=place[0],
        question_id=place[1],
        level=hit.level,
        category=hit.category,
        rule=hit.rule,
        rules_version=version[:80],
        span_start=hit.start,
        span_end=hit.end,
        raised_at=now,
    )
