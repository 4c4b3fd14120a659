"""What suppression must guarantee to the child behind a small number."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.suppression import HIDDEN, percentage, safe_beside, suppress

TABLES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=2)


def tables_with_total(keys: tuple[str, ...], total: int) -> Iterator[dict[str, int]]:
    if len(keys) == 1:
        yield {keys[0]: total}
        return
    for count in range(total + 1):
        for rest in tables_with_total(keys[1:], total - count):
            yield {keys[0]: count, **rest}


@given(TABLES, st.integers(2, 6))
@example({"a": 1, "b": 1, "c": 1}, 2)
@example({"a": 2, "b": 2, "c": 2, "d": 0}, 2)
def test_no_hidden_count_can_be_worked_out_by_someone_who_knows_total_and_rule(
    counts: dict[str, int], threshold: int
) -> None:
    shown = suppress(counts, threshold=threshold, total_shown=True)
    possible = [
        table
        for table in tables_with_total(tuple(counts), sum(counts.values()))
        if suppress(table, threshold=threshold, total_shown=True) == shown
    ]
    for key, value in shown.items():
        candidates = {table[key] for table in possible}
        assert counts[key] in candidates
        assert len(candidates) >= 2 if value is HIDDEN else candidates == {value}


@given(TABLES, st.booleans())
def test_every_small_count_is_hidden_and_nothing_shown_is_changed(
    counts: dict[str, int], total_shown: bool
) -> None:
    shown = suppress(counts, total_shown=total_shown)
    assert list(shown) == list(counts)
    for key, count in counts.items():
        assert shown[key] in (HIDDEN, count)
        assert shown[key] is HIDDEN or not 1 <= count <= 5


def test_without_a_total_only_small_counts_are_hidden() -> None:
    counts = {"food": 3, "home": 12, "love": 0, "school": 6}
    assert suppress(counts, total_shown=False) == {"food": HIDDEN, "home": 12, "love": 0, "school": 6}


def test_a_lone_small_count_takes_the_next_smallest_with_it_when_the_total_is_shown() -> None:
    counts = {"food": 3, "home": 12, "love": 0, "school": 6}
    assert suppress(counts, total_shown=True) == {"food": HIDDEN, "home": 12, "love": 0, "school": HIDDEN}


def test_small_counts_whose_sum_names_them_take_another_with_them() -> None:
    counts = {"food": 1, "home": 1, "love": 9, "school": 20}
    assert suppress(counts, total_shown=True) == {
        "food": HIDDEN,
        "home": HIDDEN,
        "love": HIDDEN,
        "school": 20,
    }


def test_two_different_small_counts_protect_each_other() -> None:
    assert suppress({"food": 2, "home": 4, "love": 9}, total_shown=True)["love"] == 9


def test_zeros_hide_a_small_count_when_nothing_else_can() -> None:
    assert suppress({"food": 2, "home": 0, "love": 0}, total_shown=True) == dict.fromkeys(
        ["food", "home", "love"], HIDDEN
    )


def test_a_threshold_or_count_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        suppress({"food": 1}, threshold=1, total_shown=False)
    with pytest.raises(ValueError, match="negative"):
        suppress({"food": -1}, total_shown=False)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(10, 19, None), (10, 20, 50), (3, 40, None), (37, 40, None), (0, 40, 0), (40, 40, 100), (25, 200, 13)],
)
def test_a_percentage_needs_enough_people_on_both_sides(part: int, whole: int, expected: int | None) -> None:
    assert percentage(part, whole) == expected


def test_a_share_larger_than_the_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="not a share"):
        percentage(21, 20)


def test_what_grew_by_a_few_since_the_last_table_is_hidden() -> None:
    assert safe_beside({"food": 20, "home": 30}, {"food": 23, "home": 30}, previous_total=None) == {
        "food": HIDDEN,
        "home": 30,
    }


def test_with_totals_others_are_hidden_until_nothing_small_can_be_subtracted() -> None:
    before = {"food": 20, "home": 30, "love": 40}
    assert safe_beside(before, {"food": 23, "home": 30, "love": 60}, previous_total=90) == dict.fromkeys(
        before
    )
    assert safe_beside(before, {"food": 23, "home": 40, "love": 60}, previous_total=90) == {
        "food": HIDDEN,
        "home": HIDDEN,
        "love": 60,
    }


def test_a_table_that_did_not_change_is_shown_again() -> None:
    before = suppress({"food": 3, "home": 4, "love": 40}, total_shown=True)
    assert safe_beside(before, {"food": 3, "home": 4, "love": 40}, previous_total=47) == before


@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=1),
    st.integers(2, 6),
)
def test_two_tables_of_growing_counts_never_tell_a_small_move(
    tables: dict[str, tuple[int, int]], threshold: int
) -> None:
    then = {key: count for key, (count, _) in tables.items()}
    now = {key: count + more for key, (count, more) in tables.items()}
    total = sum(then.values())
    before = suppress(then, threshold=threshold, total_shown=True)
    shown = safe_beside(before, now, threshold=threshold, previous_total=total)
    moves = {key: now[key] - was for key, was in before.items() if was is not None and shown[key] is not None}
    assert not any(1 <= move <= threshold for move in moves.values())
    hidden = [key for key, count in shown.items() if count is HIDDEN]
    if len(hidden) < len(shown):
        assert len(hidden) != 1
        together = sum(now.values()) - total - sum(moves.values())
        assert len(moves) == len(now) or not 1 <= together <= threshold
