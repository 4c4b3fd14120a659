"""The card's figures on themes of real comments: without labels, after corrections, with all labels."""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from analysis.evaluation_learning import cross_validated
from analysis.evaluation_themes import evaluate_themes
from benchmarks.card_comments import Comments, odd, places_of_odd, samples, settled
from benchmarks.card_embedding import embedded
from benchmarks.card_learning import corrected
from benchmarks.card_table import Figure, Section, taken

_FITTED: Final = (
    "Codebook: made of a published framework by `benchmarks/nhs_codebook.py`; its quotes that occur in the "
    "comments are left out. It has one theme an example, which does not say how common a theme is, so bars "
    "are fitted to the very comments that are read, without their labels, as they would be to an archive."
)
_CUES: Final = {
    False: "No cues.",
    True: "Besides, cues of our own (`benchmarks/corpus/nhs_cues.toml`), written with even rows in view.",
}
_SPLITS: Final = 3
_RARE: Final = 10


def _themes(found: Comments, *, cues: bool) -> Section:
    codebook = found.codebook(cues=cues)
    rows = odd(found.themed())
    read = settled(codebook, rows).read
    figures = evaluate_themes(
        rows, lambda texts, questions: read(texts, questions, embedded), time.process_time
    )
    told = (
        f"No labels. Odd rows: {len(rows):,} comments, {len(codebook.themes)} themes. {_FITTED} {_CUES[cues]}"
    )
    rest = dict.fromkeys(("micro_precision", "micro_recall", "unassigned"))
    return Section(
        told, [*taken(figures, micro_f1=0.62, macro_f1=0.54, **rest), *_by_how_common(figures["per_theme"])]
    )


def _by_how_common(per_theme: Mapping[str, Any]) -> Iterator[Figure]:
    rare = [one["f1"] for one in per_theme.values() if one["n"] <= _RARE]
    other = [one["f1"] for one in per_theme.values() if one["n"] > _RARE]
    yield Figure(f"mean F1 of the {len(rare)} themes with {_RARE} comments or fewer", sum(rare) / len(rare))
    yield Figure(f"mean F1 of the other {len(other)}", sum(other) / len(other))


def _corrections(found: Comments) -> Section:
    rows = odd(found.themed())
    told = (
        f"Odd rows, {_SPLITS} random splits: a third of {len(rows):,} comments to measure, corrections from "
        "the others. The codebook without cues, as above; each comment read as one whole."
    )
    reader = settled(found.codebook(cues=False), rows)
    bars = {200: (0.63, 0.53), 1000: (0.70, 0.58)}
    return Section(told, [*corrected(reader, samples(rows), bars, _SPLITS)])


def _all_labels(found: Comments) -> Section:
    rows = found.themed()
    known, counted = samples(rows), places_of_odd(rows)
    reader = settled(found.codebook(cues=False), rows)
    point = cross_validated(reader, known, embedded([one.text for one in known]), counted=counted)
    told = (
        f"Five parts of all {len(rows):,} comments, each read by what {point.n:,} others or more taught; "
        f"counted are the {len(counted):,} of odd rows. The codebook without cues. "
        "Published systems reach .77 and .71, taught by 21,000."
    )
    after = [Figure("micro f1", point.micro, 0.73), Figure("macro f1", point.macro, 0.63)]
    before = [
        Figure("micro f1 without labels", point.prior_micro),
        Figure("macro f1 without labels", point.prior_macro),
    ]
    return Section(told, [*after, *before])


REAL_THEMES: Final[dict[str, Callable[[Comments], Section]]] = {
    "Themes without labels": partial(_themes, cues=False),
    "Themes without labels, with our own cues": partial(_themes, cues=True),
    "Themes with corrections": _corrections,
    "Themes with all labels": _all_labels,
}
