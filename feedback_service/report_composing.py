"""Composing a report: everything it says, from one consistent state of the database."""

import asyncio
from collections.abc import Collection, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NamedTuple

import msgspec

from analysis.codebook import Codebook
from feedback_service import (
    report_about,
    report_changes,
    report_confidence,
    report_counts,
    report_families,
    report_feelings,
    report_gaps,
    report_months,
    report_quotes,
    report_reach,
    report_themes,
    report_tones,
    report_trends,
)
from feedback_service.codebook_use import codebook_in_use
from feedback_service.machine import Said
from feedback_service.report_findings import (
    LOWEST_THRESHOLD,
    Audience,
    Findings,
    Group,
    Method,
    Months,
    safe_shares,
)
from feedback_service.report_places import ReportPlace, named_part
from feedback_service.saying import said
from feedback_service.service import Service
from feedback_service.storage import report_codings as coded
from feedback_service.storage import report_data as data
from feedback_service.storage import report_months as monthly
from feedback_service.storage import report_outcomes as decided
from feedback_service.storage import report_reach as reached
from feedback_service.storage import report_tones as sounded
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import Check, Place, standing_checks
from feedback_service.storage.teams import teams_in
from feedback_service.storage.words import SealedText, sealed_texts

DISTRIBUTION: Final = "child-family-feedback-service"
# How many submissions are asked for at once: databases limit the values of one statement.
_AT_ONCE = 500


class _Rows(NamedTuple):
    """What was read, all from one consistent state of the database."""

    heard: list[data.Heard]
    words: dict[str, tuple[int, int]]
    answered: list[tuple[str, str, str | None]]
    known: set[str]
    parts: report_counts.Parts
    made: list[reached.LinkCount]
    about: list[reached.AboutCount]
    kept: reached.KeptAbout
    given: list[data.AnswerCount]
    scales: list[data.Scale]
    leans: list[coded.ThemeLean]
    behind: report_quotes.Behind
    by_role: list[coded.RoleTheme]
    quotable: list[coded.Quotable]
    texts: list[SealedText]
    checks: dict[Place, Check]
    times: list[data.ConcernTime]
    outcomes: list[tuple[str, str]]
    tones: list[sounded.ToneCount]
    months: list[monthly.MonthCount]


async def find_out(service: Service, extent: data.Extent, place: ReportPlace) -> Findings:
    """Everything that answers and links say about `place`, which `extent` covers.

    What takes long runs beside the event loop, where people are answering. What needs numbers or names loaded
    runs in the analysis process. Raises BrokenProcessPool when that died.
    """
    threshold = max(LOWEST_THRESHOLD, service.settings.small_number)
    codebook = await codebook_in_use(service)
    asked = report_feelings.measured(service.catalogue)
    questions = {question for one in asked.values() for question, _ in one.places}
    confident = {question for _, _, question in report_confidence.asked_of(service.catalogue)}
    async with service.database.reading() as db:
        rows = await _read(db, extent, place, codebook, questions=questions, confident=confident)
        method = await _method(service, db, extent, codebook, threshold)
    findings = await asyncio.to_thread(_counted, service, codebook, rows, method)
    months = await report_trends.followed(_by_month(extent, rows, findings))
    words = await asyncio.to_thread(_said, service, rows.texts)
    quotes = await report_quotes.quotes(
        codebook, findings.groups, rows.behind, rows.quotable, words=words, checks=rows.checks
    )
    changes = await report_changes.changes(asked, rows.scales, extent.period_from, threshold)
    gaps = await report_gaps.gaps(findings.feelings)
    return msgspec.structs.replace(findings, quotes=quotes, changes=changes, gaps=gaps, months=months)


def _months(extent: data.Extent) -> list[report_months.Month]:
    return report_months.calendar(extent.period_from, extent.period_to)


def _by_month(extent: data.Extent, rows: _Rows, findings: Findings) -> Months:
    sizes, threshold = _sizes(findings.groups), findings.method.threshold
    return report_months.by_month(_months(extent), rows.months, sizes, findings.themes, threshold)


def _said(service: Service, texts: list[SealedText]) -> dict[Place, Said]:
    return {(text.submission_id, text.question_id): one for text, one in said(service, texts)}


async def _read(
    db: Transaction,
    extent: data.Extent,
    place: ReportPlace,
    codebook: Codebook,
    *,
    questions: set[str],
    confident: set[str],
) -> _Rows:
    leans = await coded.theme_leans(db, extent)
    behind = report_quotes.behind(codebook, leans)
    quotable = report_quotes.candidates(codebook, behind, await coded.quotable(db, extent))
    return _Rows(
        heard=await data.heard(db, extent),
        words=await data.own_words(db, extent),
        answered=await data.subjects_heard(db, extent),
        known=await data.subjects_known(db, extent),
        parts=named_part(place, await teams_in(db, extent.scope)),
        made=await reached.links_made(db, extent),
        about=await reached.answers_about(db, extent),
        kept=await reached.about_kept(db),
        given=await data.answer_counts(db, extent, questions | confident),
        scales=await data.scales_until(db, extent, questions),
        leans=leans,
        behind=behind,
        by_role=await coded.role_themes(db, extent),
        quotable=quotable,
        checks=await standing_checks(db, {(one.submission_id, one.question_id) for one in quotable}),
        texts=await texts_of(db, {one.submission_id for one in quotable}),
        times=await data.concern_times(db, extent),
        outcomes=await decided.concern_outcomes(db, extent),
        tones=await sounded.tone_counts(db, extent),
        months=await monthly.month_counts(db, extent, [one.start for one in _months(extent)]),
    )


def _counted(service: Service, codebook: Codebook, rows: _Rows, method: Method) -> Findings:
    """The findings without what only the analysis process can say."""
    threshold, catalogue = method.threshold, service.catalogue
    groups = report_counts.groups(catalogue, rows.heard, rows.words, threshold, rows.parts)
    groups = report_about.with_about(groups, rows.about, rows.kept, service.settings.areas, threshold)
    links = report_counts.invitations(catalogue, rows.made, threshold)
    asked = report_feelings.measured(catalogue)
    feelings, left_out = report_feelings.feelings(asked, rows.heard, rows.given, _shown(groups), threshold)
    themes = report_themes.themes(codebook, rows.leans, _sizes(groups), threshold)
    return Findings(
        groups=groups,
        subjects=report_counts.about_subjects(rows.known, rows.answered, threshold),
        links=links,
        voices=report_counts.voices(rows.heard, rows.words, threshold),
        feelings=feelings,
        left_out=left_out,
        themes=themes,
        quotes=(),
        changes=(),
        concerns=report_counts.concerns(rows.times, threshold, rows.outcomes),
        tones=report_tones.tones(rows.tones, threshold),
        method=method,
        reach=report_reach.reach(catalogue, rows.made, links, rows.parts, threshold),
        families=report_families.families(
            catalogue, groups, rows.heard, rows.by_role, themes, threshold=threshold
        ),
        confidence=report_confidence.confidence(
            report_confidence.asked_of(catalogue),
            rows.heard,
            rows.given,
            _sizes(groups).get("practitioner"),
            threshold,
        ),
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


async def texts_of(db: Transaction, ids: Collection[str]) -> list[SealedText]:
    """The own words of these submissions, however many."""
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
        quote_base=report_quotes.QUOTE_BASE,
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
