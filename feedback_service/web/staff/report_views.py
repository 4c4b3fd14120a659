"""A stored report made ready to read: its findings told, its quotes opened, and whose report it is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from feedback_service.opening import note_opened
from feedback_service.report_findings import Quote, decode
from feedback_service.reporting import ReportError, open_quotes
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport, Report, find_report
from feedback_service.web.render import environment, render, static_folder
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import few
from feedback_service.web.staff.report_pages import QuoteView, ReportFile, ReportView
from feedback_service.web.staff.report_sections import sections

WHOLE: Final = "Whole partnership"


async def view_of(service: Service, known: KnownReport, *, inside: bool, checks: bool = False) -> ReportView:
    """The report as it is read; only `inside` the service do quotes say where they come from.

    `checks`: whoever reads it may say what is hidden in a quote.
    """
    report = known.report
    findings = decode(report.findings)
    opened = await open_quotes(service, findings.quotes)
    quoted = [
        (quote, _quote(quote, said, inside=inside, checks=checks))
        for quote, said in zip(findings.quotes, opened, strict=True)
    ]
    threshold = findings.method.threshold
    return ReportView(
        title=f"Lived experience: {known.team or WHOLE}",
        period=period_of(report),
        draft=report.state == "draft",
        standing=_standing(known),
        legend=words.LEGEND.format(few=few(threshold)),
        sections=sections(findings, quoted),
    )


def quoted_in(known: KnownReport) -> set[str]:
    """The submissions that the report quotes."""
    return {quote.submission_id for quote in decode(known.report.findings).quotes}


def _quote(quote: Quote, said: str, *, inside: bool, checks: bool) -> QuoteView:
    place = f"{quote.submission_id}/{quote.question_id}" if inside else ""
    address = f"/staff/submissions/{quote.submission_id}" if inside else ""
    check = f"/staff/quotes/{place}" if checks else ""
    return QuoteView(words=said, who=quote.who, place=place, address=address, check=check)


def period_of(report: Report) -> str:
    """First and last day of the period, in words."""
    return f"{day(report.period_from)} to {day(report.period_to - 1)}"


def day(at: int) -> str:
    """The day (UTC) of a time in Unix milliseconds."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment.day} {moment:%B %Y}"


def _standing(known: KnownReport) -> tuple[str, ...]:
    report = known.report
    made = words.MADE.format(day=day(report.created_at), maker=known.maker or "the service")
    if report.approved_at is None:
        return made, words.DRAFT
    time = f"{datetime.fromtimestamp(report.approved_at / 1000, UTC):%H:%M}"
    approved = words.APPROVED.format(approver=known.approver, day=day(report.approved_at), time=time)
    same = (words.SAME_PERSON,) if report.created_by == report.approved_by else ()
    return made, approved, *same


async def report_html(service: Service, report_id: str) -> str:
    """The report as one HTML document that needs nothing else; ReportError when there is no such report."""
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    if known is None:
        raise ReportError(f"There is no report {report_id}.")
    await note_opened(service, quoted_in(known), None, "quote-shown")
    await note_opened(service, [report_id], None, "report-exported")
    return render_standalone(service, await view_of(service, known, inside=False))


def render_standalone(service: Service, view: ReportView) -> str:
    """A report that was made ready to read, as one HTML document with its style sheets inside."""
    env = environment(service_name=service.settings.service_name)
    return render(env, ReportFile(view=view, css=_style_sheets(("tokens.css", "report.css"))))


def _style_sheets(names: Sequence[str]) -> Markup:
    texts = [(static_folder() / name).read_text(encoding="utf-8") for name in names]
    return Markup("\n".join(texts))  # noqa: S704 (our own files)
