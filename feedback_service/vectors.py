"""`python -m feedback_service.vectors`: what shipped examples come to, made anew after a change of any."""

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analysis.bank import load_bank
from analysis.codebook import load_codebook
from analysis.embedding import embed
from analysis.harm_lessons import load_lessons
from analysis.known import KNOWN, key, vectors
from analysis.likeness import Likeness
from analysis.pieces import spans_of
from analysis.reader import Reader, samples_of
from analysis.screening import load_rules
from analysis.solved import SOLVED
from analysis.tone import Tones, load_examples


def save(texts: Iterable[str], path: Path = KNOWN) -> int:
    """Write the vectors of these texts, sorted, so that the same texts give the same file; how many."""
    ordered = sorted(set(texts))
    keys = np.array([list(key(text)) for text in ordered], dtype=np.uint8)
    np.savez_compressed(path, keys=keys, vectors=embed(ordered).astype(np.float16))
    return len(ordered)


def solve(path: Path = SOLVED) -> int:
    """Write what fitting themes, tone and signs of harm to the shipped examples gives; how many."""
    codebook = load_codebook()
    samples = samples_of(codebook)
    reader = Reader(codebook, samples, vectors([one.text for one in samples]))
    tones = Tones(vectors([one.text for one in load_bank()]), vectors([one.text for one in load_examples()]))
    likeness = Likeness(load_rules(), load_lessons(), vectors)
    made = {
        likeness.key: likeness.solved,
        f"{likeness.key}/cut": likeness.cut,
        reader.key: np.array([reader.fit.share, reader.fit.held_out]),
        tones.key: tones.learned.share,
    }
    np.savez_compressed(path, **made)  # type: ignore[arg-type]  # numpy's types take no names from outside
    return len(made)


if __name__ == "__main__":
    themes = (one.text for one in samples_of(load_codebook()))
    harm = (one.text[start:end] for one in load_lessons() for start, end in spans_of(one.text))
    made = save((*themes, *(one.text for one in load_examples()), *harm))
    SOLVED.unlink(missing_ok=True)  # or what was made before would be taken for what is made now
    sys.stdout.write(f"{made} vectors in {KNOWN.name}, {solve()} fits in {SOLVED.name}\n")
