"""The visit cookie: proof that this browser is answering this draft, changed with every page sent.

A value that changes at each POST also keeps the browser from bringing back a previous person's page on a
shared tablet (Chromium drops kept pages of a site whose HttpOnly cookies changed).
"""

import base64
import hmac
import re
import secrets
from collections.abc import Mapping

import msgspec
from litestar.datastructures import Cookie

from feedback_service.service import Service
from feedback_service.tablets import COOKIE as TABLET
from feedback_service.web.languages import COOKIE

_SIGNATURE_BYTES = 18
_LEFT_SECONDS = 3600
CORNER = "corner"  # of a tablet, opened by a PIN
_OURS = re.compile(r"visit-[0-9a-z-]{1,64}|corner")  # a browser may send any name, but not any can be set
RETURN = "visit-return"  # of somebody who came back with four words; it ends with the visits


class Visit(msgspec.Struct, frozen=True):
    """A proven visit; pages before `floor` (a page id) were answered on another device and stay hidden."""

    draft_id: str
    floor: str


def read_visit(service: Service, cookies: Mapping[str, str], draft_id: str) -> Visit | None:
    """The visit that the browser proves, or None."""
    nonce, _, rest = cookies.get(_name(draft_id), "").partition(".")
    floor, _, signature = rest.partition(".")
    expected = _signature(service, draft_id, nonce, floor)
    return Visit(draft_id, floor) if hmac.compare_digest(signature.encode(), expected.encode()) else None


def visit_cookie(service: Service, visit: Visit) -> Cookie:
    """A fresh cookie for the visit; it outlives a crash of the browser, not the draft."""
    nonce = secrets.token_urlsafe(9)
    signature = _signature(service, visit.draft_id, nonce, visit.floor)
    age = service.settings.link_draft_hours * 3600
    return kept_cookie(service, _name(visit.draft_id), f"{nonce}.{visit.floor}.{signature}", age)


def end_cookies(service: Service, cookies: Mapping[str, str], draft_id: str) -> list[Cookie]:
    """Takes the visit away from the browser that has it, and leaves a value that is new each time.

    A cookie that only goes does not make Chromium (156) drop the page it kept last; one that is set does.
    """
    name = _name(draft_id)
    gone = [kept_cookie(service, name, "", 0)] if name in cookies and _OURS.fullmatch(name) else []
    return [*gone, left_cookie(service)]


def end_every(service: Service, cookies: Mapping[str, str]) -> list[Cookie]:
    """Takes every visit, its language and a worker's corner off the browser; nothing when there is none."""
    gone = [name for name in cookies if _OURS.fullmatch(name)]
    if gone and COOKIE in cookies:
        gone.append(COOKIE)  # the next person chooses a language of their own
    return [*(kept_cookie(service, name, "", 0) for name in gone), left_cookie(service)] if gone else []


def end_return(service: Service) -> list[Cookie]:
    """Takes away what somebody who came back has proved."""
    return [kept_cookie(service, RETURN, "", 0), left_cookie(service)]


def can_leave(cookies: Mapping[str, str]) -> bool:
    """Whether pages offer to leave quickly: everywhere but on a shared tablet, where there is Stop."""
    return TABLET not in cookies


def left_cookie(service: Service) -> Cookie:
    """A value that is new each time, and means nothing."""
    return kept_cookie(service, "left", secrets.token_urlsafe(9), _LEFT_SECONDS)


def kept_cookie(service: Service, name: str, value: str, age: int) -> Cookie:
    """A cookie that no script can read and no other site can send with a change; `age` in seconds."""
    return Cookie(
        key=name,
        value=value,
        max_age=age,
        httponly=True,
        samesite="lax",
        secure=service.settings.secure,
    )


def _name(draft_id: str) -> str:
    return f"visit-{draft_id}"


def _signature(service: Service, draft_id: str, nonce: str, floor: str) -> str:
    raw = service.keys.sign("visit", f"{draft_id}.{nonce}.{floor}")
    return base64.urlsafe_b64encode(raw[:_SIGNATURE_BYTES]).decode()
