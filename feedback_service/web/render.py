"""Turn a page struct into HTML: one Jinja environment, strict about names, escaping on."""

from functools import cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedback_service.listening import Listening
from feedback_service.web.dates import day, day_and_hour
from feedback_service.web.languages import SOURCE, in_english, phrases, plain
from feedback_service.web.pages import PageStruct
from forms.told import direction_of

SILENT = Listening(Path("no such folder"))
HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates"


def static_folder() -> Path:
    """The static files: inside the package when installed, beside it in a checkout."""
    inside = HERE.parent / "static"
    return inside if inside.is_dir() else HERE.parents[1] / "static"


@cache
def has_picture(name: str) -> bool:
    """Whether there is a drawing of this name."""
    return (static_folder() / "pictures" / f"{name}.svg").is_file()


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

    Templates see `_`, `ngettext`, `pgettext`, `page_language`, its `direction`, `picture` and `names`, and
    the filters `plain`, for titles and attributes, and `english`, for what is not translated.
    """
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(plain=plain, english=partial(in_english, language))
    env.filters.update(day=partial(day, language), day_and_hour=partial(day_and_hour, language))
    env.globals.update(phrases(translations or NullTranslations()))
    env.globals.update(page_language=language, direction=direction_of(language))
    env.globals.update(languages=(), chosen_language=language, needs_interpreter=False, is_draft=False)
    env.globals.update(
        {"picture": picture, "has_picture": has_picture, "listening": SILENT, "early_font": "", **names}
    )
    return env


def render(env: Environment, page: PageStruct, **told: object) -> str:
    """The page as HTML; `told` takes the place of globals."""
    return env.get_template(page.template).render({**told, **msgspec.structs.asdict(page)})
