"""The lived-experience report: made from what is stored, approved by a named worker, then frozen."""

import asyncio
from collections.abc import Collection, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NamedTuple

import msgspec
import uuid_utils

from analysis.codebook import Codebook, load_codebook
from feedback_service import report_counts, report_feelings, report_themes
from feedback_service.reading import opened
from feedback_service.report_findings import (
    LOWEST_THRESHOLD,
    Audience,
    Findings,
    Group,
    Method,
    Quote,
    decode,
    encode,
    safe_shares,
)
from feedback_service.service import Service
from feedback_service.storage import report_codings as coded
from feedback_service.storage import report_data as data
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.reports import Report, add_report, find_report, replace_findings, set_approved
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import teams_in
from feedback_service.storage.words import SealedText, sealed_texts

ERASED: Final = "[removed at the person's request]"
HELD_BACK: Final = "[held back]"
DISTRIBUTION: Final = "child-family-feedback-service"
# How many submissions are asked for at once: databases limit the values of one statement.
_AT_ONCE = 500


class ReportError(Exception):
    """A report that cannot be made or changed as asked; the message says why."""


async def make_report(
    service: Service, *, team_id: str | None, period_from: int, period_to: int, made_by: str | None
) -> str:
    """Make a draft about a team (None: the whole partnership) and return its id.

    The period runs from `period_from` to before `period_to`, in Unix milliseconds. ReportError when the
    period is empty or the team unknown.
    """
    if period_from >= period_to:
        raise ReportError("The period must end after it begins.")
    scope = EVERYTHING if team_id is None else Scope(all_teams=False, team_ids=(team_id,))
    async with service.database.reading() as connection:
        if not await teams_in(connection, scope) and team_id is not None:
            raise ReportError(f"There is no team {team_id}.")
    extent = data.Extent(scope=scope, period_from=period_from, period_to=period_to)
    findings = await find_out(service, extent)
    report = Report(
        id=str(uuid_utils.uuid7()),
        team_id=team_id,
        period_from=period_from,
        period_to=period_to,
        state="draft",
        findings=encode(findings),
        created_at=service.now(),
        created_by=made_by,
    )

    async def keep(tx: Transaction) -> None:
        await add_report(tx, report)
        await note(tx, "report-made", report.id, made_by, report.created_at)

    await service.database.transaction(keep)
    return report.id


class _Rows(NamedTuple):
    """What was read, all from one consistent state of the database."""

    heard: list[data.Heard]
    words: dict[str, tuple[int, int]]
    answered: list[tuple[str, str, str | None]]
    known: set[str]
    made: list[tuple[str, str, int]]
    given: list[data.AnswerCount]
    scales: list[data.Scale]
    leans: list[coded.ThemeLean]
    quotable: list[coded.Quotable]
    texts: list[SealedText]
    times: list[data.ConcernTime]


async def find_out(service: Service, extent: data.Extent) -> Findings:
    """Everything the report says. What takes long runs beside the event loop, where people are answering."""
    threshold = max(LOWEST_THRESHOLD, service.settings.small_number)
    codebook = await asyncio.to_thread(load_codebook)
    asked = report_feelings.measured(service.catalogue)
    async with service.database.reading() as db:
        rows = await _read(db, extent, {question for one in asked.values() for question, _ in one.places})
        method = await _method(service, db, extent, codebook, threshold)
    return await asyncio.to_thread(_composed, service, codebook, rows, method, extent.period_from)


async def _read(db: Transaction, extent: data.Extent, questions: set[str]) -> _Rows:
    leans = await coded.theme_leans(db, extent)
    quotable = report_themes.candidates(leans, await coded.quotable(db, extent))
    return _Rows(
        heard=await data.heard(db, extent),
        words=await data.own_words(db, extent),
        answered=await data.subjects_heard(db, extent),
        known=await data.subjects_known(db, extent),
        made=await data.links_made(db, extent),
        given=await data.answer_counts(db, extent, questions),
        scales=await data.scales_until(db, extent, questions),
        leans=leans,
        quotable=quotable,
        texts=await _texts(db, {one.submission_id for one in quotable}),
        times=await data.concern_times(db, extent),
    )


