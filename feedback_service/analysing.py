"""The analysis process: it alone loads the sentence model, beside the process that serves pages.

One for each process that asks, started when first needed; it ends with its parent. It is given texts, keeps
none, and gives back what was made of them (`machine`).
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from typing import ParamSpec, TypeVar

from feedback_service.process_memory import give_back, keep_in_memory

_POLITE = 10
# Texts are read one at a time: more threads only wait for one another, each with memory of its own.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
P = ParamSpec("P")
T = TypeVar("T")


async def run_first(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `run`, in a process that nothing else keeps busy: for signs of harm, which cannot wait."""
    try:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_first(), partial(work, *args, **kwargs))
    except BrokenProcessPool:
        _first.cache_clear()
        raise


def begin_first(work: Callable[[], object]) -> None:
    """Start the process for signs of harm, with `work` as the first it does; neither is waited for.

    It takes some seconds, which a service that is stopped meanwhile need not wait for (see `leave`).
    """
    if not _first.cache_info().currsize:
        _first().submit(work).add_done_callback(_let_go_if_dead)


def _let_go_if_dead(done: Future[object]) -> None:
    if isinstance(done.exception(), BrokenProcessPool):
        _first.cache_clear()


def leave() -> None:
    """End both processes: for a service that has stopped, when whatever it waited for is done."""
    for child in multiprocessing.active_children():
        child.kill()


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


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin)


@cache
def _first() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(_POLITE // 2,)
    )


def _begin(politeness: int = _POLITE) -> None:
    """Pages and signs of harm come first; and nothing goes on running when the process that asked ended."""
    keep_in_memory()
    give_back()
    os.nice(politeness)
    os.environ |= _ONE_THREAD
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)
