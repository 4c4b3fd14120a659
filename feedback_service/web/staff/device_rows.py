"""A tablet in plain words for workers, and a code with its picture."""

import segno
from markupsafe import Markup

from feedback_service.addresses import enrol_address
from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.tablets import waiting_turn
from feedback_service.web.staff.device_pages import Code, DeviceRow
from feedback_service.web.staff.wording import MOMENTS, age, plural, when
from feedback_service.web.tablet_menu import GROUPS

LATE = 24 * 3_600_000  # milliseconds that an answer may wait on a tablet before somebody should look


def code_shown(service: Service, tablet: str, code: str, pin: str) -> Code:
    """The code with its address, also as a picture that a tablet's camera reads."""
    address = enrol_address(service, code)
    drawn = segno.make_qr(address, error="m").svg_inline(scale=5, border=4, svgclass="qr", lineclass=None)
    return Code(tablet=tablet, code=code, address=address, picture=Markup(drawn), pin=pin)  # noqa: S704 (segno's own)


async def device_row(service: Service, tablet: Tablet, team: str) -> DeviceRow:
    """The tablet as a line of the list."""
    now, turn = service.now(), await waiting_turn(service, tablet)
    since = tablet.waiting_since or now
    waiting = (
        f"{plural(tablet.waiting, 'answer')}, the oldest for {age(since, now)}" if tablet.waiting else ""
    )
    only = f", now only: {GROUPS[tablet.only].label}" if tablet.only in GROUPS else ""
    return DeviceRow(
        href=f"/staff/tablets/{tablet.id}",
        name=tablet.name,
        team=team,
        state=_state(tablet, now),
        waiting=waiting,
        late=bool(tablet.waiting) and now - since >= LATE,
        menu=f"{plural(len(tablet.forms), 'form')}{only}",
        next=f"{turn.subject_id}, {MOMENTS[turn.moment or 'review'].lower()}" if turn else "",
    )


def _state(tablet: Tablet, now: int) -> str:
    if tablet.revoked_at is not None:
        return f"Ended {when(tablet.revoked_at)}"
    seen = "Not on a device" if tablet.seen_at is None else f"Seen {age(tablet.seen_at, now)} ago"
    if tablet.enrol_until is not None and tablet.enrol_until > now:
        return f"{seen}; a code is open until {when(tablet.enrol_until)}"
    return seen
