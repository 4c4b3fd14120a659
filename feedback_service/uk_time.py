"""The time of day where the service is used."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _zone() -> tzinfo:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:  # a machine without time zone data: say UTC, and show it
        return UTC


ZONE = _zone()
IS_UTC = ZONE is UTC


def moment_of(time: int) -> datetime:
    """A time in Unix milliseconds as it stands on a clock in the UK."""
    return datetime.fromtimestamp(time / 1000, ZONE)
