"""The whole service put together: the only wiring."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.static_files import create_static_files_router

from feedback_service.jobs import Timetable
from feedback_service.listening import Listening, speech_folder
from feedback_service.sending.channels import check_channels
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.forms import keep_versions
from feedback_service.storage.migrate import is_current
from feedback_service.symbols import load_symbols
from feedback_service.web import (
    answering,
    api,
    ending,
    errors,
    leaving,
    links,
    packs,
    returning,
    sealed,
    style,
    tablet,
)
from feedback_service.web import tablet_corner as corner
from feedback_service.web import tablet_enrol as enrol
from feedback_service.web.bundles import FONT, bundle_routes, has_font
from feedback_service.web.doorway import guarded
from feedback_service.web.http import MOST_FIELDS
from feedback_service.web.listening import learning, listen
from feedback_service.web.protect import refuse_foreign_posts
from feedback_service.web.render import static_folder
from feedback_service.web.staff import OPEN_HANDLERS, staff_router
from feedback_service.web.symbols import own_symbol, pictures
from feedback_service.web.translating import Translating

PAGES = (
    links.home,
    links.typed_code,
    links.open_link,
    links.begin_by_link,
    enrol.enrol_page,
    enrol.enrol_tablet,
    *corner.HANDLERS,
    tablet.tablet_menu,
    tablet.tablet_group,
    tablet.finished_on_tablet,
    tablet.tablet_state,
    tablet.open_on_tablet,
    tablet.begin_on_tablet,
    answering.carry_on,
    answering.show_question,
    answering.save_answer,
    answering.save_spoken_answer,
    ending.check_answers,
    ending.send_answers,
    ending.stop,
    ending.stop_now,
    ending.saved,
    ending.put_by,
    ending.saved_for_later,
    ending.done,
    ending.finish,
    ending.finished,
    ending.deleted,
    *returning.HANDLERS,
    *leaving.HANDLERS,
    packs.tablet_worker,
    packs.pack_menu,
    packs.pack_form,
    sealed.send_sealed,
    sealed.receipt_stock,
    style.style_page,
    listen,
    own_symbol,
)


# Static files change their address when they change, so browsers may keep them.
# They are no pages: what a page may do needs not be said of them, and each byte counts on a phone.
LASTING = {
    "cache-control": "max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
_COMPRESSED = DefineMiddleware(
    CompressionMiddleware,
    config=CompressionConfig(backend="brotli", brotli_quality=5, exclude_opt_key="uncompressed"),
)


class NotMigratedError(Exception):
    """The database does not have the schema this software needs."""


def create_app(service: Service) -> Litestar:
    """The ASGI application around an opened service; it starts and stops the database and the jobs."""
    folder = static_folder()
    static = f"/static/{_digest(folder)}"
    symbols = load_symbols(service.settings.symbols_folder)
    listening = Listening(speech_folder(service.settings))
    named = {
        "asset": lambda path: f"{static}/{path}",
        "helplines": service.settings.helplines,
        "service_name": service.settings.service_name,
        "picture": pictures(symbols),
        "listening": listening,
        "early_font": f"{static}/{FONT}" if has_font(folder) else "",
    }
    translating = Translating(service.settings, service.catalogue, named)
    files = create_static_files_router(
        path=static,
        directories=[folder],
        send_as_attachment=False,
        include_in_schema=False,
        after_request=_lasting,
        middleware=[_COMPRESSED],
        exception_handlers=dict.fromkeys((InternalServerException, ValueError), errors.no_such_file),
    )
    pages = Router(
        "/",
        route_handlers=[*PAGES, *OPEN_HANDLERS, staff_router()],
        before_request=refuse_foreign_posts,
        middleware=[_COMPRESSED],
    )
    app = Litestar(
        route_handlers=[
            pages,
            api.send_whole_form,
            api.health,
            files,
            *bundle_routes(folder, static, LASTING),
        ],
        lifespan=[_lifespan],
        state=State(
            {
                "timetable": Timetable,
                "service": service,
                "translating": translating,
                "listening": listening,
                "symbols": symbols,
            }
        ),
        exception_handlers={
            HTTPException: errors.refused,
            StorageError: errors.storage_away,
            Exception: errors.failed,
        },
        request_max_body_size=service.settings.max_body_bytes,
        multipart_form_part_limit=MOST_FIELDS,
        openapi_config=None,
        logging_config=None,
    )
    app.asgi_handler = guarded(app, service.settings)
    return app


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    service: Service = app.state.service
    if not await is_current(service.database):
        raise NotMigratedError("The database is not up to date: run `feedback-service migrate`.")
    check_channels(service.settings)
    await service.database.start()
    await service.database.transaction(lambda tx: keep_versions(tx, service.catalogue.all_versions()))
    timetable: Timetable = app.state.timetable(service)
    timetable.start()
    app.state.jobs = timetable
    try:
        async with learning(service, app.state.listening):
            yield
    finally:
        await timetable.stop()
        await service.database.stop()


async def _lasting(response: Response[object]) -> Response[object]:
    response.headers.update(LASTING)
    return response


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
