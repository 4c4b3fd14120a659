"""The card's figures on invented sentences: only odd rows of `benchmarks/corpus`, which nobody tunes on."""

import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from analysis.asking import asked
from analysis.bank import load_bank
from analysis.codebook import load_codebook
from analysis.evaluation_redaction import evaluate_redaction
from analysis.evaluation_themes import evaluate_themes
from analysis.evaluation_tone import evaluate_tone
from analysis.reader import Reader, Sample
from analysis.tone import Tones, load_examples
from benchmarks.card_embedding import embedded, reader_of
from benchmarks.card_learning import corrected
from benchmarks.card_table import Figure, Section, taken

CORPUS: Final = Path(__file__).with_name("corpus")
_SPLITS: Final = 6
_REDACTED: Final = {
    "recall_names_cased": 0.98,
    "recall_names_lower": 0.95,
    "recall_known_names": 1.0,
    "recall_structured": 1.0,
}


def _themes() -> Section:
    rows, reader = _feedback(), _reader()
    found = evaluate_themes(
        rows, lambda texts, questions: reader.read(texts, questions, embedded), time.process_time
    )
    told = f"{len(rows)} invented answers, our own codebook. Unassigned: those with a theme that got none."
    rest = dict.fromkeys(("micro_precision", "micro_recall", "unassigned"))
    return Section(told, [*taken(found, micro_f1=0.70, macro_f1=0.65, **rest)])


def _corrections() -> Section:
    rows = [
        Sample(row["text"], tuple(row["themes"].split(";")), asked(row["question"])) for row in _feedback()
    ]
    told = (
        f"The same answers, {_SPLITS} random splits: 140 to correct, 70 to measure, each read as one whole. "
        "In a split of 70, one answer is half a point and more."
    )
    return Section(told, [*corrected(_reader(), rows, {50: None, 140: None}, _SPLITS)])


def _tone() -> Section:
    rows = _feedback()
    found = evaluate_tone(rows, tones(), embedded, time.process_time)
    told = f"{len(rows)} invented answers with their question, four tones; unsure counts as neutral."
    opposite = Figure("opposite", found["opposite"], 0.03, at_most=True)
    by_tone = [Figure(f"F1 of {name}", value) for name, value in found["per_tone"].items()]
    return Section(
        told, [*taken(found, accuracy=0.75), opposite, *taken(found, macro_f1=None, unsure=None), *by_tone]
    )


def _redaction() -> Section:
    lines = CORPUS.joinpath("invented_redaction.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines][::2]
    found = evaluate_redaction(rows, time.process_time)
    kinds = [span["type"] for row in rows for span in row["spans"]]
    by_kind = [
        Figure(f"recall of {kind} ({kinds.count(kind)} of them)", value)
        for kind, value in found["recall_by_type"].items()
    ]
    told = (
        f"{len(rows)} invented texts. Known names: those that a case record would hold. Structured: all but "
        "names, places and schools. Patterns of dates were widened after one of these dates had been missed."
    )
    false = Figure("false per 100 words", found["false_per_100_words"], 2.0, at_most=True)
    return Section(told, [*taken(found, **_REDACTED), false, *by_kind])


@cache
def tones() -> Tones:
    """What reads tone, as shipped."""
    bank, examples = load_bank(), load_examples()
    return Tones(embedded([one.text for one in bank]), embedded([one.text for one in examples]))


@cache
def _reader() -> Reader:
    return reader_of(load_codebook())


def _feedback() -> Sequence[Mapping[str, Any]]:
    with (CORPUS / "invented_feedback.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))[::2]


INVENTED: Final[dict[str, Callable[[], Section]]] = {
    "Themes": _themes,
    "Corrections of our own codebook": _corrections,
    "Tone": _tone,
    "Redaction": _redaction,
}
