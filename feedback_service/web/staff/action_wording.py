"""Actions in words: how they stand, by when they are due, how often they were carried over."""

from typing import Final

from feedback_service.action_wishes import day_of
from feedback_service.web.staff.wording import plural

STATES: Final = {"open": "Open", "done": "Done", "explained": "Could not be done: explained"}


def day_words(due_at: int) -> str:
    """The day by which something is due."""
    day = day_of(due_at)
    return f"{day.day} {day:%b %Y}"


def carried_words(count: int) -> str:
    """How often an action was carried over."""
    return f"carried over {'once' if count == 1 else plural(count, 'time')}" if count else ""
