"""How well tone is read on labelled texts, in figures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from analysis.asking import asked
from analysis.embedding import Matrix
from analysis.tone import TONES, Tones

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
    neither = {"unsure"} if "mixed" in wanted else {"unsure", "mixed"}
    given = ["neutral" if one.label in neither else one.label for one in readings]
    pairs = list(zip(given, wanted, strict=True))
    per_tone = {tone: _f1(pairs, tone) for tone in TONES if tone in {*given, *wanted}}
    return {
        "accuracy": _ratio(sum(got == want for got, want in pairs), len(pairs)),
        "macro_f1": _ratio(sum(per_tone.values()), len(per_tone)),
        "opposite": _ratio(sum({got, want} in _OPPOSITE for got, want in pairs), len(pairs)),
        "unsure": _ratio(sum(one.label == "unsure" for one in readings), len(readings)),
        "per_tone": per_tone,
        "texts_per_second": _ratio(len(rows), seconds),
    }


def _f1(pairs: Sequence[tuple[str, str]], tone: str) -> float:
    right = sum(got == want == tone for got, want in pairs)
    return _ratio(2 * right, sum((got == tone) + (want == tone) for got, want in pairs))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
