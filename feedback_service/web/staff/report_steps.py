"""What is done to a report after it is made: quotes, approval, publication, editions."""

from typing import Final

from litestar import post
from litestar.params import FromPath

from feedback_service.report_looking import QUOTES_CHANGED, SEEN_BEFORE, look
from feedback_service.reporting import (
    ChangedSinceError,
    ReportError,
    approve,
    new_edition,
    publish,
    remove_every_quote,
    remove_quote,
)
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.reports import asked_id, known_report, report_page
from feedback_service.web.staff.roles import APPROVES, MAKES_REPORTS, PUBLISHES

_ALL = "*"
_UNREAD = "Read every quote first, then tick the box to say so."
_UNSURE = "Tick the box to say that you are sure: what is published is not changed any more."
_NONE_SEEN = "No quote was shown to you. Open the report again and look at them."
_NOT_YET = "This report is a draft: it is approved before it is published."
_AS_IT_IS: Final = {
    "draft": "This draft was changed while you pressed. You see it as it is now: press again.",
    "approved": "This report is approved already, so nothing in it is changed any more.",
    "published": "This report is published already, so nothing in it is changed any more.",
}


@post("/reports/{report_id:str}/quotes", operation_id="staff_remove_quote", guards=[allow(*MAKES_REPORTS)])
async def take_quote_out(request: Asked, report_id: FromPath[str]) -> Page:
    """Take the quote at `place` ("*": every quote) out of a draft; the page with 409 when it is none."""
    known = await known_report(request, report_id)
    service, worker, place = service_of(request), worker_of(request), first(await posted(request), "place")
    submission, _, question = place.partition("/")
    if place == _ALL:
        done = await remove_every_quote(service, known.report.id, worker.id)
    else:
        done = await remove_quote(service, known.report.id, (submission, question), worker.id)
    if not done:
        return await _as_it_is(request, report_id)
    return send_on(f"/staff/reports/{report_id}?did=quote-out#steps")


async def _as_it_is(request: Asked, report_id: str, error: str = "", wrong: str = "steps") -> Page:
    """The report as it is now, with 409 and why what was asked cannot be done to it."""
    known = await known_report(request, report_id)
    error = error or _AS_IT_IS[known.report.state]
    return await report_page(request, known, error=error, wrong=wrong, status=409)


@post("/reports/{report_id:str}/looks", operation_id="staff_look_at_quotes", guards=[allow(*MAKES_REPORTS)])
async def look_at_quotes(request: Asked, report_id: FromPath[str]) -> Page:
    """Note that the worker looked at the quotes they were shown (`place`); 400 where that may not be theirs.

    Where somebody had looked at all of them before, nothing is noted, and the page says so.
    The page with 409 when the report is no draft any more, or its quotes, or what is decided about their
    words, are not what the page showed (`seen`).
    """
    known, fields = await known_report(request, report_id), await posted(request)
    places = [(one, question) for one, _, question in map(_parted, fields.get("place", ()))]
    if known.report.state == "draft" and not places:
        return await report_page(request, known, error=_NONE_SEEN, wrong="looks")
    worker, shown = worker_of(request), first(fields, "seen")
    problem = await look(service_of(request), known.report.id, places, worker.id, shown)
    if problem == "frozen":
        return await _as_it_is(request, report_id)
    if problem == QUOTES_CHANGED:
        return await _as_it_is(request, report_id, problem, "looks")
    if problem and problem != SEEN_BEFORE:
        return await report_page(request, known, error=problem, wrong="looks")
    did = "quotes-seen-before" if problem else "quotes-looked-at"
    return send_on(f"/staff/reports/{report_id}?did={did}#steps")


def _parted(place: str) -> tuple[str, str, str]:
    return place.partition("/")


@post("/reports/{report_id:str}/approval", operation_id="staff_approve_report", guards=[allow(*APPROVES)])
async def approve_report(request: Asked, report_id: FromPath[str]) -> Page:
    """Approve a draft once its quotes are said to be read.

    The page again with 400 when that is not said, no second person looked at its quotes, or the report must
    not stand beside another; with 409 when it is approved already, or is not what the page showed (`seen`).
    """
    known, fields = await known_report(request, report_id), await posted(request)
    if known.report.state == "draft" and first(fields, "read") != "yes":
        return await report_page(request, known, error=_UNREAD, wrong="approval")
    worker, seen = worker_of(request), first(fields, "seen")
    try:
        done = await approve(service_of(request), known.report.id, worker.id, seen)
    except ChangedSinceError as error:
        return await _as_it_is(request, report_id, str(error), "approval")
    except ReportError as error:
        return await report_page(request, known, error=str(error), wrong="approval")
    if not done:
        return await _as_it_is(request, report_id)
    return send_on(f"/staff/reports/{report_id}?did=report-approved#steps")


@post("/reports/{report_id:str}/publication", operation_id="staff_publish_report", guards=[allow(*PUBLISHES)])
async def publish_report(request: Asked, report_id: FromPath[str]) -> Page:
    """Publish an approved report once that is said to be sure (else the page, 400); any other: with 409."""
    known = await known_report(request, report_id)
    if known.report.state == "approved" and first(await posted(request), "sure") != "yes":
        return await report_page(request, known, error=_UNSURE, wrong="publication")
    if not await publish(service_of(request), known.report.id, worker_of(request).id):
        return await _as_it_is(request, report_id, _NOT_YET if known.report.state == "draft" else "")
    return send_on(f"/staff/reports/{report_id}?did=report-published")


@post("/reports/{report_id:str}/edition", operation_id="staff_correct_report", guards=[allow(*MAKES_REPORTS)])
async def correct_report(request: Asked, report_id: FromPath[str]) -> Page:
    """Make a draft that corrects the report: 303 to it, or the page again (400) with why that cannot be."""
    known, new_id = await known_report(request, report_id), asked_id(first(await posted(request), "id"))
    try:
        made = await new_edition(service_of(request), known.report.id, worker_of(request).id, new_id)
    except ReportError as error:
        return await report_page(request, known, error=str(error), wrong="edition")
    return send_on(f"/staff/reports/{made}?did=edition-made")


HANDLERS = (take_quote_out, look_at_quotes, approve_report, publish_report, correct_report)
