"""Turn a page struct into HTML: one Jinja environment, strict about names, escaping on."""

from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedback_service.listening import Listening
from feedback_service.web.languages import SOURCE, phrases, plain
from feedback_service.web.pages import PageStruct
from forms.translation import direction_of

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


def environment(
    language: str = SOURCE,
    translations: NullTranslations | None = None,
    **names: Any,  # noqa: ANN401 (template globals are of any type)
) -> Environment:
    """A Jinja environment for pages in one language.

    Templates see `_`, `ngettext`, `pgettext`, `language`, its `direction`, `picture`, `listening`, `names`, and
    the filter `plain`, which titles and attributes need.
    """
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["plain"] = plain
    env.globals.update(phrases(translations or NullTranslations()))
    env.globals.update(language=language, direction=direction_of(language), is_draft=False)
    env.globals.update({"picture": picture, "listening": SILENT, "early_font": "", **names})
    return env


def render(env: Environment, page: PageStruct) -> str:
    """The page as HTML."""
    return env.get_template(page.template).render(msgspec.structs.asdict(page))
