"""What the pages of coming back are given. None shows a word that was said; times are Unix milliseconds."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import Look, PageStruct


class ReturnPage(PageStruct, frozen=True, kw_only=True):
    """POST /return with `words`, the four of a receipt; `error` says why they lead nowhere, `strange` which
    of them no receipt has.
    """

    template: ClassVar[str] = "return.html"
    leave: bool
    words: str = ""
    error: str = ""
    strange: tuple[str, ...] = ()


class ToldView(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker told the person; `words` is empty when it cannot be shown just now."""

    day: int
    words: str


class DoneView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that many people's words led to: what was said, and what is done about it.

    `state` is "open" (what is planned), "done" or "explained" (why it could not be). Both are empty when the
    words cannot be shown just now.
    """

    day: int
    said: str
    state: str
    then: str


class AddedView(msgspec.Struct, frozen=True, kw_only=True):
    """Something added later: on which day, and whether somebody has read it."""

    day: int
    read: bool


class ReturnedPage(PageStruct, frozen=True, kw_only=True):
    """What was sent with these words, by facts. POST /return/add, /return/finish; `removal` is "" (not
    asked), "asked", "held", "removed" or "kept", with `reason`; "gone" when nobody asked and time was over.
    """

    template: ClassVar[str] = "returned.html"
    look: Look
    form_title: str
    leave: bool
    day: int
    finished: bool
    read: bool
    told: tuple[ToldView, ...]
    actions: tuple[DoneView, ...]
    added: tuple[AddedView, ...]
    can_add: bool
    removal: str
    reason: str


class WaitingPage(PageStruct, frozen=True, kw_only=True):
    """A draft that is not sent yet. POST /return/carry-on goes on; `until` is when it is sent as it is."""

    template: ClassVar[str] = "waiting.html"
    look: Look
    form_title: str
    leave: bool
    until: int


class RemovalPage(PageStruct, frozen=True, kw_only=True):
    """Before asking for what was sent to be taken away: what that means. POST /return/removal asks."""

    template: ClassVar[str] = "removal.html"
    look: Look
    form_title: str
    leave: bool


class SavedPage(PageStruct, frozen=True, kw_only=True):
    """Save and come back later: the words of an unfinished draft, and until when it waits."""

    template: ClassVar[str] = "saved.html"
    look: Look
    form_title: str
    leave: bool
    receipt: tuple[str, ...]
    until: int
    back: str
    finish: str


class AwayPage(PageStruct, frozen=True, kw_only=True):
    """Something harmless to look at, for who had to leave quickly."""

    template: ClassVar[str] = "away.html"
