"""Every table. Times are whole Unix milliseconds (UTC); ids are text; `words`, `sealed` are sealed bytes."""

from feedback_service.storage.schema.analysis import (
    analysed_texts,
    analysis_pauses,
    candidate_members,
    candidate_themes,
    emergent_runs,
    learnings,
    quote_checks,
)
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
    "analysed_texts",
    "analysis_pauses",
    "answers",
    "audit",
    "candidate_members",
    "candidate_themes",
    "codings",
    "concerns",
    "drafts",
    "emergent_runs",
    "form_versions",
    "job_runs",
    "learnings",
    "links",
    "metadata",
    "old_tablet_tokens",
    "quote_checks",
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
