"""Which words that a report may quote wait for a person, because something in them may point at somebody."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, Literal

from analysis.quotable import FEWEST_WORDS, MOST_WORDS, Span, proposed
from feedback_service import analysing
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.quote_checks import Place
from feedback_service.storage.quote_places import unchecked
from feedback_service.storage.scope import Scope
from feedback_service.storage.words import SealedText, sealed_texts

_AT_ONCE = 50
LENGTH: Final = (FEWEST_WORDS, MOST_WORDS)


async def next_to_check(
    service: Service, scope: Scope, beside: Place | None, way: Literal["after", "before"] = "after"
) -> Place | None:
    """Where the next words wait that may point at somebody and nobody has decided about, the newest first.

    After (or before) those at `beside`; None when there are no more that way. Answers that are not marked yet
    are looked at in small lots until one is found.
    """
    at = beside
    while True:
        async with service.database.reading() as db:
            known = await unchecked(db, scope, LENGTH, at=at, back=way == "before", limit=_AT_ONCE)
        places = list(known)
        marked = next((n for n, place in enumerate(places) if known[place]), len(places))
        if marked and (found := await _first_to_check(service, places[:marked])):
            return found
        if marked < len(places):
            return places[marked]
        if len(places) < _AT_ONCE:
            return None
        at = places[-1]


async def _first_to_check(service: Service, lot: Sequence[Place]) -> Place | None:
    found = await pointing_at(service, lot)
    return next((place for place, points in found.items() if points), None)


async def pointing_at(service: Service, places: Sequence[Place]) -> dict[Place, bool]:
    """Whether the words at each place may point at somebody, without those that do not open."""
    async with service.database.reading() as db:
        texts = await sealed_texts(db, sorted({place[0] for place in places}))
    words = said_at(service, texts)
    there = [place for place in places if place in words]
    spans = await analysing.run(propose, [words[place] for place in there])
    return {place: bool(found) for place, found in zip(there, spans, strict=True)}


def propose(texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """What to hide in each text; in the analysis process, because of 25 MB of names."""
    return [proposed(text) for text in texts]


def said_at(service: Service, texts: Iterable[SealedText]) -> dict[Place, str]:
    """The words by place, without those that do not open with the keys at hand."""
    words: dict[Place, str] = {}
    for text in texts:
        with suppress(UnreadableWordsError):
            words[text.submission_id, text.question_id] = next(said for _, said in opened(service, [text]))
    return words
