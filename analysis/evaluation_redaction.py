"""How well redaction does on labelled texts, in figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from analysis.redaction import redact_spans

_PER: Final = 100


def evaluate_redaction(rows: Sequence[Mapping[str, Any]], clock: Callable[[], float]) -> dict[str, Any]:
    """Compare what would be removed with labelled spans.

    Rows: `text`, `spans` (each start, end, type; Python characters) and `known_names`. A span counts as
    removed when every character of it is covered. `recall_known_names`: among names in rows with known names;
    `recall_names_cased` and `recall_names_lower`: names with and without a capital.
    `false_per_100_words`: words removed although no labelled span touches them. `clock` gives seconds. Rates
    lie between 0 and 1, or are None without anything to count.
    """
    began = clock()
    found = [redact_spans(row["text"], row.get("known_names") or ()) for row in rows]
    seconds = clock() - began
    removed: dict[str, list[bool]] = defaultdict(list)
    false = words = 0
    for row, spans in zip(rows, found, strict=True):
        covered = {i for span in spans for i in range(span.start, span.end)}
        labelled = {i for span in row["spans"] for i in range(span["start"], span["end"])}
        for span in row["spans"]:
            hit = covered.issuperset(range(span["start"], span["end"]))
            for group in _groups(row, span):
                removed[group].append(hit)
        for start, end in _words(row["text"]):
            words += 1
            false += any(i in covered for i in range(start, end)) and labelled.isdisjoint(range(start, end))
    return {
        "recall_by_type": {key: _share(hits) for key, hits in sorted(removed.items()) if "/" not in key},
        "recall_known_names": _share(removed["/known"]),
        "recall_names_cased": _share(removed["/cased"]),
        "recall_names_lower": _share(removed["/lower"]),
        "recall_structured": _share(removed["/structured"]),
        "false_per_100_words": _PER * false / words if words else None,
        "texts": len(rows),
        "texts_per_second": len(rows) / seconds if seconds > 0 else None,
    }


def _groups(row: Mapping[str, Any], span: Mapping[str, Any]) -> Iterable[str]:
    """The figures one labelled span counts for; those with a stroke are not types."""
    yield span["type"]
    if span["type"] not in ("name", "place", "school"):
        yield "/structured"
    if span["type"] == "name":
        name = row["text"][span["start"] : span["end"]]
        yield "/lower" if name == name.lower() else "/cased"
        if row.get("known_names"):
            yield "/known"


def _words(text: str) -> list[tuple[int, int]]:
    """The words of a text by white space, without the signs around them."""
    found = []
    start = 0
    for piece in text.split():
        start = text.index(piece, start)
        bare = piece.strip(".,;:!?()\"'\u2019\u201c\u201d-")
        if bare:
            inner = start + piece.index(bare)
            found.append((inner, inner + len(bare)))
        start += len(piece)
    return found


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
