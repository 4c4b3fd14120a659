"""A second pair of eyes on the quotes of a draft: somebody else than who made it looks at each."""

from collections.abc import Collection, Mapping
from typing import Final

from feedback_service.report_findings import Findings, decode
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.report_edits import Look, Place, add_looks, looks_at
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


def places_of(findings: Findings) -> frozenset[Place]:
    """Where the quotes stand."""
    return frozenset((one.submission_id, one.question_id) for one in findings.quotes)


async def look(service: Service, report_id: str, seen: Collection[Place], worker_id: str) -> str:
    """Note that the worker looked at these quotes of a draft, which they had before them.

    Gives what is wrong, if anything: OWN, or "frozen" when it is no draft. What is not quoted is left out.
    """

    async def work(tx: Transaction) -> str:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return "frozen"
        if known.report.created_by == worker_id:
            return OWN
        quotes = places_of(decode(known.report.findings)) & set(seen)
        await add_looks(tx, report_id, quotes, worker_id, service.now())
        await note(tx, "quotes-looked-at", report_id, worker_id, service.now())
        return ""

    return await service.database.transaction(work)


async def what_lacks(tx: Transaction, report: Report, findings: Findings, approver: str) -> str:
    """What keeps the quotes from being approved by this worker; empty when two people stand behind each."""
    looks = await looks_at(tx, report.id)
    places = places_of(findings)
    if not places <= looks.keys():
        return UNSEEN
    if report.created_by is None and any(looks[place].worker_id == approver for place in places):
        return ALONE
    return ""


def left_to_look_at(findings: Findings, looks: Mapping[Place, Look]) -> int:
    """How many quotes nobody has looked at yet."""
    return len(places_of(findings) - looks.keys())
