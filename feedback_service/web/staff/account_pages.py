"""What a worker's pages about their own account are given, and the pages about everybody's."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.worker_form import WorkerForm


class PasskeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey; POST `remove` takes it away."""

    name: str
    added: str
    used: str
    remove: str


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One session that is not over."""

    begun: str
    used: str
    how: str
    here: bool


class AccountPage(StaffPage, frozen=True, kw_only=True):
    """The account, the second step, passkeys and sessions. `codes`: since when they are asked for."""

    template: ClassVar[str] = "staff/account.html"
    username: str
    teams: str
    email: str
    phone: str
    required: bool
    codes: str
    recovery: int
    passkeys: tuple[PasskeyRow, ...]
    sessions: tuple[SessionRow, ...]


class PasswordPage(StaffPage, frozen=True, kw_only=True):
    """POST `present` (where there is a password), `password` and `again`."""

    template: ClassVar[str] = "staff/password.html"
    username: str
    has_password: bool
    error: str = ""


class CodesPage(StaffPage, frozen=True, kw_only=True):
    """The picture and secret for an app, and POST `code` to show that it works."""

    template: ClassVar[str] = "staff/codes.html"
    secret: str
    error: str = ""


class RecoveryPage(StaffPage, frozen=True, kw_only=True):
    """New recovery codes, shown this once; `done` says what went before."""

    template: ClassVar[str] = "staff/recovery.html"
    codes: tuple[str, ...]
    done: str


class AddWorkerPage(StaffPage, frozen=True, kw_only=True):
    """POST the fields of `WorkerForm`."""

    template: ClassVar[str] = "staff/add_worker.html"
    form: WorkerForm
    error: str
    roles: tuple[Option, ...]
    teams: tuple[Option, ...]


class WorkerPage(StaffPage, frozen=True, kw_only=True):
    """One account; `invitation` is shown this once. `here` is its address, to which the forms post."""

    template: ClassVar[str] = "staff/worker.html"
    here: str
    form: WorkerForm
    error: str
    roles: tuple[Option, ...]
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
