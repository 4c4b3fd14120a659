"""A stored report made ready to read: its findings told, its quotes opened, and whose report it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from feedback_service.opening import note_opened
from feedback_service.report_editing import (
    SUMMARY,
    Written,
    action_words,
    part_of,
    standing,
    written_in,
)
from feedback_service.report_findings import Findings, Quote, decode
from feedback_service.report_looking import places_of, shown_now, standing_looks
from feedback_service.report_more import Evidence, Sentence
from feedback_service.report_places import WHOLE, days_of
from feedback_service.report_preparing import as_read
from feedback_service.reporting import ERASED, HELD_BACK, ReportError, open_quotes
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import Place
from feedback_service.storage.quote_places import checkable
from feedback_service.storage.reports import KnownReport, ListedReport, ReportHead, find_report
from feedback_service.storage.sight import seen_of
from feedback_service.storage.workers import Worker
from feedback_service.uk_time import moment_of
from feedback_service.web.render import environment, render, static_folder
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.papers.charts import charted
from feedback_service.web.staff.report_figures import few
from feedback_service.web.staff.report_pages import (
    QuoteView,
    ReportFile,
    ReportView,
    SentenceView,
    Trace,
)
from feedback_service.web.staff.report_sections import sections
from feedback_service.web.staff.report_signed import Signing, by_line, commented
from feedback_service.web.staff.roles import READS, TRIAGES, Roles


class _List(NamedTuple):
    """Where what a section counts is listed one by one, for these roles."""

    label: str
    href: str
    roles: Roles


_LISTS: Final = {
    "concerns": _List("Concerns as they stand today", "/staff/concerns", TRIAGES),
    "actions": _List("Actions as they stand today", "/staff/actions", READS),
}
_TITLE: Final = "Lived experience: {about}"


class _Leads(NamedTuple):
    """Which submissions the reader may open, and in which words they may say what is hidden."""

    opened: frozenset[str] = frozenset()
    checked: frozenset[Place] = frozenset()


async def view_of(
    service: Service, known: KnownReport, *, reader: Worker | None = None, checks: bool = False
) -> ReportView:
    """The report as it is read; only with a `reader` do quotes and sentences lead where that one may go.

    `checks`: they may say what is hidden in a quote, and write in a draft. Without a reader, it is as it
    leaves the service.
    """
    report = known.report
    async with service.database.reading() as db:
        shown = await shown_now(db, report.id, decode(report.findings))
    findings = await as_read(service, report)
    opened = await open_quotes(service, findings.quotes)
    async with service.database.reading() as db:
        written = await written_in(service, db, report)
        told = await action_words(service, db, report)
        looks = await standing_looks(db, report, findings)
        leads = await _leads(db, reader, places_of(findings), checks=checks) if reader else _Leads()
    quoted = [
        (quote, _quote(quote, said, leads, inside=reader is not None))
        for quote, said in zip(findings.quotes, opened, strict=True)
    ]
    places, draft = places_of(findings), report.state == "draft"
    looked = [look for place, look in looks.items() if place in places]
    signing = Signing(
        standing=standing_of(known),
        written=written,
        looks=looked,
        quotes=len(places if draft else looked),  # of what was frozen, only what is still there
        titles=_titles(findings),
    )
    newest = standing(written)
    address = f"/staff/reports/{report.id}" if reader else ""
    role = reader.role if reader else ""
    edits = f"{address}/words" if checks and draft else ""
    return ReportView(
        title=_TITLE.format(about=about(known)),
        period=period_of(report),
        draft=draft,
        standing=standing_of(known),
        legend=words.LEGEND.format(few=few(findings.method.threshold)),
        sections=tuple(
            charted(commented(one, newest, f"{edits}/comment.{one.id}" if edits else ""), address)
            for one in sections(findings, quoted, told, signing)
        ),
        summary=tuple(_sentence(one, newest, address, edits, role) for one in findings.summary),
        quoted=tuple(sorted(places - _held(findings, opened))) if reader else (),
        seen=shown.whole,
        checked=shown.quotes,
    )


def _held(findings: Findings, opened: Sequence[str]) -> set[tuple[str, str]]:
    """Where it stands in place of words that they are held back: nobody can have looked at these."""
    return {
        (quote.submission_id, quote.question_id)
        for quote, said in zip(findings.quotes, opened, strict=True)
        if said == HELD_BACK
    }


def about(known: ListedReport) -> str:
    """The team, the agency or the partnership that the report is about."""
    return known.team or known.report.agency or WHOLE


def quoted_in(known: KnownReport) -> set[str]:
    """The submissions that the report quotes."""
    return {quote.submission_id for quote in decode(known.report.findings).quotes}


async def _leads(db: Transaction, reader: Worker, places: Collection[Place], *, checks: bool) -> _Leads:
    opened = await seen_of(db, reader.scope, {submission for submission, _ in places})
    checked = await checkable(db, reader.scope, places) if checks else set()
    return _Leads(frozenset(opened), frozenset(checked))


def _quote(quote: Quote, said: str, leads: _Leads, *, inside: bool) -> QuoteView:
    at = (quote.submission_id, quote.question_id)
    place = "/".join(at) if inside else ""
    address = f"/staff/submissions/{quote.submission_id}" if quote.submission_id in leads.opened else ""
    check = f"/staff/quotes/{place}" if at in leads.checked and said != ERASED else ""
    return QuoteView(words=said, who=quote.who, place=place, address=address, check=check)


def _sentence(
    one: Sentence, written: Mapping[str, Written], address: str, edits: str, reader: str
) -> SentenceView:
    """A sentence with what it rests on; a worker's stands in place of the service's own."""
    theirs = written.get(part_of(SUMMARY, one.key))
    replaced = theirs if theirs and theirs.words else None
    return SentenceView(
        key=one.key,
        words=replaced.words if replaced else one.words,
        by=by_line(replaced) if replaced else "",
        traces=tuple(_traces(one, address, reader)),
        edit=f"{edits}/summary.{one.key}" if edits else "",
    )


def _traces(one: Sentence, address: str, reader: str) -> Iterator[Trace]:
    sections = dict.fromkeys(each.section for each in one.evidence)
    for section in sections:
        yield Trace(label="The figures", href=f"#{section}")
    if address and any(has_answers(each) for each in one.evidence):
        yield Trace(label="The answers behind it", href=f"{address}/evidence/summary.{one.key}")
    for page in (_LISTS[section] for section in sections if address and section in _LISTS):
        if reader in page.roles:
            yield Trace(label=page.label, href=page.href)


def has_answers(evidence: Evidence) -> bool:
    """Whether single answers stand behind it, and not only a table."""
    return bool(evidence.theme_id or evidence.measure)


def _titles(findings: Findings) -> dict[str, str]:
    """What the parts of a report that workers write in are called."""
    named = {part_of(SUMMARY, one.key): f"Summary: {_short(one.words)}" for one in findings.summary}
    return named | {
        f"comment/{key}": f"Comment on \u201c{title}\u201d" for key, title in SECTION_TITLES.items()
    }


SECTION_TITLES: Final = {
    "heard": "Who we heard, and who we did not",
    "voices": "Whose voice this is",
    "feelings": "Happier, safer, listened to",
    "matters": "What matters to children, in their words",
    "themes": "Themes: what is good, then what worries them",
    "families": "Families",
    "since": "Since last time",
    "concerns": "Concerns raised",
    "confidence": "Practitioners: how confident they are",
    "indicators": "Numbers from other systems",
    "actions": "You said, we did, or could not because",
    "limits": "Method and limits",
    "signed": "Edits and sign-off",
}
_SHORT: Final = 60


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]}\u2026"


def period_of(report: ReportHead) -> str:
    """First and last day of the period, in words."""
    first, last = days_of(report.period_from, report.period_to)
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def day(at: int) -> str:
    """The day of a time in Unix milliseconds, by the clock in the UK."""
    moment = moment_of(at)
    return f"{moment.day} {moment:%B %Y}"


def standing_of(known: KnownReport) -> tuple[str, ...]:
    """Who made, approved and published it, and its edition; the last line of a draft says that it is one."""
    report = known.report
    lines = [words.MADE.format(day=day(report.created_at), maker=known.maker or "the service")]
    if report.edition and report.edition > 1:
        lines.append(words.EDITION.format(edition=report.edition))
    if report.approved_at is None:
        return (*lines, words.DRAFT)
    time = f"{moment_of(report.approved_at):%H:%M}"
    lines.append(words.APPROVED.format(approver=known.approver, day=day(report.approved_at), time=time))
    if report.created_by == report.approved_by:
        lines.append(words.SAME_PERSON)
    if report.published_at is None:
        lines.append(words.NOT_PUBLISHED)
    else:
        time = f"{moment_of(report.published_at):%H:%M}"
        published = {"publisher": known.publisher, "day": day(report.published_at), "time": time}
        lines.append(words.PUBLISHED.format(**published))
    if known.newer:
        lines.append(words.SUPERSEDED)
    return tuple(lines)


async def report_html(service: Service, report_id: str) -> str:
    """The report as one HTML document that needs nothing else; ReportError when there is no such report."""
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    if known is None:
        raise ReportError(f"There is no report {report_id}.")
    await note_opened(service, quoted_in(known), None, "quote-shown")
    await note_opened(service, [report_id], None, "report-exported")
    return render_standalone(service, await view_of(service, known))


def render_standalone(service: Service, view: ReportView) -> str:
    """A report that was made ready to read, as one HTML document with its style sheets inside."""
    env = environment(service_name=service.settings.service_name)
    return render(env, ReportFile(view=view, css=style_sheets(("tokens.css", "report.css"))))


def style_sheets(names: Sequence[str]) -> Markup:
    """Style sheets of ours, to stand inside a file."""
    texts = [(static_folder() / name).read_text(encoding="utf-8") for name in names]
    return Markup("\n".join(texts))  # noqa: S704 (our own files)
