"""What the pages about people's rights are given: what is kept and why, holds, case record, proof, copies."""

from typing import ClassVar

from feedback_service.web.staff.pages import StaffPage


class RightsPage(StaffPage, frozen=True, kw_only=True):
    """How long words are kept (`rules`), and what would go now or stays why: pairs of words and a count.

    `decides` is true for those who may set holds, confirm records and give copies.
    """

    template: ClassVar[str] = "staff/rights.html"
    rules: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    going: int
    decides: bool


class ErasedPage(StaffPage, frozen=True, kw_only=True):
    """The certificate of an erasure; `left` are pairs of what it is and how much is left of it."""

    template: ClassVar[str] = "staff/erased.html"
    submission: str
    why: str
    when: str
    by: str
    digest: str
    holds: bool
    signed: bool
    left: tuple[tuple[str, int], ...]
