"""What the pages of jobs are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class ComingRow(msgspec.Struct, frozen=True, kw_only=True):
    """The next draft of a kind about a place, and when it is due."""

    kind: str
    about: str
    at: str


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One draft that was due and what became of it: `href` leads to it, `make` to the form to make it."""

    kind: str
    about: str
    period: str
    begun: str
    tries: int
    outcome: str
    href: str
    make: str


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    """One job: how often it runs, its last run of which anything may be told, and the next."""

    name: str
    every: str
    last: str
    next: str


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a job."""

    name: str
    begun: str
    took: str
    outcome: str
    failed: bool


class JobsPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/jobs/reports begins to make the drafts that are due now."""

    template: ClassVar[str] = "staff/jobs.html"
    coming: tuple[ComingRow, ...]
    runs: tuple[RunRow, ...]
    runs_pager: Pager
    jobs: tuple[JobRow, ...]
    history: tuple[HistoryRow, ...]
    history_pager: Pager


class PlannedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One draft that is due: what would become of it now, and who would be told."""

    kind: str
    about: str
    period: str
    outcome: str
    skipped: str
    told: str


class TryPage(StaffPage, frozen=True, kw_only=True):
    """What would be made now. POST /staff/jobs/reports makes it."""

    template: ClassVar[str] = "staff/jobs_try.html"
    rows: tuple[PlannedRow, ...]
