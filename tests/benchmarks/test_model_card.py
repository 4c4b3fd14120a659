"""The model card: every kind of figure stands in it, and whether a bar is met is what the figures say."""

import re
from operator import ge, le

import pytest

from benchmarks.card_invented import INVENTED
from benchmarks.card_real import REAL
from benchmarks.card_table import Figure, Section, markdown, taken
from benchmarks.model_card import CARD

BARRED = re.compile(
    r"^\| (?P<name>[^|]+) \| (?P<value>[-\d.]+) \| (?P<sign>[≤≥]) (?P<bar>[-\d.]+) \| (?P<met>\w+) \|$"
)


def card() -> str:
    return CARD.read_text(encoding="utf-8")


def test_every_kind_of_figure_stands_in_the_card_in_its_order() -> None:
    titles = re.findall(r"^\*\*(.+)\*\*$", card(), re.MULTILINE)
    assert titles == [*INVENTED, *REAL]
    assert len(titles) == len(set(titles))


def test_every_table_says_its_data_and_every_bar_says_whether_it_is_met() -> None:
    for part in re.split(r"^\*\*.+\*\*$", card(), flags=re.MULTILINE)[1:]:
        told, table = part.split("| figure |")
        assert re.search("answers|texts|comments", told)
        assert len(re.findall(r"^\| .+ \| [-\d.yesno]+ \|", table, re.MULTILINE)) >= 2
    barred = [found for line in card().splitlines() if (found := BARRED.match(line))]
    assert len(barred) > len(INVENTED) + len(REAL)
    for line in barred:
        if line["value"] != line["bar"]:  # shown to three places, both may look alike and one be more
            met = (ge if line["sign"] == "≥" else le)(float(line["value"]), float(line["bar"]))
            assert line["met"] == ("yes" if met else "no"), line[0]


def test_the_card_names_no_place_on_any_machine() -> None:
    assert not re.search(r"(?<![\w.])/(home|work|tmp|root|Users)\b", card())


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (Figure("f", 0.7, 0.7), "| f | 0.700 | ≥ 0.700 | yes |"),
        (Figure("f", 0.6999, 0.7), "| f | 0.700 | ≥ 0.700 | no |"),
        (Figure("f", 0.02, 0.03, at_most=True), "| f | 0.020 | ≤ 0.030 | yes |"),
        (Figure("f", 0.04, 0.03, at_most=True), "| f | 0.040 | ≤ 0.030 | no |"),
        (Figure("f", 0.5), "| f | 0.500 | | |"),
        (Figure("f", False), "| f | no | yes | no |"),
    ],
)
def test_a_figure_meets_its_bar_by_what_it_is_and_not_as_it_is_shown(figure: Figure, line: str) -> None:
    assert markdown("T", Section("told", [figure])).splitlines()[-1] == line


def test_what_could_not_be_worked_out_is_left_out() -> None:
    assert list(taken({"a_b": 0.5, "c": None}, a_b=0.4, c=0.4)) == [Figure("a b", 0.5, 0.4)]
