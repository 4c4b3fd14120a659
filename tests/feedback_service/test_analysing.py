"""Texts are read in a process of their own: pages load nothing of it, and its death loses nothing."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from analysis.themes import Asked
from feedback_service.analysing import Said, read

HEAVY = {"numpy", "scipy", "sklearn", "onnxruntime", "nltk", "textblob"}
GIVEN_UP = 300  # seconds, so that a process that stays fails the test and does not hold it up for ever
ASKS = """
import asyncio, multiprocessing, os, signal
from analysis.themes import Asked
from feedback_service.analysing import Said, read
if __name__ == "__main__":
    asyncio.run(read([Said("tea", Asked())]))
    print(multiprocessing.active_children()[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
HUNGRY = Said("no tea again, the cupboards are empty", Asked())


def test_the_process_that_serves_pages_loads_no_model() -> None:
    told = "import sys, feedback_service.app; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603 (this very Python, and no words of anybody)
        [sys.executable, "-c", told], capture_output=True, text=True, check=True
    ).stdout
    assert "feedback_service.theming" in loaded.split()
    assert HEAVY & set(loaded.split()) == set()


async def test_texts_are_read_in_the_order_they_were_given() -> None:
    found = await read([HUNGRY, Said("nothing", Asked()), HUNGRY])
    assert [[one.theme for one in codings] for codings in found.codings] == [["food"], [], ["food"]]
    assert found.version.startswith("themes-")
    assert (await read([])).codings == []


async def test_when_the_process_dies_the_next_call_starts_another() -> None:
    before = await read([HUNGRY])
    for child in multiprocessing.active_children():
        if child.pid:
            os.kill(child.pid, signal.SIGKILL)
            child.join()
    with pytest.raises(BrokenProcessPool):
        await read([HUNGRY])
    assert await read([HUNGRY]) == before


def test_it_ends_when_the_process_that_asked_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(ASKS, encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    asked = subprocess.Popen(  # noqa: S603 (this very Python)
        [sys.executable, script], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    )
    assert asked.stdout is not None
    child = int(asked.stdout.readline())
    try:
        ended = os.pidfd_open(child)
    except ProcessLookupError:
        ended = None
    asked.wait()
    asked.stdout.close()
    if ended is not None:
        assert select.select([ended], [], [], GIVEN_UP)[0]
        os.close(ended)
    assert asked.returncode == -signal.SIGKILL
