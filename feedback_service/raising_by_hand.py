"""A person raises a concern: where screening saw nothing, or saw it as less than it is."""

import uuid
from typing import NamedTuple

import msgspec
import uuid_utils

from feedback_service.casefile import CaseFile
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.concerns import Concern
from feedback_service.storage.database import Transaction
from feedback_service.storage.missed import MissedSign, has_marked, mark_missed
from feedback_service.storage.raising import ConcernRow, is_raised, raise_concerns
from feedback_service.storage.workers import Worker
from forms.model import LongText, ShortText

RULE = "raised-by-hand"


class Sign(NamedTuple):
    """What somebody sees, and where; a span of 0 to 0 is the whole answer."""

    submission_id: str
    question_id: str
    level: str
    category: str
    start: int
    end: int


def found_at(text: str, words: str) -> tuple[int, int] | None:
    """Where these words stand in a text, whatever their capitals and spaces; None when they do not."""
    wanted = words.split()
    if not wanted:
        return None
    folded, places = _folded(text)
    start = folded.find(_folded(" ".join(wanted))[0])
    if start < 0:
        return None
    length = len(_folded(" ".join(wanted))[0])
    return places[start], places[start + length - 1] + 1


def id_of(form_id: str, sign: tuple[str, str, str, str], words: str) -> str:
    """The id of a concern: the same only for the same sign in the same words from the same form.

    `form_id` is the id that the form carried, `sign` the submission, question, level and category.
    """
    content = msgspec.json.encode((*sign, _folded(" ".join(words.split()))[0]))
    return str(uuid.uuid5(uuid.UUID(form_id), content.decode()))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters with single spaces, and where in it each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        small = " " if letter.isspace() else letter.lower()
        if small == " " and letters[-1:] == [" "]:
            continue
        letters += small
        places += [place] * len(small)
    return "".join(letters), places


def own_words(case: CaseFile, question_id: str) -> str:
    """The words that the person gave as this answer; empty for every other kind of answer."""
    question, answer = case.form.questions.get(question_id), case.answers.get(question_id)
    given = answer is not None and answer.state == "given" and isinstance(question, ShortText | LongText)
    return str(answer.value) if answer and given else ""


async def raise_by_hand(
    service: Service, worker: Worker, case: CaseFile | None, sign: Sign, *, concern_id: str
) -> bool:
    """Keep a concern that a worker raises, and its notice. Of own words, also that it was missed.

    False, and nothing is kept, where there is a concern with this id already. From whom the submission is
    kept was worked out if it had a concern before, else it is worked out now. `case` is None where it is kept
    from this worker by now, who raised a concern on that answer before: what was own words then is so still.
    """
    now = service.now()
    row = ConcernRow(
        id=concern_id,
        submission_id=sign.submission_id,
        question_id=sign.question_id,
        level=sign.level,
        category=sign.category,
        rule=RULE,
        rules_version=service.rules.version,
        span_start=sign.start,
        span_end=sign.end,
        raised_at=now,
        raised_by=worker.id,
    )
    missed = MissedSign(
        id=str(uuid_utils.uuid7()),
        submission_id=sign.submission_id,
        question_id=sign.question_id,
        level=sign.level,
        category=sign.category,
        span_start=sign.start,
        span_end=sign.end,
        marked_by=worker.id,
        marked_at=now,
    )

    async def work(tx: Transaction) -> bool:
        if await is_raised(tx, concern_id):
            return False
        had_concern = case is None or case.concerns
        await raise_concerns(tx, [row], routed=[sign.submission_id] if had_concern else ())
        if await _is_own_words(tx, case, missed):
            await mark_missed(tx, missed)
        await note(tx, "concern-raised", concern_id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def _is_own_words(tx: Transaction, case: CaseFile | None, missed: MissedSign) -> bool:
    if case:
        return bool(own_words(case, missed.question_id))
    return await has_marked(tx, missed.submission_id, missed.question_id, by=missed.marked_by)


def more_urgent(concern: Concern) -> Sign:
    """The same sign, as urgent."""
    return Sign(
        concern.submission_id,
        concern.question_id,
        "urgent",
        concern.category,
        concern.span_start,
        concern.span_end,
    )
