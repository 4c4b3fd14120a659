"""A second pair of eyes on the quotes of a draft: somebody else than who made it looks at each."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from feedback_service.report_findings import Findings, decode
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import standing_checks
from feedback_service.storage.report_edits import (
    Look,
    Place,
    add_looks,
    drop_looks,
    looks_at,
    standing_edits,
)
from feedback_service.storage.reports import Report, find_report

OWN: Final = (
    "You made this draft, so somebody else has to look at its quotes: ask a reviewer or a manager who sees "
    "these teams. Where nobody else can, take the quotes out."
)
UNSEEN: Final = (
    "Not every quote has been looked at by a second person. Let somebody else than whoever made the draft "
    "look at them, or take them out."
)
ALONE: Final = (
    "The service made this draft, and you are the only one who has looked at its quotes. Let a second person "
    "look at them too, or approve it, or take them out."
)
CHANGED: Final = (
    "Somebody wrote in this draft, or decided about the words of a quote, after you opened it. Read it again "
    "as it stands now, then approve it."
)
OTHER_WORDS: Final = (
    "Somebody decided about the words of a quote after you opened this draft. Read the quotes again as they "
    "stand now, then press again."
)
_LETTERS: Final = 16


class Shown(NamedTuple):
    """What a page shows of a report, in short: what is decided about its quotes, and that and workers' words.

    Each is empty where nothing was decided, or written.
    """

    quotes: str
    whole: str


async def shown_now(db: Transaction, report_id: str, findings: Findings) -> Shown:
    """What a page would show now. A page reads this first: so it is never newer than what the page shows."""
    checks = await standing_checks(db, places_of(findings))
    decided = sorted(one.id for one in checks.values())
    written = sorted((await standing_edits(db, report_id)).values())
    return Shown(_short(decided), _short([*decided, *written]))


def _short(ids: Iterable[str]) -> str:
    text = "\n".join(ids)
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS] if text else ""


def places_of(findings: Findings) -> frozenset[Place]:
    """Where the quotes stand."""
    return frozenset((one.submission_id, one.question_id) for one in findings.quotes)


async def standing_looks(db: Transaction, report: Report, findings: Findings) -> dict[Place, Look]:
    """The looks that count: of a draft, none from before the words were decided about as they are now."""
    looks = await looks_at(db, report.id)
    if report.state != "draft":
        return looks
    checks = await standing_checks(db, places_of(findings))
    return {
        place: one
        for place, one in looks.items()
        if place not in checks or checks[place].decided_at <= one.at
    }


async def look(
    service: Service, report_id: str, seen: Collection[Place], worker_id: str, shown: str = ""
) -> str:
    """Note that the worker looked at these quotes of a draft, which they had before them as `shown` says.

    Gives what is wrong, if anything: OWN, OTHER_WORDS when something else is decided about them by now than
    what was shown (`Shown.quotes`), or "frozen" when it is no draft. What is not quoted is left out.
    """

    async def work(tx: Transaction) -> str:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return "frozen"
        if known.report.created_by == worker_id:
            return OWN
        findings = decode(known.report.findings)
        if (await shown_now(tx, report_id, findings)).quotes != shown:
            return OTHER_WORDS
        looks = await standing_looks(tx, known.report, findings)
        quotes = (places_of(findings) & set(seen)) - looks.keys()
        await drop_looks(tx, report_id, quotes)  # those at words that were decided about since
        await add_looks(tx, report_id, quotes, worker_id, service.now())
        await note(tx, "quotes-looked-at", report_id, worker_id, service.now())
        return ""

    return await service.database.transaction(work)


async def what_lacks(tx: Transaction, report: Report, findings: Findings, approver: str) -> str:
    """What keeps the quotes from being approved by this worker; empty when two people stand behind each."""
    looks = await standing_looks(tx, report, findings)
    places = places_of(findings)
    if not places <= looks.keys():
        return UNSEEN
    if report.created_by is None and any(looks[place].worker_id == approver for place in places):
        return ALONE
    return ""


def left_to_look_at(findings: Findings, looks: Mapping[Place, Look]) -> int:
    """How many quotes nobody has looked at yet."""
    return len(places_of(findings) - looks.keys())
