"""Quotes to check: words that may point at somebody, until a person says how they may be quoted."""

from typing import Literal
from urllib.parse import quote_plus

import msgspec
from litestar import get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath

from analysis.quotable import Span
from feedback_service.quote_checking import (
    Decision,
    ToCheck,
    decide,
    open_one,
)
from feedback_service.quote_spans import also_hidden, fits, written
from feedback_service.quote_waiting import next_to_check
from feedback_service.storage.quote_checks import Outcome, Place
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.quote_pages import QuotesPage
from feedback_service.web.staff.quote_view import ADD, chosen_of, quote_page
from feedback_service.web.staff.roles import MAKES_REPORTS

LIST = "/staff/quotes"
ONE = "/quotes/{submission_id:str}/{question_id:str}"
CHANGED = "The wording has changed since it was shown. Read it as it stands now, then press again."
NEWER = (
    "Somebody decided about these words while you were reading. Nothing of yours was kept. You see what "
    "they decided; decide again if you see it otherwise."
)
NOT_THERE = "This does not stand in the words. Copy it as the person wrote it."
_OUTCOMES: dict[str, Outcome] = {"clear": "clear", "held": "held"}


@get("/quotes", operation_id="staff_quotes", guards=[allow(*MAKES_REPORTS)])
async def quotes(request: Asked) -> Page:
    """On to the next words that wait (303), or a page that says that none do."""
    asked = request.query_params
    way: Literal["after", "before"] = "before" if "before" in asked else "after"
    submission, _, question = asked.get(way, "").partition("/")
    beside = (submission, question) if question else None
    service, scope, did = service_of(request), worker_of(request).scope, asked.get("did", "")
    found = await next_to_check(service, scope, beside, way)
    if did and found is None:  # the last in the list is decided, but some before it may have been left
        beside, found = None, await next_to_check(service, scope, None)
    if found is None:
        back = f"{LIST}/{submission}/{question}" if beside else ""
        return show(request, QuotesPage(frame=frame_of(request, "Quotes to check"), back=back))
    return send_on(f"{LIST}/{found[0]}/{found[1]}{f'?did={quote_plus(did)}' if did else ''}")


@get(ONE, operation_id="staff_quote", guards=[allow(*MAKES_REPORTS)])
async def quote(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """One text with what to hide in it; also one that was decided about, to decide again."""
    one = await _opened(request, (submission_id, question_id))
    return show(request, quote_page(frame_of(request, "Quote to check"), one, chosen_of(one)))


@post(ONE, operation_id="staff_check_quote", guards=[allow(*MAKES_REPORTS)])
async def check_quote(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """Show the wording again, or keep what was decided and go on (303).

    The page again with 422 when a word to hide is not there or the wording is not the one that was shown, and
    with 409 when somebody else has decided since.
    """
    one, fields = await _opened(request, (submission_id, question_id)), await posted(request)
    chosen, add, do = _spans(one, fields), first(fields, "add").strip(), first(fields, "do")
    if add and do != "held":
        more = also_hidden(one.words, chosen, add, first(fields, "kind"))
        if more is None or not fits(one.words, more):
            return _again(request, one, fields, chosen, add_error=NOT_THERE, add=add, status=422)
        chosen = more
    if do not in _OUTCOMES:
        return _again(request, one, fields, chosen)
    if do == "clear" and written(chosen) != first(fields, "shown"):
        return _again(request, one, fields, chosen, error=CHANGED, status=422)
    return await _decided(request, one, Decision(_OUTCOMES[do], chosen, first(fields, "seen")))


HANDLERS = (quotes, quote, check_quote)


async def _opened(request: Asked, place: Place) -> ToCheck:
    one = await open_one(service_of(request), worker_of(request), place)
    if one is None:
        raise missing()
    return one


def _spans(one: ToCheck, fields: dict[str, list[str]]) -> tuple[Span, ...]:
    """What was ticked. ClientException for what no page of ours sends."""
    parts = [text.split("-", 2) for text in fields.get("hide", ())]
    try:
        spans = tuple(sorted((int(start), int(end), kind) for start, end, kind in parts))
    except ValueError as error:
        raise ClientException("This is no stretch of a text.") from error
    if not fits(one.words, spans):
        raise ClientException("This is no stretch of these words.")
    return spans


def _again(
    request: Asked,
    one: ToCheck,
    fields: dict[str, list[str]],
    chosen: tuple[Span, ...],
    *,
    status: int = 200,
    **changes: str,
) -> Page:
    problem = "error" in changes or ADD in changes
    frame = frame_of(request, "Error: Quote to check" if problem else "Quote to check")
    page = quote_page(frame, one, chosen, kind=first(fields, "kind"))
    # Who pressed had seen the decision that stood then, and not one that was made since.
    page = msgspec.structs.replace(page, seen=first(fields, "seen"), **changes)
    return show(request, page, status=status)


async def _decided(request: Asked, one: ToCheck, decision: Decision) -> Page:
    service, worker = service_of(request), worker_of(request)
    if not await decide(service, worker, one.place, decision):
        one = await _opened(request, one.place)
        same = one.check and (one.check.outcome, one.check.spans) == (decision.outcome, decision.spans)
        if not same:  # else a double press, or two who see it alike
            page = quote_page(frame_of(request, "Error: Quote to check"), one, chosen_of(one))
            return show(request, msgspec.structs.replace(page, error=NEWER), status=409)
    return send_on(f"{LIST}?after={'/'.join(one.place)}&did=quote-{decision.outcome}")
