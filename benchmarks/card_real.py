"""The card's figures on real comments of patients but for their themes: tone, emergent themes, quotes."""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from analysis.asking import asked
from analysis.evaluation_emergent import evaluate_emergent
from analysis.evaluation_quotes import evaluate_quotes
from analysis.evaluation_tone import cross_validated_tone, evaluate_tone
from analysis.tone_learning import Labelled
from benchmarks.card_comments import Comments, odd, places_of_odd, settled
from benchmarks.card_embedding import embedded
from benchmarks.card_invented import tones
from benchmarks.card_real_themes import REAL_THEMES
from benchmarks.card_table import Figure, Section, taken


def _tone(found: Comments) -> Section:
    rows = odd(found.toned())
    figures = evaluate_tone(rows, tones(), embedded, time.process_time)
    told = (
        f"No labels. Odd rows: {len(rows):,} comments with their question, three tones; "
        "mixed and unsure count as neutral."
    )
    return Section(told, [*_toned(figures, 0.72, 0.58), *taken(figures, unsure=None)])


def _all_tones(found: Comments) -> Section:
    rows = found.toned()
    counted = places_of_odd(rows)
    known = [Labelled(row["text"], asked(row["question"]), row["tone"]) for row in rows]
    figures = cross_validated_tone(known, tones(), embedded([one.text for one in known]), counted=counted)
    told = (
        f"Five parts of all {len(rows):,} comments, each read by what the four others taught; "
        f"counted are the {len(counted):,} of odd rows."
    )
    return Section(told, [*_toned(figures, 0.84, 0.74)])


def _toned(figures: Mapping[str, Any], accuracy: float, macro: float) -> Iterator[Figure]:
    yield from taken(figures, accuracy=accuracy, macro_f1=macro, opposite=None)
    yield from (Figure(f"F1 of {name}", value) for name, value in figures["per_tone"].items())


def _emergent(found: Comments, *, every: bool) -> Section:
    single = found.single()
    rows = single if every else single[::2]
    figures = evaluate_emergent(rows, time.process_time)
    told = (
        f"{'All' if every else 'Every other one'} of {len(single):,} comments with one label, a theme. "
        "Labels never group; settings were chosen by them on the comments in between, and on a part of all. "
        "Stability (adjusted Rand): of two cold runs over 90 %. Consecutive: over 70 %, the second run from "
        "the first's centres; later: the third. New: how well (F1) a theme is found of which the run before "
        "had no text, and without a run before (cold)."
    )
    bars = {"nmi": 0.34, "stability_consecutive": 0.93, "rerun_identical": None}
    rest = dict.fromkeys(("ari", "stability_later", "stability", "new_warm", "new_cold"))
    return Section(told, [*taken(figures, **bars, **rest)])


def _quotes(found: Comments, *, cues: bool) -> Section:
    rows = found.themed()
    read = settled(found.codebook(cues=cues), rows).read
    figures = evaluate_quotes(rows, lambda texts, questions: read(texts, questions, embedded), embedded)
    told = (
        f"All {len(rows):,} comments, read without labels, {'with' if cues else 'without'} our own cues. "
        f"Five quotes for each of {figures['themes']} themes with more than five texts of 5 to 45 words, "
        f"{figures['texts_per_theme']:.0f} on average. Same: chosen again once a tenth of the texts is gone. "
        "Themes were developed on even rows; the weight of a theme's score was set earlier on such comments, "
        "and which ones is not recorded."
    )
    return Section(told, [*taken(figures, coverage=0.57, purity=0.70, same=0.90)])


REAL: Final[dict[str, Callable[[Comments], Section]]] = {
    **REAL_THEMES,
    "Tone without labels": _tone,
    "Tone with all labels": _all_tones,
    "Emergent themes": partial(_emergent, every=False),
    "Emergent themes of all comments": partial(_emergent, every=True),
    "Quotes": partial(_quotes, cues=False),
    "Quotes, with our own cues": partial(_quotes, cues=True),
}
