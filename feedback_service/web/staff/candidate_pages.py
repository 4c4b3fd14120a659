"""What the page of possible new themes is given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of somebody's words and where they stand; `cut` when there are more of them."""

    words: str
    cut: bool
    submission: str
    question: str


class CandidateView(msgspec.Struct, frozen=True, kw_only=True):
    """A possible new theme; `name` and `words` are empty where too few people share any word."""

    number: int
    name: str
    words: tuple[str, ...]
    mentions: int
    people: str
    since: str
    quotes: tuple[QuoteView, ...]


class CandidatesPage(StaffPage, frozen=True, kw_only=True):
    """Candidates with enough mentions; of the `fewer` others only how many. `last` is empty before a run."""

    template: ClassVar[str] = "staff/candidates.html"
    shown: tuple[CandidateView, ...]
    fewer: int
    shown_from: int
    fewest_people: int
    last: str
    texts: int
    following: str
