"""The children's version of a report: shown on a screen, and as files to print or to listen to."""

from functools import partial
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from feedback_service.children_words import LANGUAGE, PRESS, PRESS_ARROW
from feedback_service.listening import Listening, key_of
from feedback_service.opening import note_opened
from feedback_service.report_findings import decode
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, Page, service_of, show
from feedback_service.web.listening import listening_of, sounds_of
from feedback_service.web.render import environment, render
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.papers.children import (
    ChildrenFile,
    ChildrenPage,
    ForChildren,
    children_pdf,
    for_children,
    with_sounds,
)
from feedback_service.web.staff.papers.hearing import in_file, on_page
from feedback_service.web.staff.recording_texts import recorded_at
from feedback_service.web.staff.report_files import GUARDS, settled_at
from feedback_service.web.staff.report_views import about, period_of, style_sheets
from feedback_service.web.staff.reports import known_report
from feedback_service.web.staff.roles import READS_REPORTS, RECORDS
from feedback_service.you_said import shown_of

_SHEETS: Final = ("tokens.css", "children.css")


@get(
    "/reports/{report_id:str}/for-children",
    operation_id="staff_report_for_children",
    guards=[allow(*READS_REPORTS)],
)
async def on_screen(request: Asked, report_id: FromPath[str]) -> Page:
    """The page, to be shown by a worker."""
    known, listening = await known_report(request, report_id), listening_of(request)
    view = await _view(service_of(request), known)
    sentences = set(view.heard.texts)
    page = ChildrenPage(
        view=with_sounds(view, partial(on_page, listening), PRESS),
        report=f"/staff/reports/{report_id}",
        sentences=len(sentences),
        silent=sum(not listening.key(text, LANGUAGE) for text in sentences),
        record=recorded_at() if worker_of(request).role in RECORDS else "",
    )
    return show(request, page)


@get(
    "/reports/{report_id:str}/for-children.html",
    operation_id="staff_report_for_children_file",
    guards=GUARDS,
    opt=UNCOMPRESSED,
)
async def as_file(request: Asked, report_id: FromPath[str]) -> Response[bytes]:
    """One file with the pictures and the sounds in it, to be opened anywhere without a network."""
    service, known = service_of(request), await known_report(request, report_id)
    heard = await _with_sounds(service, await _view(service, known), listening_of(request))
    env = environment(service_name=service.settings.service_name)
    html = render(env, ChildrenFile(view=heard, css=style_sheets(_SHEETS)))
    return await _sent(request, known, "for-children.html", "text/html", html.encode())


@get(
    "/reports/{report_id:str}/for-children.pdf",
    operation_id="staff_report_for_children_pdf",
    guards=GUARDS,
    opt=UNCOMPRESSED,
)
async def as_paper(request: Asked, report_id: FromPath[str]) -> Response[bytes]:
    """One page to print."""
    known = await known_report(request, report_id)
    data = await children_pdf(await _view(service_of(request), known), settled_at(known))
    return await _sent(request, known, "for-children.pdf", "application/pdf", data)


HANDLERS = (on_screen, as_file, as_paper)


async def _view(service: Service, known: KnownReport) -> ForChildren:
    report = known.report
    return for_children(
        decode(report.findings),
        await shown_of(service, report),
        service.settings.helplines,
        about=about(known),
        period=period_of(report),
        draft=report.state == "draft",
    )


async def _with_sounds(service: Service, view: ForChildren, listening: Listening) -> ForChildren:
    """The same with its sounds inside: of each thing, and of all in one go."""
    found = await sounds_of(service, listening, LANGUAGE, list(map(key_of, view.heard.texts)))
    return with_sounds(view, partial(in_file, listening, found), PRESS_ARROW)


async def _sent(request: Asked, known: KnownReport, name: str, kind: str, data: bytes) -> Response[bytes]:
    """The file, once it is noted that it leaves the service."""
    service, report = service_of(request), known.report
    await note_opened(service, [report.id], worker_of(request).id, "report-exported")
    called = f"draft-{name}" if report.state == "draft" else name
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{called}"'}
    return Response(data, media_type=kind, headers=headers)
