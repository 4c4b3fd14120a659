"""Charts: each says what it shows, shows what its table holds, and needs neither colour nor anything else."""

import re
from xml.etree import ElementTree as ET

import msgspec
import pytest
from markupsafe import Markup

from feedback_service.web.render import environment, render, static_folder
from feedback_service.web.staff.papers.charts import charted, charts_of, tells
from feedback_service.web.staff.papers.drawing import Bar, Drawing, Group, draw
from feedback_service.web.staff.report_pages import ChartView, Grid, ReportFile, Section
from tests.feedback_service.web.staff.papers.views import view
from tests.feedback_service.web.test_static import contrast, variables

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = charts_of(view())
LETTER = 7  # how wide one is, about, in the units of a drawing
SHEETS = ("tokens.css", "staff.css", "report.css", "themes.css")


def test_the_sections_with_numbers_have_charts() -> None:
    shown = {one.id: [part for part in one.parts if isinstance(part, ChartView)] for one in view().sections}
    drawn = {name for name, charts in shown.items() if charts}
    assert {"heard", "voices", "feelings", "matters", "themes", "families", "since", "concerns"} <= drawn
    assert {part.id for charts in shown.values() for part in charts} <= set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_whole_by_itself(name: str) -> None:
    drawn = ET.fromstring(draw(CHARTS[name], alone=True))  # noqa: S314 (our own)
    title, told = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert drawn.get("aria-labelledby") == title.get("id")
    assert title.text == CHARTS[name].finding
    figures = [bar.figure for group in CHARTS[name].groups for bar in group.bars]
    words = [one.text for one in drawn.iter(f"{SVG}tspan")]
    assert all(figure in words and figure in (told.text or "") for figure in figures)
    text = draw(CHARTS[name], alone=True)
    assert not re.search(r"style=|<style|<script|href|url\((?!#)", text)
    used, made = set(re.findall(r"url\(#([^)]+)\)", text)), set(re.findall(r'<pattern id="([^"]+)"', text))
    assert used <= made


def test_bars_are_as_long_as_their_figures_and_hidden_ones_are_outlines() -> None:
    bars = (
        Bar(label="a", value=100, figure="100"),
        Bar(label="b", value=50, figure="50", series=1),
        Bar(label="c", value=None, figure="hidden", series=2),
        Bar(label="d", value=0, figure="0", series=3),
    )
    drawn = draw(Drawing(id="x", finding="<b>", told="&", groups=(Group(heading="", bars=bars),)))
    boxes = re.findall(r'<rect x="\d+" y="\d+" width="(\d+)" height="16" fill="([^"]+)"', drawn)
    assert int(boxes[0][0]) == 2 * int(boxes[1][0])
    assert boxes[0][1] != boxes[1][1]
    assert boxes[1][1] == "url(#x-p1)"
    assert boxes[2][1] == "none"
    assert len(boxes) == 3
    assert "&lt;b&gt;" in drawn


def places(drawn: str, of: str) -> list[tuple[float, float, float, float, dict[str, str]]]:
    """Where the words, or the bars, of a drawing stand (left, top, right, bottom), with what they carry."""
    found = []
    shapes = re.sub("<defs>.*</defs>", "", drawn)
    for one in ET.fromstring(shapes).iter(f"{SVG}{of}"):  # noqa: S314 (our own)
        x, y = float(one.get("x", 0)), float(one.get("y", 0))
        wide, high = float(one.get("width", 0)), float(one.get("height", 0))
        if of == "text":
            wide = len("".join(one.itertext())) * LETTER
            x -= wide / 2 if one.get("text-anchor") == "middle" else 0
            y, high = y - 10, 12
        found.append((x, y, x + wide, y + high, dict(one.attrib)))
    return found


