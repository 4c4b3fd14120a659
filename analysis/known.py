"""Vectors of the texts that are shipped, made once: to make them takes half a minute, at each start."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from analysis.embedding import VERSION, WIDTH, Matrix, embed

KNOWN: Final = Path(__file__).with_name("model") / "known.npz"


def vectors(texts: Sequence[str]) -> Matrix:
    """One row a text, as `embed`; shipped texts are looked up (11 bits of precision), others embedded."""
    known = shipped()
    new = [text for text in dict.fromkeys(texts) if key(text) not in known]
    made = dict(zip(new, embed(new), strict=True))
    rows = [made[text] if text in made else known[key(text)] for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(rows), WIDTH)


def key(text: str) -> bytes:
    """What a text is looked up by; another model's vectors are never found."""
    return hashlib.sha256(f"{VERSION}\0{text}".encode()).digest()[:12]


@cache
def shipped() -> dict[bytes, Matrix]:
    """The vectors that are shipped, by key; none where the file is missing: they are then made anew."""
    if not KNOWN.exists():
        return {}
    with np.load(KNOWN) as kept:
        return {bytes(one): vector for one, vector in zip(kept["keys"], kept["vectors"], strict=True)}
