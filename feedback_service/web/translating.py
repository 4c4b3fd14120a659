"""Pages and forms put into the language that a person chose, as far as somebody stands behind the words."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

from feedback_service.settings import Settings
from feedback_service.web.catalogs import CATALOGS, Interface, interface, messages, read_catalog
from feedback_service.web.languages import COOKIE, SOURCE, language_named
from feedback_service.web.pages import PageStruct
from feedback_service.web.pseudo import PSEUDO, Pseudo
from feedback_service.web.render import environment, render
from forms.catalogue import Catalogue, PublishedForm
from forms.told import Told
from forms.translation import TRANSLATIONS, load_translations, reworded, translated

# Pages for staff, some of which stand on tablets, are in English.
FOR_STAFF = ("staff/", "tablet_", "style")
_KEPT_FORMS = 512


def _beside_the_forms(settings: Settings) -> Path:
    """Translations stand beside the forms they belong to: ours say nothing about a service's own forms."""
    return Path(settings.forms_folder) / "translations" if settings.forms_folder else TRANSLATIONS


class Translating:
    """Every language that pages can be in: our own words and the forms' translations, read once.

    Raises CatalogError and TranslationError for files that cannot be used.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue, names: Mapping[str, Any]) -> None:
        folder = Path(settings.translations_folder) if settings.translations_folder else None
        self.secure = settings.secure
        self._everything = settings.show_unreviewed
        self._catalogs = folder or CATALOGS
        self._translations = load_translations(catalogue, folder or _beside_the_forms(settings))
        made_up = tuple(PSEUDO) if settings.pseudo_languages else ()
        self.offered = tuple(dict.fromkeys((SOURCE, *settings.languages, *made_up)))
        menu = tuple(map(language_named, self.offered)) if len(self.offered) > 1 else ()
        every = dict.fromkeys((*self.offered, *(each.form.language for each in catalogue.all_versions())))
        self._interfaces = {tag: self._interface(tag) for tag in every}
        self._pages = {
            tag: environment(tag, own.translations, **{**names, "languages": menu})
            for tag, own in self._interfaces.items()
        }
        self.form = lru_cache(_KEPT_FORMS)(self._form)

    def _interface(self, language: str) -> Interface:
        if language == SOURCE:
            return Interface(NullTranslations())
        if language in PSEUDO:
            return Interface(Pseudo(PSEUDO[language], known_words(CATALOGS)), shown=1)
        return interface(self._catalogs, language, everything=self._everything)

    def _form(self, published: PublishedForm, language: str) -> PublishedForm:
        """The form as who chose `language` gets it; as it is when there is nothing in that language."""
        form = published.form
        if language in {"", form.language} or language not in self._interfaces:
            return published
        if language in PSEUDO:
            return reworded(published, language, partial(_made_up, language))
        entries = self._translations.get((form.id, form.version, language), {})
        shown = translated(published, language, entries, everything=self._everything)
        return shown if self._interfaces[language].shown or _told(shown.form) - {"source"} else published

    def preview(self, published: PublishedForm, language: str) -> PublishedForm:
        """The form in an offered language with every string there is, the unreviewed ones marked as such."""
        form = published.form
        if language in PSEUDO or language not in self.offered or language == form.language:
            return self.form(published, language)
        entries = self._translations.get((form.id, form.version, language), {})
        return translated(published, language, entries, everything=True)

    def words(self, published: PublishedForm) -> Callable[[str], str]:
        """Puts our own words into the language of the form, as pages do."""
        pages = self._pages.get(published.form.language, self._pages[SOURCE])
        return cast("Callable[[str], str]", pages.globals["_"])

    def render(self, page: PageStruct, wanted: str = "") -> str:
        """The page as HTML, in its form's language or else the one `wanted`; it tells what is missing."""
        language = self._language_of(page, wanted)
        own, told = self._interfaces[language], _told(page)
        is_partly = language != SOURCE and (own.missing > 0 or "source" in told)
        return render(
            self._pages[language],
            page,
            chosen_language=wanted or language,
            needs_interpreter=is_partly or wanted not in {"", language},
            is_draft=own.is_draft or bool(told & {"draft", "machine"}),
        )

    def _language_of(self, page: PageStruct, wanted: str) -> str:
        if page.template.startswith(FOR_STAFF):
            return SOURCE
        own: str = getattr(page, "language", "")
        if own:
            return own if own in self._interfaces else SOURCE
        return wanted if wanted and self._interfaces[wanted].shown else SOURCE


def known_words(folder: Path) -> frozenset[str]:
    """Every message that any catalog of the folder has, single and plural."""
    ids = [message.id for path in folder.glob("*.po") for message in messages(read_catalog(path))]
    return frozenset(one for each in ids for one in ((each,) if isinstance(each, str) else each))


def _made_up(language: str, _place: str, text: str) -> str:
    return Told(PSEUDO[language](text), language, "reviewed")


def _told(value: object) -> set[str]:
    """The states of the words in a page or form that carry one."""
    if isinstance(value, Told):
        return {value.state}
    if isinstance(value, msgspec.Struct):
        value = tuple(getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        return {state for each in value for state in _told(each)}
    return set()


def translating_of(request: Request[Any, Any, Any]) -> Translating:
    """The languages of the running service."""
    translating: Translating = request.app.state.translating
    return translating


def wanted_language(request: Request[Any, Any, Any]) -> str:
    """The language that the person chose, now or before on this device; empty when none of ours.

    What the browser asks for is not taken: on a shared device it tells of the device, not of the reader.
    """
    tag = request.query_params.get(COOKIE) or request.cookies.get(COOKIE, "")
    return tag if tag in translating_of(request).offered else ""


def in_language(request: Request[Any, Any, Any], published: PublishedForm) -> PublishedForm:
    """The form in the language that the person chose, as far as it is there."""
    return translating_of(request).form(published, wanted_language(request))


def language_cookie(request: Request[Any, Any, Any]) -> list[Cookie]:
    """Keeps a language just chosen from the menu until the browser is closed; nothing when none was."""
    tag, translating = request.query_params.get(COOKIE), translating_of(request)
    if tag not in translating.offered:
        return []
    return [Cookie(key=COOKIE, value=tag, httponly=True, samesite="lax", secure=translating.secure)]
