"""A report as a Word document: headings as styles, header rows that repeat, charts with words for them."""

import asyncio
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from feedback_service.web.staff.papers.charts import charts_of, tells
from feedback_service.web.staff.papers.drawing import draw
from feedback_service.web.staff.papers.sheets import zipped
from feedback_service.web.staff.papers.typesetting import draw_png
from feedback_service.web.staff.report_pages import (
    ChartView,
    Grid,
    Note,
    Part,
    Quotes,
    ReportView,
    Section,
    Strips,
)

_CHART_CM: Final = 15.5
_CHART_PIXELS: Final = 1000
# What XML cannot hold, and no word needs.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


async def report_docx(view: ReportView, service_name: str, made: datetime) -> bytes:
    """The report as DOCX; `made` is when the report was (UTC, without a zone). Same view, same bytes."""
    return await asyncio.to_thread(_written, view, service_name, made)


def _written(view: ReportView, service_name: str, made: datetime) -> bytes:
    paper = Document()
    _set_up(paper, view, service_name, made)
    _head(paper, view, service_name)
    pictures = {
        name: (draw_png(draw(one, alone=True), _CHART_PIXELS), one.finding)
        for name, one in charts_of(view).items()
        if tells(one)
    }
    for number, section in enumerate(view.sections, 1):
        _section(paper, number, section, pictures)
    held = io.BytesIO()
    paper.save(held)
    with zipfile.ZipFile(held) as packed:
        return zipped({name: packed.read(name) for name in packed.namelist()})


def _set_up(paper: Paper, view: ReportView, service_name: str, made: datetime) -> None:
    about = paper.core_properties
    about.title, about.author, about.language = _fit(f"{view.title}, {view.period}"), service_name, "en-GB"
    about.last_modified_by, about.comments, about.revision = service_name, "", 1
    about.created = about.modified = made
    font = paper.styles["Normal"].font
    font.name, font.size = "Arial", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    paper.styles["Normal"].element.get_or_add_rPr().append(language)
    if view.draft:
        paper.sections[0].header.paragraphs[0].text = "Draft: not approved, do not pass on"


def _head(paper: Paper, view: ReportView, service_name: str) -> None:
    _say(paper, service_name)
    paper.add_heading(_fit(view.title), 1)
    for line in (view.period, *view.standing, view.legend):
        _say(paper, line)
    if view.summary:
        paper.add_heading("In short", 2)
    for one in view.summary:
        _say(paper, f"{one.words} ({one.by})" if one.by else one.words, "List Bullet")


def _section(paper: Paper, number: int, section: Section, pictures: dict[str, tuple[bytes, str]]) -> None:
    paper.add_heading(_fit(f"{number}. {section.title}"), 2)
    for line in section.lines:
        _say(paper, line)
    for part in section.parts:
        if isinstance(part, ChartView):
            _picture(paper, *pictures[part.id])
        else:
            _part(paper, part)


def _picture(paper: Paper, png: bytes, words: str) -> None:
    """A chart; `words` stand for it where it is not seen."""
    shown = paper.add_picture(io.BytesIO(png), width=Cm(_CHART_CM))
    shown._inline.docPr.set("descr", _fit(words))  # noqa: SLF001 (the package has no other way)


def _part(paper: Paper, part: Part) -> None:
    match part:
        case Grid():
            _caption(paper, part.title)
            _table(paper, (part.heads[0] or "What", *part.heads[1:]), part.rows)
        case Strips():
            paper.add_heading(_fit(part.title), 3)
            for strip in part.strips:
                paper.add_heading(_fit(f"{strip.label} n = {strip.n}" if strip.n else strip.label), 4)
                _table(paper, ("Answer", "Figure"), [(one.label, one.figure) for one in strip.tiles])
                if strip.note:
                    _say(paper, strip.note)
        case Note():
            paper.add_heading(_fit(part.title), 3)
            for line in (*part.words.splitlines(), part.by):
                if line:
                    _say(paper, line)
        case Quotes():
            _quotes(paper, part)


def _quotes(paper: Paper, part: Quotes) -> None:
    paper.add_heading(_fit(part.title), 3)
    if part.note:
        _say(paper, part.note)
    for one in part.quotes:
        _say(paper, one.words, "Quote")
        _say(paper, one.who)


def _caption(paper: Paper, title: str) -> None:
    _say(paper, title, "Caption").paragraph_format.keep_with_next = True


def _table(paper: Paper, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first row repeats on every page; no row is torn apart."""
    made = paper.add_table(rows=0, cols=len(heads), style="Table Grid")
    for place, cells in enumerate((heads, *rows)):
        row = made.add_row()
        _mark(row, "w:cantSplit")
        if not place:
            _mark(row, "w:tblHeader")
        for cell, text in zip(row.cells, cells, strict=True):
            run = cell.paragraphs[0].add_run(_fit(text))
            run.bold = not place
            run.font.size = Pt(9)
    _say(paper, "")


def _mark(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 (as above)


def _say(paper: Paper, text: str, style: str = "Normal") -> Paragraph:
    return paper.add_paragraph(_fit(text), style=style)


def _fit(text: str) -> str:
    return _UNFIT.sub(" ", text)
