"""How well quotes stand for their themes: what they cover, whether they are about it, whether they stay."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.asking import asked
from analysis.embedding import Matrix
from analysis.evaluation_themes import Read
from analysis.quotable import is_quotable
from analysis.quotes import Candidate, choose

_COUNT: Final = 5
_DRAWS: Final = 10
_KEPT: Final = 0.9

_Embed = Callable[[Sequence[str]], Matrix]


class _Theme(NamedTuple):
    """Coverage, purity and sameness of one theme's quotes, and among how many texts they were chosen."""

    coverage: float
    purity: float
    same: float
    texts: int


def evaluate_quotes(rows: Sequence[Mapping[str, str]], read: Read, embed: _Embed) -> dict[str, Any]:
    """Five quotes for each theme that `read` is sure of in more than five texts of 5 to 45 words.

    Rows have text, question (words or a label) and themes (ids split by `;`), each from another person. Means
    over themes: `coverage`, how near a text of the theme is to its nearest quote (cosine); `purity`, the
    share of quotes whose labels have the theme; `same`, the share of quotes chosen again once a tenth of the
    texts is gone, among those not gone (10 seeded draws). Each is None where no theme has texts enough.
    """
    texts = [row["text"] for row in rows]
    found = read(texts, [asked(row.get("question") or "") for row in rows])
    offered: defaultdict[str, list[Candidate]] = defaultdict(list)
    for place, codings in enumerate(found):
        if is_quotable(texts[place]):
            for one in codings:
                if one.sure:
                    offered[one.theme].append(Candidate(str(place), str(place), texts[place], one.score))
    labels = [{part.strip() for part in row["themes"].split(";")} for row in rows]
    themes = [
        _measured(theme, offers, labels, embed([one.text for one in offers]))
        for theme, offers in sorted(offered.items())
        if len(offers) > _COUNT
    ]
    return {
        **{name: _mean(getattr(one, name) for one in themes) for name in ("coverage", "purity", "same")},
        "themes": len(themes),
        "texts_per_theme": _mean(one.texts for one in themes),
    }


def _measured(theme: str, offers: Sequence[Candidate], labels: Sequence[set[str]], vectors: Matrix) -> _Theme:
    picks = _picks(offers, vectors, np.arange(len(offers)))
    near = (vectors @ vectors[sorted(picks)].T).max(axis=1)
    pure = fmean(theme in labels[int(offers[place].key)] for place in picks)
    return _Theme(float(near.mean()), pure, fmean(_again(offers, vectors, picks)), len(offers))


def _again(offers: Sequence[Candidate], vectors: Matrix, picks: set[int]) -> Iterator[float]:
    """The share of the picks that are still there and chosen again, draw by draw."""
    chance = np.random.default_rng(0)
    for _ in range(_DRAWS):
        kept = np.sort(chance.permutation(len(offers))[: round(_KEPT * len(offers))])
        there = picks & set(kept.tolist())
        if there:
            yield len(there & _picks(offers, vectors, kept)) / len(there)


def _picks(offers: Sequence[Candidate], vectors: Matrix, kept: NDArray[np.int64]) -> set[int]:
    """The places of the quotes chosen among the offers `kept`."""
    places = {offers[place].key: int(place) for place in kept}
    chosen = choose([offers[place] for place in kept], _COUNT, vectors[kept])
    return {places[one.key] for one in chosen.quotes}


def _mean(values: Iterator[float]) -> float | None:
    counted = list(values)
    return fmean(counted) if counted else None
