"""What holds for every response and every change: headers, and requests from our own pages only."""

from urllib.parse import urlsplit

from litestar import Response
from litestar.exceptions import PermissionDeniedException

from feedback_service.web.http import Asked

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


async def add_headers(response: Response[object]) -> Response[object]:
    """Security headers on all; `no-store` wherever the handler said nothing else."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("cache-control", "no-store")
    return response


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
