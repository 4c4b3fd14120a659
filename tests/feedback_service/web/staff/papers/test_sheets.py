"""Tables of a report as files: every one, numbers as numbers, hidden said to be hidden, and no formulas."""

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.web.staff.papers.sheets import ABOUT, csv_files, workbook
from feedback_service.web.staff.papers.tables import Percent, is_risky, tables_of, value_of
from feedback_service.web.staff.report_pages import Grid, Strips
from tests.feedback_service.web.staff.papers.views import kept_back, view

MADE = datetime(2025, 5, 1)  # noqa: DTZ001 (as office files have it)


def read_csv(data: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        raw = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    assert all(text.startswith("\ufeff") for text in raw.values())
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(text[1:], newline="")))
        for name, text in raw.items()
    }


def test_every_table_of_the_page_is_a_sheet_and_a_file_with_every_figure() -> None:
    shown = view()
    book, files = openpyxl.load_workbook(io.BytesIO(workbook(shown, MADE))), read_csv(csv_files(shown))
    tabled = [part for one in shown.sections for part in one.parts if isinstance(part, Grid | Strips)]
    tables = tables_of(shown)
    assert [one.title for one in tables] == [part.title for part in tabled]
    assert book.sheetnames == list(files) == [ABOUT, *(one.name for one in tables)]
    for table in tables:
        sheet = book[table.name]
        assert (sheet.max_row, sheet.max_column) == (len(table.rows) + 1, len(table.heads))
        assert sheet.freeze_panes == "B2"
        assert [cell.value for cell in sheet[1]] == list(table.heads)
        assert len(files[table.name]) == len(table.rows) + 1


def test_figures_are_numbers_and_hidden_ones_say_so_and_are_never_blank() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(view(), MADE)))
    heard = {(row[0], row[2]): row[3] for row in book["1.1 Children 166"].iter_rows(values_only=True)}
    assert heard["Age band", "4 to 7"] == 59
    assert heard["Words of their own", "Gave some"] == "hidden"
    share = book["6.2 What share of each spoke of"]
    assert (share["B2"].value, share["B2"].number_format) == (0.17, "0%")
    food = next(rows for name, rows in read_csv(csv_files(view())).items() if "what is good out o" in name)
    assert ["Food and drink", "hidden", "hidden", "12", "28"] in food


def test_a_figure_that_may_be_large_is_hidden_and_not_said_to_be_small() -> None:
    shown = view(found=kept_back())
    book, files = openpyxl.load_workbook(io.BytesIO(workbook(shown, MADE))), read_csv(csv_files(shown))
    for name in (one.name for one in tables_of(shown)):
        sheet = [[str(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        for rows in (sheet, files[name]):
            assert not [cell for row in rows for cell in row if "1 to 5" in cell], name
    concerns = next(rows for name, rows in files.items() if name.startswith("8.1"))
    assert {tuple(row[1:]) for row in concerns[1:]} == {("hidden",) * 4}
    elsewhere = next(rows for name, rows in files.items() if name.startswith("10.1"))
    assert elsewhere[1][3:5] == ["hidden", "children"]
    links = next(rows for name, rows in files.items() if "Links made" in name)
    assert {row[3] for row in links[1:]} == {"hidden"}


def test_what_workers_wrote_is_never_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(view(), MADE)))
    said = {cell.value: cell for row in book["11.1 Actions"].iter_rows() for cell in row}
    for words in ("-2 degrees in the bus shelter", "+1 heater", "@done"):
        assert (said[words].data_type, said[words].quotePrefix) == ("s", True)
    assert ["'-2 degrees in the bus shelter", "'+1 heater", "'@done"] in [
        row[:3] for row in read_csv(csv_files(view()))["11.1 Actions"]
    ]
    assert "safeguarding lead" in said


@given(st.text())
def test_no_text_can_be_a_formula_by_what_it_begins_with(text: str) -> None:
    for first in "=+-@\t\r":
        cell = f"{first}{text}"
        assert is_risky(cell)
        assert isinstance(value_of(cell), str) or float(cell.replace(",", "")) == value_of(cell)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("-0.5", -0.5),
        ("12%", Percent(0.12)),
        ("1 to 5", "1 to 5"),
        ("1,23", "1,23"),
        ("", ""),
    ],
)
def test_only_a_plain_figure_is_a_number(text: str, value: float | str) -> None:
    assert (value_of(text), type(value_of(text))) == (value, type(value))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert workbook(view(), MADE) == workbook(view(), MADE)
    assert csv_files(view()) == csv_files(view())
