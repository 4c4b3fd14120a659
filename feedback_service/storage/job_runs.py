"""When which job ran, and how it ended."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import job_runs


async def note_run(tx: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep one run of a job."""
    await tx.execute(insert(job_runs), row)
