"""Turn a page struct into HTML: one Jinja environment, strict about names, escaping on."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedback_service.listening import Listening
from feedback_service.web.pages import PageStruct

SILENT = Listening(Path("no such folder"))
HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates"


def static_folder() -> Path:
    """The static files: inside the package when installed, beside it in a checkout."""
    inside = HERE.parent / "static"
    return inside if inside.is_dir() else HERE.parents[1] / "static"


@cache
def picture(name: str) -> Markup:
    """The drawing `static/pictures/<name>.svg`, to stand inline (decorative: the word is beside it)."""
    return Markup((static_folder() / "pictures" / f"{name}.svg").read_text(encoding="utf-8").strip())  # noqa: S704 (our own files)


def direction(text: str) -> str:
    """`rtl` or `ltr`, by the first letter with a direction (as HTML's dir="auto"; UAX 9, rules P2 and P3).

    The words themselves decide, so that no list of languages has to be right.
    """
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return "rtl" if next(strong, "L") != "L" else "ltr"


def environment(**names: Any) -> Environment:  # noqa: ANN401 (template globals are of any type)
    """A Jinja environment whose templates see `picture`, `listening`, `direction` (a filter) and `names`."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.filters["direction"] = direction
    env.globals.update({"picture": picture, "listening": SILENT, "early_font": "", **names})
    return env


def render(env: Environment, page: PageStruct) -> str:
    """The page as HTML."""
    return env.get_template(page.template).render(msgspec.structs.asdict(page))
