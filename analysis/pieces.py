"""The pieces of texts that are held against examples of harm, and what the rules say of each."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.harm import CATEGORIES
from analysis.language import Span
from analysis.reader import parts_of
from analysis.screening import Hit


def spans_of(text: str) -> list[Span]:
    """What of a text is held against the examples: each sentence where it is long, else the whole of it."""
    parts = parts_of(text)
    return parts[1:] or parts


def pieces_of(texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[str]:
    """The words of all parts of all texts, one after another."""
    return [text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans]


def owners_of(parts: Sequence[Sequence[Span]]) -> NDArray[np.intp]:
    """Of which text each piece is: (pieces,)."""
    return np.repeat(np.arange(len(parts)), [len(spans) for spans in parts])


def told_by(hits: Iterable[Hit]) -> list[float]:
    """What the rules say of a text: anything, anything urgent, and each category."""
    hits = [hit for hit in hits if hit.category in CATEGORIES]
    seen = {hit.category for hit in hits}
    urgent = any(hit.level == "urgent" for hit in hits)
    return [float(bool(hits)), float(urgent), *(float(one in seen) for one in CATEGORIES)]
