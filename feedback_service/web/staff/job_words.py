"""Jobs in plain words."""

from typing import Final

from feedback_service.jobs import REPORTS
from feedback_service.web.staff.wording import plural

NAMES: Final = {
    "unfinished": "Sends what was left unfinished",
    "ladder": "Calls the next person about urgent concerns",
    "reminders": "Reminds of concerns and of unread words",
    "receipts": "Makes receipt words findable",
    "signs of harm": "Looks for signs of harm",
    "signs in time": "Asks a person about what could not be looked at in time",
    "theming": "Reads new answers for themes",
    "quotes to check": "Looks for quotes to check",
    "routing": "Works out whom words are kept from",
    "notices": "Works out who is told",
    "email": "Sends e-mail",
    "text": "Sends text messages",
    "webhook": "Calls the webhook",
    "watch": "Watches that nothing is stuck",
    "key file": "Looks whether the key file changed",
    "head of the audit trail": "Tells the end of the audit trail",
    "learning": "Learns from corrections",
    "emergent": "Looks for new themes",
    "retention": "Erases words whose time is over",
    "tidying": "Clears away what is not needed any more",
    "reading again": "Reads older answers again",
    "trial of a codebook": "Tries changes of the codebook",
    REPORTS: "Drafts reports that are due",
    "actions due": "Reminds of actions, and carries them over",
}
_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def every(seconds: int) -> str:
    """How often: "every 5 minutes", "every hour"."""
    size, unit = next((one for one in _UNITS if seconds >= one[0] and seconds % one[0] == 0), (1, "second"))
    count = seconds // size
    return f"every {unit}" if count == 1 else f"every {plural(count, unit)}"


def outcome(kept: str) -> str:
    """How a run ended."""
    if kept.startswith("failed"):
        return f"Failed ({kept.removeprefix('failed: ')}); the log of the service says more"
    count = kept.removesuffix(" done")
    return "Nothing to do" if count == "0" else f"Done: {count}"
