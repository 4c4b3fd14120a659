"""A second pair of eyes on the quotes of a draft: somebody else than who made it looks at each."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from feedback_service.report_findings import Findings, decode
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import standing_checks
from feedback_service.storage.report_codings import quotable_later, still_quotable
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
HELD: Final = "A quote is held back now, so nobody can read its words. Take it out."
HELD_FOR_NOW: Final = (
    "A quote is held back now, so nobody can read its words. Take it out, or wait: whether it may be quoted "
    "is still being decided."
)
ALONE: Final = (
    "The service made this draft, and you are the only one who has looked at its quotes. Let a second person "
    "look at them too, or approve it, or take them out."
)
CHANGED: Final = (
    "Something about the quotes was changed, or somebody wrote in this draft, after you opened it. Read it "
    "again as it stands now, then approve it."
)
QUOTES_CHANGED: Final = (
    "Something about the quotes was changed after you opened this draft. Read them again as they stand now, "
    "then press again."
)
SEEN_BEFORE: Final = "seen before"
APPROVERS: Final = ("manager",)  # the roles that may approve a report
_LETTERS: Final = 16


class Shown(NamedTuple):
    """What a page shows of a report, in short: its quotes with what is decided about them; that and workers'
    words.

    Each is empty where nothing is quoted, or written.
    """

    quotes: str
    whole: str


async def shown_now(db: Transaction, report_id: str, findings: Findings) -> Shown:
    """What a page would show now. A page reads this first: so it is never newer than what the page shows."""
    places = places_of(findings)
    checks, held = await standing_checks(db, places), await held_back(db, findings)
    quoted = [
        "/".join((*place, checks[place].id if place in checks else "", "held" if place in held else ""))
        for place in sorted(places)
    ]
    written = sorted((await standing_edits(db, report_id)).values())
    return Shown(_short(quoted), _short([*quoted, *written]))


def _short(ids: Iterable[str]) -> str:
    text = "\n".join(ids)
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS] if text else ""


def places_of(findings: Findings) -> frozenset[Place]:
    """Where the quotes stand."""
    return frozenset((one.submission_id, one.question_id) for one in findings.quotes)


async def held_back(db: Transaction, findings: Findings) -> frozenset[Place]:
    """The quotes whose words are shown to nobody now: they may not be quoted, or somebody decided so."""
    places = places_of(findings)
    allowed = await still_quotable(db, sorted({submission for submission, _ in places}))
    checks = await standing_checks(db, places)
    decided = {place for place, one in checks.items() if one.outcome == "held"}
    return frozenset(place for place in places if place[0] not in allowed or place in decided)


async def standing_looks(db: Transaction, report: Report, findings: Findings) -> dict[Place, Look]:
    """The looks that count: of a draft, none from before the words were decided about as they are now.

    Nor any at words that are held back: who approves the draft cannot read them.
    """
    looks = await looks_at(db, report.id)
    if report.state != "draft":
        return looks
    held, checks = await held_back(db, findings), await standing_checks(db, places_of(findings))
    return {
        place: one
        for place, one in looks.items()
        if place not in held and (place not in checks or checks[place].decided_at < one.at)
    }


async def look(
    service: Service, report_id: str, seen: Collection[Place], worker_id: str, shown: str = ""
) -> str:
    """Note that the worker looked at these quotes of a draft, which they had before them as `shown` says.

    Gives what is wrong, if anything: OWN, QUOTES_CHANGED when by now other quotes stand in it than were shown
    (`Shown.quotes`) or something else is decided about them, or "frozen" when it is no draft. What is not
    quoted, or held back, is left out; SEEN_BEFORE, and nothing noted, when every look at the others stays.
    """

    async def work(tx: Transaction) -> str:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return "frozen"
        if known.report.created_by == worker_id:
            return OWN
        findings = decode(known.report.findings)
        if (await shown_now(tx, report_id, findings)).quotes != shown:
            return QUOTES_CHANGED
        looks = await standing_looks(tx, known.report, findings)
        mine = {place for place, one in looks.items() if one.worker_id == worker_id}
        stays = mine | (looks.keys() - _by_approvers(known.report, looks))
        quotes = (places_of(findings) & set(seen)) - await held_back(tx, findings) - stays
        if not quotes:
            return SEEN_BEFORE
        await drop_looks(tx, report_id, quotes)  # before the last decision about the words, or an approver's
        await add_looks(tx, report_id, quotes, worker_id, service.now())
        await note(tx, "quotes-looked-at", report_id, worker_id, service.now())
        return ""

    return await service.database.transaction(work)


def _by_approvers(report: Report, looks: dict[Place, Look]) -> set[Place]:
    """Where only somebody looked who may approve a draft that nobody made: they would stand behind it alone.

    A later look takes the place of theirs, so that they can approve it.
    """
    if report.created_by is not None:
        return set()
    return {place for place, one in looks.items() if one.role in APPROVERS}


async def what_lacks(tx: Transaction, report: Report, findings: Findings, approver: str) -> str:
    """What keeps the quotes from being approved by this worker; empty when two people stand behind each."""
    looks = await standing_looks(tx, report, findings)
    places = places_of(findings)
    if unseen := places - looks.keys():
        return await _held_words(tx, unseen) if unseen <= await held_back(tx, findings) else UNSEEN
    if report.created_by is None and any(looks[place].worker_id == approver for place in places):
        return ALONE
    return ""


async def _held_words(tx: Transaction, held: Collection[Place]) -> str:
    return HELD_FOR_NOW if held == await _may_come_back(tx, held) else HELD


async def _may_come_back(db: Transaction, held: Collection[Place]) -> set[Place]:
    """Which of the quotes held back may be quoted after what is under way, and not only if somebody acts."""
    later = await quotable_later(db, sorted({submission for submission, _ in held}))
    checks = await standing_checks(db, held)
    undecided = {place for place in held if place not in checks or checks[place].outcome != "held"}
    return {place for place in undecided if place[0] in later}


class Left(NamedTuple):
    """How many quotes of a draft wait: no look counts for `unseen` of them, of which `held` are held back.

    At `alone` others only somebody looked who may approve, of a draft that nobody made. Of those held back,
    `pending` may be quoted again after what is under way.
    """

    unseen: int
    held: int
    alone: int
    pending: int


async def left_to_look_at(db: Transaction, report: Report, findings: Findings) -> Left:
    """What is left before two people stand behind each quote; nothing where it is no draft any more."""
    if report.state != "draft":
        return Left(0, 0, 0, 0)
    looks, places = await standing_looks(db, report, findings), places_of(findings)
    alone = places & _by_approvers(report, looks)
    held = await held_back(db, findings)
    pending = await _may_come_back(db, held)
    return Left(len(places - looks.keys()), len(held), len(alone), len(pending))
