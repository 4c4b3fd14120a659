"""Cookies of a shared tablet: which one it is, how long it may lie idle, and that a worker typed the PIN."""

import base64
import hmac
from collections.abc import Mapping

from litestar.datastructures import Cookie

from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.tablets import COOKIE
from feedback_service.web.visits import CORNER, kept_cookie, left_cookie

IDLE = "idle"
YEAR = 365 * 24 * 3600
CORNER_SECONDS = 300


def enrolled_cookies(service: Service, token: str) -> list[Cookie]:
    """What makes a browser the tablet of this token."""
    return [kept_cookie(service, COOKIE, token, YEAR), _idle(service)]


def left_cookies(service: Service) -> list[Cookie]:
    """What makes a tablet a plain browser again."""
    return [*(kept_cookie(service, name, "", 0) for name in (COOKIE, IDLE, CORNER)), left_cookie(service)]


def idle_cookie(service: Service, cookies: Mapping[str, str]) -> list[Cookie]:
    """Tells the script of every page after how many idle seconds it asks, when that is news."""
    return [] if cookies.get(IDLE) == str(service.settings.tablet_idle_seconds) else [_idle(service)]


def _idle(service: Service) -> Cookie:
    """Readable by scripts: pages that come out of the offline pack have no other way to know."""
    return Cookie(
        key=IDLE,
        value=str(service.settings.tablet_idle_seconds),
        max_age=YEAR,
        samesite="lax",
        secure=service.settings.secure,
    )


def corner_cookie(service: Service, tablet: Tablet) -> Cookie:
    """Opens the corner for staff for five minutes, and only until the menu is opened again."""
    until = str(service.now() + CORNER_SECONDS * 1000)
    value = f"{until}.{_signature(service, tablet, until)}"
    return kept_cookie(service, CORNER, value, CORNER_SECONDS)


def may_enter_corner(service: Service, cookies: Mapping[str, str], tablet: Tablet) -> bool:
    """Whether the PIN was typed on this tablet in the last five minutes."""
    until, _, signature = cookies.get(CORNER, "").partition(".")
    fits = hmac.compare_digest(signature.encode(), _signature(service, tablet, until).encode())
    return fits and until.isdigit() and int(until) > service.now()


def _signature(service: Service, tablet: Tablet, until: str) -> str:
    raw = service.keys.sign("corner", f"{tablet.id}.{tablet.pin_hash}.{until}")
    return base64.urlsafe_b64encode(raw[:18]).decode()
