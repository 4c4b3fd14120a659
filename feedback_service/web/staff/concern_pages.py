"""What the page of one concern, and the page for raising one, are given."""

from typing import ClassVar

from feedback_service.web.staff.concern_parts import DecisionView, Mention, OtherSign, TellingRow
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.raise_pages import Entered
from feedback_service.web.staff.segments import Segment
from feedback_service.web.staff.submission_pages import CorrectionView


class ConcernPage(StaffPage, frozen=True, kw_only=True):
    """One concern. POST `see` with `shown` (ids of the others on this page) to look at it, `make_urgent` to
    make it urgent (each empty where it cannot be done). What was put right is whole: no part of it is marked.

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
    corrections: tuple[CorrectionView, ...]
    href: str
    prompts: tuple[str, ...]
    others: tuple[OtherSign, ...]
    mentions: tuple[Mention, ...]
    looking: str
    see: str
    shown: tuple[str, ...]
    make_urgent: str
    action: str
    standing: tuple[str, ...]
    outcomes: tuple[Option, ...]
    entered: Entered
    longest: int
    history: tuple[DecisionView, ...]
    tellings: tuple[TellingRow, ...]
    errors: dict[str, str]
