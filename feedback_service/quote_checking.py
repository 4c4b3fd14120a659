"""Words that may point at somebody are quoted only as a person cleared them, with what they hid taken out."""

from typing import NamedTuple

import uuid_utils

from analysis.quotable import Span
from feedback_service import analysing
from feedback_service.quote_waiting import propose, said_at
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import Check, Outcome, Place, add_check, standing_checks
from feedback_service.storage.quote_places import may_be_checked
from feedback_service.storage.words import sealed_texts
from feedback_service.storage.workers import Worker


class ToCheck(NamedTuple):
    """Words that a report may quote, what to hide in them (`proposed`), and the decision that stands."""

    place: Place
    words: str
    proposed: tuple[Span, ...]
    check: Check | None


class Decision(NamedTuple):
    """What somebody decided who had seen the decision with the id `after` ("" for none).

    `spans` is what is hidden when the words are quoted (see `quote_spans.fits`).
    """

    outcome: Outcome
    spans: tuple[Span, ...]
    after: str


async def open_one(service: Service, worker: Worker, place: Place) -> ToCheck | None:
    """The words at this place, for a worker in whose scope they are; None when they may not be quoted.

    That they were opened is noted. Raises BrokenProcessPool as `analysing.run` does.
    """
    async with service.database.reading() as db:
        if not await may_be_checked(db, worker.scope, place):
            return None
        texts = await sealed_texts(db, [place[0]])
        checks = await standing_checks(db, [place])
    words = said_at(service, texts).get(place)
    if words is None:
        return None
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, "submission-opened", place[0], worker.id, now))
    (spans,) = await analysing.run(propose, [words])
    return ToCheck(place, words, spans, checks.get(place))


async def decide(service: Service, worker: Worker, place: Place, decision: Decision) -> bool:
    """Keep a decision about these words; False when there is a newer one than was seen."""
    check_id = str(uuid_utils.uuid7())

    async def keep(tx: Transaction) -> bool:
        check = Check(
            id=check_id,
            submission_id=place[0],
            question_id=place[1],
            spans=decision.spans,
            outcome=decision.outcome,
            decided_at=service.now(),  # not while it still waits: a look in between was at other words
            worker=worker.name,
        )
        kept = await add_check(tx, check, worker.id, after=decision.after)
        if kept:
            await note(tx, "quote-checked", "/".join(place), worker.id, check.decided_at)
        return kept

    return await service.database.transaction(keep)
