"""What the impact assessment and the page on the Children's Code say is shown by tests that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("dpia.md", "childrens-code.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STANDARDS = 15


@cache
def named_tests(path: str) -> frozenset[str]:
    """The names of the tests in a module; none when there is no such module."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in found if node.name.startswith("test_"))


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of each row of the tables below a heading, without their heads."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition(heading)[2]
    below = text.partition("\n## ")[0]
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in below.splitlines()
        if line.startswith("|")
    ]
    return found[2:]


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    named = NAMED.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert len(named) > STANDARDS
    assert [f"{path}::{name}" for path, name in named if name not in named_tests(path)] == []


def test_every_risk_says_how_likely_and_how_bad_what_is_done_and_what_remains() -> None:
    risks = rows("dpia.md", "\n## Risks\n")
    assert len(risks) > STANDARDS
    for risk, likelihood, harm, measure, remains in risks:
        assert {likelihood, harm} <= {"low", "middle", "high"}, risk
        assert NAMED.search(measure), risk
        assert remains, risk


def test_the_fifteen_standards_stand_there_in_order_each_with_a_test() -> None:
    standards = rows("childrens-code.md", "say so.")
    assert [one[0].split()[0] for one in standards] == [str(n) for n in range(1, STANDARDS + 1)]
    assert [one[0] for one in standards if not NAMED.search(one[2])] == []
