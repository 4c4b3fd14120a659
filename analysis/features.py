"""What a text is made of, as numbers: its meaning, its words and word pairs, its letters, its cues.

Each part is scaled so that none drowns the others; the weights were chosen on the bank's held-out scores and
on the development half of the invented feedback.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn import config_context
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.embedding import Matrix
from analysis.folding import fold
from analysis.ridge import Features

_LETTERS: Final = 0.7
_WORD: Final = r"(?u)\b\w[\w']*\b"


class Wording:
    """Words, word pairs and pieces of words (2 to 5 letters) by tf-idf, their vocabulary from given texts."""

    def __init__(self, fewest: int = 2) -> None:
        """Of what stands in at least `fewest` of the texts that `learn` is given."""
        alike: dict[str, Any] = {"lowercase": False, "sublinear_tf": True, "min_df": fewest}
        self._words = TfidfVectorizer(token_pattern=_WORD, ngram_range=(1, 2), **alike)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **alike)

    def learn(self, texts: Sequence[str]) -> Features:
        """Learn the vocabulary, once; one row a text, as `of` gives them."""
        folded = _folded(texts)
        return _beside(self._words.fit_transform(folded), self._letters.fit_transform(folded))

    @property
    def width(self) -> int:
        """How many columns `of` gives."""
        return len(self._words.vocabulary_) + len(self._letters.vocabulary_)

    def of(self, texts: Sequence[str]) -> Features:
        """One row a text."""
        folded = _folded(texts)
        with config_context(assume_finite=True, skip_parameter_validation=True):  # half the time of few texts
            return _beside(self._words.transform(folded), self._letters.transform(folded))


def _beside(words: Features, letters: Features) -> Features:
    return sparse.csr_array(sparse.hstack([words, _LETTERS * letters]))


def joined(meaning: Matrix, wording: Features, *more: NDArray[np.float64]) -> Features:
    """The parts side by side, a row a text."""
    dense = [sparse.csr_array(part) for part in (meaning.astype(np.float64), *more)]
    return sparse.csr_array(sparse.hstack([dense[0], wording, *dense[1:]]))


def _folded(texts: Sequence[str]) -> list[str]:
    return [fold(text).text for text in texts]
