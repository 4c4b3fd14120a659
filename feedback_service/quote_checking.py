"""Words that may point at somebody are quoted only as a person cleared them, with what they hid taken out."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, Literal, NamedTuple

import uuid_utils

from analysis.quotable import FEWEST_WORDS, MOST_WORDS, Span, merged, proposed, without
from feedback_service import analysing
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import (
    Check,
    Outcome,
    Place,
    add_check,
    may_be_checked,
    standing_checks,
    unchecked,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.words import SealedText, sealed_texts
from feedback_service.storage.workers import Worker

KINDS: Final = {
    "name": "a name",
    "place": "a place",
    "school": "a school",
    "address": "an address",
    "postcode": "a postcode",
    "phone": "a phone number",
    "email": "an email address",
    "id": "a number that stands for a person",
    "date": "a date",
    "handle": "a name used online",
    "web": "a web address",
    "hidden": "may point at somebody",
}
_AT_ONCE = 50
# Where nothing was found that may identify. Ids are never given twice and words never change, so this stays
# true for as long as the process runs; it holds nobody's words.
_plain: set[Place] = set()


class ToCheck(NamedTuple):
    """Words that a report may quote, what to hide in them (`proposed`), and the decision that stands."""

    place: Place
    words: str
    proposed: tuple[Span, ...]
    check: Check | None


class Decision(NamedTuple):
    """What somebody decided who had seen the decision with the id `after` ("" for none).

    `spans` is what is hidden when the words are quoted (see `fits`).
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
    words = _said(service, texts).get(place)
    if words is None:
        return None
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, "submission-opened", place[0], worker.id, now))
    (spans,) = await analysing.run(propose, [words])
    return ToCheck(place, words, spans, checks.get(place))


def propose(texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """What to hide in each text; in the analysis process, because of 25 MB of names."""
    return [proposed(text) for text in texts]


def _said(service: Service, texts: Iterable[SealedText]) -> dict[Place, str]:
    """The words by place, without those that do not open with the keys at hand."""
    words: dict[Place, str] = {}
    for text in texts:
        with suppress(UnreadableWordsError):
            words[text.submission_id, text.question_id] = next(said for _, said in opened(service, [text]))
    return words


async def next_to_check(
    service: Service, scope: Scope, beside: Place | None, way: Literal["after", "before"] = "after"
) -> Place | None:
    """Where the next words wait that may point at somebody and nobody has decided about, the newest first.

    After (or before) those at `beside`; None when there are no more that way. Answers are looked at in small
    lots until one is found, and once only while the process runs.
    """
    async with service.database.reading() as db:
        places = await unchecked(db, scope, (FEWEST_WORDS, MOST_WORDS), beside)
    start = places.index(beside) if beside in places else -1
    rest = places[start + 1 :] if way == "after" else places[: max(start, 0)][::-1]
    rest = [place for place in rest if place not in _plain]
    for lot in (rest[at : at + _AT_ONCE] for at in range(0, len(rest), _AT_ONCE)):
        if found := await _first_to_check(service, lot):
            return found
    return None


async def _first_to_check(service: Service, lot: Sequence[Place]) -> Place | None:
    async with service.database.reading() as db:
        texts = await sealed_texts(db, sorted({place[0] for place in lot}))
    words = _said(service, texts)
    there = [place for place in lot if place in words]
    spans = await analysing.run(propose, [words[place] for place in there])
    _plain.update(place for place, found in zip(there, spans, strict=True) if not found)
    return next((place for place, found in zip(there, spans, strict=True) if found), None)


def also_hidden(words: str, spans: Iterable[Span], phrase: str, kind: str) -> tuple[Span, ...] | None:
    """The spans and every place where `phrase` stands, in any case; None when it stands nowhere.

    As whole words where it does: hiding "Sam" leaves "same". Not every script parts its words.
    """
    wanted = r"\s+".join(re.escape(part) for part in phrase.split())
    if not wanted:
        return None
    whole = list(re.finditer(rf"(?<!\w){wanted}(?!\w)", words, re.IGNORECASE))
    found = whole or list(re.finditer(wanted, words, re.IGNORECASE))
    return merged([*spans, *((*match.span(), kind) for match in found)]) if found else None


def fits(words: str, spans: Iterable[Span]) -> bool:
    """Whether these are spans of these words: within them, in order, none overlapping, of a known kind."""
    end = 0
    for start, stop, kind in spans:
        if not end <= start < stop <= len(words) or kind not in KINDS:
            return False
        end = stop
    return True


async def decide(service: Service, worker: Worker, place: Place, decision: Decision) -> bool:
    """Keep a decision about these words; False when there is a newer one than was seen."""
    check = Check(
        id=str(uuid_utils.uuid7()),
        submission_id=place[0],
        question_id=place[1],
        spans=decision.spans,
        outcome=decision.outcome,
        decided_at=service.now(),
        worker=worker.name,
    )

    async def keep(tx: Transaction) -> bool:
        kept = await add_check(tx, check, worker.id, after=decision.after)
        if kept:
            await note(tx, "quote-checked", "/".join(place), worker.id, check.decided_at)
        return kept

    return await service.database.transaction(keep)


def quoted(words: str, check: Check | None, frozen: Sequence[Span] = ()) -> str | None:
    """The words as they may be quoted after this decision; None when they may not be.

    What was hidden when a report was approved (`frozen`) stays hidden in it, whatever is decided later.
    """
    if check and check.outcome == "held":
        return None
    hidden = merged([*frozen, *(check.spans if check else ())])
    return without(words, hidden)
