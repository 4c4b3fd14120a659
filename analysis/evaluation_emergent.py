"""How well emergent themes match labels people gave, and how steady they are."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from analysis.embedding import Matrix, embed
from analysis.emergent import SHOWN_FROM, Centres, cluster, group

_SAMPLES: Final = 10
_SEED: Final = 0
_SHARE: Final = 0.7
_HELD_OUT: Final = 10

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
    `stability_consecutive`: the same over two random 70 %, the second run starting from the first's centres;
    `stability_later` that of the second and a third. Means of 10 seeded draws. What holds old clusters fast
    can hide new ones, hence `new_warm`: texts of one label left out of the first 70 % and not of the second,
    the F1 of the cluster that finds them best, mean over the 10 commonest labels of 25 or more; `new_cold`:
    the same without a first run. `rerun_identical`: a second run gave the same in every bit.
    ARI: Hubert & Arabie (1985); NMI: Strehl & Ghosh (2002) with the mean of the entropies. A figure is None
    without texts.
    """
    if not texts:
        return dict.fromkeys(("nmi", "ari", "stability", "stability_consecutive", "rerun_identical"))
    found, again = cluster(vectors, texts, None), cluster(vectors, texts, None)
    mine, _ = _run(vectors, np.arange(len(texts)), None)
    (stability,) = _stability(vectors, 0.9, warm=False)
    consecutive, later = _stability(vectors, _SHARE, warm=True)
    new_warm, new_cold = _new(vectors, np.array(labels))
    return {
        "nmi": float(normalized_mutual_info_score(labels, mine)),
        "ari": float(adjusted_rand_score(labels, mine)),
        "stability": stability,
        "stability_consecutive": consecutive,
        "stability_later": later,
        "new_warm": new_warm,
        "new_cold": new_cold,
        "rerun_identical": found.clusters == again.clusters
        and np.array_equal(found.centres.vectors, again.centres.vectors),
        "clusters": len(found.clusters),
        "clusters_shown": sum(one.shown for one in found.clusters),
    }


def _stability(vectors: Matrix, share: float, *, warm: bool) -> list[float]:
    """Agreement of each run with the one before: of the second, and if warm of the third."""
    chance = np.random.default_rng(_SEED)
    agreed: list[list[float]] = []
    for _ in range(_SAMPLES):
        runs, centres = [], None
        for _ in range(3 if warm else 2):
            labels, found = _run(vectors, _drawn(chance, len(vectors), share), centres)
            runs.append(labels)
            centres = found if warm else None
        agreed.append([_agreement(*pair) for pair in pairwise(runs)])
    return [fmean(each) for each in zip(*agreed, strict=True)]


def _agreement(one: Places, other: Places) -> float:
    both = (one >= 0) & (other >= 0)
    return float(adjusted_rand_score(one[both], other[both]))


def _new(vectors: Matrix, labels: NDArray[np.str_]) -> tuple[float | None, float | None]:
    """Mean best F1 of labels that the run before had no text of, and of the same without a run before."""
    counted = Counter(labels.tolist())
    held_out = [label for label, times in counted.most_common(_HELD_OUT) if times >= SHOWN_FROM]
    if not held_out or len(counted) == 1:
        return None, None
    chance = np.random.default_rng(_SEED)
    warm: list[float] = []
    cold: list[float] = []
    for label in held_out:
        first, second = (_drawn(chance, len(vectors), _SHARE) for _ in range(2))
        _, centres = _run(vectors, first[labels[first] != label], None)
        for figures, before in ((warm, centres), (cold, None)):
            found, _ = _run(vectors, second, before)
            figures.append(_best_f1(found[second], labels[second] == label))
    return fmean(warm), fmean(cold)


def _best_f1(found: Places, wanted: NDArray[np.bool_]) -> float:
    sizes = np.bincount(found)
    return float((2 * np.bincount(found[wanted], minlength=len(sizes)) / (sizes + wanted.sum())).max())


def _drawn(chance: np.random.Generator, texts: int, share: float) -> Places:
    return np.sort(chance.permutation(texts)[: max(1, int(share * texts))])


def _run(vectors: Matrix, sample: Places, previous: Centres | None) -> tuple[Places, Centres]:
    """The id of each text's cluster by place in all texts, -1 where not in the sample."""
    groups, centres = group(vectors[sample], previous)
    labels = np.full(len(vectors), -1)
    for id_, members in zip(centres.ids, groups, strict=True):
        labels[sample[members]] = id_
    return labels, centres
