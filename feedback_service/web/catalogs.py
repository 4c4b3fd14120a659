"""Catalogs of our own words: PO files whose translator comments say what state each translation is in."""

import re
from collections.abc import Iterable
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from feedback_service.web.languages import English
from forms.told import State

CATALOGS = Path(__file__).resolve().parents[1] / "languages"
# Words about safety and consent: a draft is not good enough.
REVIEWED_ONLY = frozenset({"safeguarding", "consent"})
_BRACED = re.compile(r"\{\w*\}")
_STATE = re.compile(r"state: (machine|draft|reviewed by \S.* on \d{4}-\d\d-\d\d)")


class CatalogError(Exception):
    """A catalog cannot be used; the message names file and string and says what to do."""


class Interface(NamedTuple):
    """Our own words in one language: how many are shown, how many are missing, any draft shown."""

    translations: NullTranslations
    shown: int = 0
    missing: int = 0
    is_draft: bool = False


def read_catalog(path: Path) -> Catalog:
    """The catalog as it stands in the file."""
    try:
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise CatalogError(f"{path.name}: {error}; mend the file") from error
    if wrong := [str(message.id) for message in messages(catalog) if not _keeps_placeholders(message)]:
        raise CatalogError(f"{path.name}: {wrong[0]!r}: write %(names)s and {{names}} as they are there")
    return catalog


def _keeps_placeholders(message: Message) -> bool:
    """Whether no translation asks for a value that its page does not have."""
    source = " ".join((message.id,) if isinstance(message.id, str) else message.id)
    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", source), "")
    try:
        return all(
            set(_BRACED.findall(text % values if values else text)) <= set(_BRACED.findall(source))
            for text in _strings(message)
        )
    except (KeyError, TypeError, ValueError):
        return False


def messages(catalog: Catalog) -> Iterable[Message]:
    """The messages of a catalog, its header left out."""
    return (message for message in catalog if message.id)


def state_of(message: Message) -> State:
    """Who stands behind the translation: nobody but a machine, unless a comment says otherwise."""
    said = [found[1] for comment in message.user_comments if (found := _STATE.fullmatch(comment.strip()))]
    return (
        "reviewed" if said and said[0].startswith("reviewed") else "draft" if said == ["draft"] else "machine"
    )


def interface(folder: Path, language: str, *, everything: bool = False) -> Interface:
    """Our own words in `language` that may be shown; with `everything` each, and its state behind it."""
    path = folder / f"{language}.po"
    if not path.is_file():
        return Interface(English(), missing=1)
    catalog = read_catalog(path)
    kept = [message for message in messages(catalog) if _is_shown(message, everything=everything)]
    missing = len(catalog) - len(kept)
    is_draft = any(state_of(message) != "reviewed" for message in kept)
    return Interface(_translations(catalog, kept, everything=everything), len(kept), missing, is_draft)


def _is_shown(message: Message, *, everything: bool) -> bool:
    if message.fuzzy or not all(_strings(message)):
        return False
    state = state_of(message)
    return everything or state == "reviewed" or (state == "draft" and message.context not in REVIEWED_ONLY)


def _strings(message: Message) -> tuple[str, ...]:
    """The translation, or its several plural forms."""
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def _translations(catalog: Catalog, kept: list[Message], *, everything: bool) -> NullTranslations:
    shown = {(message.id, message.context) for message in kept}
    for message in list(messages(catalog)):
        if (message.id, message.context) not in shown:
            catalog.delete(message.id, message.context)
        elif everything and (state := state_of(message)) != "reviewed":
            marked = tuple(f"{one} [{state}]" for one in _strings(message))
            message.string = marked[0] if len(marked) == 1 else marked
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(English())
    return translations
