"""The desk over a partnership of 100,000 submissions: how long pages and a report take, and how much memory.

All as ratios to a bare page (health) in the same run too, which says more than seconds of a busy machine.
"""

import asyncio
import http.client
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.partnership import Read, made, read_once
from benchmarks.partnership_story import END, QUARTER
from benchmarks.served import free_port, running, settings_in
from feedback_service.service import open_service
from feedback_service.settings import Settings
from feedback_service.signing_in import NEW_BROWSER, begin
from feedback_service.storage.workers import worker_by_id
from feedback_service.uk_time import moment_of

SMALL, LARGE = 10_000, 100_000
ROUNDS = 20
FIRST_PAGE, VIEW, DRAFT = 0.2, 0.5, 10.0  # seconds: 95 in 100 pages; one report
MEMORY = 400  # MB, of the process that serves pages
GROWTH = 3.0  # cost of the same report in ten times the archive
_HEALTH = "/healthz"
_PAUSE = 0.25  # seconds: an account may ask for 240 pages a minute (web.pacing.STAFF)
_BY = ("audience", "band", "moment", "team", "month", "month-child", "month-family", "new")
VIEWS = (
    *(f"/staff/themes?period=36&by={by}" for by in _BY),
    *(f"/staff/themes/food?period=36&by={by}" for by in ("audience", "band", "team", "month")),
    *(f"/staff/themes?period=36&team=team-00&by={by}" for by in _BY),
    "/staff/themes/food?period=36&team=team-00",
    "/staff/themes/food?period=36&by=band&value=8-11",
    "/staff/themes/food?period=36&by=team&value=team-00",
)
LISTS = (
    *("/staff/submissions", "/staff/submissions?show=all", "/staff/submissions?show=check"),
    *("/staff/concerns", "/staff/quotes", "/staff/subjects", "/staff/second-reading", "/staff/candidates"),
    *("/staff/codebook", "/staff/agreement", "/staff/actions", "/staff/reports", "/staff/machine"),
)


class Taken(NamedTuple):
    """What was measured over one partnership, in seconds; `memory` in MB. `fresh`: views looked at first."""

    health: float
    first: float
    views: dict[str, float]
    fresh: float
    lists: dict[str, float]
    team: float
    whole: float
    memory: float
    analysing: float


class Browser:
    """One signed-in browser on one kept-alive connection."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=120)
        self._headers = {"cookie": f"staff={token}", "origin": settings.public_url}

    def get(self, path: str) -> float:
        """Seconds until the whole page was there, or where to go on: some lists lead to what comes first."""
        time.sleep(_PAUSE)
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status in {200, 303}, (path, answer.status)
        return time.perf_counter() - began

    def post(self, path: str, fields: dict[str, str]) -> float:
        """Seconds until it was said where to go on."""
        body = urllib.parse.urlencode(fields)
        began = time.perf_counter()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, body, self._headers | kind)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 303, (path, answer.status)
        return time.perf_counter() - began


def run() -> tuple[str, bool]:
    """Ten thousand first, then a hundred thousand with the same team and quarter among them."""
    read = read_once()
    small, large = (_measured(size, read, rounds) for size, rounds in ((SMALL, 1), (LARGE, ROUNDS)))
    slowest = max(large.views, key=large.views.__getitem__)
    longest = max(large.lists, key=large.lists.__getitem__)
    growth = large.team / small.team
    line = (
        f"at {LARGE}: first page {large.first * 1000:.0f} ms ({large.first / large.health:.0f} x health, "
        f"target {FIRST_PAGE * 1000:.0f}), slowest of {len(VIEWS)} explorer views "
        f"{large.views[slowest] * 1000:.0f} ms ({large.views[slowest] / large.health:.0f} x, {slowest}, "
        f"target {VIEW * 1000:.0f}; slowest first look {large.fresh * 1000:.0f}), "
        f"of {len(LISTS)} other pages "
        f"{large.lists[longest] * 1000:.0f} ms ({longest}), "
        f"all p95 of {ROUNDS}; report of a team's quarter {large.team:.1f} s "
        f"({large.team / large.health:.0f} x), of the partnership's quarter {large.whole:.1f} s (target "
        f"{DRAFT:.0f}); of the team at {SMALL} {small.team:.1f} s: {growth:.1f} times (target {GROWTH:.0f}); "
        f"memory {large.memory:.0f} MB, and {large.analysing:.0f} MB for analysing (target {MEMORY})"
    )
    met = (
        large.first <= FIRST_PAGE
        and max(large.views[slowest], large.lists[longest]) <= VIEW
        and max(large.team, large.whole) <= DRAFT
        and growth <= GROWTH
        and max(large.memory, large.analysing) <= MEMORY
    )
    return line, met


@contextmanager
def partnership(size: int, read: Read) -> Iterator[tuple[Settings, str]]:
    """A partnership of that size in a folder that is removed afterwards, and its manager's id."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), free_port())
        yield settings, asyncio.run(made(settings, size, read))


def _measured(size: int, read: Read, rounds: int) -> Taken:
    with partnership(size, read) as (settings, worker):
        token = asyncio.run(signed_in(settings, worker))
        with running(settings) as process:
            return measured(Browser(settings, token), process.pid, rounds)


def measured(browser: Browser, process: int, rounds: int) -> Taken:
    """Every page a few times, in turns, so that a busy machine slows all alike; then the reports."""
    paths = (_HEALTH, "/staff", *VIEWS, *LISTS)
    fresh = {path: browser.get(path) for path in paths}  # what is read once, or remembered, is from here on
    taken: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(rounds):
        for path in paths:
            taken[path].append(browser.get(path))
    browser.post("/staff/reports", _quarter("team-01"))  # the analysis process starts with the first
    return Taken(
        health=_late(taken[_HEALTH]),
        first=_late(taken["/staff"]),
        views={path: _late(taken[path]) for path in VIEWS},
        fresh=max(fresh[path] for path in VIEWS),
        lists={path: _late(taken[path]) for path in LISTS},
        team=min(browser.post("/staff/reports", _quarter("team-00")) for _ in range(3)),
        whole=browser.post("/staff/reports", _quarter("*")),
        memory=_memory([process]),
        analysing=max(_memory([child]) for child in _children(process)),
    )


def _late(seconds: Sequence[float]) -> float:
    """The 95th percentile, by nearest rank."""
    return sorted(seconds)[-(-95 * len(seconds) // 100) - 1]


def _quarter(team: str) -> dict[str, str]:
    first, last = (moment_of(at).date() for at in (END - QUARTER, END))
    end = (last - timedelta(days=1)).isoformat()
    return {"team": team, "place": team, "period": "days", "from": first.isoformat(), "to": end}


async def signed_in(settings: Settings, worker_id: str) -> str:
    """The token of a session of this worker."""
    service = open_service(settings)
    await service.database.start()
    async with service.database.reading() as db:
        worker = await worker_by_id(db, worker_id)
    assert worker
    outcome = await begin(service, worker, "password", NEW_BROWSER)
    await service.database.stop()
    return outcome.token


def _children(process: int) -> list[int]:
    """Processes begun by this one (Linux)."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(one) for thread in threads for one in (thread / "children").read_text().split()] or [process]


def _memory(processes: Sequence[int]) -> float:
    """The most these processes ever held, in MB (Linux)."""
    lines = (line for one in processes for line in Path(f"/proc/{one}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
