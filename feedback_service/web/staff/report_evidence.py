"""From a sentence of a report to the answers behind it, for workers who may read them; each is noted."""

import asyncio
from collections.abc import Sequence

import msgspec
from litestar import get
from litestar.params import FromPath

from feedback_service.opening import note_opened
from feedback_service.reading import opened
from feedback_service.report_confidence import TOPIC as CONFIDENCE
from feedback_service.report_confidence import asked_of, measure_name
from feedback_service.report_editing import SUMMARY, part_of, standing, written_in
from feedback_service.report_feelings import measured
from feedback_service.report_findings import decode
from feedback_service.report_more import Evidence, Sentence
from feedback_service.report_places import ReportPlace
from feedback_service.service import Service
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_evidence import Behind, behind_measure, behind_theme
from feedback_service.storage.reports import KnownReport, Report
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.searching import words_in
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, missing, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.report_pages import AnswerBehind, EvidencePage, Trace
from feedback_service.web.staff.report_views import SECTION_TITLES, has_answers
from feedback_service.web.staff.reports import known_report
from feedback_service.web.staff.roles import READS_REPORTS
from feedback_service.web.staff.wording import when, who

PER_PAGE = 25


class _Asked(msgspec.Struct, frozen=True):
    """Which of the things a sentence rests on is looked at, and which page of its answers."""

    of: int
    page: int


@get(
    "/reports/{report_id:str}/evidence/{part:str}",
    operation_id="staff_report_evidence",
    guards=[allow(*READS_REPORTS)],
)
async def evidence(request: Asked, report_id: FromPath[str], part: FromPath[str]) -> Page:
    """The answers behind one sentence ("summary.heard"); 404 when the report has no such sentence."""
    known, service, worker = await known_report(request, report_id), service_of(request), worker_of(request)
    kind, _, key = part.partition(".")
    sentence = next((one for one in decode(known.report.findings).summary if one.key == key), None)
    if kind != SUMMARY or sentence is None:
        raise missing()
    borne = [one for one in sentence.evidence if has_answers(one)]
    asked = _asked(request, len(borne))
    rows = await _behind(service, known.report, worker.scope, borne[asked.of], asked.page) if borne else []
    answers = await _answers(service, rows[:PER_PAGE], borne[asked.of]) if borne else ()
    await note_opened(service, [row.id for row in rows[:PER_PAGE]], worker.id)
    address = f"/staff/reports/{report_id}"
    here = f"{address}/evidence/{part}?of={asked.of}&page="
    page = EvidencePage(
        frame=frame_of(request, "The answers behind a sentence"),
        back=address,
        sentence=await _words(service, known, sentence),
        figures=tuple(
            Trace(label=SECTION_TITLES[one], href=f"{address}#{one}")
            for one in dict.fromkeys(each.section for each in sentence.evidence)
        ),
        others=tuple(
            Trace(label=_named(known, one), href=f"{address}/evidence/{part}?of={place}")
            for place, one in enumerate(borne)
            if place != asked.of
        ),
        answers=answers,
        before=f"{here}{asked.page - 1}" if asked.page > 1 else "",
        after=f"{here}{asked.page + 1}" if len(rows) > PER_PAGE else "",
    )
    return show(request, page)


HANDLERS = (evidence,)


def _asked(request: Asked, many: int) -> _Asked:
    of, page = (request.query_params.get(name, "") for name in ("of", "page"))
    place = int(of) if of.isdecimal() and len(of) <= len(str(many)) and int(of) < many else 0
    return _Asked(place, max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1)  # noqa: PLR2004


async def _words(service: Service, known: KnownReport, sentence: Sentence) -> str:
    async with service.database.reading() as db:
        theirs = standing(await written_in(service, db, known.report)).get(part_of(SUMMARY, sentence.key))
    return (theirs and theirs.words) or sentence.words


async def _behind(
    service: Service, report: Report, reader: Scope, borne: Evidence, page: int
) -> Sequence[Behind]:
    """One row more than a page shows, where there are more."""
    place = {"limit": PER_PAGE + 1, "offset": (page - 1) * PER_PAGE}
    async with service.database.reading() as db:
        scope = ReportPlace(report.team_id, report.agency).scope(await teams_in(db, EVERYTHING))
        extent = Extent(scope=scope, period_from=report.period_from, period_to=report.period_to)
        if borne.theme_id:
            return await behind_theme(
                db, extent, reader, (borne.audience, borne.theme_id, borne.side), **place
            )
        asked = {(form, version, question) for form, version, question, _ in _labels(service, borne)}
        return await behind_measure(db, extent, reader, asked, **place)


async def _answers(service: Service, rows: Sequence[Behind], borne: Evidence) -> tuple[AnswerBehind, ...]:
    ids = {row.id for row in rows} if borne.theme_id else set()
    async with service.database.reading() as db:
        texts = await words_in(db, sorted(ids))
    words = await asyncio.to_thread(
        lambda: {(text.submission_id, text.question_id): said for text, said in opened(service, texts)}
    )
    labels = _labels(service, borne)
    return tuple(
        AnswerBehind(
            who=who(row.audience, row.band),
            when=when(row.answered_at),
            said=tuple(filter(None, (words.get((row.id, row.question_id)),))),
            chosen=labels.get((row.form_id, row.form_version, row.question_id, row.value or ""), ""),
            href=f"/staff/submissions/{row.id}",
        )
        for row in rows
    )


def _labels(service: Service, borne: Evidence) -> dict[tuple[str, int, str, str], str]:
    """What was chosen, by form, version, question and stored value, of all that the measure is taken from."""
    if borne.section == CONFIDENCE:
        return {
            (*key, value): label
            for key, (question, stored) in asked_of(service.catalogue).items()
            if measure_name(question) == borne.measure
            for value, label in stored.items()
        }
    return {
        (form, version, question, value): what.labels[place]
        for (form, version, measure), what in measured(service.catalogue).items()
        if measure == borne.measure and borne.group in ("", what.group)
        for (question, value), place in what.places.items()
    }


def _named(known: KnownReport, one: Evidence) -> str:
    if one.measure:
        return one.group or one.measure
    names = {
        theme.theme_id: theme.name for some in decode(known.report.findings).themes for theme in some.counts
    }
    return names.get(one.theme_id, one.theme_id)
