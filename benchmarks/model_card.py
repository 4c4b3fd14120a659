"""`python -m benchmarks.model_card [NHS.csv]`: writes docs/model-card.md, each figure worked out anew.

The invented sets are in `benchmarks/corpus`; only their odd rows are counted, which nobody tunes on. Real
comments are not in the project: their columns are `question, text, sentiment` (1 very positive to 5 very
negative), and the file is named on the command line.
"""

import csv
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.bank import load_bank
from analysis.codebook import load_codebook
from analysis.evaluation_redaction import evaluate_redaction
from analysis.evaluation_themes import evaluate_themes
from analysis.evaluation_tone import evaluate_tone
from analysis.known import vectors
from analysis.reader import Reader, samples_of
from analysis.tone import Tones, load_examples

CORPUS = Path(__file__).with_name("corpus")
CARD = Path(__file__).parents[1] / "docs" / "model-card.md"
TONES = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
IN_THEMES = ("micro_f1", "macro_f1", "micro_precision", "micro_recall", "unassigned")
IN_TONE = ("accuracy", "macro_f1", "opposite", "unsure")
# Real comments have three classes: what is called mixed counts as neutral there.
IN_REAL = ("accuracy", "macro_f1", "opposite", "unsure")
IN_REDACTION = (
    *("recall_names_cased", "recall_names_lower", "recall_known_names", "recall_structured"),
    "false_per_100_words",
)
Rows = Sequence[Mapping[str, Any]]

HEAD = """# What the machine reads, and how well

Made by `make evaluate`; every figure below is worked out when this page is. None says how well children's
own words are read: no such set with labels could be had.

## What it is for

It puts themes of the codebook on own words so that people find what belongs together, suggests what it is
less sure of, and looks for names before words are quoted. A person reads every text, corrects themes, and
confirms every quote. It gives no child, parent or worker a score, closes no concern, and reads no
language but English.

## How it works

- **Themes** (`analysis/reader.py`): a ridge regression over a sentence vector (all-MiniLM-L6-v2, int8),
  words and pieces of words, beside the codebook's cues. Taught by {examples:,} written examples and the
  codebook's own.
- **Tone** (`analysis/tone.py`): the same kind of model, with what the question wanted, negation, emoji
  and slang, and TextBlob's polarity as one input of many. Where positive and negative are close it says
  neither. Reports count it over 20 answers or more; it is never shown beside anybody's words.
- **Redaction** (`analysis/redaction.py`): the case record's names, patterns for details, lists of names
  and places, and what stands around them.

Every coding keeps method, version and the words it rests on. The same text always gives the same result.
"""
WEAK = """
## Where it is weak

- The invented sets were written by few hands, and labelled once. Whoever wrote the examples did not see
  them, but the same kind of writer made both: expect less on real words.
- Irony, what is left unsaid, and answers of one or two words without their question.
- Tone: "mixed" is found least often. On real comments of patients neutral ones are mostly taken for one
  side or the other.
- Names that are ordinary words in small letters ("they took summer") and schools without a word such as
  "school".
- What would help most: a few hundred sentences by children and families, labelled by two people who work
  apart.
"""


def card(nhs: Path | None) -> str:
    """The whole page."""
    feedback = _csv(CORPUS / "invented_feedback.csv")[::2]
    lines = CORPUS.joinpath("invented_redaction.jsonl").read_text(encoding="utf-8").splitlines()
    hidden = [json.loads(line) for line in lines][::2]
    tones = Tones(vectors([one.text for one in load_bank()]), vectors([one.text for one in load_examples()]))
    told = f"Odd rows of `benchmarks/corpus`: {len(feedback)} answers, {len(hidden)} texts for redaction."
    parts = [
        HEAD.format(examples=len(load_bank())),
        f"## Figures on invented sentences\n\n{told}",
        *_table("Themes", _themes(feedback), IN_THEMES),
        *_table("Tone", _tone(tones, feedback), IN_TONE),
        *_table("Redaction", _redaction(hidden), IN_REDACTION),
    ]
    if nhs:
        rows = [
            {"text": row["text"], "question": row["question"], "tone": TONES[row["sentiment"][0]]}
            for row in _csv(nhs)
            if row["sentiment"]
        ]
        title = f"Tone of {len(rows):,} real comments of NHS patients, three classes, no labels used"
        parts += ["\n## Figures on real comments", *_table(title, _tone(tones, rows), IN_REAL)]
    return "\n".join([*parts, WEAK])


def _themes(rows: Rows) -> Mapping[str, Any]:
    codebook = load_codebook()
    samples = samples_of(codebook)
    reader = Reader(codebook, samples, vectors([one.text for one in samples]))
    return evaluate_themes(rows, lambda texts, asked: reader.read(texts, asked, vectors), time.process_time)


def _tone(tones: Tones, rows: Rows) -> Mapping[str, Any]:
    return evaluate_tone(rows, tones, vectors, time.process_time)


def _redaction(rows: Rows) -> Mapping[str, Any]:
    return evaluate_redaction(rows, time.process_time)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _table(title: str, figures: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    yield f"\n**{title}**\n\n| figure | value |\n|---|---|"
    for name in names:
        yield f"| {name.replace('_', ' ')} | {figures[name]:.3f} |"


if __name__ == "__main__":
    CARD.write_text(card(Path(sys.argv[1]) if sys.argv[1:] else None), encoding="utf-8")
    sys.stdout.write(f"Written: {CARD.name}\n")
