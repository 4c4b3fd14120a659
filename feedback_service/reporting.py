"""The lived-experience report: made from what is stored, approved by a named worker, frozen and published."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Final

import msgspec
import uuid_utils

from feedback_service.quote_spans import quoted
from feedback_service.reading import opened
from feedback_service.report_beyond import ActionWords, read_beyond
from feedback_service.report_composing import find_out, texts_of
from feedback_service.report_editing import keep_actions
from feedback_service.report_findings import Quote, decode, encode
from feedback_service.report_looking import CHANGED, places_of, shown_now, what_lacks
from feedback_service.report_places import ReportPlace
from feedback_service.report_preparing import Frozen, as_draft, as_frozen
from feedback_service.service import Service
from feedback_service.storage import report_codings as coded
from feedback_service.storage import report_data as data
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import standing_checks
from feedback_service.storage.reports import (
    Report,
    add_report,
    find_report,
    frozen_ids,
    replace_findings,
    set_approved,
    set_published,
)
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import teams_in

ERASED: Final = "[not kept any more]"
HELD_BACK: Final = "[held back]"
_TRIES: Final = 3
_BUSY: Final = "Other reports were approved, or quotes changed, while this was worked out. Try again."
_AGAIN: Final = "The part of the service that analyses words had to start again. Try again."


class ReportError(Exception):
    """A report that cannot be made or changed as asked; the message says why."""


class ChangedSinceError(ReportError):
    """A draft that is not as it was when whoever approves it opened it."""


async def make_report(
    service: Service,
    *,
    team_id: str | None,
    period_from: int,
    period_to: int,
    made_by: str | None,
    agency: str | None = None,
    replaces: Report | None = None,
    report_id: str = "",
) -> str:
    """Make a draft about a team, an agency, or (both None) the whole partnership, and return its id.

    The period runs from `period_from` to before `period_to`, in Unix milliseconds; `replaces` is the edition
    that it corrects. Asked for twice with the same `report_id`, it is made once; where that is the id of one
    about something else, under another. ReportError when the period is empty, or the team or agency unknown.
    """
    if period_from >= period_to:
        raise ReportError("The period must end after it begins.")
    place = ReportPlace(team_id, agency)
    asked = (team_id, agency, period_from, period_to, made_by, replaces.id if replaces else None)
    for made in (report_id, _beside(report_id, asked)) if report_id else ():
        if await _asked_before(service, made) == asked:
            return made
    async with service.database.reading() as connection:
        teams = await teams_in(connection, EVERYTHING)
        beyond = await read_beyond(service, connection, place, teams, (period_from, period_to))
    if team_id is not None and team_id not in {one.id for one in teams}:
        raise ReportError(f"There is no team {team_id}.")
    if agency is not None and agency not in {one.agency for one in teams}:
        raise ReportError(f"There is no agency {agency}.")
    extent = data.Extent(scope=place.scope(teams), period_from=period_from, period_to=period_to)
    with _analysing():
        findings = await find_out(service, extent, place)
    findings = msgspec.structs.replace(findings, indicators=beyond.indicators, actions=beyond.actions)
    report = Report(
        id="",
        team_id=team_id,
        period_from=period_from,
        period_to=period_to,
        state="draft",
        findings=encode(findings),
        created_at=service.now(),
        created_by=made_by,
        agency=agency,
        edition=(replaces.edition or 1) + 1 if replaces else 1,
        replaces=replaces.id if replaces else None,
    )
    return await _keep(service, _under(service, report, report_id), beyond.words)


def _under(service: Service, report: Report, report_id: str = "") -> Report:
    """The report under this id, or a new one, with a key of its own."""
    report_id = report_id or str(uuid_utils.uuid7())
    key = service.keys.new_data_key(report_id).stored
    return msgspec.structs.replace(report, id=report_id, key_master=key.master, key_wrapped=key.wrapped)


@contextmanager
def _analysing() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise ReportError(_AGAIN) from error


async def _asked_before(service: Service, report_id: str) -> tuple[object, ...] | None:
    """What the report with this id was made about, if it is there."""
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    return _asked_of(known.report) if known else None


def _asked_of(one: Report) -> tuple[object, ...]:
    return one.team_id, one.agency, one.period_from, one.period_to, one.created_by, one.replaces


def _beside(report_id: str, asked: tuple[object, ...]) -> str:
    """The id where another has this one (a page used again for other choices): of its time, at each press."""
    return report_id[:15] + str(uuid_utils.uuid5(uuid_utils.NAMESPACE_OID, f"{report_id} {asked}"))[15:]


async def _keep(service: Service, report: Report, words: Sequence[ActionWords]) -> str:
    """Keep the draft as it may stand beside others, unless it is there already; its id."""
    for _ in range(_TRIES):
        there = await _asked_before(service, report.id)
        if there == _asked_of(report):
            return report.id
        # Before it is held beside any: the other of this id may be among them.
        report = _under(service, report, _beside(report.id, _asked_of(report))) if there else report
        with _analysing():
            whole, standing = await as_draft(service, report)
        made = msgspec.structs.replace(report, findings=whole)

        async def keep(tx: Transaction, made: Report = made, standing: frozenset[str] = standing) -> bool:
            if await find_report(tx, made.id) or await frozen_ids(tx) != standing:
                return False
            await add_report(tx, made)
            await keep_actions(tx, service, made, words)
            await note(tx, "report-made", made.id, made.created_by, made.created_at)
            return True

        if await service.database.transaction(keep):
            return report.id
    raise ReportError(_BUSY)


async def new_edition(service: Service, report_id: str, made_by: str | None, new_id: str = "") -> str:
    """Make a draft that corrects an approved or published report, and return its id.

    Asked for twice with the same `new_id`, it is made once. ReportError when the report is a draft itself, or
    a newer edition stands in its place.
    """
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    if known is None or known.report.state == "draft":
        raise ReportError("Only a report that is approved or published can have a new edition.")
    if known.newer:
        raise ReportError("A newer edition stands in its place already: correct that one.")
    old = known.report
    return await make_report(
        service,
        team_id=old.team_id,
        agency=old.agency,
        period_from=old.period_from,
        period_to=old.period_to,
        made_by=made_by,
        replaces=old,
        report_id=new_id,
    )


async def open_quotes(service: Service, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The words of each quote as they may be shown now; erased or held back ones say so instead."""
    ids = {quote.submission_id for quote in quotes}
    async with service.database.reading() as db:
        texts = await texts_of(db, ids)
        allowed = await coded.still_quotable(db, sorted(ids))
        checks = await standing_checks(db, {(one.submission_id, one.question_id) for one in quotes})
    words = await asyncio.to_thread(
        lambda: {(text.submission_id, text.question_id): said for text, said in opened(service, texts)}
    )

    def shown(quote: Quote) -> str:
        place = (quote.submission_id, quote.question_id)
        if quote.submission_id not in allowed:
            return HELD_BACK
        if place not in words:
            return ERASED
        said = quoted(words[place], checks.get(place), quote.hidden)
        return HELD_BACK if said is None else said

    return tuple(shown(quote) for quote in quotes)


