"""What was decided on the concerns that a report counts, as SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.kept_away import kept_from_anybody_here
from feedback_service.storage.report_data import Extent
from feedback_service.storage.schema import concern_decisions, concerns, submissions

WAITING: Final = "waiting"
# The gravest first: of several concerns in one set of answers it is told.
OUTCOMES: Final = ("emergency", "strategy", "refer", "early_help", "no_concern")


async def concern_outcomes(connection: AsyncConnection, extent: Extent) -> list[tuple[str, str]]:
    """Level and outcome for each submission and level of concern: the gravest of the newest decisions.

    "waiting" where one of them has none. Without what is kept from anybody who sees the team, as in
    `concern_times`.
    """
    query = (
        select(concerns.c.submission_id, concerns.c.level, concerns.c.id, concern_decisions.c.outcome)
        .join(submissions, concerns.c.submission_id == submissions.c.id)
        .outerjoin(concern_decisions, concern_decisions.c.concern_id == concerns.c.id)
        .where(extent.counted(), ~kept_from_anybody_here())
        .order_by(concern_decisions.c.decided_at, concern_decisions.c.id)
    )
    newest: dict[tuple[str, str], dict[str, str]] = {}
    for submission_id, level, concern_id, outcome in await connection.execute(query):
        newest.setdefault((submission_id, level), {})[concern_id] = outcome or WAITING
    return sorted((level, _gravest(list(found.values()))) for (_, level), found in newest.items())


def _gravest(outcomes: Sequence[str]) -> str:
    if WAITING in outcomes:
        return WAITING
    return min(outcomes, key=OUTCOMES.index)
