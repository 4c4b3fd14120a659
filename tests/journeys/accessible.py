"""The accessibility scan: axe-core with every rule of WCAG 2.2 up to AAA and its best practice."""

import os
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / ".axe/node_modules/axe-core/axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa"),
    *("wcag22a", "wcag22aa", "wcag22aaa", "best-practice"),
]
# Only what is told of the result leaves the page: the whole of it is long.
SCAN = """tags => axe.run({runOnly: tags, resultTypes: ['violations', 'incomplete']}).then(all => [
    all.passes.length,
    [...all.violations, ...all.incomplete].map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)])"""
STAFF_TAGS = [tag for tag in TAGS if not tag.endswith("aaa")]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def scan(page: Page, tags: list[str] = TAGS) -> list[str]:
    """The rules of axe-core that are broken, or that it could not decide, with the first element of each."""
    if not AXE.exists():
        reason = "axe-core is not installed: run tests/install-needs."
        (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)
    for frame in page.frames:
        if not frame.evaluate("'axe' in window"):  # what a script puts in a page's place keeps it
            frame.evaluate(_axe())
    passed, found = page.evaluate(SCAN, tags)
    assert passed, "the scan looked at nothing"
    return cast("list[str]", found)
