"""The table of security requirements: every one is in it, what it names is there, its plain claims hold."""

import ast
import re
from collections import Counter
from pathlib import Path

import httpx
from litestar import Litestar

from feedback_service.web.render import TEMPLATES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d.]+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
IDS = (ROOT / "tests" / "contracts" / "asvs_ids.txt").read_text(encoding="utf-8").split("\n")
PROGRAM = [
    (path, path.read_text(encoding="utf-8"))
    for folder in ("feedback_service", "forms", "analysis")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
STATES = {"met", "in part", "not met", "setting up", "not here"}


def test_every_requirement_of_both_levels_is_in_the_table_once() -> None:
    assert [f"{number} {level}" for number, level, *_ in ROWS] == [line for line in IDS if line]
    assert len(ROWS) == 253


def test_every_row_has_a_state_and_says_where_or_why() -> None:
    assert {state for *_, state, _ in ROWS} == STATES
    assert [number for number, _, _, _, where in ROWS if len(where) < len("Not used")] == []


def test_the_sum_at_the_top_is_that_of_the_rows() -> None:
    counts = Counter(state for *_, state, _ in ROWS)
    said = re.search(
        r"Of (\d+): (\d+) met, (\d+) in part, (\d+) not met, (\d+) by setting up, (\d+) not", TEXT
    )
    assert said is not None
    order = ("met", "in part", "not met", "setting up", "not here")
    assert [int(one) for one in said.groups()] == [len(ROWS), *(counts[state] for state in order)]


def test_every_file_that_the_table_names_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|md|html|js|txt))`", TEXT))
    assert len(named) > 60
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_no_row_that_is_met_in_code_stands_without_a_place() -> None:
    bare = [number for number, _, _, state, where in ROWS if state == "met" and "`" not in where]
    # What is met by what there is not, or by the language and its tools.
    assert bare == [
        "1.4.1",
        "3.7.1",
        "4.2.1",
        "5.3.1",
        "6.2.10",
        "6.4.2",
        "9.2.4",
        "15.2.3",
        "15.3.5",
        "16.2.3",
    ]


def calls(tree: ast.AST) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_nothing_that_comes_in_is_run_as_code_and_no_shell_is_called() -> None:
    for path, text in PROGRAM:
        called = calls(ast.parse(text))
        assert called & {"eval", "exec", "os.system", "os.popen", "pickle.loads", "pickle.load"} == set(), (
            path.name
        )
        assert "shell=True" not in text, path.name


def test_certificates_are_checked_and_weak_hashes_and_guessable_numbers_are_not_used() -> None:
    for path, text in PROGRAM:
        assert not re.search(r"verify=False|CERT_NONE|_create_unverified|check_hostname = False", text), (
            path.name
        )
        assert not re.search(r"hashlib\.(md5|sha1)\b|modes\.ECB|PKCS1v15\(", text), path.name
        if "demo" not in path.parts:  # made-up people, the same each time
            assert not re.search(r"^(import random|from random import)", text, re.MULTILINE), path.name


async def test_no_debugging_and_no_page_of_documentation_is_served(app: Litestar) -> None:
    assert not app.debug
    assert app.openapi_config is None


async def test_no_folder_is_listed_and_nothing_outside_the_static_files_is_given(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    static = next(route.path for route in app.routes if "file_path" in route.path).partition("/{")[0]
    for path in (
        "",
        "/",
        "/pictures",
        "/pictures/",
        "/..%2fapp.py",
        "/%2e%2e/app.py",
        "/../app.py",
        "/.git/config",
    ):
        assert (await client.get(f"{static}{path}")).status_code in {400, 404, 405}, path
    assert (await client.get(f"{static}/favicon.svg")).status_code == 200


def test_every_password_is_masked_and_managers_may_fill_it_in() -> None:
    fields = [
        field
        for path in TEMPLATES.rglob("*.html")
        for field in re.findall(r"<input[^>]*password[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert len(fields) > 3
    for field in fields:
        assert 'type="password"' in field, field
        assert re.search(r'autocomplete="(current|new)-password"', field), field
        assert "onpaste" not in field, field
