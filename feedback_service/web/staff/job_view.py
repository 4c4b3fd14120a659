"""Drafts, runs and jobs as rows of the pages about them."""

from typing import Final
from urllib.parse import urlencode

from feedback_service.jobs import QUIET, Timetable, Upcoming
from feedback_service.report_places import days_of
from feedback_service.report_planning import GIVEN_UP, TOO_OLD, Planned
from feedback_service.report_schedule import Coming
from feedback_service.scheduled_reports import SKIPPED
from feedback_service.storage.job_runs import JobRun
from feedback_service.storage.places import place_of, whose_is
from feedback_service.storage.report_runs import Run
from feedback_service.web.staff.job_pages import ComingRow, HistoryRow, JobRow, PlannedRow, RunRow
from feedback_service.web.staff.job_words import NAMES, every, outcome
from feedback_service.web.staff.place_words import period_words, place_words
from feedback_service.web.staff.wording import when

KINDS: Final = {"month": "Monthly", "quarter": "Quarterly", "year": "Yearly"}
NOT_SINCE: Final = "Not since the service started"
_NEVER_MADE: Final = (SKIPPED, GIVEN_UP, TOO_OLD)


def coming_row(one: Coming, names: dict[str, str]) -> ComingRow:
    """A draft that comes."""
    return ComingRow(kind=KINDS[one.kind], about=place_words(one.place, names), at=when(one.at))


def run_row(one: Run, names: dict[str, str], *, reads: bool, makes: bool) -> RunRow:
    """A draft that was due; `reads`: for somebody who may open it; `makes`: who may make one themselves."""
    going = "Going on, or died: it is tried again within the hour." if one.finished_at is None else ""
    return RunRow(
        kind=KINDS[one.kind],
        about=place_words(one.place, names),
        period=period_words(one.period_from, one.period_to),
        begun=when(one.started_at),
        tries=one.tries,
        outcome=f"{one.outcome} {going}".strip(),
        href=f"/staff/reports/{one.report_id}" if one.report_id and reads else "",
        make=_filled_in(one) if makes and one.outcome.startswith(_NEVER_MADE) else "",
    )


def _filled_in(one: Run) -> str:
    """Where the form to make a report has this place and these days in it."""
    team_id, agency = whose_is(one.place)
    begin, last = days_of(one.period_from, one.period_to)
    place = team_id if team_id is not None else place_of(agency=agency)
    asked = {"team": place, "period": "days", "from": begin.isoformat(), "to": last.isoformat()}
    return f"/staff/reports?{urlencode(asked)}"


def job_rows(timetable: Timetable | None, last: dict[str, JobRun]) -> tuple[JobRow, ...]:
    """Every job with its last run."""
    found = timetable.upcoming() if timetable else {}
    return tuple(
        JobRow(
            name=NAMES.get(name, name.capitalize()),
            every=every(one.every),
            last=last_words(one, last.get(name), quiet=name in QUIET),
            next=when(one.next_at) if one.next_at else "",
        )
        for name, one in found.items()
    )


def last_words(one: Upcoming, last: JobRun | None, *, quiet: bool) -> str:
    """Of a quiet job when it last ended well, but not whether it did anything; of others what is noted.

    What a quiet one did in another process is not known: a failure of that time may long be mended.
    """
    if quiet and one.well_at is not None and (last is None or last.started_at < one.well_at):
        return f"{when(one.well_at)}: It went well"
    if quiet and (last is None or last.started_at < one.since):
        return NOT_SINCE
    return f"{when(last.started_at)}: {outcome(last.outcome)}" if last else ""


def history_row(one: JobRun) -> HistoryRow:
    """One run of a job."""
    took = (one.finished_at - one.started_at) / 1000
    return HistoryRow(
        name=NAMES.get(one.job, one.job.capitalize()),
        begun=when(one.started_at),
        took=f"{took:.1f} seconds",
        outcome=outcome(one.outcome),
        failed=one.outcome.startswith("failed"),
    )


def planned_row(one: Planned, names: dict[str, str]) -> PlannedRow:
    """What would be done now."""
    skipped = ", ".join(period_words(*period) for period in one.due.skipped)
    return PlannedRow(
        kind=KINDS[one.due.kind],
        about=place_words(one.due.place, names),
        period=period_words(*one.due.period),
        outcome=one.outcome,
        skipped=f"Skipped, as later periods are over: {skipped}." if skipped else "",
        told=", ".join(one.told),
    )
