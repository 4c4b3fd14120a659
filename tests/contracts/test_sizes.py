"""Modules and functions stay small."""

import ast
import re
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for folder in ("feedback_service", "forms", "analysis", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of the module and how many lines it has, decorators left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        (f"{path.name}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found
    ]


def test_no_module_is_over_300_lines_and_half_are_under_80() -> None:
    ours = [path for path in MODULES if "versions" not in path.parts]
    assert [(path.name, lines(path)) for path in ours if lines(path) > 300] == []
    assert median(map(lines, ours)) <= 80


def test_no_test_module_is_over_450_lines() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    assert [(path.name, lines(path)) for path in tests if lines(path) > 450] == []


def test_half_of_all_functions_have_ten_lines_at_most_and_nineteen_in_twenty_thirty() -> None:
    sizes = sorted(size for path in MODULES if "versions" not in path.parts for _, size in functions(path))
    assert median(sizes) <= 10
    assert quantiles(sizes, n=20)[-1] <= 30


def test_every_module_says_in_one_line_what_it_owns() -> None:
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in MODULES}
    assert [name for name, text in texts.items() if text and not ast.get_docstring(ast.parse(text))] == []


def test_every_public_function_of_storage_is_called_in_a_test_that_runs_on_both_databases() -> None:
    storage = sorted((ROOT / "feedback_service" / "storage").glob("*.py"))
    public = {
        node.name
        for path in storage
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    }
    tests = sorted((ROOT / "tests" / "feedback_service" / "storage").glob("*.py"))
    said = set(re.findall(r"\w+", "\n".join(path.read_text(encoding="utf-8") for path in tests)))
    handed_on = {"insert_rows", "store_submissions"}  # by every submission that a test sends
    assert sorted(public - said - handed_on) == []
