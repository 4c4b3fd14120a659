"""Emergent themes: what texts without a theme have in common, with identities that last from run to run.

scipy is heavy: only the analysis process loads this. A proposed name is a worker's to replace.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from analysis.distinguishing import distinguishing

Vectors = NDArray[np.float32]  # (texts, width), rows of length 1
Numbers = NDArray[np.int64]

SHOWN_FROM: Final = 25
"""Mentions: below, clusters seldom match what a person would call a theme."""
_MOST: Final = 40
_NAMED_AFTER: Final = 3
# Cosine under which a cluster counts as new instead of a theme that moved.
_SAME_THEME: Final = 0.7
# Texts among which the first centres are sought; all pairs of them are held in memory.
_SOUGHT_AMONG: Final = 2000
_NEIGHBOURS: Final = 10
_MOST_ROUNDS: Final = 100
# What an old centre weighs, in clusters of average size: without it, a few other texts move all borders.
_DAMPING: Final = 0.6
# In a later run one centre more in so many starts anew, or nothing would be found that nobody said before.
_ONE_NEW_IN: Final = 15


class Centres(NamedTuple):
    """What the next run starts from: a row of `vectors` for each of `ids`, and the next id to give."""

    ids: tuple[int, ...]
    vectors: Vectors
    next_id: int


class Cluster(msgspec.Struct, frozen=True):
    """Texts alike in meaning. `members` are places in the texts, nearest the middle first.

    `words` tell it from the others; `name` is made of them, empty where no word is common enough to be safe.
    """

    id: int
    name: str
    words: tuple[str, ...]
    members: tuple[int, ...]
    shown: bool


class Found(NamedTuple):
    """Clusters, the largest first, and the centres to keep for the next run."""

    clusters: tuple[Cluster, ...]
    centres: Centres


def cluster(
    vectors: Vectors, texts: Sequence[str], previous: Centres | None, people: Sequence[str] | None = None
) -> Found:
    """Cluster texts by their vectors as `group` does, and say what each cluster speaks of.

    `people` (one a text; everybody another where None) tells who said it: a word of few is never proposed.
    """
    groups, centres = group(vectors, previous)
    words = distinguishing(texts, groups, people)
    clusters = [
        _described(centres.ids[i], members, words[i], vectors[members] @ centres.vectors[i])
        for i, members in enumerate(groups)
    ]
    clusters.sort(key=lambda one: (-len(one.members), one.id))
    return Found(tuple(clusters), centres)


def group(vectors: Vectors, previous: Centres | None) -> tuple[list[Numbers], Centres]:
    """The places of the texts near each centre, and the centres, starting from the previous ones if any.

    Method: spherical k-means (Dhillon & Modha 2001) in one thread, so that a rerun over the same rows in the
    same order is identical; cold, it starts from texts in dense places far from one another. Warm, each old
    centre goes on weighing 0.6 of an average cluster (a prior mean), and some centres start anew. Identities
    are carried over by assignment (Kuhn 1955) where cosine is 0.7 or more. How many clusters: 0.8 times the
    root of the number of texts, 40 at most; later up to two in fifteen more. Every text is in some cluster,
    however badly it fits: what is under 25 mentions is not to be shown.
    """
    if len(vectors) == 0:
        return [], previous or Centres((), vectors, 0)
    with threadpool_limits(limits=1):
        start, kept = _start(vectors, previous)
        labels, centres = _fitted(vectors, start, kept)
    used = np.unique(labels)
    ids, next_id = _identities(centres[used], previous)
    return [np.flatnonzero(labels == one) for one in used], Centres(ids, centres[used], next_id)


def how_many(texts: int) -> int:
    """Clusters sought cold."""
    return max(1, min(_MOST, round(0.8 * sqrt(texts))))


def _start(vectors: Vectors, previous: Centres | None) -> tuple[Vectors, int]:
    """Centres to start from, and how many of them, the first, are old ones."""
    different = np.unique(vectors[:: max(1, len(vectors) // _SOUGHT_AMONG)], axis=0)
    wanted = min(how_many(len(vectors)), len(different))
    if previous is None or not previous.ids:
        return _far_and_dense(different, wanted), 0
    new = max(1, wanted // _ONE_NEW_IN)
    nearest, texts = np.unique((vectors @ previous.vectors.T).argmax(axis=1), return_counts=True)
    largest = nearest[np.lexsort((nearest, -texts))][: wanted + new]
    kept = previous.vectors[np.sort(largest)]
    begun = _far_and_dense(different, max(new, wanted - len(kept)), kept)
    return np.vstack([kept, begun]), len(kept)


def _fitted(vectors: Vectors, start: Vectors, kept: int) -> tuple[Numbers, Vectors]:
    """The place of each text's centre, and the centres, once no text changes its centre any more."""
    pull = np.zeros_like(start)
    pull[:kept] = start[:kept] * _DAMPING * len(vectors) / len(start)
    centres, labels = start, np.full(len(vectors), -1)
    for _ in range(_MOST_ROUNDS):
        before, labels = labels, (vectors @ centres.T).argmax(axis=1)
        if np.array_equal(before, labels):
            break
        belongs = np.eye(len(start), dtype=np.float32)[labels]
        sums = belongs.T @ vectors + pull
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(length > 0, sums / np.maximum(length, 1e-9), centres)
    return labels, centres


def _far_and_dense(different: Vectors, wanted: int, beside: Vectors | None = None) -> Vectors:
    """Rows far from those taken before and `beside`, each distance times how near its neighbours are.

    Farthest-first alone (Gonzalez 1985) takes the oddest texts; weighing by density avoids them.
    """
    near = different @ different.T
    neighbours = min(_NEIGHBOURS, len(different) - 1) + 1
    density = np.partition(near, -neighbours, axis=1)[:, -neighbours:].mean(axis=1)
    none = np.zeros(len(different), dtype=np.float32)
    covered = none if beside is None else (different @ beside.T).max(axis=1)
    taken: list[int] = []
    while len(taken) < min(wanted, len(different)):
        worth = (1 - covered) * density
        worth[taken] = -np.inf
        taken.append(int(worth.argmax()))
        covered = np.maximum(covered, near[taken[-1]])
    return different[taken]


def _identities(centres: Vectors, previous: Centres | None) -> tuple[tuple[int, ...], int]:
    """The id of each centre: that of the old centre it is matched with, or a new one."""
    ids: dict[int, int] = {}
    next_id = previous.next_id if previous else 0
    if previous and previous.ids:
        near = centres @ previous.vectors.T
        pairs = zip(*linear_sum_assignment(near, maximize=True), strict=True)
        ids = {int(new): previous.ids[old] for new, old in pairs if near[new, old] >= _SAME_THEME}
    for place in range(len(centres)):
        if place not in ids:
            ids[place] = next_id
            next_id += 1
    return tuple(ids[place] for place in range(len(centres))), next_id


def _described(id_: int, members: Numbers, words: tuple[str, ...], fit: Vectors) -> Cluster:
    nearest = members[np.lexsort((members, -fit))]
    return Cluster(
        id=id_,
        name=", ".join(words[:_NAMED_AFTER]),
        words=words,
        members=tuple(nearest.tolist()),
        shown=len(members) >= SHOWN_FROM,
    )
