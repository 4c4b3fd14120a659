"""What the page of possible new themes is given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.submission_pages import ThemeGroup


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of somebody's words and where they stand; `cut` when there are more of them."""

    words: str
    cut: bool
    submission: str
    question: str


class CandidateView(msgspec.Struct, frozen=True, kw_only=True):
    """A possible new theme; `name` and `words` are empty where too few people share any word.

    `decided` says what was decided last, `open` whether that leaves it open; `seen` is that decision's id,
    `history` all of them.
    """

    number: int
    name: str
    words: tuple[str, ...]
    mentions: int
    people: str
    since: str
    quotes: tuple[QuoteView, ...]
    decided: str
    open: bool
    seen: str
    history: tuple[str, ...]


class CandidatesPage(StaffPage, frozen=True, kw_only=True):
    """Candidates with enough mentions; of the `fewer` others only how many. `last` is empty before a run.

    POST a decision to each: `do` (renamed, merged, refused), `seen`, and `name` or `theme`. `error` is about
    the candidate `wrong`, where `typed` stands again.
    """

    template: ClassVar[str] = "staff/candidates.html"
    shown: tuple[CandidateView, ...]
    settled: tuple[CandidateView, ...]
    fewer: int
    shown_from: int
    fewest_people: int
    last: str
    texts: int
    following: str
    may_decide: bool
    themes: tuple[ThemeGroup, ...]
    wrong: int | None = None
    error: str = ""
    typed: str = ""
