"""Emergent themes: what texts without a theme have in common, with identities that last from run to run.

scikit-learn is heavy: only the analysis process loads this. A proposed name is a worker's to replace.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple, cast

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from analysis.distinguishing import distinguishing

Vectors = NDArray[np.float32]  # (texts, width), rows of length 1
Numbers = NDArray[np.int64]

SHOWN_FROM: Final = 25
"""Mentions: below, clusters seldom match what a person would call a theme."""
_MOST: Final = 40
_QUOTES: Final = 3
_NAMED_AFTER: Final = 3
# Cosine under which a cluster counts as new instead of a theme that moved.
_SAME_THEME: Final = 0.7
# Texts among which the first centres are sought; all pairs of them are held in memory.
_SOUGHT_AMONG: Final = 2000
_NEIGHBOURS: Final = 10


class Centres(NamedTuple):
    """What the next run starts from: a row of `vectors` for each of `ids`, and the next id to give."""

    ids: tuple[int, ...]
    vectors: Vectors
    next_id: int


class Cluster(msgspec.Struct, frozen=True):
    """Texts alike in meaning. `members` and `quotes` (nearest the middle first) are places in the texts.

    `words` tell it from the others; `name` is made of them, empty where no word is common enough to be safe.
    """

    id: int
    name: str
    words: tuple[str, ...]
    members: tuple[int, ...]
    quotes: tuple[int, ...]
    shown: bool


class Found(NamedTuple):
    """Clusters, the largest first, and the centres to keep for the next run."""

    clusters: tuple[Cluster, ...]
    centres: Centres


def cluster(vectors: Vectors, texts: Sequence[str], previous: Centres | None) -> Found:
    """Cluster texts by their vectors (one a text), starting from the previous centres where there are any.

    Method: k-means (Lloyd 1982) in one thread, so that a rerun over the same rows in the same order is
    identical; cold, it starts from texts in dense places far from one another. Identities are carried over
    by assignment (Kuhn 1955) where cosine is 0.7 or more. How many clusters: 0.8 times the root of the
    number of texts, 40 at most, or as many as there were. Every text is in some cluster, however badly it
    fits: what is under 25 mentions is not to be shown.
    """
    if len(texts) == 0:
        return Found((), previous or Centres((), vectors, 0))
    start = _start(vectors, previous)
    with threadpool_limits(limits=1):
        fitted = KMeans(len(start), init=start, n_init=1, random_state=0).fit(vectors)
    labels = cast("Numbers", fitted.labels_)
    used = np.unique(labels)
    centres = cast("Vectors", fitted.cluster_centers_)[used].astype(np.float32)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    ids, next_id = _identities(centres, previous)
    groups = [np.flatnonzero(labels == one) for one in used]
    words = distinguishing(texts, groups)
    clusters = [
        _described(ids[i], members, words[i], vectors[members] @ centres[i])
        for i, members in enumerate(groups)
    ]
    clusters.sort(key=lambda one: (-len(one.members), one.id))
    return Found(tuple(clusters), Centres(ids, centres, next_id))


def how_many(texts: int) -> int:
    """Clusters sought cold."""
    return max(1, min(_MOST, round(0.8 * sqrt(texts))))


def _start(vectors: Vectors, previous: Centres | None) -> Vectors:
    different = np.unique(vectors, axis=0)
    wanted = min(how_many(len(vectors)), len(different))
    if previous is None or not previous.ids:
        return _far_and_dense(different, wanted)
    nearest = np.unique((vectors @ previous.vectors.T).argmax(axis=1))
    kept = previous.vectors[nearest]
    more = max(0, wanted - len(kept))
    return np.vstack([kept, _far_and_dense(different, more, kept)])


def _far_and_dense(different: Vectors, wanted: int, beside: Vectors | None = None) -> Vectors:
    """Rows far from those taken before and `beside`, each distance times how near its neighbours are.

    Farthest-first alone (Gonzalez 1985) takes the oddest texts; weighing by density avoids them.
    """
    among = different[:: max(1, len(different) // _SOUGHT_AMONG)]
    near = among @ among.T
    neighbours = min(_NEIGHBOURS, len(among) - 1) + 1
    density = np.partition(near, -neighbours, axis=1)[:, -neighbours:].mean(axis=1)
    none = np.zeros(len(among), dtype=np.float32)
    covered = none if beside is None else (among @ beside.T).max(axis=1)
    taken: list[int] = []
    while len(taken) < min(wanted, len(among)):
        worth = (1 - covered) * density
        worth[taken] = -np.inf
        taken.append(int(worth.argmax()))
        covered = np.maximum(covered, near[taken[-1]])
    return among[taken]


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
        members=tuple(members.tolist()),
        quotes=tuple(nearest[:_QUOTES].tolist()),
        shown=len(members) >= SHOWN_FROM,
    )
