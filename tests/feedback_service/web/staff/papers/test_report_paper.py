"""The report as PDF and Word, read back: what helps those who listen, and that it says what its page says."""

import asyncio
import io
import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from markupsafe import Markup
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from feedback_service.web.render import environment, render
from feedback_service.web.staff.papers.report_paper import report_pdf
from feedback_service.web.staff.papers.typesetting import MISSING
from feedback_service.web.staff.papers.word import report_docx
from feedback_service.web.staff.report_pages import ReportFile
from tests.feedback_service.web.staff.papers.views import HOSTILE, kept_back, view

MADE = 1_746_057_600_000
Objects = Any  # what a PDF holds may be of any kind, and is compared with what it must be
HEADING = re.compile(r"h([1-6])")


class Page(HTMLParser):
    """Headings with their levels, captions and charts of a page, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.charts = 0
        self.tables = 0
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if found := HEADING.fullmatch(tag):
            self._open = int(found[1])
            self.headings.append((self._open, ""))
        self.charts += tag == "svg"
        self.tables += tag == "table"

    def handle_endtag(self, tag: str) -> None:
        if HEADING.fullmatch(tag):
            self._open = 0

    def handle_data(self, data: str) -> None:
        if self._open:
            level, words = self.headings[-1]
            self.headings[-1] = (
                level,
                " ".join(f"{words}{data}".split()) + (" " if data[-1:] == " " else ""),
            )


def page_of(words: str) -> Page:
    read = Page()
    read.feed(render(environment(service_name="Voices"), ReportFile(view=view(words), css=Markup())))
    read.headings = [(level, " ".join(text.split())) for level, text in read.headings]
    return read


def elements(tree: Objects) -> Iterator[Objects]:
    """Every element of the structure tree in the order in which it is read."""
    found = tree.get_object() if hasattr(tree, "get_object") else tree
    if isinstance(found, ArrayObject):
        for one in found:
            yield from elements(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from elements(found["/K"])


SAID = f"{HOSTILE}\x0b\x01"  # the last two are signs that no XML holds


def set_once() -> bytes:
    return asyncio.run(report_pdf(view(HOSTILE, draft=True), "Voices", MADE))


def written_once() -> bytes:
    return asyncio.run(report_docx(view(SAID), "Voices", datetime(2025, 5, 1)))  # noqa: DTZ001 (as office files)


@pytest.fixture(scope="module")
def as_set() -> bytes:
    return set_once()


@pytest.fixture(scope="module")
def as_written() -> bytes:
    return written_once()


@pytest.fixture(scope="module")
def pdf(as_set: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(as_set))


@pytest.fixture(scope="module")
def tags(pdf: Objects) -> list[Objects]:
    return list(elements(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def test_the_pdf_is_tagged_and_says_its_language_and_title(pdf: Objects) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata
    assert pdf.metadata.title == "Lived experience: North team, 1 April 2025 to 30 June 2025"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "http://www.aiim.org/pdfua/ns/id/" in root["/Metadata"].get_data().decode()
    assert all(page["/Tabs"] == "/S" for page in pdf.pages)


def test_its_headings_are_those_of_the_page_in_their_order(tags: list[Objects]) -> None:
    told = [(int(one["/S"][2:]), str(one["/T"])) for one in tags if re.fullmatch(r"/H[1-6]", one["/S"])]
    assert told == page_of(HOSTILE).headings
    levels = [level for level, _ in told]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_chart_has_words_and_every_table_a_header(tags: list[Objects]) -> None:
    page = page_of(HOSTILE)
    charts = [one for one in tags if one["/S"] == "/Figure"]
    assert len(charts) == page.charts > 5
    assert all("Bar chart of the figures" in one["/Alt"] for one in charts)
    tables = [one for one in tags if one["/S"] == "/Table"]
    assert len(tables) == page.tables > 5
    for one in tables:
        inside = [each["/S"] for each in elements(one["/K"])]
        assert "/TH" in inside
        assert inside.index("/THead") < inside.index("/TBody")


def test_words_are_shown_as_they_are_and_never_run(pdf: Objects) -> None:
    text = "".join(" ".join(page.extract_text() for page in pdf.pages).split())
    shown = HOSTILE.rpartition(" ")[0]
    assert "".join(shown.split()[:-1]) in text  # signs from right to left come out in another order
    assert MISSING in text  # Punjabi, which no font here has; the rest of the quote is kept
    assert "root:" not in text
    assert "Draft:notapproved" in text


def test_the_same_report_gives_the_same_bytes(as_set: bytes, as_written: bytes) -> None:
    assert set_once() == as_set
    assert written_once() == as_written


def test_the_word_document_has_headings_repeating_heads_and_words_for_charts(as_written: bytes) -> None:
    paper, page = Document(io.BytesIO(as_written)), page_of(HOSTILE)
    headings = [(int(style[-1]), text) for style, text in styled(paper) if style.startswith("Heading")]
    assert headings == page.headings
    assert paper.core_properties.language == "en-GB"
    heads: list[Any] = [table.rows[0]._tr.trPr for table in paper.tables]  # noqa: SLF001 (the package shows it nowhere)
    assert all(one.find(qn("w:tblHeader")) is not None for one in heads)
    assert len(paper.tables) >= page.tables
    told = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]  # noqa: SLF001 (as above)
    assert len(told) == page.charts
    assert all(told)
    said = HOSTILE + "  "
    assert [text for style, text in styled(paper) if style == "Quote"] == [said]


def test_numbers_that_may_be_large_are_said_to_be_hidden_on_every_paper() -> None:
    shown = view(found=kept_back())
    paper = Document(io.BytesIO(asyncio.run(report_docx(shown, "Voices", datetime(2025, 5, 1)))))  # noqa: DTZ001
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    set_ = PdfReader(io.BytesIO(asyncio.run(report_pdf(shown, "Voices", MADE))))
    for text in (
        render(environment(service_name="Voices"), ReportFile(view=shown, css=Markup())),
        " ".join([*(text for _, text in styled(paper)), *cells]),
        " ".join(page.extract_text() for page in set_.pages),
    ):
        said = " ".join(text.split())
        # Only the legend and the method name what is small.
        assert said.count("1 to 5") == 1 + said.count("Counts of 1 to 5 are not shown") * 3
        assert "A hidden number of children and families were known" in said
        assert "For how many of a hidden number of children and families they answered" in said
        assert "none seen" not in said


def styled(paper: Paper) -> list[tuple[str, str]]:
    """The name of its style and the text of each paragraph."""
    return [((one.style and one.style.name) or "", one.text) for one in paper.paragraphs]
