"""The accessibility scan: axe-core with every rule of WCAG 2.2 up to AAA and its best practice."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / ".axe/node_modules/axe-core/axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa"),
    *("wcag22a", "wcag22aa", "wcag22aaa", "best-practice"),
]
STAFF_TAGS = [tag for tag in TAGS if not tag.endswith("aaa")]


def scan(page: Page, tags: list[str] = TAGS) -> list[str]:
    """The rules of axe-core that are broken, or that it could not decide, with the first element of each."""
    if not AXE.exists():
        reason = "axe-core is not installed: run tests/install-needs."
        (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)
    for frame in page.frames:
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    assert result["passes"], "the scan looked at nothing"
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in [*result["violations"], *result["incomplete"]]
    ]
