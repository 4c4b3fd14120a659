"""What each answering template is given: one struct a template, rendered whole (see `render`).

Templates also see the globals `asset(path)` (address of a static file), `picture(name)` (inline SVG),
`helplines` and `service_name`; nothing else. `leave`: whether the page offers to leave quickly.
"""

from typing import ClassVar, Literal

import msgspec

Look = Literal["young", "middle", "teen", "adult"]


class PageStruct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all pages. `template` names the file; the fields are the template's whole context."""

    template: ClassVar[str]


class HomePage(PageStruct, frozen=True, kw_only=True):
    """Front door: a box to type a link's code into. `code` and `error` come back after a mistyped one."""

    template: ClassVar[str] = "home.html"
    code: str = ""
    error: str = ""


class StartPage(PageStruct, frozen=True, kw_only=True):
    """Before the first question. POST `action` (empty: itself) with `submission` starts or carries on."""

    template: ClassVar[str] = "start.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    title: str
    lines: tuple[str, ...]
    action: str
    submission: str
    carry_on: bool
    back: str = ""


class ProblemPage(PageStruct, frozen=True, kw_only=True):
    """Anything that went wrong, kindly: what happened and what to do. `again` may be empty."""

    template: ClassVar[str] = "problem.html"
    title: str
    lines: tuple[str, ...]
    again: str = ""
    again_label: str = ""
