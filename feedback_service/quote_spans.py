"""Stretches of somebody's words that are hidden when they are quoted."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from analysis.quotable import Span, merged, without
from feedback_service.storage.quote_checks import Check

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


def written(spans: Iterable[Span]) -> str:
    """Spans as they stand in a form."""
    return " ".join(f"{start}-{end}-{kind}" for start, end, kind in spans)


def options_of(chosen: Sequence[Span], others: Iterable[Span]) -> list[Span]:
    """What is hidden, and those of the others that could be besides, in the order of the text."""
    options = list(chosen)
    for span in others:
        if not any(span[0] < end and start < span[1] for start, end, _ in options):
            options.append(span)
    return sorted(options)


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


def quoted(words: str, check: Check | None, frozen: Sequence[Span] = ()) -> str | None:
    """The words as they may be quoted after this decision; None when they may not be.

    What was hidden when a report was approved (`frozen`) stays hidden in it, whatever is decided later.
    """
    if check and check.outcome == "held":
        return None
    hidden = merged([*frozen, *(check.spans if check else ())])
    return without(words, hidden)
