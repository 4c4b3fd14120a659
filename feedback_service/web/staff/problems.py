"""What goes wrong under /staff, as a page: to the sign-in, or plainly what is not there or not allowed."""

from urllib.parse import urlencode

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, NotAuthorizedException

from feedback_service.storage.workers import Worker
from feedback_service.web import errors
from feedback_service.web.http import Asked, send_on, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import ProofNeededError, SecondStepMissingError
from feedback_service.web.staff.pages import StaffProblemPage

_WORDS: dict[int, tuple[str, tuple[str, ...]]] = {
    403: (
        "You cannot do this here",
        (
            "It is not part of your role, or the form was sent from another site.",
            "Go on with what is in the list above, or ask a manager of your team.",
        ),
    ),
    404: (
        "There is nothing here for you",
        ("It may not exist, or it belongs to a team that is not yours.",),
    ),
    409: (
        "This cannot be changed any more",
        ("Somebody was first, or it is approved. Open it again to see it as it is now.",),
    ),
}


def to_sign_in(request: Asked, _error: NotAuthorizedException) -> Response[str]:
    """303 to the sign-in page, which comes back to a page that was asked for (never to another site)."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = f"?{urlencode({'next': wanted})}" if request.method == "GET" else ""
    headers = {"location": f"/staff/sign-in{query}", "cache-control": "no-store"}
    return Response("", status_code=303, headers=headers, media_type=MediaType.HTML)


def to_second_step(_request: Asked, _error: SecondStepMissingError) -> Response[str]:
    """303 to the account, where the second step is set up."""
    return send_on("/staff/account?did=second-step-needed")


def to_proof(_request: Asked, error: ProofNeededError) -> Response[str]:
    """303 to the page that asks who this is, which comes back."""
    return send_on(f"/staff/prove?{urlencode({'next': error.back})}")


def staff_refused(request: Asked, error: HTTPException) -> Response[str]:
    """An expected refusal, on a staff page when somebody is signed in."""
    if error.status_code not in _WORDS or not isinstance(request.scope.get("user"), Worker):
        return errors.refused(request, error)
    errors.tell(request, error.status_code)
    title, lines = _WORDS[error.status_code]
    page = StaffProblemPage(frame=frame_of(request, title), lines=lines)
    return show(request, page, status=error.status_code)
