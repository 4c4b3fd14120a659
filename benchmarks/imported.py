"""A file of past feedback imported and themed: rows, seconds, and how many themes were put on them."""

import asyncio
import csv
import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

from benchmarks.served import fresh
from feedback_service.demo.bank import read_bank
from feedback_service.import_plans import Mapped, Plan
from feedback_service.importing import check_file, keep_rows
from feedback_service.running import ready
from feedback_service.settings import Settings
from feedback_service.storage.schema import codings
from feedback_service.theming import theme_pending

FORM, QUESTION = "family-experience", "matters"
ROWS = 5_000
TARGET = 20.0  # seconds for ROWS rows
FILE, COLUMN = "BENCH_CSV", "BENCH_COLUMN"


class Taken(NamedTuple):
    """What one import brought, and the seconds it took to keep and to theme the rows."""

    rows: int
    refused: int
    keeping: float
    theming: float
    codings: int


def run() -> tuple[str, bool]:
    """Reads the CSV file named by BENCH_CSV (its column by BENCH_COLUMN), else the demonstration's words."""
    with fresh(FORM) as (settings, _token), tempfile.TemporaryDirectory() as folder:
        file, column = os.environ.get(FILE), os.environ.get(COLUMN, "text")
        path = Path(file) if file else generated(Path(folder) / "rows.csv", column)
        taken = asyncio.run(_import(settings, path, column))
    seconds = taken.keeping + taken.theming
    line = (
        f"imported {taken.rows} rows ({taken.refused} refused) in {taken.keeping:.1f} s, themed in "
        f"{taken.theming:.1f} s with {taken.codings} codings (target {TARGET:.0f} s for {ROWS} rows)"
    )
    return line, taken.rows > 0 and seconds <= TARGET * max(1.0, taken.rows / ROWS)


def generated(path: Path, column: str) -> Path:
    """Rows of invented words, each with a number so that none repeats."""
    texts = [one.text for one in read_bank() if one.audience == "family"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column])
        writer.writerows([f"{texts[number % len(texts)]} ({number})"] for number in range(ROWS))
    return path


async def _import(settings: Settings, path: Path, column: str) -> Taken:
    async with ready(settings) as service:
        plan = Plan(form=service.catalogue.current(FORM), team_id="bench", mapped=(Mapped(column, QUESTION),))
        began = time.perf_counter()
        checked = check_file(path, plan, service.now())
        await keep_rows(service, plan, checked.good)
        kept = time.perf_counter()
        await theme_pending(service)
        themed = time.perf_counter()
        async with service.database.reading() as connection:
            found = await connection.scalar(select(func.count()).select_from(codings)) or 0
    return Taken(len(checked.good), len(checked.bad), kept - began, themed - kept, found)
