"""The pack of a tablet: its menus and forms as documents that work without a network, and their worker.

The worker script names every document and file of the pack. Browsers fetch it again with each page; once a
byte of it differs they fetch the whole new pack, and only then give up the one before.
"""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec
from litestar import Response, get
from litestar.enums import MediaType
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath

from feedback_service.listening import Listening, form_texts
from feedback_service.storage.tablets import Tablet
from feedback_service.tablet_keys import public_key
from feedback_service.tablets import tablet_of
from feedback_service.web.http import HEADERS, Asked, Page, service_of
from feedback_service.web.languages import COOKIE, SOURCE
from feedback_service.web.listening import listening_of
from feedback_service.web.pack_asks import asks_of
from feedback_service.web.pack_pages import About, PackPage, Run
from feedback_service.web.pack_shapes import shapes_of
from feedback_service.web.pages import PageStruct
from feedback_service.web.render import TEMPLATES, static_folder
from feedback_service.web.tablet_menu import form_on, forms_menu, forms_of, groups_on, menu
from feedback_service.web.translating import Translating, translating_of
from feedback_service.web.views import look_of
from forms.catalogue import PublishedForm
from forms.told import Told

FRESH = 600_000  # milliseconds for which a form's document is remembered; a new recording is in it after that
WORKER_HEADERS = {
    **HEADERS,
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'",
    "service-worker-allowed": "/tablet",
    "content-type": "text/javascript; charset=utf-8",
}
_STATIC = re.compile(r'"((/static/[^/]+/)[^"]+)"')


@get("/tablet-worker.js", operation_id="tablet_worker")
async def tablet_worker(request: Asked) -> Response[bytes]:
    """The script that serves the pack on the tablet; it names what is in it. 401 when this is no tablet."""
    tablet = await _tablet(request)
    files = [*_documents(request, tablet), *_files(_menu(request, tablet, "", SOURCE))]
    code = next(file for file in files if file.endswith("/pack.js"))
    named = f"const PACK = {json.dumps(_version(request, tablet, files))}, FILES = {json.dumps(files)};\n"
    return Response(f"{named}importScripts({json.dumps(code)});\n".encode(), headers=WORKER_HEADERS)


def _files(page: str) -> list[str]:
    """The static files of the pack: those of every page, those of some, and the typefaces."""
    named = _STATIC.findall(page)
    root = named[0][1]
    fonts = (f"fonts/{path.name}" for path in sorted((static_folder() / "fonts").glob("*.woff2")))
    return [*dict.fromkeys(file for file, _ in named), *(f"{root}{name}" for name in ("draw.js", *fonts))]


def _version(request: Asked, tablet: Tablet, files: list[str]) -> str:
    """Changes with all that the documents are made of: to make them all in order to compare takes seconds."""
    service, fresh = service_of(request), service_of(request).now() // FRESH
    forms = tuple(forms_of(service, tablet))
    stamp = _stamp(translating_of(request), listening_of(request), forms, fresh)
    named = (service.settings.service_name, service.settings.helplines)
    parts = (files, stamp, named, tablet.id, tablet.only, public_key(service.keys), _templates())
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]


@lru_cache(maxsize=64)
def _stamp(
    translating: Translating, listening: Listening, forms: tuple[PublishedForm, ...], _fresh: int
) -> str:
    """Stands for the words of forms in every language, and for which of them can be heard."""
    shown = [translating.form(form, language).form for language in translating.offered for form in forms]
    heard = [listening.address(form_texts(form), form.language) for form in shown]
    return hashlib.sha256(msgspec.json.encode((shown, heard), enc_hook=_plain)).hexdigest()


def _plain(words: Told) -> tuple[str, str, str]:
    """Translated words as JSON takes them; with who stands behind them, for pages tell that too."""
    return str(words), words.language, words.state


@cache
def _templates() -> str:
    every = b"".join(path.read_bytes() for path in sorted(TEMPLATES.glob("*.html")))
    return hashlib.sha256(every).hexdigest()


@get(["/pack/tablet", "/pack/tablet/for/{group:str}"], operation_id="pack_menu")
async def pack_menu(request: Asked, group: FromPath[str] = "") -> Page:
    """A menu as it stands without a network."""
    tablet = await _tablet(request)
    return _answer(_menu(request, tablet, group, _language(request)))


@get("/pack/tablet/{form_id:str}", operation_id="pack_form")
async def pack_form(request: Asked, form_id: FromPath[str]) -> Page:
    """A whole form in one document."""
    tablet = await _tablet(request)
    form = form_on(service_of(request), tablet, form_id)
    return _answer(await asyncio.to_thread(_form, request, tablet, form, _language(request)))


def _answer(html: str) -> Page:
    return Response(html, media_type=MediaType.HTML, headers=HEADERS)


async def _tablet(request: Asked) -> Tablet:
    tablet = await tablet_of(service_of(request), request.cookies)
    if tablet is None:
        raise NotAuthorizedException
    return tablet


def _language(request: Asked) -> str:
    """The language that the address names: a pack has all of them, whatever somebody chose on this device."""
    named = request.query_params.get(COOKIE, SOURCE)
    return named if named in translating_of(request).offered else SOURCE


def _documents(request: Asked, tablet: Tablet) -> Iterator[str]:
    """The addresses of the pack: menus in every language, forms in those they were put into."""
    service, translating = service_of(request), translating_of(request)
    groups = (*groups_on(service, tablet), *groups_on(service, tablet, by_workers=True))
    for language in translating.offered:
        named = "" if language == SOURCE else f"?{COOKIE}={language}"
        yield f"/pack/tablet{named}"
        yield from (f"/pack/tablet/for/{group}{named}" for group in groups)
        for form in forms_of(service, tablet):
            if language == SOURCE or translating.form(form, language) is not form:
                yield f"/pack/tablet/{form.form.id}{named}"


def _menu(request: Asked, tablet: Tablet, group: str, language: str) -> str:
    service, translating = service_of(request), translating_of(request)

    def put(form: PublishedForm) -> PublishedForm:
        return translating.form(form, language)

    if group:
        page = forms_menu(service, tablet, group, "", put, back="/tablet")
    else:
        page = menu(service, tablet, "", put)
    return translating.render(page, language)


def _form(request: Asked, tablet: Tablet, form: PublishedForm, language: str) -> str:
    service = service_of(request)
    made = _document(
        translating_of(request), form, language, public_key(service.keys), service.now() // FRESH
    )
    return made.replace(_ANY_TABLET, tablet.id)


# Documents are the same for all tablets but for the tablet's id.
_ANY_TABLET = "00000000-0000-0000-0000-000000000000"


@lru_cache(maxsize=256)
def _document(
    translating: Translating, form: PublishedForm, language: str, key: tuple[str, str], _fresh: int
) -> str:
    shown = translating.form(form, language)

    def show(page: PageStruct) -> str:
        return translating.render(page, language)

    about = About(
        form=shown.form.id, version=shown.form.version, language=shown.form.language, tablet=_ANY_TABLET
    )
    run = Run(
        about=about,
        key=key[0],
        point=tuple(base64.b64decode(key[1])),
        review=shown.form.review,
        asks=asks_of(shown, translating.words(shown)),
    )
    page = PackPage(
        look=look_of(shown),
        language=shown.form.language,
        form_title=shown.form.title,
        run=msgspec.json.encode(run).decode(),
        shapes=tuple(shapes_of(shown, show)),
    )
    return show(page)