async def remove_quote(service: Service, report_id: str, place: tuple[str, str], worker_id: str) -> bool:
    """Take the quote at `place` (submission, question) out of a draft; False when nothing was changed.

    That is so when the report is approved or not there. A quote that is gone already is no failure.
    """
    return await _keep_quotes(
        service, report_id, worker_id, lambda one: (one.submission_id, one.question_id) != place
    )


async def remove_every_quote(service: Service, report_id: str, worker_id: str) -> bool:
    """Take all quotes out of a draft; False as `remove_quote`."""
    return await _keep_quotes(service, report_id, worker_id, lambda _: False)


async def _keep_quotes(
    service: Service, report_id: str, worker_id: str, keeps: Callable[[Quote], bool]
) -> bool:
    async def remove(tx: Transaction) -> bool:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return False
        findings = decode(known.report.findings)
        left = tuple(one for one in findings.quotes if keeps(one))
        if len(left) == len(findings.quotes):
            return True
        changed = encode(msgspec.structs.replace(findings, quotes=left))
        if not await replace_findings(tx, known.report, changed):
            return False
        await note(tx, "quote-removed", report_id, worker_id, service.now())
        return True

    return await service.database.transaction(remove)


async def approve(service: Service, report_id: str, worker_id: str, seen: str = "") -> bool:
    """Freeze a draft in this worker's name; False when it is no draft any more.

    `seen` is what they had before them (`Shown.whole`): ChangedSinceError when somebody wrote in it since, or
    something about its quotes was changed. What is hidden in its quotes now stays hidden in it, whatever is
    decided later. ReportError when beside an approved report it would tell what a few people said, or not
    every quote has been looked at by two people.
    """
    for _ in range(_TRIES):
        async with service.database.reading() as db:
            drafted = await find_report(db, report_id)
        if drafted is None or drafted.report.state != "draft":
            return False
        draft = drafted.report
        with _analysing():
            frozen = await as_frozen(service, draft)
        if isinstance(frozen, str):
            raise ReportError(frozen)

        async def freeze(tx: Transaction, draft: Report = draft, frozen: Frozen = frozen) -> bool | None:
            return await _freeze(tx, draft, frozen, worker_id=worker_id, at=service.now(), seen=seen)

        done = await service.database.transaction(freeze)
        if done is not None:
            return done
    raise ReportError(_BUSY)


async def _freeze(
    tx: Transaction, draft: Report, frozen: Frozen, *, worker_id: str, at: int, seen: str
) -> bool | None:
    """Whether it was frozen; None when something else stands by now than what that was worked out from."""
    if (await shown_now(tx, draft.id, frozen.findings)).whole != seen:
        raise ChangedSinceError(CHANGED)
    checks = await standing_checks(tx, places_of(frozen.findings))
    if await frozen_ids(tx) != frozen.standing or checks != frozen.checks:
        return None
    if lacks := await what_lacks(tx, draft, frozen.findings, worker_id):
        raise ReportError(lacks)
    if not await replace_findings(tx, draft, frozen.encoded):
        return None
    await set_approved(tx, draft.id, worker_id, at)
    await note(tx, "report-approved", draft.id, worker_id, at)
    return True


async def publish(service: Service, report_id: str, worker_id: str) -> bool:
    """Publish an approved report in this worker's name; False when it is none, or is published already."""

    async def work(tx: Transaction) -> bool:
        done = await set_published(tx, report_id, worker_id, service.now())
        if done:
            await note(tx, "report-published", report_id, worker_id, service.now())
        return done

    return await service.database.transaction(work)
