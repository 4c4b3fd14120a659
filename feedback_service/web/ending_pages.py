"""What the pages at the end of a form show."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import Look, PageStruct


class CheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of check-your-answers; `words` is true when `answer` is the person's own text."""

    prompt: str
    answer: str
    words: bool
    change: str


class CheckPage(PageStruct, frozen=True, kw_only=True):
    """Check your answers (12 and over, and adults). POST `action` sends."""

    template: ClassVar[str] = "check.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    rows: tuple[CheckRow, ...]
    action: str
    back: str
    stop: str


class StopPage(PageStruct, frozen=True, kw_only=True):
    """The person wants to stop: POST `action` with `choice` `send`, `save` (not on a tablet) or `delete`.

    `back` goes on answering.
    """

    template: ClassVar[str] = "stop.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    action: str
    back: str
    answered: int


class DonePage(PageStruct, frozen=True, kw_only=True):
    """Calm close. `receipt` is the words to come back with; `finish` is where POST ends the visit."""

    template: ClassVar[str] = "done.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    lines: tuple[str, ...]
    receipt: tuple[str, ...]
    finish: str


class GonePage(PageStruct, frozen=True, kw_only=True):
    """After deleting, or after finishing: nothing of the person is left on screen. `again` may be empty."""

    template: ClassVar[str] = "gone.html"
    look: Look
    title: str
    lines: tuple[str, ...]
    again: str
    again_label: str
