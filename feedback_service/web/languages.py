"""The languages of pages: which there are, which one a person chose, and our own words in each."""

import re
from collections.abc import Callable, Mapping
from gettext import NullTranslations
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from forms.told import Told, direction_of

SOURCE = "en"
_NUMBER = re.compile(r"\d+")
COOKIE = "language"


def mark(text: str) -> str:
    """Our own words for children and families, marked so that catalogs gather them; pages translate them."""
    return text


class English(NullTranslations):
    """What stands in for a missing translation: the English words, which say that they are English."""

    def gettext(self, message: str) -> str:
        return Told(message, SOURCE, "source")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 (as the base has it)
        return self.gettext(message)


def phrases(translations: NullTranslations) -> dict[str, Callable[..., str]]:
    """What templates call: `_`, `ngettext` (with `%(num)s`) and `pgettext`, each filling in named values.

    Words of forms that already know their language come back as they are.
    """

    def one(message: str, **values: object) -> str:
        if isinstance(message, Told) or not message:
            return message
        return _filled(_numbered(translations.gettext, message), values)

    def several(single: str, plural: str, number: int, **values: object) -> str:
        return _filled(translations.ngettext(single, plural, number), {"num": number, **values})

    def one_of(context: str, message: str, **values: object) -> str:
        return _filled(translations.pgettext(context, message), values) if message else ""

    return {"_": one, "ngettext": several, "pgettext": one_of}


def _numbered(say: Callable[[str], str], message: str) -> str:
    """The translation; a number in the message may stand in the catalog as {limit}."""
    told = say(message)
    number = _NUMBER.search(message) if isinstance(told, Told) else None
    general = say(message.replace(number[0], "{limit}", 1)) if number else told
    return told if number is None or isinstance(general, Told) else general.replace("{limit}", number[0])


def _filled(text: str, values: Mapping[str, object]) -> str:
    filled = text % values if values else text
    return Told(filled, text.language, text.state) if isinstance(text, Told) else filled


def plain(text: str) -> str:
    """The bare words, for titles and attributes, where no element can tell their language."""
    return text.striptags() if isinstance(text, Markup) else str(text)


def in_english(language: str, text: str) -> str:
    """English words that are not translated, for a page in `language`."""
    return text if language == SOURCE else Told(text, SOURCE, "source")


class Language(NamedTuple):
    """An entry of the menu of languages."""

    tag: str
    name: str
    direction: str


def in_english_named(tag: str) -> str:
    """What the language is called in English, for staff."""
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(SOURCE) or tag
    except UnknownLocaleError:
        return tag


def language_named(tag: str) -> Language:
    """The language with its own name for itself."""
    try:
        locale = Locale.parse(tag.replace("-", "_"))
        name = locale.get_display_name(locale) or tag
    except UnknownLocaleError:
        name = tag
    return Language(tag, name[:1].upper() + name[1:], direction_of(tag))
