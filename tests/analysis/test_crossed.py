"""In two-way tables nobody can narrow a hidden count to a small range by adding and subtracting."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crossed import TOTAL, suppress_crossed

Table = dict[str, dict[str, int]]
Shown = Mapping[str, Mapping[str, int | None]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns, most = draw(st.sampled_from([("xy", 9), ("xyz", 3)]))
    return {row: {column: draw(st.integers(0, most)) for column in columns} for row in "ab"}


def behind(shown: Shown, most: int) -> Iterator[Table]:
    """Every table of counts up to `most` that would show the same numbers, found by trying them all."""
    rows, columns = [r for r in shown if r != TOTAL], [c for c in next(iter(shown.values())) if c != TOTAL]
    places = [(row, column) for row in rows for column in columns]

    def fill(at: int, table: dict[tuple[str, str], int]) -> Iterator[dict[tuple[str, str], int]]:
        if at == len(places):
            yield dict(table)
            return
        row, column = places[at]
        known = shown[row][column]
        for count in range(most + 1) if known is None else (known,):
            table[row, column] = count
            whole = shown[row][TOTAL]
            filled = sum(table[row, one] for one in columns) if column == columns[-1] else None
            if None not in (whole, filled) and whole != filled:
                continue
            yield from fill(at + 1, table)

    for found in fill(0, {}):
        sums = {column: sum(found[row, column] for row in rows) for column in columns}
        fits = all(shown[TOTAL][column] in (None, sums[column]) for column in columns)
        if fits and shown[TOTAL][TOTAL] in (None, sum(sums.values())):
            yield {row: {column: found[row, column] for column in columns} for row in rows}


def with_totals(table: Table) -> Table:
    columns = list(next(iter(table.values())))
    wide = {row: {**cells, TOTAL: sum(cells.values())} for row, cells in table.items()}
    return {**wide, TOTAL: {c: sum(row[c] for row in wide.values()) for c in (*columns, TOTAL)}}


@settings(max_examples=15)
@given(tables())
def test_no_hidden_count_can_be_narrowed_by_whoever_knows_what_is_shown(table: Table) -> None:
    threshold = 2
    shown = suppress_crossed(table, threshold=threshold)
    truth = with_totals(table)
    # Differences between such tables are made of steps of 1 in cycles: none needs a cell to rise further.
    most = max(max(cells.values()) for cells in table.values()) + threshold + 1
    ranges: dict[tuple[str, str], tuple[int, int]] = {}
    for possible in behind(shown, most):
        for row, cells in with_totals(possible).items():
            for column, count in cells.items():
                low, high = ranges.get((row, column), (count, count))
                ranges[row, column] = (min(low, count), max(high, count))
    for row, seen in shown.items():
        for column, known in seen.items():
            assert known in (None, truth[row][column])
            assert not (known is not None and 1 <= known <= threshold)
            if known is None:
                low, high = ranges[row, column]
                assert high - low > threshold


def test_a_small_count_takes_three_others_with_it() -> None:
    shown = suppress_crossed({"4 to 7": {"safe": 2, "not": 30}, "8 to 11": {"safe": 40, "not": 50}})
    assert shown == {
        "4 to 7": {"safe": None, "not": None, TOTAL: 32},
        "8 to 11": {"safe": None, "not": None, TOTAL: 90},
        TOTAL: {"safe": 42, "not": 80, TOTAL: 122},
    }


def test_a_table_without_small_counts_is_shown_whole() -> None:
    table = {"a": {"x": 9, "y": 0}, "b": {"x": 12, "y": 30}}
    assert suppress_crossed(table) == with_totals(table)


def test_small_totals_are_hidden_too() -> None:
    shown = suppress_crossed({"a": {"x": 1, "y": 2}, "b": {"x": 30, "y": 40}, "c": {"x": 20, "y": 50}})
    assert shown["a"] == {"x": None, "y": None, TOTAL: None}


def test_tables_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        suppress_crossed({"a": {"x": 1}}, threshold=1)
    with pytest.raises(ValueError, match="negative"):
        suppress_crossed({"a": {"x": -1}})
    with pytest.raises(ValueError, match="same columns"):
        suppress_crossed({"a": {"x": 1}, "b": {"y": 1}})
    with pytest.raises(ValueError, match="of its own"):
        suppress_crossed({"a": {TOTAL: 1}})
