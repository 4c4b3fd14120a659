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

from feedback_service import machine
from feedback_service.analysing import run
from feedback_service.machine import Found, Said

HEAVY = {"numpy", "scipy", "sklearn", "onnxruntime", "nltk", "textblob"}
GIVEN_UP = 300  # seconds, so that a process that stays fails the test and does not hold it up for ever
ASKS = """
import asyncio, os, signal
from feedback_service.analysing import run
if __name__ == "__main__":
    print(asyncio.run(run(os.getpid)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
LEAVES = """
import signal
from feedback_service.analysing import begin_first, leave
if __name__ == "__main__":
    begin_first(signal.pause)
    leave()
"""
SWELLS = """
import asyncio
from pathlib import Path
from feedback_service import machine
from feedback_service.analysing import leave, run
def held():
    machine.read([machine.Said("no tea again")], machine.codebook_version())
    told = [line.split() for line in Path("/proc/self/status").read_text().splitlines()]
    return [line[1] for name in ("VmRSS:", "VmHWM:") for line in told if line[0] == name]
if __name__ == "__main__":
    print(*asyncio.run(run(held)))
    leave()
"""
READS = """
import asyncio, sys
from pathlib import Path
from feedback_service import machine, machine_signs
from feedback_service.analysing import leave, run
LONG = "We had tea and then we went to the park with nan. " * 30
def held():
    machine_signs.find([f"{number} {LONG}" for number in range(30)])
    told = [line.split() for line in Path("/proc/self/status").read_text().splitlines()]
    machine.read([machine.Said(LONG)], machine.codebook_version())
    return [line[1] for line in told if line[0] == "VmHWM:"] + list(sys.modules)
if __name__ == "__main__":
    print(*asyncio.run(run(held)))
    leave()
"""
UNASKED = {"sklearn", "scipy.stats"}
HUNGRY = Said("no tea again, the cupboards are empty", "What is hard?")


def test_the_process_that_serves_pages_loads_no_model() -> None:
    told = "import sys, feedback_service.app; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603 (this very Python, and no words of anybody)
        [sys.executable, "-c", told], capture_output=True, text=True, check=True
    ).stdout
    assert "feedback_service.theming" in loaded.split()
    assert HEAVY & set(loaded.split()) == set()


async def read(said: list[Said]) -> Found:
    found = await run(machine.read, said, await run(machine.codebook_version))
    assert found
    return found


async def test_texts_are_read_in_the_order_they_were_given() -> None:
    found = await read([HUNGRY, Said("nothing"), HUNGRY])
    sure = [[one.theme for one in heard.codings if one.sure] for heard in found.heard]
    assert sure == [["food"], [], ["food"]]
    assert [heard.tone for heard in found.heard][::2] == ["negative", "negative"]
    assert found.version.startswith(f"{found.themes_version} tone-")
    assert (await read([])).heard == ()


async def test_a_text_read_again_by_its_kept_vectors_reads_the_same() -> None:
    long = Said("My gran cooks for us. " * 4 + "At school I have one friend and she is kind to me every day.")
    first = await read([HUNGRY, long])
    kept = [
        one._replace(vectors=heard.vectors) for one, heard in zip([HUNGRY, long], first.heard, strict=True)
    ]
    assert await read(kept) == first
    spoilt = [one._replace(vectors=b"cut short") for one in kept]
    assert await read(spoilt) == first


async def test_words_in_another_language_are_not_read_as_if_they_were_english() -> None:
    (heard,) = (await read([Said("Mi mamá me ayuda con la tarea todos los días y estoy contento")])).heard
    assert heard == machine.Heard((), None, b"")


async def test_a_version_that_this_process_does_not_know_is_not_guessed() -> None:
    assert await run(machine.read, [HUNGRY], "another") is None
    assert not await run(machine.knows, "another")


async def test_when_the_process_dies_the_next_call_starts_another() -> None:
    before = await read([HUNGRY])
    for child in multiprocessing.active_children():
        if child.pid:
            os.kill(child.pid, signal.SIGKILL)
            child.join()
    with pytest.raises(BrokenProcessPool):
        await read([HUNGRY])
    assert await read([HUNGRY]) == before


def begun(folder: Path, text: str) -> subprocess.Popen[str]:
    """A script (in a file: the processes it starts read it again) in a process of its own."""
    script = folder / "script.py"
    script.write_text(text, encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(  # noqa: S603 (this very Python)
        [sys.executable, script], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    )


def test_who_stops_need_not_wait_for_what_is_being_made_ready(tmp_path: Path) -> None:
    with begun(tmp_path, LEAVES) as leaving:
        try:
            assert leaving.wait(GIVEN_UP) == 0
        finally:
            leaving.kill()


def test_it_ends_when_the_process_that_asked_is_killed(tmp_path: Path) -> None:
    asked = begun(tmp_path, ASKS)
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


@pytest.mark.skipif(sys.platform != "linux", reason="tells memory as Linux does")
def test_what_loading_the_model_needed_for_a_moment_is_given_back(tmp_path: Path) -> None:
    asked = begun(tmp_path, SWELLS)
    held, most = (int(one) // 1024 for one in asked.communicate()[0].split())
    assert held < most - 30  # MB; without it hardly less than the most
    assert held < 350


@pytest.mark.skipif(sys.platform != "linux", reason="tells memory as Linux does")
def test_many_long_answers_are_read_in_little_memory_and_nothing_is_loaded_that_nobody_asks(
    tmp_path: Path,
) -> None:
    most, *loaded = begun(tmp_path, READS).communicate()[0].split()
    assert int(most) // 1024 < 350  # MB; with every example beside every sentence at once 470
    assert "textblob" in loaded
    assert UNASKED & set(loaded) == set()
