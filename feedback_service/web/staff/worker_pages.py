"""What the lists of workers and teams show."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class WorkerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One worker; `change` is the address to POST `active` to, empty for oneself."""

    href: str
    name: str
    username: str
    contact: str
    role: str
    teams: str
    independent: bool
    active: bool
    change: str


class TeamRow(msgspec.Struct, frozen=True, kw_only=True):
    """One team."""

    id: str
    name: str
    agency: str


class WorkersPage(StaffPage, frozen=True, kw_only=True):
    """Workers and teams, for administrators."""

    template: ClassVar[str] = "staff/workers.html"
    workers: tuple[WorkerRow, ...]
    teams: tuple[TeamRow, ...]
