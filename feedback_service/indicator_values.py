"""One row of a file of indicators: what is wrong with it, and the indicator that it gives."""

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import uuid_utils

from feedback_service.report_places import ReportPlace, may_see, start_of
from feedback_service.storage.indicators import Indicator
from feedback_service.storage.places import whose_is
from feedback_service.storage.scope import Scope

_LONGEST: Final = {"name": 80, "unit": 40, "source": 200}
_DAY: Final = timedelta(days=1)


class RowError(Exception):
    """Something in a row that cannot be used; the message says what."""


class Reader(NamedTuple):
    """What rows are read against; `places` by what a file calls them."""

    places: dict[str, str]
    scope: Scope
    worker_id: str | None
    now: int


def faults_of(found: dict[str, str], reader: Reader) -> Iterator[str]:
    """What is wrong with a row, a clause each."""
    place = reader.places.get(found["place"], reader.places.get(found["place"].casefold(), ""))
    if not place:
        yield f"there is no team or agency “{found['place'][:40]}” (* is the whole partnership)"
    elif not may_see(reader.scope, ReportPlace(*whose_is(place))):
        yield f"“{found['place'][:40]}” is not among your teams"
    for name, longest in _LONGEST.items():
        if len(found[name]) > longest:
            yield f"{name} has more than {longest} letters"
        elif not found[name] and name != "unit":
            yield f"{name} is empty"
    yield from _period_faults(found)
    try:
        _number(found["value"])
    except RowError as error:
        yield str(error)


def _period_faults(found: dict[str, str]) -> Iterator[str]:
    days = []
    for name in ("from", "to"):
        try:
            days.append(_day(found[name]))
        except RowError as error:
            yield f"{name}: {error}"
    if len(days) > 1 and days[1] < days[0]:
        yield "the last day lies before the first"


def _day(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    raise RowError(f"“{text[:20]}” is no day. Write it as 2026-03-31 or 31/03/2026")


def _number(text: str) -> float:
    if text.endswith("%"):
        raise RowError("value: leave the % sign out, and write % under unit")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise RowError(f"value: “{text[:20]}” is no number. Write it as 1234.5")
    return value


def indicator_of(found: dict[str, str], reader: Reader) -> Indicator:
    """A row without faults as it is kept."""
    place = reader.places.get(found["place"]) or reader.places[found["place"].casefold()]
    return Indicator(
        id=str(uuid_utils.uuid7()),
        place=place,
        name=found["name"],
        unit=found["unit"],
        period_from=start_of(_day(found["from"])),
        period_to=start_of(_day(found["to"]) + _DAY),
        value=_number(found["value"]),
        source=found["source"],
        imported_by=reader.worker_id,
        imported_at=reader.now,
    )
