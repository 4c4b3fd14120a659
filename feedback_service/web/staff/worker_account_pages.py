"""What the pages of one worker's account, and of changes of access, show."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.worker_form import WorkerForm


class AddWorkerPage(StaffPage, frozen=True, kw_only=True):
    """POST the fields of `WorkerForm`."""

    template: ClassVar[str] = "staff/add_worker.html"
    form: WorkerForm
    error: str
    roles: tuple[Option, ...]
    agencies: tuple[str, ...]
    teams: tuple[Option, ...]


class WorkerPage(StaffPage, frozen=True, kw_only=True):
    """One account, posted to `here`; `sees`: whose rows. `invitation` is shown this once."""

    template: ClassVar[str] = "staff/worker.html"
    here: str
    sees: str
    form: WorkerForm
    error: str
    roles: tuple[Option, ...]
    agencies: tuple[str, ...]
    teams: tuple[Option, ...]
    active: bool
    own: bool
    second_step: bool
    invitation: str


class AccessRow(msgspec.Struct, frozen=True, kw_only=True):
    """One change of who may see what, and what that worker is now."""

    when: str
    what: str
    whose: str
    by: str
    now: str


class AccessPage(StaffPage, frozen=True, kw_only=True):
    """Changes of the last 90 days, the newest first."""

    template: ClassVar[str] = "staff/access.html"
    rows: tuple[AccessRow, ...]
