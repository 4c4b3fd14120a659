"""How well theming does on labelled texts, in figures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from analysis.asking import asked
from analysis.themes import Asked, Coding

Read = Callable[[Sequence[str], Sequence[Asked]], Sequence[tuple[Coding, ...]]]


class Tally(msgspec.Struct):
    """Labels found, invented and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 between 0 and 1, and the number of texts labelled so (n)."""
        return {
            "precision": _ratio(self.right, self.right + self.wrong),
            "recall": _ratio(self.right, self.right + self.missed),
            "f1": _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed),
            "n": self.right + self.missed,
        }


def evaluate_themes(
    rows: Sequence[Mapping[str, str]], read: Read, clock: Callable[[], float]
) -> dict[str, Any]:
    """Compare what `read` finds and is sure of with labels.

    Rows have text, question (words or a label) and themes (ids split by `;`, empty for none).

    Macro F1 is the mean over themes that are labelled or coded at least once. `unassigned` is the share of
    labelled texts that got no theme. `clock` returns seconds.
    """
    began = clock()
    found = read([row["text"] for row in rows], [asked(row.get("question") or "") for row in rows])
    coded = [{one.theme for one in codings if one.sure} for codings in found]
    seconds = clock() - began
    labelled = [{theme for part in row["themes"].split(";") if (theme := part.strip())} for row in rows]
    tallies = _tally(coded, labelled)
    overall = Tally()
    for tally in tallies.values():
        overall.right += tally.right
        overall.wrong += tally.wrong
        overall.missed += tally.missed
    micro = overall.figures()
    per_theme = {theme: tally.figures() for theme, tally in sorted(tallies.items())}
    return {
        "micro_f1": micro["f1"],
        "macro_f1": _ratio(sum(figures["f1"] for figures in per_theme.values()), len(per_theme)),
        "micro_precision": micro["precision"],
        "micro_recall": micro["recall"],
        "per_theme": per_theme,
        "unassigned": _ratio(
            sum(not got for got, want in zip(coded, labelled, strict=True) if want), sum(map(bool, labelled))
        ),
        "texts_per_second": _ratio(len(rows), seconds),
    }


def _tally(coded: Sequence[set[str]], labelled: Sequence[set[str]]) -> dict[str, Tally]:
    tallies = {theme: Tally() for theme in sorted(set().union(*coded, *labelled))}
    for got, want in zip(coded, labelled, strict=True):
        for theme in got | want:
            tally = tallies[theme]
            tally.right += theme in got and theme in want
            tally.wrong += theme in got and theme not in want
            tally.missed += theme in want and theme not in got
    return tallies


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
