"""What the page of indicators is given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class IndicatorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One number; POST `remove` takes it away."""

    name: str
    place: str
    period: str
    value: str
    source: str
    remove: str


class IndicatorsPage(StaffPage, frozen=True, kw_only=True):
    """POST a CSV file as `file` to /staff/indicators; `done` and `problems` are of the last one."""

    template: ClassVar[str] = "staff/indicators.html"
    rows: tuple[IndicatorRow, ...]
    columns: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    may_whole: bool
    done: str = ""
    problems: tuple[str, ...] = ()
    more: int = 0
    pager: Pager
