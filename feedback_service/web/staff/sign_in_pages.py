"""What the pages on the way in are given."""

from typing import ClassVar

from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.pages import StaffPage


class SignInPage(PageStruct, frozen=True, kw_only=True):
    """POST /staff/sign-in with `username`, `password` and `next`; `provider` names single sign-on.

    `away`: where to sign out of the identity provider as well.
    """

    template: ClassVar[str] = "staff/sign_in.html"
    username: str = ""
    error: str = ""
    notice: str = ""
    next: str = "/staff"
    provider: str = ""
    away: str = ""


class SecondStepPage(PageStruct, frozen=True, kw_only=True):
    """POST /staff/sign-in/second with `code`; or a passkey."""

    template: ClassVar[str] = "staff/second_step.html"
    error: str
    has_passkey: bool
    next: str


class SignInProblemPage(PageStruct, frozen=True, kw_only=True):
    """Why nobody is signed in, without a form."""

    template: ClassVar[str] = "staff/sign_in_problem.html"
    title: str
    lines: tuple[str, ...]


class WelcomePage(PageStruct, frozen=True, kw_only=True):
    """POST `password` and `again` to the invitation's own address."""

    template: ClassVar[str] = "staff/welcome.html"
    username: str
    name: str
    error: str = ""


class ProvePage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/prove with `password` or `code` and `next`; or a passkey; or the provider at `sso`."""

    template: ClassVar[str] = "staff/prove.html"
    next: str
    username: str
    error: str
    password: bool
    code: bool
    passkey: bool
    provider: str