def _composed(
    service: Service, codebook: Codebook, rows: _Rows, method: Method, period_from: int
) -> Findings:
    threshold, asked = method.threshold, report_feelings.measured(service.catalogue)
    groups = report_counts.groups(service.catalogue, rows.heard, rows.words, threshold)
    feelings, left_out = report_feelings.feelings(asked, rows.heard, rows.given, _shown(groups), threshold)
    words = {(text.submission_id, text.question_id): said for text, said in opened(service, rows.texts)}
    return Findings(
        groups=groups,
        subjects=report_counts.about_subjects(rows.known, rows.answered, threshold),
        links=report_counts.invitations(service.catalogue, rows.made, threshold),
        voices=report_counts.voices(rows.heard, rows.words, threshold),
        feelings=feelings,
        left_out=left_out,
        themes=report_themes.themes(codebook, rows.leans, _sizes(groups), threshold),
        quotes=report_themes.quotes(codebook, groups, rows.quotable, words),
        changes=report_feelings.changes(asked, rows.scales, period_from, threshold),
        concerns=report_counts.concerns(rows.times, threshold),
        method=method,
    )


def _sizes(groups: Sequence[Group]) -> dict[Audience, int]:
    return {group.audience: group.n for group in groups if group.n}


def _shown(groups: Sequence[Group]) -> dict[str, int]:
    """The groups whose size is told: only they have figures of their own."""
    shown: dict[str, int] = {}
    for group in groups:
        if group.audience == "child" and group.n:
            bands = group.breakdowns[report_counts.BAND_HEADING].cells
            names = {label: band for band, label in report_counts.BANDS.items()}
            shown |= {
                report_feelings.group_name("child", names[label]): n
                for label, n in bands.items()
                if n and label in names
            }
        elif group.audience in ("family", "practitioner") and group.n:
            shown[report_feelings.group_name(group.audience, None)] = group.n
    return shown


async def _texts(db: Transaction, ids: Collection[str]) -> list[SealedText]:
    ordered = sorted(ids)
    parts = [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
    return [text for part in parts for text in await sealed_texts(db, part)]


async def _method(
    service: Service, db: Transaction, extent: data.Extent, codebook: Codebook, threshold: int
) -> Method:
    codings = await coded.coding_counts(db, extent)
    themed, none, waiting = await coded.texts_without_theme(db, extent)
    by = {"Set by a worker": codings.worker, "Left standing by a worker who read it": codings.read}
    texts = {"With a theme": themed, "Without a theme": none, "Not yet looked at": waiting}
    return Method(
        threshold=threshold,
        quote_base=report_themes.QUOTE_BASE,
        codings=safe_shares({**by, "The machine's proposal only": codings.machine}, threshold),
        texts=safe_shares(texts, threshold),
        codebook=codebook.version,
        coded_by=await coded.coding_versions(db, extent),
        rules=service.rules.version,
        software=_software(),
    )


def _software() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "not installed from a release"


async def open_quotes(service: Service, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The words of each quote as they may be shown now; erased or held back ones say so instead."""
    ids = {quote.submission_id for quote in quotes}
    async with service.database.reading() as db:
        texts = await _texts(db, ids)
        allowed = await coded.still_quotable(db, sorted(ids))
    words = await asyncio.to_thread(
        lambda: {(text.submission_id, text.question_id): said for text, said in opened(service, texts)}
    )

    def shown(quote: Quote) -> str:
        if quote.submission_id not in allowed:
            return HELD_BACK
        return words.get((quote.submission_id, quote.question_id), ERASED)

    return tuple(shown(quote) for quote in quotes)


async def remove_quote(service: Service, report_id: str, place: tuple[str, str], worker_id: str) -> bool:
    """Take the quote at `place` (submission, question) out of a draft; False when nothing was changed.

    That is so when the report is approved or not there. A quote that is gone already is no failure.
    """

    async def remove(tx: Transaction) -> bool:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return False
        findings = decode(known.report.findings)
        left = tuple(one for one in findings.quotes if (one.submission_id, one.question_id) != place)
        if len(left) == len(findings.quotes):
            return True
        changed = encode(msgspec.structs.replace(findings, quotes=left))
        if not await replace_findings(tx, known.report, changed):
            return False
        await note(tx, "quote-removed", report_id, worker_id, service.now())
        return True

    return await service.database.transaction(remove)


async def approve(service: Service, report_id: str, worker_id: str) -> bool:
    """Freeze a draft in this worker's name; False when it is no draft any more."""

    async def freeze(tx: Transaction) -> bool:
        done = await set_approved(tx, report_id, worker_id, service.now())
        if done:
            await note(tx, "report-approved", report_id, worker_id, service.now())
        return done

    return await service.database.transaction(freeze)
