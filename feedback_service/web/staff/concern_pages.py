"""What the page of one concern, and the page for raising one, are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.segments import Segment


class OtherSign(msgspec.Struct, frozen=True, kw_only=True):
    """Another concern of the same answers; `field` is set where one decision can cover both."""

    category: str
    level: str
    urgent: bool
    why: str
    href: str
    state: str
    field: str
    ticked: bool


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier worry about the same thing."""

    when: str
    href: str


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was made; `referred` is empty where it referred to nobody."""

    outcome: str
    by: str
    referred: str
    reason: str


class TellingRow(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was to be told: when, why, at which rung, who, and what became of it."""

    when: str
    why: str
    rung: str
    who: str
    state: str


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the fields of the decision."""

    outcome: str = ""
    reason: str = ""
    referred: str = ""
    also: tuple[str, ...] = ()


class ConcernPage(StaffPage, frozen=True, kw_only=True):
    """One concern. POST `see` to look at it, `urgent` to make it urgent (each empty where it cannot be done).

    POST `action` with `outcome`, `reason`, `referred` and `also` (ids), and in `standing` the decisions that
    this page shows: whoever decides without having seen a newer one is told. `errors` by field.
    """

    template: ClassVar[str] = "staff/concern.html"
    category: str
    level: str
    urgent: bool
    who: str
    form: str
    when: str
    team: str
    subject: str
    raised: str
    why: str
    due: str
    is_late: bool
    prompt: str
    segments: tuple[Segment, ...]
    answer: str
    notice: str
    href: str
    prompts: tuple[str, ...]
    others: tuple[OtherSign, ...]
    mentions: tuple[Mention, ...]
    looking: str
    see: str
    make_urgent: str
    action: str
    standing: tuple[str, ...]
    outcomes: tuple[Option, ...]
    entered: Entered
    longest: int
    history: tuple[DecisionView, ...]
    tellings: tuple[TellingRow, ...]
    errors: dict[str, str]


class RaisePage(StaffPage, frozen=True, kw_only=True):
    """POST `level`, `category` and `words` (what of the answer it is about; empty: all) to `action`."""

    template: ClassVar[str] = "staff/raise.html"
    action: str
    submission: str
    about: str
    prompt: str
    answer: str
    own_words: bool
    categories: tuple[Option, ...]
    level: str
    category: str
    words: str
    errors: dict[str, str]
