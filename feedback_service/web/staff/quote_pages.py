"""What the pages for checking quotes are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the words as they were written; `kind` says what is marked in it, empty for the rest."""

    text: str
    kind: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be hidden; `value` is its span, `kind` says what it is."""

    id: str
    value: str
    text: str
    kind: str
    chosen: bool


class KindChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A kind to choose for what somebody adds."""

    value: str
    label: str
    chosen: bool


class QuotesPage(StaffPage, frozen=True, kw_only=True):
    """Nothing waits; `back` is where somebody came from, empty when they came from nowhere."""

    template: ClassVar[str] = "staff/quotes.html"
    back: str


class QuotePage(StaffPage, frozen=True, kw_only=True):
    """Words with what to hide in them. POST `action` with `hide` (spans), `add` and `kind`, and `do`.

    `do` is `show` (the wording again), `clear` or `held`; `shown` and `seen` are what this page shows: the
    spans of the wording, and the id of the decision that stands.
    """

    template: ClassVar[str] = "staff/quote.html"
    action: str
    submission: str
    pieces: tuple[Piece, ...]
    options: tuple[Option, ...]
    kinds: tuple[KindChoice, ...]
    wording: str
    too_short: bool
    standing: str
    shown: str
    seen: str
    place: str
    add: str
    error: str
    add_error: str
