"""`python -m tests.journeys.screens FOLDER`: pictures of each kind of page on tablet, phone and desktop.

The service is a fresh one with made-up words; nothing in the pictures is of a real person.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browsing import DESKTOP, PHONE, TABLET, chromium, visiting
from tests.journeys.house import served
from tests.journeys.places import every_place, go

SIZES = {"tablet": TABLET, "phone": PHONE, "desktop": DESKTOP}
QUALITY = 50
MIXED = {"young: drawing + long-text", "young: pictures, error", "adult: words-scale + zero-to-ten"}


def pictures(folder: Path) -> int:
    """Write `<page>-<size>.jpg` for every kind of page; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    made = 0
    with (
        tempfile.TemporaryDirectory() as place,
        served(Path(place)) as house,
        chromium() as browser,
        visiting(browser, TABLET) as page,
    ):
        for each in every_place(page, house):
            if is_shown(each.name):
                go(page, each)
                made += _taken(page, folder, each.name)
    return made


def is_shown(name: str) -> bool:
    """Whether the documentation shows this page: mixtures of kinds and most errors look like their parts."""
    return name in MIXED or (" + " not in name and not name.endswith(", error"))


def _taken(page: Page, folder: Path, name: str) -> int:
    stem = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    while "--" in stem:
        stem = stem.replace("--", "-")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        path = folder / f"{stem.strip('-')}-{size}.jpg"
        page.screenshot(path=path, type="jpeg", quality=QUALITY)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return len(SIZES)


if __name__ == "__main__":
    sys.stdout.write(f"{pictures(Path(sys.argv[1]))} pictures in {sys.argv[1]}\n")
