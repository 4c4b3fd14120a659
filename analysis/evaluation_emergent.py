"""How well emergent themes match labels people gave, and how steady they are."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from analysis.embedding import Matrix, embed
from analysis.emergent import Centres, Found, cluster

_SAMPLES: Final = 5
_SEED: Final = 0

Places = NDArray[np.int64]


def evaluate_emergent(rows: Sequence[Mapping[str, str]], clock: Callable[[], float]) -> dict[str, Any]:
    """Figures of `measure` for rows with text and label; the time includes embedding; `clock`: seconds."""
    began = clock()
    texts = [row["text"] for row in rows]
    figures = measure(embed(texts), texts, [row["label"] for row in rows])
    seconds = clock() - began
    return {**figures, "texts_per_second": len(rows) / seconds if seconds > 0 else None}


def measure(vectors: Matrix, texts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    """`nmi` and `ari` of a cold run with the labels; how many clusters is the shipped rule's choice.

    `stability`: mean ARI of two cold runs over different random 90 %, on the texts of both.
    `stability_consecutive`: the same over two random 70 %, the second run starting from the first's centres.
    Both are means of 5 seeded pairs. `rerun_identical`: a second run gave the same in every bit.
    ARI: Hubert & Arabie (1985); NMI: Strehl & Ghosh (2002) with the mean of the entropies. A figure is None
    without texts.
    """
    if not texts:
        return dict.fromkeys(("nmi", "ari", "stability", "stability_consecutive", "rerun_identical"))
    found = cluster(vectors, texts, None)
    again = cluster(vectors, texts, None)
    mine = _labels(found, len(texts))
    return {
        "nmi": float(normalized_mutual_info_score(labels, mine)),
        "ari": float(adjusted_rand_score(labels, mine)),
        "stability": _stability(vectors, texts, 0.9, warm=False),
        "stability_consecutive": _stability(vectors, texts, 0.7, warm=True),
        "rerun_identical": found.clusters == again.clusters
        and np.array_equal(found.centres.vectors, again.centres.vectors),
        "clusters": len(found.clusters),
        "clusters_shown": sum(one.shown for one in found.clusters),
    }


def _stability(vectors: Matrix, texts: Sequence[str], share: float, *, warm: bool) -> float:
    chance = np.random.default_rng(_SEED)
    size = max(1, int(share * len(texts)))
    agreed: list[float] = []
    for _ in range(_SAMPLES):
        first, second = (np.sort(chance.permutation(len(texts))[:size]) for _ in range(2))
        one, centres = _run(vectors, texts, first, None)
        other, _ = _run(vectors, texts, second, centres if warm else None)
        both = np.intersect1d(first, second)
        agreed.append(float(adjusted_rand_score(one[both], other[both])))
    return fmean(agreed)


def _run(
    vectors: Matrix, texts: Sequence[str], sample: Places, previous: Centres | None
) -> tuple[Places, Centres]:
    """Labels by place in all texts, -1 where not in the sample."""
    found = cluster(vectors[sample], [texts[place] for place in sample], previous)
    labels = np.full(len(texts), -1)
    labels[sample] = _labels(found, len(sample))
    return labels, found.centres


def _labels(found: Found, texts: int) -> Places:
    labels = np.full(texts, -1)
    for one in found.clusters:
        labels[list(one.members)] = one.id
    return labels