def test_words_of_charts_stand_on_paper_and_both_they_and_the_bars_can_be_seen() -> None:
    sheets = {name: (static_folder() / name).read_text(encoding="utf-8") for name in SHEETS}
    colours = variables("".join(sheets.values()))
    assert "prefers-color-scheme" not in "".join(sheets.values())  # there is one look, a light one
    for part in ("svg", "tspan"):
        assert re.search(rf"\.chart {part} {{[^}}]*background(-color)?: var\(--paper\)", sheets["report.css"])
    bars = [Bar(label="a", value=at + 1, figure="1", series=at) for at in range(6)]
    every = Drawing(id="x", finding="", told="", groups=(Group(heading="A", bars=tuple(bars)),))
    for drawing in (every, *CHARTS.values()):
        drawn = draw(drawing)
        words, marks = places(drawn, "text"), places(drawn, "rect")
        assert {contrast(one[4]["fill"], colours["paper"]) >= 7 for one in words} == {True}
        assert all(contrast(one[4]["stroke"], colours["paper"]) >= 3 for one in marks)
    paint = r"\.trend \.?([\w-]+) { (?:fill|stroke): var\(--([\w-]+)\)"
    trend = dict(re.findall(paint, sheets["themes.css"]))
    assert trend == {"text": "ink", "bar": "accent", "base": "line", "kept": "quiet", "stripe": "quiet"}
    assert contrast(colours[trend.pop("text")], colours["paper"]) >= 7
    assert all(contrast(colours[one], colours["paper"]) >= 3 for one in trend.values())


def test_on_paper_a_browser_that_cannot_unfold_numbers_shows_that_they_are_folded() -> None:
    sheet = (static_folder() / "report.css").read_text(encoding="utf-8")
    hides = r"\.folded summary {[^}]*display: none"
    can_unfold = re.findall(r"@supports selector\(::details-content\) {((?:[^{}]*{[^}]*})*)\s*}", sheet)
    assert len(re.findall(hides, sheet)) == len(re.findall(hides, "".join(can_unfold))) == 1


@pytest.mark.parametrize("name", CHARTS)
def test_no_word_of_a_chart_stands_on_a_bar(name: str) -> None:
    drawn = draw(CHARTS[name])
    words, marks = places(drawn, "text"), places(drawn, "rect")
    on = [(a, b) for a in words for b in marks if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert on == []


def months(*figures: str) -> Section:
    rows = tuple((f"{name} 2025", one) for name, one in zip(("March", "April", "May"), figures, strict=True))
    grid = Grid(title="Children, month by month", heads=("Month", "Sets of answers"), rows=rows)
    return Section(id="themes", title="Themes", lines=(), parts=(grid,))


def test_months_are_columns_in_their_order_and_the_finding_names_the_fullest() -> None:
    chart, grid = charted(months("1,200", "hidden", "7"), "/staff/reports/r").parts
    assert isinstance(chart, ChartView)
    assert isinstance(grid, Grid)
    assert chart.finding == "Children, month by month: Sets of answers: most \u201cMar 25\u201d (1,200)."
    assert chart.href == "/staff/reports/r/charts/themes-1.svg"
    assert re.findall(r">(Mar 25|Apr 25|May 25)</tspan>", chart.svg) == ["Mar 25", "Apr 25", "May 25"]


def test_a_chart_that_would_show_nothing_is_not_drawn() -> None:
    hidden = months("hidden", "hidden", "0")
    assert charted(hidden) == hidden
    assert not any(map(tells, charts_of(msgspec.structs.replace(view(), sections=(hidden,))).values()))


def test_only_what_is_drawn_is_folded_away() -> None:
    themes = next(one for one in view().sections if one.id == "themes")
    of_map = tuple(one for one in themes.parts if not isinstance(one, ChartView))[:3]  # a map, its two tables
    for parts, folded in ((charted(msgspec.structs.replace(themes, parts=of_map)).parts, 2), (of_map, 0)):
        section = msgspec.structs.replace(themes, parts=parts)
        told = msgspec.structs.replace(view(), sections=(section,))
        page = render(environment(service_name="Here"), ReportFile(view=told, css=Markup("")))
        assert page.count("<details") == folded
        assert page.count("<table") == 2
        assert page.count("<div") == page.count("</div>")
