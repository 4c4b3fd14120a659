"""A sender in a process of its own that can be killed: by itself at any statement, or by whom it sends to.

Reads one JSON line a run: `settings`, `at` (its clock, Unix milliseconds) and `moment`, at which of its
statements and commits it kills itself (0: at none). Says "pid …" first, then
"ended" or "killed".
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import msgspec
from sqlalchemy import event

from feedback_service.addressing import address_waiting
from feedback_service.notifying import send_due
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings
from feedback_service.storage.database import Database
from feedback_service.storage.deliveries import CHANNELS

ROOT = Path(__file__).parents[2]


async def run(service: Service, moment: int) -> None:
    """What the service's jobs do with notices, once."""
    _kill_at(service.database, moment)
    await service.database.start()
    await address_waiting(service)
    for channel in CHANNELS:
        await send_due(service, channel)
    await service.database.stop()


def _kill_at(database: Database, moment: int) -> None:
    passed = count(1)

    def here(*_: Any) -> None:  # noqa: ANN401 (whatever the event brings)
        if next(passed) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writer, "before_cursor_execute", here)
    event.listen(database.writer, "commit", here)


def main() -> None:
    """One child a line, so that what takes long (to read forms and rules) is done once."""
    known: Service | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        settings = msgspec.convert(asked["settings"], Settings)
        known = known or open_service(settings)
        service = known._replace(settings=settings, now=lambda at=asked["at"]: at)
        child = os.fork()
        if not child:
            asyncio.run(run(service._replace(database=Database(settings.database_url)), asked["moment"]))
            os._exit(0)
        print("pid", child, flush=True)  # noqa: T201 (said to whoever runs this)
        status = os.waitpid(child, 0)[1]
        print("ended" if status == 0 else "killed" if status == signal.SIGKILL else status, flush=True)  # noqa: T201


class Runner:
    """The program above, as a test talks to it."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process
        self._pid, self._known = 0, threading.Event()

    def run(self, settings: Settings, at: int, moment: int = 0) -> str:
        """One run: how it ended."""
        asked = {"settings": msgspec.to_builtins(settings), "at": at, "moment": moment}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._known.clear()
        self._process.stdin.flush()
        self._pid = int(self._said().split()[1])
        self._known.set()
        return self._said()

    def kill(self) -> None:
        """Kill the sender that runs now; for whoever it just talks to."""
        assert self._known.wait(30)
        os.kill(self._pid, signal.SIGKILL)

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def runner() -> Iterator[Runner]:
    """A process to run senders from, until the block ends."""
    command = [sys.executable, "-m", "tests.feedback_service.sender_process"]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 (our own command)
        yield Runner(process)
        assert process.stdin
        process.stdin.close()


if __name__ == "__main__":
    main()
