"""What reading costs: one new submission of three texts, an archive, and the memory it takes."""

import asyncio
import itertools
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import uuid_utils

from benchmarks.filled import WORDS
from benchmarks.imported import FORM, QUESTION, generated
from benchmarks.served import fresh
from feedback_service.analysing import run as in_analysis_process
from feedback_service.import_plans import Mapped, Plan
from feedback_service.importing import check_file, keep_rows
from feedback_service.intake import Arrival, Place, submit
from feedback_service.running import ready
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.theming import theme_pending
from forms.model import Answer

TEXTS = ("good", "change", "matters")
SUBMISSIONS = 31
_numbers = itertools.count()
ARCHIVE = 5_000
# Milliseconds of processor time; minutes of it for 100,000 texts; MB; how much dearer beside ARCHIVE.
NEW_TARGET, ARCHIVE_TARGET, MEMORY_TARGET, GROWTH_TARGET = 20.0, 15.0, 450.0, 1.5


class Cost(NamedTuple):
    """Milliseconds a new submission, before and beside ARCHIVE; seconds for ARCHIVE; MB of both processes.

    `vectors`: milliseconds that the sentence model alone takes for the same texts, one by one in between.
    """

    vectors: float
    new: float
    later: float
    archive: float
    analysis: float
    grown: float


def run() -> tuple[str, bool]:
    """Processor time of both processes: this one, which opens and stores, and the one that reads."""
    with fresh(FORM) as (settings, _token), tempfile.TemporaryDirectory() as folder:
        cost = asyncio.run(_costs(settings, generated(Path(folder) / "rows.csv", "text")))
    minutes = cost.archive / ARCHIVE * 100_000 / 60
    line = (
        f"{len(TEXTS)} new texts {cost.new:.1f} ms of processor time in the middle of {SUBMISSIONS} "
        f"(target {NEW_TARGET:.0f}), {cost.new / cost.vectors:.1f} times what the sentence model alone takes "
        f"here; {cost.later / cost.new:.2f} times that beside {ARCHIVE} more texts "
        f"(target {GROWTH_TARGET}); 100,000 texts {minutes:.1f} minutes of it, worked out from {ARCHIVE} "
        f"(target {ARCHIVE_TARGET:.0f}); the process that reads {cost.analysis:.0f} MB "
        f"(target {MEMORY_TARGET:.0f}), this one grew by {cost.grown:.0f} MB"
    )
    fits = cost.new <= NEW_TARGET and cost.later <= GROWTH_TARGET * cost.new
    return line, fits and minutes <= ARCHIVE_TARGET and cost.analysis <= MEMORY_TARGET


async def _costs(settings: Settings, archive: Path) -> Cost:
    async with ready(settings) as service:
        await _submitted(service)
        await theme_pending(service)  # the first time, the model is loaded
        before = _megabytes(resource.getrusage(resource.RUSAGE_SELF))
        vectors, new = await _typical(service)
        plan = Plan(form=service.catalogue.current(FORM), team_id="bench", mapped=(Mapped("text", QUESTION),))
        await keep_rows(service, plan, check_file(archive, plan, service.now()).good)
        took = await _spent(service)
        _, later = await _typical(service)
        read_by = _megabytes(await in_analysis_process(resource.getrusage, resource.RUSAGE_SELF))
        grown = _megabytes(resource.getrusage(resource.RUSAGE_SELF)) - before
    return Cost(1000 * vectors, 1000 * new, 1000 * later, took, read_by, grown)


async def _typical(service: Service) -> tuple[float, float]:
    alone, costs = [], []
    for _ in range(SUBMISSIONS):
        alone.append(await in_analysis_process(_embedding, [f"{one} {next(_numbers)}" for one in WORDS]))
        await _submitted(service)
        costs.append(await _spent(service))
    return statistics.median(alone), statistics.median(costs)


def _embedding(texts: list[str]) -> float:
    from analysis.embedding import embed  # noqa: PLC0415 (only in the analysis process)

    began = time.process_time()
    embed(texts)
    return time.process_time() - began


async def _submitted(service: Service) -> None:
    number = next(_numbers)  # so that no text was met before
    said = {name: Answer("given", f"{words} {number}") for name, words in zip(TEXTS, WORDS, strict=True)}
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current("my-view"),
        place=Place(team_id="bench", channel="link", moment="review"),
        answers=said,
        answered_at=service.now(),
    )
    await submit(service, arrival)


async def _spent(service: Service) -> float:
    """Seconds of processor time that reading what waits takes, in both processes."""
    began = time.process_time() + await in_analysis_process(time.process_time)
    await theme_pending(service)
    return time.process_time() + await in_analysis_process(time.process_time) - began


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 1024
