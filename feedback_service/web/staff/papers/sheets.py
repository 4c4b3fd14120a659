"""The tables of a report as files to reckon with: an XLSX workbook, and CSV files in a ZIP."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from feedback_service.web.staff.papers.tables import Percent, Table, is_risky, tables_of, value_of
from feedback_service.web.staff.report_pages import ReportView

ABOUT: Final = "About"
_WIDEST: Final = 60
_ROOM: Final = 2
_BOM: Final = "\ufeff"
# No file of ours tells when it was packed: the same report gives the same bytes.
_PACKED: Final = (1980, 1, 1, 0, 0, 0)
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(view: ReportView, made: datetime) -> bytes:
    """One sheet a table after one about the report; `made` is when the report was (without a time zone)."""
    tables, held = tables_of(view), io.BytesIO()
    book = xlsxwriter.Workbook(held, _OPTIONS)
    book.set_properties({"title": f"{view.title}, {view.period}", "created": made})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "risky": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "percent": book.add_format({"num_format": "0%", "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    _about_sheet(book.add_worksheet(ABOUT), _about(view, tables), formats)
    for table in tables:
        _sheet(book.add_worksheet(table.name), table, formats)
    book.close()
    return held.getvalue()


def csv_files(view: ReportView) -> bytes:
    """A ZIP with one CSV file a table (UTF-8 with a byte order mark, as spreadsheets expect)."""
    tables = tables_of(view)
    about = [(text,) for text in _about(view, tables)]
    named = {ABOUT: about} | {table.name: [table.heads, *table.rows] for table in tables}
    return zipped({f"{name}.csv": _csv(rows).encode() for name, rows in named.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one ZIP, the same bytes for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, date_time=_PACKED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return held.getvalue()


def _about(view: ReportView, tables: Sequence[Table]) -> list[str]:
    """What the report is and how its tables are read, a line each."""
    lines = [view.title, view.period, *view.standing, view.legend]
    return [*lines, *(f"{table.name}: {table.title} ({table.section})" for table in tables)]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    text.write(_BOM)
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(text: str) -> str:
    """A number without the commas of its thousands; what could be taken for a formula after a quote mark."""
    value = value_of(text)
    if isinstance(value, Percent):
        return text
    if not isinstance(value, str):
        return str(value)
    return f"'{text}" if is_risky(text) else text


def _about_sheet(sheet: Worksheet, lines: Sequence[str], formats: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 2 * _WIDEST)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, formats["text" if row else "title"])


def _sheet(sheet: Worksheet, table: Table, formats: Mapping[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    for column, head in enumerate(table.heads):
        longest = max((len(row[column]) for row in (table.heads, *table.rows)), default=0)
        sheet.set_column(column, column, min(longest + _ROOM, _WIDEST))
        sheet.write_string(0, column, head, formats["head"])
    for place, row in enumerate(table.rows, 1):
        for column, text in enumerate(row):
            _cell(sheet, place, column, text, formats)


def _cell(sheet: Worksheet, row: int, column: int, text: str, formats: Mapping[str, Format]) -> None:
    """Names stay text, whatever they look like; figures are numbers."""
    value = value_of(text) if column else text
    if isinstance(value, str):
        sheet.write_string(row, column, text, formats["risky" if is_risky(text) else "text"])
    else:
        sheet.write_number(row, column, value, formats["percent"] if isinstance(value, Percent) else None)
