"""Month by month: how many sets of answers came in, and in how many of them each theme stands.

Months are those of the calendar on clocks in the UK, as periods of reports are: a report about one month and
one about its quarter then count the very same answers, or an hour between two ways of counting would tell of
a few.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from analysis.suppression import suppress
from feedback_service.report_counts import AUDIENCES
from feedback_service.report_findings import Audience, MonthLine, Months, ThemeCount, Themes
from feedback_service.report_month_hiding import safe_months
from feedback_service.report_themes import NOT_MENTIONED
from feedback_service.storage.report_months import MonthCount
from feedback_service.uk_time import ZONE, moment_of

MOST_MONTHS: Final = 60
_MONTH: Final = timedelta(days=31)


class Month(NamedTuple):
    """A calendar month ("2026-03") as far as the report reaches: its first moment, and whether it is cut."""

    name: str
    start: int
    part: bool


def calendar(period_from: int, period_to: int) -> list[Month]:
    """The months of a period in Unix milliseconds, in order; none of one longer than five years."""
    months: list[Month] = []
    if period_to - period_from > MOST_MONTHS * _MONTH / timedelta(milliseconds=1):
        return months
    first = _first_of(moment_of(period_from))
    while (start := _milliseconds(first)) < period_to:
        after = _first_of(first + _MONTH)
        cut = start < period_from or _milliseconds(after) > period_to
        months.append(Month(f"{first:%Y-%m}", max(start, period_from), cut))
        first = after
    return months


def _first_of(day: datetime) -> datetime:
    return datetime(day.year, day.month, 1, tzinfo=ZONE)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def by_month(
    months: Sequence[Month],
    counted: Sequence[MonthCount],
    sizes: Mapping[Audience, int],
    themes: Sequence[Themes],
    threshold: int,
) -> Months:
    """A line for each audience of known size, and for each theme of it whose number is told."""
    counts = Counter({(one.audience, one.theme_id, one.month): one.n for one in counted})

    def line(audience: Audience, theme_id: str) -> dict[str, int]:
        return {one.name: counts[audience, theme_id, place] for place, one in enumerate(months)}

    lines: list[MonthLine] = []
    for audience in AUDIENCES:
        if months and audience in sizes:
            sets = line(audience, "")
            shown = suppress(sets, threshold=threshold, total_shown=True)
            lines.append(MonthLine(audience=audience, n=sizes[audience], cells=shown))
            for theme, n in _told(themes, audience, threshold):
                cells = safe_months(line(audience, theme.theme_id), sets, shown, threshold)
                lines.append(
                    MonthLine(audience=audience, theme_id=theme.theme_id, name=theme.name, n=n, cells=cells)
                )
    return Months(
        names=tuple(one.name for one in months),
        parts=tuple(one.name for one in months if one.part),
        lines=tuple(one for one in lines if set(one.cells.values()) != {None}),
    )


def _told(themes: Sequence[Themes], audience: Audience, threshold: int) -> Iterator[tuple[ThemeCount, int]]:
    for one in themes:
        for theme in one.counts if one.audience == audience else ():
            if (n := spoken_of(theme)) is not None and n > threshold:
                yield theme, n


def spoken_of(theme: ThemeCount) -> int | None:
    """In how many sets of answers a theme stands; None where the report does not tell."""
    rest = theme.table.cells[NOT_MENTIONED]
    return None if rest is None or theme.table.n is None else theme.table.n - rest
