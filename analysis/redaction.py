"""What in a text may point at a person: proposed for a worker to confirm, never removed unseen."""

import re
from collections.abc import Iterable, Sequence

from analysis.details import Kind, Redaction, find_details
from analysis.known_names import KnownNames
from analysis.naming import find_names

__all__ = ["Kind", "Redaction", "redact_spans", "redacted"]

_SHOWN = re.compile(r"\[(?:name|place|school|address|postcode|phone|email|id|date|handle|web)\]")
_BETWEEN_ADDRESSES = re.compile(r"(?:,? ?(?:[^\W\d_]+,? ){0,2})")


def redact_spans(text: str, known_names: Sequence[str] = ()) -> tuple[Redaction, ...]:
    """Return what may identify somebody: whole words, sorted, none overlapping, offsets of the original.

    `known_names` are the full names the case record holds; they are found in any case, with slips and short
    forms. Then details by their shape, then names and places by list and context (see the modules). Misses
    happen, most with names that are ordinary words in small letters: a person confirms what is shown.
    """
    taken = [match.span() for match in _SHOWN.finditer(text)]
    details = list(find_details(text))
    names = list(find_names(text, KnownNames(known_names)))
    found = [span for span in _whole(text, [*details, *names]) if not _touches(span, taken)]
    return tuple(_joined(text, _merged(found)))


def redacted(text: str, spans: Iterable[Redaction]) -> str:
    """The text with each span of redact_spans replaced by the bracketed word of its kind, as "[name]"."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += (text[done : span.start], f"[{span.kind}]")
        done = span.end
    return "".join(pieces) + text[done:]


def _whole(text: str, spans: Iterable[Redaction]) -> list[Redaction]:
    """Each span carried on to the edges of the words it touches."""
    whole = []
    for span in spans:
        start, end = span.start, span.end
        while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            end += 1
        whole.append(Redaction(start, end, span.kind, span.method))
    return whole


def _touches(span: Redaction, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span.end and span.start < end for start, end in taken)


def _merged(spans: Iterable[Redaction]) -> list[Redaction]:
    """Overlapping spans made one; the longest gives its kind, or of equals the first found."""
    merged: list[Redaction] = []
    longest = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            leader = span if span.end - span.start > longest else last
            longest = max(longest, span.end - span.start)
            merged[-1] = Redaction(last.start, max(last.end, span.end), leader.kind, leader.method)
        else:
            merged.append(span)
            longest = span.end - span.start
    return merged


def _joined(text: str, spans: Sequence[Redaction]) -> list[Redaction]:
    """Parts of one address made one, with the town that stands between street and postcode."""
    joined: list[Redaction] = []
    for span in spans:
        last = joined[-1] if joined else None
        follows = last and last.kind == "address" and span.kind in ("address", "postcode")
        if last and follows and _BETWEEN_ADDRESSES.fullmatch(text[last.end : span.start]):
            joined[-1] = Redaction(last.start, span.end, "address", "shape")
        else:
            joined.append(span)
    return joined
