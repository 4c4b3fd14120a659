"""Rules over the program's text: settings documented, no outside address, locks that name no index."""

import re
from pathlib import Path

import pytest

from feedback_service.settings import PREFIX, Settings
from feedback_service.web.render import TEMPLATES, static_folder

ROOT = Path(__file__).parents[2]
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
# Shown as an example, or joined with a host that the administrator sets.
EXAMPLES = re.compile(r"https?://(127\.0\.0\.1(:(\d+|\{port\}))?)?")
SHOWN = [
    *TEMPLATES.rglob("*.html"),
    *(path for path in static_folder().rglob("*") if path.suffix in {".css", ".js", ".svg", ".webmanifest"}),
]
PROGRAM = [path for name in ("feedback_service", "forms", "analysis") for path in (ROOT / name).rglob("*.py")]


def addresses(path: Path) -> list[str]:
    found = re.findall(r"https?://[^\s\"'<>)`]*", path.read_text(encoding="utf-8"))
    return [one for one in found if one not in NAMESPACES]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_no_page_style_or_picture_names_an_outside_address(path: Path) -> None:
    assert addresses(path) == []
    assert (
        re.findall(r"(?:src|href|action)=[\"']//|url\([\"']?//|@import", path.read_text(encoding="utf-8"))
        == []
    )


def test_the_program_names_no_outside_address() -> None:
    found = {str(path.relative_to(ROOT)): addresses(path) for path in PROGRAM}
    outside = {name: [one for one in named if not EXAMPLES.fullmatch(one)] for name, named in found.items()}
    assert {name: named for name, named in outside.items() if named} == {}


def test_every_setting_is_in_the_readme() -> None:
    _, _, after = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Settings")
    table = after.partition("\n## ")[0]
    assert [name for name in Settings.__struct_fields__ if f"`{PREFIX}{name.upper()}`" not in table] == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_locked_requirements_are_hashed_and_name_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pinned = re.findall(r"^[A-Za-z0-9_.-]+(?:\[[a-z,]+\])?==\S+", text, re.MULTILINE)
    assert len(pinned) > 1
    assert text.count("--hash=sha256:") >= len(pinned)
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []
