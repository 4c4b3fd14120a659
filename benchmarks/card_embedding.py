"""Vectors of texts, made once a run of the card: the same comments are read for several figures."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from analysis.codebook import Codebook
from analysis.embedding import WIDTH, Matrix
from analysis.known import vectors
from analysis.reader import Reader, samples_of


def embedded(texts: Sequence[str]) -> Matrix:
    """As `analysis.known.vectors`."""
    return np.array([_embedded(text) for text in texts], dtype=np.float32).reshape(len(texts), WIDTH)


def reader_of(codebook: Codebook) -> Reader:
    """What reads by a codebook, fitted to what the codebook teaches."""
    samples = samples_of(codebook)
    return Reader(codebook, samples, embedded([one.text for one in samples]))


@cache
def _embedded(text: str) -> Matrix:
    found: Matrix = vectors([text])[0]
    return found
