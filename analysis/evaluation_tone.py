"""How well tone is read on labelled texts, in figures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from analysis.asking import asked
from analysis.embedding import Matrix
from analysis.tone import TONES, Label, Tones
from analysis.tone_learning import Labelled, Learned

_OPPOSITE: Final = ({"positive", "negative"},)


def evaluate_tone(
    rows: Sequence[Mapping[str, str]],
    tones: Tones,
    embed: Callable[[Sequence[str]], Matrix],
    clock: Callable[[], float],
) -> dict[str, Any]:
    """Compare tones with labels. Rows have text, question (words or a label) and tone, one of TONES.

    `unsure` counts as neutral here, and `mixed` too where no row is labelled so: such labels know three
    tones. `opposite`: the share of all rows called positive though negative or the other way round.
    `macro_f1`: mean over the tones that are labelled or given. `clock` returns seconds; the rate includes
    embedding. Raises ValueError for a tone that is none of TONES.
    """
    wanted = [row["tone"].strip().lower() for row in rows]
    unknown = sorted(set(wanted) - set(TONES))
    if unknown:
        raise ValueError(f"no such tone: {', '.join(unknown)}; use {', '.join(TONES)}")
    began = clock()
    texts = [row["text"] for row in rows]
    questions = [asked(row.get("question") or "") for row in rows]
    readings = tones.tone(texts, embed(texts), questions)
    seconds = clock() - began
    return {
        **agreement([one.label for one in readings], wanted),
        "texts_per_second": _ratio(len(rows), seconds),
    }


def agreement(given: Sequence[Label], wanted: Sequence[str]) -> dict[str, Any]:
    """The figures of `evaluate_tone` for tones that are given already, but how fast they came."""
    neither = {"unsure"} if "mixed" in wanted else {"unsure", "mixed"}
    pairs = [("neutral" if got in neither else got, want) for got, want in zip(given, wanted, strict=True)]
    tones = {tone for pair in pairs for tone in pair}
    per_tone = {tone: _f1(pairs, tone) for tone in TONES if tone in tones}
    return {
        "accuracy": _ratio(sum(got == want for got, want in pairs), len(pairs)),
        "macro_f1": _ratio(sum(per_tone.values()), len(per_tone)),
        "opposite": _ratio(sum({*pair} in _OPPOSITE for pair in pairs), len(pairs)),
        "unsure": _ratio(given.count("unsure"), len(given)),
        "per_tone": per_tone,
    }


def cross_validated_tone(
    rows: Sequence[Labelled],
    tones: Tones,
    vectors: Matrix,
    folds: int = 5,
    counted: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Figures of `agreement`, each row read by a model learned from the other folds.

    They are those of the rows at the places `counted`, if given.
    """
    order = np.random.default_rng(0).permutation(len(rows))
    given: list[Label] = ["unsure"] * len(rows)
    for part in (order[fold::folds] for fold in range(folds)):
        rest = np.setdiff1d(order, part)
        learned = Learned(tones, [rows[place] for place in rest], vectors[rest])
        texts, questions = [rows[place].text for place in part], [rows[place].question for place in part]
        for place, scores in zip(part, learned.scores(texts, vectors[part], questions), strict=True):
            given[place] = TONES[int(scores.argmax())]
    places = range(len(rows)) if counted is None else counted
    return agreement([given[place] for place in places], [rows[place].tone for place in places])


def _f1(pairs: Sequence[tuple[str, str]], tone: str) -> float:
    right = sum(got == want == tone for got, want in pairs)
    return _ratio(2 * right, sum((got == tone) + (want == tone) for got, want in pairs))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
