"""Which parts of a report have a chart, and what each says: drawn from the figures its page shows."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from markupsafe import Markup

from feedback_service.report_about import AREA_HEADING, NEEDS_HEADING
from feedback_service.report_feelings import FAMILIES
from feedback_service.web.staff import report_pages as pages
from feedback_service.web.staff.papers.drawing import Bar, Drawing, Group, draw, most_of, told_in_words
from feedback_service.web.staff.papers.tables import value_of
from feedback_service.web.staff.report_pages import ChartView, Grid, Map, Section, Strips

_HIDDEN: Final = re.compile(r"hidden|1 to \d+")
_OF: Final = re.compile(r"([\d,]+) of ([\d,]+)")
_MOST_TOLD: Final = 3
_MONTH: Final = "Month"
_PARTS: Final = {"good": 0, "worry": 1}
_SCALES: Final = ("feelings", "confidence")  # sections whose tiles are scales: all are drawn
# Of who we heard, only these.
_HEARD: Final = ("Age band", "Who answered", "When in the help", "Company", NEEDS_HEADING, AREA_HEADING)
# Columns of a table that are drawn, by its section and how its title begins; "*": all that hold numbers.
_GRIDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("voices", "Child and adult voice"): ("Children", FAMILIES),
    ("feelings", "Between the earliest"): ("Better", "The same", "Worse"),
    ("matters", ""): ("*",),
    ("families", "For how many"): ("Answered", "Did not"),
    ("families", "What each spoke of"): ("*",),
    ("families", "What share"): ("*",),
    ("themes", "What matters"): ("*",),
    ("themes", "The help"): ("*",),
    ("themes", "What practitioners"): ("*",),
    ("concerns", "Concerns raised"): ("Seen by a person", "Not yet seen"),
    ("concerns", "What was decided"): ("*",),
}


def drawing_of(section: Section, part: pages.Part, name: str) -> Drawing | None:
    """What is drawn of a part of a section; None where a chart would tell nothing."""
    match part:
        case Map():
            groups = tuple(map(_of_map, part.rows))
            return _made(name, part.finding, groups)
        case Strips():
            drawn = [one for one in part.strips if section.id in _SCALES or _is_drawn(section, one)]
            groups = tuple(_of_strip(strip) for strip in drawn)
        case Grid() if section.id == "since":
            groups = tuple(_now_and_before(row) for row in part.rows)
            finding = "; ".join(f"{row[0]}: {row[1].lower()}" for row in part.rows[:_MOST_TOLD])
            return _made(name, f"{part.title}: {finding}.", groups)
        case Grid() if part.heads[0] == _MONTH:
            groups = tuple(_over_months(part, place) for place in range(1, len(part.heads)))
            return _made(name, _finding(part.title, groups), groups, upright=True)
        case Grid():
            groups = _of_grid(section, part)
            return _made(name, _finding(part.title, _by_column(groups) or groups), groups)
        case _:
            return None
    return _made(name, _finding(part.title, groups), groups)


def _is_drawn(section: Section, strip: pages.Strip) -> bool:
    return section.id == "heard" and strip.label in _HEARD


def charted(section: Section, address: str = "") -> Section:
    """The section with each chart before the table or the tiles that hold its figures.

    `address` is the report's, below which charts are downloaded; empty: nowhere.
    """
    return msgspec.structs.replace(section, parts=tuple(_with_charts(section, address)))


def tells(drawing: Drawing) -> bool:
    """Whether anything of it is shown: one that is hidden all over is left out of pages and papers."""
    return any(bar.value for group in drawing.groups for bar in group.bars)


def charts_of(view: pages.ReportView) -> dict[str, Drawing]:
    """Every chart of a report by its name, in the order of the page; also those that tell nothing."""
    return {
        drawing.id: drawing
        for section in view.sections
        for drawing in _drawings(section)
        if drawing is not None
    }


def _named(section: Section) -> Iterator[tuple[str, pages.Part]]:
    parts = [part for part in section.parts if not isinstance(part, ChartView | pages.Note)]
    return ((f"{section.id}-{place}", part) for place, part in enumerate(parts, 1))


def _drawings(section: Section) -> Iterator[Drawing | None]:
    return (drawing_of(section, part, name) for name, part in _named(section))


def _with_charts(section: Section, address: str) -> Iterator[pages.Part]:
    names = {id(part): name for name, part in _named(section)}
    for part in section.parts:
        name = names.get(id(part), "")  # notes have none, and stand as they are
        drawing = drawing_of(section, part, name) if name else None
        if drawing is not None and tells(drawing):
            svg = Markup(draw(drawing))  # noqa: S704 (made here, every word in it escaped)
            href = f"{address}/charts/{name}.svg" if address else ""
            yield ChartView(id=name, title=part.title, finding=drawing.finding, svg=svg, href=href)
        yield part


def _made(name: str, finding: str, groups: tuple[Group, ...], *, upright: bool = False) -> Drawing | None:
    told = tuple(group for group in groups if group.bars)
    if not told:
        return None
    return Drawing(id=name, finding=finding, told=told_in_words(told), groups=told, upright=upright)


def _bar(label: str, figure: str, series: int = 0) -> Iterator[Bar]:
    """The bar of a figure that is a number or hidden; none for words."""
    value = value_of(figure)
    if _HIDDEN.fullmatch(figure):
        yield Bar(label=label, value=None, figure=figure, series=series)
    elif not isinstance(value, str):
        yield Bar(label=label, value=value, figure=figure, series=series)


def _of_strip(strip: pages.Strip) -> Group:
    bars = tuple(
        bar for place, tile in enumerate(strip.tiles) for bar in _bar(tile.label, tile.figure, place)
    )
    return Group(heading=f"{strip.label} (n = {strip.n})" if strip.n else strip.label, bars=bars)


def _of_map(row: pages.MapRow) -> Group:
    sides: tuple[tuple[str, pages.Bar], ...] = (("good", row.good), ("worry", row.worry))
    bars = tuple(bar for side, shown in sides for bar in _bar(side.capitalize(), shown.figure, _PARTS[side]))
    return Group(heading=row.name, bars=bars)


def _now_and_before(row: Sequence[str]) -> Group:
    """Shares of two reports with the counts they come from beside them."""
    bars = tuple(
        Bar(label=label, value=_share(figure), figure=figure, series=series)
        for series, (label, figure) in enumerate((("Last time", row[3]), ("Now", row[2])))
        if _OF.fullmatch(figure)
    )
    return Group(heading=f"{row[0]} ({row[1].lower()})", bars=bars)


def _share(figure: str) -> float:
    part, whole = (int(number.replace(",", "")) for number in figure.split(" of "))
    return part / whole if whole else 0.0


def _over_months(part: Grid, column: int) -> Group:
    bars = tuple(
        bar for row in part.rows for bar in _bar(_short_month(row[0]), row[column], min(column - 1, 5))
    )
    return Group(heading=part.heads[column], bars=bars)


def _short_month(name: str) -> str:
    """ "March 2026 (in part)" as "Mar 26*"."""
    month, year = name.split()[:2]
    return f"{month[:3]} {year[2:]}{'*' if name.endswith(')') else ''}"


def _of_grid(section: Section, part: Grid) -> tuple[Group, ...]:
    wanted = next(
        (
            heads
            for (of, begins), heads in _GRIDS.items()
            if of == section.id and part.title.startswith(begins)
        ),
        (),
    )
    columns = [place for place, head in enumerate(part.heads) if place and ("*" in wanted or head in wanted)]
    if len(columns) == 1:
        bars = tuple(bar for row in part.rows for bar in _bar(row[0], row[columns[0]]))
        return (Group(heading="", bars=bars),)
    return tuple(
        Group(
            heading=row[0],
            bars=tuple(
                bar
                for series, place in enumerate(columns)
                for bar in _bar(part.heads[place], row[place], series)
            ),
        )
        for row in part.rows
    )


def _by_column(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups of a table turned about, where its columns are people: what stands out is told of each."""
    people = dict.fromkeys(bar.label for group in groups for bar in group.bars if "(of " in bar.label)
    return tuple(
        Group(
            heading=label,
            bars=tuple(
                msgspec.structs.replace(bar, label=group.heading)
                for group in groups
                for bar in group.bars
                if bar.label == label
            ),
        )
        for label in people
    )


def _finding(title: str, groups: Sequence[Group]) -> str:
    """What stands out among the numbers that are shown, in words."""
    told = [_stands_out(group) for group in groups]
    said = [one for one in told if one]
    if not said:
        return f"{title}: no number is large enough to be shown."
    more = "" if len(said) <= _MOST_TOLD else f"; and {len(said) - _MOST_TOLD} more"
    return f"{title}: {'; '.join(said[:_MOST_TOLD])}{more}."


def _stands_out(group: Group) -> str:
    most = list(most_of(group))
    if not most:
        return ""
    labels = " and ".join(f"\u201c{bar.label}\u201d" for bar in most[:2])
    others = ", among others," if len(most) > 2 else ""  # noqa: PLR2004 (two are named)
    told = f"most {labels}{others} ({most[0].figure})"
    return f"{group.heading}: {told}" if group.heading else told
