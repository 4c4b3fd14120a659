"""What a made-up lead decided on the made-up concerns, and a rota for the weeks in which it is looked at."""

from datetime import date, datetime, timedelta

from feedback_service.deciding import REFERRED, Choice, decide
from feedback_service.rota_plans import milliseconds
from feedback_service.service import Service
from feedback_service.storage.concerns import seen_concerns
from feedback_service.storage.decisions import Outcome
from feedback_service.storage.rota import Shift, add_shifts, turn_by_id
from feedback_service.storage.workers import Worker

HOUR = 3_600_000
ROTA_DAYS = 28
_OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    "urgent": ("refer", "strategy", "refer", "early_help"),
    "concern": ("no_concern", "early_help", "no_concern", "early_help", "refer"),
}
_REASON = "Made up: talked to the worker who knows the family, and to the school."


async def decide_on_seen(service: Service, lead: Worker, most: int) -> None:
    """A decision by this lead on every concern that somebody looks at, four hours after they began to."""
    async with service.database.reading() as connection:
        seen = await seen_concerns(connection, lead.scope, limit=most)
    for number, one in enumerate(seen):
        at = (one.seen_at or one.raised_at) + 4 * HOUR
        outcome = _OUTCOMES[one.level][number % len(_OUTCOMES[one.level])]
        choice = Choice(outcome, _REASON, at if outcome in REFERRED else None)
        await decide(service._replace(now=lambda at=at: at), lead, choice, {one.id: ""})


async def put_on_duty(service: Service, lead: Worker, shift_id: str, today: date) -> None:
    """This lead on duty for four weeks, at every hour; once."""
    begin = datetime(today.year, today.month, today.day)  # noqa: DTZ001 (on the clock of the UK)
    shift = Shift(
        id=shift_id,
        worker_id=lead.id,
        rung="duty",
        team_id=None,
        starts_at=milliseconds(begin),
        ends_at=milliseconds(begin + timedelta(days=ROTA_DAYS)),
        made_by=None,
        made_at=milliseconds(begin),
    )
    async with service.database.reading() as connection:
        if await turn_by_id(connection, shift_id):
            return
    await service.database.transaction(lambda tx: add_shifts(tx, [shift]))
