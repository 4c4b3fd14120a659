"""The cookies of staff pages: the session's, a step's on the way in, and the mark a browser is known by.

Over TLS every cookie is a `__Host-` cookie (see `web.doorway`), and such a one has to be sent to every page;
without TLS, on one's own machine, they go to staff pages only.
"""

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from feedback_service.settings import Settings
from feedback_service.signing_in import STEP_LASTS, Browser

SESSION, STEP, PASSKEY, MARK = "staff", "staff-step", "staff-passkey", "staff-known"
MARK_LASTS = 180 * 86_400  # seconds


def brought(connection: ASGIConnection, plain: str) -> str:  # type: ignore[type-arg]
    """What the browser sent in one of these cookies, or nothing."""
    return connection.cookies.get(plain, "")


def browser_of(connection: ASGIConnection) -> Browser:  # type: ignore[type-arg]
    """What is known of the browser that signs in."""
    return Browser(previous=brought(connection, SESSION), mark=brought(connection, MARK))


def session_cookie(settings: Settings, token: str) -> Cookie:
    """Goes when the browser closes, or at once without a token."""
    return _cookie(settings, SESSION, token, None if token else 0)


def step_cookie(settings: Settings, token: str, plain: str = STEP) -> Cookie:
    """Lasts as long as a step does, or goes at once without a token.

    A passkey is a step of its own: who changes their mind can still type a code.
    """
    return _cookie(settings, plain, token, STEP_LASTS // 1000 if token else 0)


def mark_cookie(settings: Settings, mark: str) -> Cookie:
    """Opens nothing: it lets this browser's tries be counted apart from strangers'."""
    return _cookie(settings, MARK, mark, MARK_LASTS)


def _cookie(settings: Settings, plain: str, value: str, age: int | None) -> Cookie:
    return Cookie(
        key=plain,
        value=value,
        path="/" if settings.secure else "/staff",
        max_age=age,
        httponly=True,
        samesite="lax",
        secure=settings.secure,
    )
