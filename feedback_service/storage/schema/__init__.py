"""Every table. Times are whole Unix milliseconds (UTC); ids are text; `words`, `sealed` are sealed bytes."""

from feedback_service.storage.schema.asking import (
    form_versions,
    links,
    old_tablet_tokens,
    sounds,
    tablets,
    turns,
)
from feedback_service.storage.schema.base import metadata
from feedback_service.storage.schema.people import (
    sessions,
    sign_in_failures,
    subjects,
    teams,
    tries,
    worker_teams,
    workers,
)
from feedback_service.storage.schema.reading import (
    codings,
    concerns,
    readings,
    removal_requests,
    replies,
    reports,
)
from feedback_service.storage.schema.saying import (
    answers,
    drafts,
    receipts,
    recordings,
    spent_links,
    submission_keys,
    submissions,
    unthemed,
)
from feedback_service.storage.schema.upkeep import audit, job_runs

__all__ = [
    "answers",
    "audit",
    "codings",
    "concerns",
    "drafts",
    "form_versions",
    "job_runs",
    "links",
    "metadata",
    "old_tablet_tokens",
    "readings",
    "receipts",
    "recordings",
    "removal_requests",
    "replies",
    "reports",
    "sessions",
    "sign_in_failures",
    "sounds",
    "spent_links",
    "subjects",
    "submission_keys",
    "submissions",
    "tablets",
    "teams",
    "tries",
    "turns",
    "unthemed",
    "worker_teams",
    "workers",
]
