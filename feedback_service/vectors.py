"""`python -m feedback_service.vectors`: the vectors of shipped examples, made anew after a change of any."""

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analysis.codebook import load_codebook
from analysis.embedding import embed
from analysis.known import KNOWN, key
from analysis.reader import samples_of
from analysis.tone import load_examples


def save(texts: Iterable[str], path: Path = KNOWN) -> int:
    """Write the vectors of these texts, sorted, so that the same texts give the same file; how many."""
    ordered = sorted(set(texts))
    keys = np.array([list(key(text)) for text in ordered], dtype=np.uint8)
    np.savez_compressed(path, keys=keys, vectors=embed(ordered).astype(np.float16))
    return len(ordered)


if __name__ == "__main__":
    themes = (one.text for one in samples_of(load_codebook()))
    made = save((*themes, *(one.text for one in load_examples())))
    sys.stdout.write(f"{made} vectors in {KNOWN.name}\n")
