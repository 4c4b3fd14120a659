"""What of the service's own running goes when its time is over: one rule a table, each with its reason."""

from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.settings import Settings
from feedback_service.storage.conditions import is_decided
from feedback_service.storage.schema import (
    concerns,
    deliveries,
    job_runs,
    notices,
    sessions,
    sign_in_failures,
    sign_in_steps,
    tries,
)

_HOUR = 3_600_000
_DAY = 24 * _HOUR
DAYS: Final = 90
AT_ONCE: Final = 1_000
Condition = Callable[[int, Settings], ColumnElement[bool]]


class Rule(NamedTuple):
    """Rows of `table` go when `over` holds for them; `when` and `why` say it in words."""

    table: Table
    when: str
    why: str
    over: Condition


def _told(now: int, _: Settings) -> ColumnElement[bool]:
    """Nothing about the notice is to be done any more, and has not been for DAYS."""
    return deliveries.c.notice_id.in_(select(notices.c.id).where(_all_told(now)))


def _all_told(now: int) -> ColumnElement[bool]:
    since = now - DAYS * _DAY
    ours = deliveries.c.notice_id == notices.c.id
    last = func.coalesce(deliveries.c.sent_at, deliveries.c.given_up_at, deliveries.c.tried_at, 0)
    open_one = exists().where(ours, or_(deliveries.c.due_at.is_not(None), last > since))
    undecided = exists().where(concerns.c.id == notices.c.concern_id, not_(is_decided()))
    old = and_(notices.c.made_at < since, notices.c.addressed_at.is_not(None))
    return and_(old, not_(open_one), not_(undecided))


def _empty_notice(now: int, _: Settings) -> ColumnElement[bool]:
    return and_(_all_told(now), not_(exists().where(deliveries.c.notice_id == notices.c.id)))


def _session_over(now: int, settings: Settings) -> ColumnElement[bool]:
    return or_(
        sessions.c.created_at < now - settings.session_hours * _HOUR,
        sessions.c.seen_at < now - settings.session_idle_minutes * 60_000,
    )


RULES: Final = (
    Rule(
        sessions,
        "after session_hours, or session_idle_minutes without use",
        "a worker's session opens nothing any more",
        _session_over,
    ),
    Rule(
        sign_in_steps,
        "when the step has run out",
        "what was to be brought back was not",
        lambda now, _: sign_in_steps.c.ends_at < now,
    ),
    Rule(
        sign_in_failures,
        "after 7 days",
        "tries to sign in count for hours",
        lambda now, _: sign_in_failures.c.at < now - 7 * _DAY,
    ),
    Rule(
        tries,
        "after 1 day",
        "tries of codes, PINs and receipt words count for an hour at most",
        lambda now, _: tries.c.at < now - _DAY,
    ),
    Rule(
        deliveries,
        f"{DAYS} days after the last delivery of its notice, once the concern is decided",
        "who was told, and when, is needed while the case is looked into; the audit trail keeps the rest",
        _told,
    ),
    Rule(
        notices,
        "with its last delivery",
        "as above",
        _empty_notice,
    ),
    Rule(
        job_runs,
        f"after {DAYS} days",
        "whether jobs run is seen from the latest",
        lambda now, _: job_runs.c.started_at < now - DAYS * _DAY,
    ),
)


async def tidy_some(tx: AsyncConnection, rule: Rule, now: int, settings: Settings) -> int:
    """Delete up to AT_ONCE rows whose time is over; gives how many."""
    (key,) = rule.table.primary_key.columns
    old = select(key).where(rule.over(now, settings)).limit(AT_ONCE)
    gone = list((await tx.execute(old)).scalars())
    await tx.execute(delete(rule.table).where(key.in_(gone)))
    return len(gone)
