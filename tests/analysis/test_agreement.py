"""Agreement between coders matches the published worked examples."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import alpha

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", sections A and C.
TWO_CODERS = ("0100000010", "1110010000")
FOUR_CODERS = (
    "123321412...",
    "1233224125.3",
    ".333234225 1.".replace(" ", ""),
    "1233244125 1.".replace(" ", ""),
)


def units(coders: tuple[str, ...]) -> list[list[int]]:
    return [[int(value) for value in unit if value != "."] for unit in zip(*coders, strict=True)]


def test_two_coders_of_two_values_agree_as_published() -> None:
    assert alpha(units(TWO_CODERS), level="nominal") == pytest.approx(0.095, abs=5e-4)


def test_four_coders_with_gaps_agree_as_published() -> None:
    assert alpha(units(FOUR_CODERS), level="nominal") == pytest.approx(0.743, abs=5e-4)
    assert alpha(units(FOUR_CODERS), level="ordinal") == pytest.approx(0.815, abs=5e-4)


def test_where_nothing_could_differ_agreement_is_unknown() -> None:
    assert alpha([[1, 1], [1, 1]], level="nominal") is None
    assert alpha([[1], [2]], level="ordinal") is None
    assert alpha([], level="nominal") is None


@given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12), st.booleans())
def test_the_order_of_coders_and_units_does_not_matter_and_one_is_the_most(
    coded: list[list[int]], ordered: bool
) -> None:
    chosen: Literal["nominal", "ordinal"] = "ordinal" if ordered else "nominal"
    found = alpha(coded, level=chosen)
    turned = alpha([unit[::-1] for unit in coded[::-1]], level=chosen)
    assert (found is None) == (turned is None)
    if found is not None:
        assert found == pytest.approx(turned)
        agreed = all(len(set(unit)) == 1 for unit in coded if len(unit) > 1)
        assert (found == pytest.approx(1)) == agreed
