"""What was asked to be taken away, as SQL: nobody comes across it by the way."""

from sqlalchemy import ColumnElement, or_, select

from feedback_service.storage.kept_away import belongs_to
from feedback_service.storage.schema import removal_requests


def is_taken_back() -> ColumnElement[bool]:
    """It, or what it was added to, was asked to be removed, and it was not decided to keep it."""
    wished = or_(removal_requests.c.outcome.is_(None), removal_requests.c.outcome == "removed")
    return belongs_to(select(removal_requests.c.submission_id).where(wished))
