"""What a text is made of, as numbers: its meaning, its words and word pairs, its letters, its cues.

Each part is scaled so that none drowns the others; the weights were chosen on the bank's held-out scores and
on the development half of the invented feedback.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.embedding import Matrix
from analysis.folding import fold
from analysis.ridge import Features
from analysis.terms import Terms

_LETTERS: Final = 0.7
_SIZES: Final = range(2, 6)
_WORD: Final = re.compile(r"\b\w[\w']*\b")


class Wording:
    """Words, word pairs and pieces of words (2 to 5 letters) by tf-idf, their vocabulary from given texts."""

    def __init__(self, fewest: int = 2) -> None:
        """Of what stands in at least `fewest` of the texts that `learn` is given."""
        self._words = Terms(_words_and_pairs, fewest)
        self._letters = Terms(_letters, fewest)

    def learn(self, texts: Sequence[str]) -> Features:
        """Learn the vocabulary, once; one row a text, as `of` gives them."""
        folded = _folded(texts)
        self._words.learn(folded)
        self._letters.learn(folded)
        return self._beside(folded)

    def of(self, texts: Sequence[str]) -> Features:
        """One row a text."""
        return self._beside(_folded(texts))

    def _beside(self, folded: Sequence[str]) -> Features:
        letters = self._letters.of(folded)
        letters.data *= _LETTERS
        return sparse.csr_array(sparse.hstack([self._words.of(folded), letters]))


def _words_and_pairs(text: str) -> list[str]:
    words = _WORD.findall(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _letters(text: str) -> list[str]:
    """Pieces of each word with the spaces around it."""
    return [
        spaced[start : start + size]
        for spaced in (f" {word} " for word in text.split())
        for size in _SIZES
        for start in range(len(spaced) - size + 1)
    ]


def joined(meaning: Matrix, wording: Features, *more: NDArray[np.float64]) -> Features:
    """The parts side by side, a row a text."""
    dense = [sparse.csr_array(part) for part in (meaning.astype(np.float64), *more)]
    return sparse.csr_array(sparse.hstack([dense[0], wording, *dense[1:]]))


def _folded(texts: Sequence[str]) -> list[str]:
    return [fold(text).text for text in texts]
