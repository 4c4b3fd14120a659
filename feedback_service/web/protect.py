"""Changes are taken from our own pages only."""

from urllib.parse import urlsplit

from litestar.exceptions import PermissionDeniedException

from feedback_service.web.http import Asked

_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


async def refuse_foreign_posts(request: Asked) -> None:
    """A change that a browser sends from another site is refused (its Sec-Fetch-Site or Origin says so).

    Requests with neither header do not come from a page of another site in any current browser; those that
    carry cookies must have one of them, unless they show a token of their own.
    """
    if request.method not in _CHANGES:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    elif origin is not None:
        allowed = urlsplit(origin).netloc == request.headers.get("host")
    else:
        allowed = "cookie" not in request.headers or "authorization" in request.headers
    if not allowed:
        raise PermissionDeniedException("This form was sent from another site.")
