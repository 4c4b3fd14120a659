"""What notices say: that something waits, where, and nothing of what or of whom."""

from typing import NamedTuple

from feedback_service.settings import Settings


class Saying(NamedTuple):
    """One line, which is also a mail's subject, and the page that it leads to."""

    line: str
    link: str


_PAGES = {
    "unread": "/staff/submissions",
    "stuck": "/staff/notices",
    "unsent": "/staff/notices",
    "drill": "/staff/notices",
    "report": "/staff/reports",
    "no-report": "/staff/jobs",
    "action": "/staff/actions",
    "ask": "/staff/asks",
}
_LINES = {
    "urgent": "An urgent item is waiting.",
    "concern": "1 item is waiting.",
    "overdue": "An item has waited longer than agreed.",
    "unread": "Some answers have not been read within the days agreed.",
    "stuck": "The service cannot check or pass on everything. Please look at what waits.",
    "unsent": "Unfinished answers cannot be sent as they are. Please see what to do about it.",
    "report": "A draft of a report is ready for you to read.",
    "no-report": "A report on schedule could not be made. Please see what became of it.",
    "action": "An action is yours to see to.",
    "ask": "A colleague asks you something.",
    "drill": "This is a drill: an urgent item would be waiting. Please do nothing.",
}


def saying(settings: Settings, kind: str, step: int) -> Saying:
    """What such a notice says at this step of the ladder; a kind without words: that 1 item is waiting."""
    line = _LINES.get(kind, _LINES["concern"])
    if kind == "ladder":
        waited = settings.ladder_minutes[min(step, len(settings.ladder_minutes)) - 1]
        line = f"An urgent item has waited {waited} minutes."
    return Saying(line, settings.public_url + _PAGES.get(kind, "/staff/concerns"))
