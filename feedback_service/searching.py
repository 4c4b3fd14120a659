"""Search over what people wrote: sealed words are opened in memory, lot by lot, and not kept."""

import asyncio
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from analysis.finding import Needle, find, needle
from feedback_service.quote_waiting import said_at
from feedback_service.service import Service
from feedback_service.storage.scope import Scope
from feedback_service.storage.searching import Found, Narrowed, Place, count_narrowed, narrowed_to, words_in
from feedback_service.storage.words import SealedText
from feedback_service.uk_time import ZONE

PER_PAGE: Final = 20
LONGEST: Final = 200  # characters of what is typed
_LOT: Final = 200  # submissions opened at once: some 10 milliseconds
_SECONDS: Final = 1.0  # after which a page shows what was found so far


class Sought(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A search as it was typed and chosen; dates are "2026-03-31", both days included."""

    words: str = ""
    theme: str = ""
    subject: str = ""
    team: str = ""
    audience: str = ""
    band: str = ""
    moment: str = ""
    since: str = ""
    until: str = ""


class Passage(NamedTuple):
    """Words in which something was found, and where in them."""

    question_id: str
    words: str
    spans: tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A submission that was found; without passages when no words were looked for."""

    found: Found
    passages: tuple[Passage, ...]


class Results(NamedTuple):
    """One page. Of `total`, `looked` were looked at here; `after` is where to go on, None at the end."""

    hits: tuple[Hit, ...]
    looked: int
    total: int
    after: Place | None


def day_of(typed: str) -> date | None:
    """The day that was typed; None for nothing. Raises ValueError for what is no day."""
    if not typed:
        return None
    day = date.fromisoformat(typed)
    if not date(2000, 1, 1) <= day <= date(2999, 1, 1):
        raise ValueError("A day of this age.")
    return day


def narrowed(sought: Sought) -> Narrowed:
    """What is looked through. Raises ValueError for what is no day."""
    first, last = day_of(sought.since), day_of(sought.until)
    return Narrowed(
        theme_id=sought.theme,
        subject_id=sought.subject,
        team_id=sought.team,
        audience=sought.audience,
        band=sought.band,
        moment=sought.moment,
        since=_start_of(first) if first else None,
        until=_start_of(last + timedelta(days=1)) if last else None,
    )


def _start_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


async def search(
    service: Service, scope: Scope, sought: Sought, after: Place | None = None, *, seconds: float = _SECONDS
) -> Results:
    """The newest that fit, from after the place where a page before ended.

    Words are opened in lots, in a thread, until the page is full or the time is over; one lot at least.
    """
    within, wanted, hits, looked = narrowed(sought), needle(sought.words), list[Hit](), 0
    async with service.database.reading() as db:
        total = await count_narrowed(db, scope, within)
    until = time.monotonic() + seconds
    while True:
        lot, found = await _lot(service, scope, within, wanted, after)
        for one in lot:
            looked, after = looked + 1, one.place
            if one.id in found:
                hits.append(Hit(one, found[one.id]))
            if len(hits) == PER_PAGE:
                return Results(tuple(hits), looked, total, after)
        if len(lot) < _LOT:
            return Results(tuple(hits), looked, total, None)
        if time.monotonic() > until:
            return Results(tuple(hits), looked, total, after)


async def _lot(
    service: Service, scope: Scope, within: Narrowed, wanted: Needle, after: Place | None
) -> tuple[list[Found], dict[str, tuple[Passage, ...]]]:
    """The next submissions, and those of them that fit with where."""
    async with service.database.reading() as db:
        lot = await narrowed_to(db, scope, within, after=after, limit=_LOT)
        if not wanted.terms:
            return lot, {one.id: () for one in lot}
        texts = await words_in(db, [one.id for one in lot])
    return lot, await asyncio.to_thread(_fitting, service, texts, wanted)


def _fitting(service: Service, texts: Sequence[SealedText], wanted: Needle) -> dict[str, tuple[Passage, ...]]:
    fitting: dict[str, tuple[Passage, ...]] = {}
    for (submission_id, question_id), words in said_at(service, texts).items():
        if spans := find(words, wanted):
            passage = Passage(question_id, words, spans)
            fitting[submission_id] = (*fitting.get(submission_id, ()), passage)
    return fitting
