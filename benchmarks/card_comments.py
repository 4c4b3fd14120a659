"""Real comments for the card: read from files that are not in the project, and nothing of them kept."""

import csv
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from analysis.asking import asked
from analysis.codebook import Codebook, load_codebook
from analysis.reader import Reader, Sample
from benchmarks.card_embedding import embedded, reader_of
from benchmarks.nhs_codebook import CUES, Entry, codebook, framework, theme_id

# 1 is very positive, 5 very negative.
TONES: Final = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
_NO_THEME: Final = {"Labelling not possible", "Not assigned"}

Rows = Sequence[Mapping[str, Any]]


class Comments(NamedTuple):
    """All comments in the file's order, with `themes`, `tone` and whether their row is `odd`."""

    rows: Rows
    entries: Sequence[Entry]

    def codebook(self, *, cues: bool) -> Codebook:
        """The framework as a codebook, without quotes that occur in the comments."""
        own = tomllib.loads(CUES.read_text(encoding="utf-8")) if cues else {}
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "codebook.toml")
            file.write_text(codebook(self.entries, [row["text"] for row in self.rows], own), encoding="utf-8")
            return load_codebook(file)

    def themed(self) -> Rows:
        """Comments with a theme of the framework."""
        return [row for row in self.rows if row["themes"]]

    def toned(self) -> Rows:
        """Comments whose sentiment was labelled."""
        return [row for row in self.rows if row["tone"]]

    def single(self) -> Rows:
        """Comments with exactly one label, where that names a theme."""
        named = [row for row in self.rows if row["text"].strip() and row["labels"] not in _NO_THEME]
        return [
            {**row, "label": row["labels"]} for row in named if row["labels"] and ";;" not in row["labels"]
        ]


def comments(file: Path, markdown: Path) -> Comments:
    """Read both files; rows have question, text, sentiment (1 to 5) and labels (split by `;;`)."""
    entries = framework(markdown.read_text(encoding="utf-8"))
    ids = {theme_id(entry.name) for entry in entries}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [_row(number, row, ids) for number, row in enumerate(csv.DictReader(stream), 1)]
    return Comments(rows, entries)


def odd(rows: Rows) -> Rows:
    """Those of odd rows of the file, the first being row 1: themes and tone were not developed on them."""
    return [row for row in rows if row["odd"]]


def places_of_odd(rows: Rows) -> list[int]:
    """Where those of `odd` stand among the rows."""
    return [place for place, row in enumerate(rows) if row["odd"]]


def settled(known: Codebook, rows: Rows) -> Reader:
    """What reads by the codebook, its bars fitted to the rows' texts without their labels."""
    return reader_of(known).settled([row["text"] for row in rows], embedded)


def samples(rows: Rows) -> list[Sample]:
    """The rows as what can be learnt from."""
    return [Sample(row["text"], tuple(row["themes"].split(";")), asked(row["question"])) for row in rows]


def _row(number: int, row: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    themes = [theme_id(label) for label in row["labels"].split(";;")]
    known = ";".join(theme for theme in themes if theme in ids)
    return {**row, "themes": known, "tone": TONES.get(row["sentiment"][:1], ""), "odd": number % 2 == 1}
