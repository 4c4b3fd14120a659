"""Whatever goes wrong, kindly: JSON for machines under /api, a page for people; never a trace."""

import logging

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException

from feedback_service.faults import log_fault
from feedback_service.storage.database import StorageError
from feedback_service.web.http import NO_STORE, Asked, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.pacing import REFUSALS, within_pace
from feedback_service.web.pages import ProblemPage

log = logging.getLogger(__name__)
_LATER = (mark("Nothing that was sent before is lost."), mark("Please wait a moment and try again."))
_WORDS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: (mark("We could not read that"), (mark("Go back, and press the button once more."),)),
    401: (mark("Please sign in"), (mark("This page is for staff who are signed in."),)),
    403: (
        mark("You cannot do that here"),
        (mark("The page may have been opened from another site or by somebody else's link."),),
    ),
    404: (
        mark("There is no page here"),
        (mark("The address may be mistyped."), mark("If you have a code, type it on the first page.")),
    ),
    405: (mark("You cannot do that here"), (mark("Go back and try again."),)),
    413: (
        mark("That is too much at once"),
        (mark("Go back and make it shorter. You can send the rest as well, afterwards."),),
    ),
    429: (mark("Please wait a little"), (mark("There were many tries. Wait some minutes, then try again."),)),
    503: (mark("We cannot save just now"), _LATER),
}
_TOLD = {400, 403, 413, 429}  # what no page of ours leads to, or too much of it
_OTHERWISE = (mark("Something went wrong on our side"), _LATER)


def refused(request: Asked, error: HTTPException) -> Response[str]:
    """An expected refusal, in plain words."""
    status = error.status_code if error.status_code in _WORDS else 500 if error.status_code >= 500 else 400  # noqa: PLR2004 (HTTP)
    if status in _TOLD:
        tell(request, status)
    return _answer(request, status)


def tell(request: Asked, status: int) -> None:
    """Who was refused what, in the log: no address (it may hold a token), and not without end."""
    if within_pace(service_of(request), REFUSALS, str(status)):
        worker = getattr(request.scope.get("user"), "id", "nobody who is signed in")
        log.warning("Refused with %s: %s, %s", status, _handler(request), worker)


def _handler(request: Asked) -> str:
    return request.route_handler.handler_name if "route_handler" in request.scope else "at the door"


def no_such_file(request: Asked, _error: Exception) -> Response[str]:
    """A name that no file can have: too long, below a file, or with a zero byte in it."""
    return _answer(request, 404)


def storage_away(request: Asked, error: StorageError) -> Response[str]:
    """The database could not take or give something now."""
    log.error("Storage: %s", error)
    return _answer(request, 503)


def failed(request: Asked, error: Exception) -> Response[str]:
    """A fault of ours."""
    log_fault(log, error, f"Answering {request.route_handler.handler_name} failed")
    return _answer(request, 500)


def _answer(request: Asked, status: int) -> Response[str]:
    title, lines = _WORDS.get(status, _OTHERWISE)
    if request.url.path.startswith("/api/"):
        return Response(
            f'{{"errors":[{{"question":"service","message":"{title}."}}]}}',
            status_code=status,
            media_type=MediaType.JSON,
            headers=NO_STORE,
        )
    again = "/tablet" if "tablet" in request.cookies else "/"
    page = ProblemPage(title=title, lines=lines, again=again, again_label=mark("First page"))
    return show(request, page, status=status)
