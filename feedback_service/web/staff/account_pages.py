"""What a worker's pages about their own account are given, and the pages about everybody's."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


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
