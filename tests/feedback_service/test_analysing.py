"""Texts are read in a process of their own: pages load nothing of it, and its death loses nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool

import pytest

from analysis.themes import Asked
from feedback_service.analysing import Said, read

HEAVY = {"numpy", "scipy", "sklearn", "onnxruntime", "nltk", "textblob"}
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
