"""What the rota page is given."""

from typing import ClassVar

import msgspec

from feedback_service.rota_plans import Plan
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class RungView(msgspec.Struct, frozen=True, kw_only=True):
    """A rung of the ladder: when it is called, who is on it now, and who is called when nobody is."""

    name: str
    called: str
    now: tuple[str, ...]
    instead: str


class ShiftRow(msgspec.Struct, frozen=True, kw_only=True):
    """A shift to come or running; POST `cancel` takes it off."""

    since: str
    until: str
    rung: str
    worker: str
    team: str
    running: bool
    cancel: str


class RotaPage(StaffPage, frozen=True, kw_only=True):
    """POST `worker`, `rung`, `team`, `since`, `until` and `weeks` to /staff/rota; `errors` by field."""

    template: ClassVar[str] = "staff/rota.html"
    rungs: tuple[RungView, ...]
    gaps: tuple[str, ...]
    rows: tuple[ShiftRow, ...]
    plan: Plan
    workers: tuple[Option, ...]
    rung_options: tuple[Option, ...]
    teams: tuple[Option, ...]
    errors: dict[str, str]
