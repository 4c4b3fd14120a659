"""What all tests share: no time limit, files that wait for no disk, and the loop that the service runs on."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

MEMORY = Path("/dev/shm")  # noqa: S108 (whatever is made in it has a folder of its own that is private)
ROOM = 4 * 1024**3  # bytes

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# What thousands of tests share lives to the end: to look through all of it as often as Python does takes
# a tenth of the time.
gc.set_threshold(50_000, 20, 100)

# Each commit waits for its disk. No test cuts the power, so databases and browsers' files lie in memory where
# there is room.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that the service runs on when it is served: also a quarter less to wait for."""
    return "asyncio", {"use_uvloop": sys.platform != "win32"}
