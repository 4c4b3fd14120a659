"""A report as a paper: what its page shows, as data for the setter."""

from collections.abc import Iterator
from typing import Any

from feedback_service.web.staff.papers.charts import charts_of
from feedback_service.web.staff.papers.drawing import draw
from feedback_service.web.staff.papers.typesetting import set_pdf
from feedback_service.web.staff.report_pages import (
    ChartView,
    Grid,
    Map,
    Note,
    Part,
    Quotes,
    ReportView,
    Section,
    Strip,
    Strips,
)

Told = dict[str, Any]
_WORDY = 40  # a table with longer cells than these is one of words


async def report_pdf(view: ReportView, service_name: str, made_at: int) -> bytes:
    """The report as tagged PDF; `made_at` in Unix milliseconds."""
    return await set_pdf("report", told_of(view, service_name), made_at)


def told_of(view: ReportView, service_name: str) -> Told:
    """Everything that stands in the paper."""
    charts = {name: draw(drawing) for name, drawing in charts_of(view).items()}
    return {
        "service": service_name,
        "title": view.title,
        "period": view.period,
        "draft": view.draft,
        "standing": view.standing,
        "legend": view.legend,
        "summary": [{"words": one.words, "by": one.by} for one in view.summary],
        "sections": [_section(section, charts) for section in view.sections],
    }


def _section(section: Section, charts: dict[str, str]) -> Told:
    parts = [told for part in section.parts for told in _part(part, charts)]
    return {"title": section.title, "lines": section.lines, "parts": parts}


def _part(part: Part, charts: dict[str, str]) -> Iterator[Told]:
    match part:
        case ChartView():
            alt = f"Bar chart of the figures that follow. {part.finding}"
            yield {"kind": "chart", "svg": charts[part.id], "title": part.finding, "alt": alt}
        case Grid():
            wordy = any(len(cell) > _WORDY for row in part.rows for cell in row[1:])
            heads = (part.heads[0] or "\u2003", *part.heads[1:])
            rows = {"heads": heads, "rows": part.rows, "align": "left" if wordy else "right"}
            yield {"kind": "grid", "title": part.title, **rows}
        case Strips():
            yield {"kind": "strips", "title": part.title, "strips": [_strip(one) for one in part.strips]}
        case Note():
            lines = [line for line in part.words.splitlines() if line]
            yield {"kind": "note", "title": part.title, "lines": lines, "by": part.by}
        case Quotes():
            quotes = [{"words": one.words, "who": one.who} for one in part.quotes]
            yield {"kind": "quotes", "title": part.title, "note": part.note, "quotes": quotes}
        case Map():  # drawn before, and its numbers stand in the tables after it
            return


def _strip(strip: Strip) -> Told:
    title = f"{strip.label} n = {strip.n}" if strip.n else strip.label
    tiles = [(tile.figure, tile.label) for tile in strip.tiles]
    return {"title": title, "tiles": tiles, "note": strip.note}
