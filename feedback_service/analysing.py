"""The analysis process: it alone loads the sentence model, beside the process that serves pages.

One for each process that asks, started when first needed; it ends with its parent. It is given texts, keeps
none, and gives back what they speak of.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from analysis.codebook import load_codebook
from analysis.themes import Asked, Coding

if TYPE_CHECKING:  # what it imports takes 200 MB, which the process that serves pages does without
    from analysis.reader import Reader

_POLITE = 10
P = ParamSpec("P")
T = TypeVar("T")


class Said(NamedTuple):
    """Somebody's words and what they were asked."""

    words: str
    asked: Asked


class Found(NamedTuple):
    """The codings of each text, in the order they were given, and the version of what found them."""

    version: str
    codings: list[tuple[Coding, ...]]


async def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do `work`, a function at the top of a module, in the analysis process.

    What it takes and gives is pickled. What it raises is raised here. Raises BrokenProcessPool when the
    process died; the next call starts one.
    """
    try:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_process(), partial(work, *args, **kwargs))
    except BrokenProcessPool:
        _process.cache_clear()
        raise


async def read(said: Sequence[Said]) -> Found:
    """What each text speaks of. Raises as `run` does."""
    return await run(_read, list(said))


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Pages and screening come first; and nothing is left running when the process that asked was ended."""
    os.nice(_POLITE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)


def _read(said: list[Said]) -> Found:
    from analysis.known import vectors  # noqa: PLC0415 (only in the analysis process)

    reader = _reader()
    codings = reader.read([one.words for one in said], [one.asked for one in said], vectors)
    return Found(reader.version, codings)


@cache
def _reader() -> "Reader":
    from analysis.known import vectors  # noqa: PLC0415 (only in the analysis process)
    from analysis.reader import Reader, samples_of  # noqa: PLC0415

    codebook = load_codebook()
    samples = samples_of(codebook)
    return Reader(codebook, samples, vectors([one.text for one in samples]))
