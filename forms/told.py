"""Words that know which language they are in, so that no page shows English as if it were something else."""

from functools import cache
from html import escape
from typing import Literal, Self

from babel import Locale, UnknownLocaleError

# Who stands behind a translation: nobody, somebody who speaks the language, or somebody who checked it.
State = Literal["machine", "draft", "reviewed"]


class Told(str):
    """Words that know their language; those of state "source" stand in for a missing translation."""

    __slots__ = ("language", "state")
    language: str
    state: State | Literal["source"]

    def __new__(cls, text: str, language: str, state: State | Literal["source"]) -> Self:
        told = super().__new__(cls, text)
        told.language, told.state = language, state
        return told

    def __html__(self) -> str:
        """Safe HTML; words in another language than the page around them say which (WCAG 2.2, 3.1.2)."""
        if self.state != "source":
            return escape(str(self))
        return f'<span lang="{self.language}" dir="{direction_of(self.language)}">{escape(str(self))}</span>'


@cache
def direction_of(language: str) -> str:
    """`rtl` or `ltr`, as CLDR tells of the language and its script."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction
    except UnknownLocaleError:
        base = language.rpartition("-")[0]  # a region that CLDR does not know, as of made-up ones
        return direction_of(base) if base else "ltr"


def like(told: str, text: str) -> str:
    """`text` with the language and state that `told` carries, if it carries one."""
    return Told(text, told.language, told.state) if isinstance(told, Told) else text
