"""Indicators out of a CSV file: every row checked, each fault named with its line."""

import csv
import io
from typing import Final

from feedback_service.indicator_values import Reader, faults_of, indicator_of
from feedback_service.storage.indicators import Indicator

COLUMNS: Final = ("place", "name", "unit", "from", "to", "value", "source")
MOST_ROWS: Final = 2_000


def read_rows(content: bytes, reader: Reader) -> tuple[list[Indicator], tuple[str, ...]]:
    """The rows of a file, and what is wrong with it: one sentence a fault, with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ("The file is no UTF-8 text. Save it as “CSV UTF-8”.",)
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(table.line_num, cells) for cells in table if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        return [], (f"line {table.line_num}: {error}.",)
    if problem := _unusable(lines):
        return [], (problem,)
    heads = [cell.strip().casefold() for cell in lines[0][1]]
    return _checked(heads, lines[1:], reader)


def _unusable(lines: list[tuple[int, list[str]]]) -> str:
    if not lines:
        return "The file is empty."
    heads = [cell.strip().casefold() for cell in lines[0][1]]
    if missing := [name for name in COLUMNS if name not in heads]:
        apart = " Separate the columns by commas." if len(heads) == 1 else ""
        return f"line 1: these columns are missing: {', '.join(missing)}.{apart}"
    if len(lines) > MOST_ROWS + 1:
        return f"The file has {len(lines) - 1} rows. Bring in {MOST_ROWS} at most at once."
    return ""


def _checked(
    heads: list[str], lines: list[tuple[int, list[str]]], reader: Reader
) -> tuple[list[Indicator], tuple[str, ...]]:
    rows, problems, seen = list[Indicator](), list[str](), dict[tuple[str, str, int, int], int]()
    for line, cells in lines:
        if len(cells) != len(heads):
            problems.append(f"line {line}: it has {len(cells)} columns, and the first line {len(heads)}.")
            continue
        found = dict(zip(heads, (cell.strip() for cell in cells), strict=True))
        faults = list(faults_of(found, reader))
        if not faults:
            one = indicator_of(found, reader)
            key = (one.place, one.name, one.period_from, one.period_to)
            if key in seen:
                faults = [f"the same place, name and days as line {seen[key]}"]
            seen.setdefault(key, line)
            rows.append(one)
        problems += [f"line {line}: {fault}." for fault in faults]
    return rows, tuple(problems)
