"""Tf-idf: what stands in a text, by how often and by how few others have it."""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from analysis.ridge import Features


class Terms:
    """Tf-idf over what `cut` makes of a text: 1 + log(times), by how few texts have it, scaled to length 1.

    The numbers are those of scikit-learn's TfidfVectorizer, which takes 60 MB to load.
    """

    def __init__(self, cut: Callable[[str], list[str]], fewest: int) -> None:
        self._cut, self._fewest = cut, fewest
        self._columns: dict[str, int] = {}
        self._rarity = np.zeros(0)

    def learn(self, texts: Sequence[str]) -> None:
        """Learn what is counted, and how rare it is, once."""
        having: Counter[str] = Counter()
        for text in texts:
            having.update(set(self._cut(text)))
        kept = sorted(term for term, count in having.items() if count >= self._fewest)
        self._columns = {term: column for column, term in enumerate(kept)}
        counts = np.array([having[term] for term in kept], dtype=np.float64)
        self._rarity = np.log((len(texts) + 1) / (counts + 1)) + 1

    def of(self, texts: Sequence[str]) -> Features:
        """Of shape (texts, terms), as float64; what was not learnt is left out."""
        columns, ends = array("i"), array("i", [0])
        for text in texts:
            found = map(self._columns.get, self._cut(text))
            columns.extend([column for column in found if column is not None])
            ends.append(len(columns))
        places, starts = np.frombuffer(columns, dtype=np.int32), np.frombuffer(ends, dtype=np.int32)
        terms = sparse.csr_array((np.ones(len(places)), places, starts), (len(texts), len(self._rarity)))
        terms.sum_duplicates()
        terms.data = (np.log(terms.data) + 1) * self._rarity[terms.indices]
        rows = np.repeat(np.arange(len(texts)), np.diff(terms.indptr))
        terms.data /= np.sqrt(np.bincount(rows, terms.data * terms.data))[rows]
        return terms
