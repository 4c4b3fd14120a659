"""What a new action comes of, found from a form or an address: a submission, a report's theme, or neither."""

from typing import NamedTuple

from feedback_service.action_making import Origin
from feedback_service.report_places import WHOLE, ReportPlace, may_see
from feedback_service.storage.database import Transaction
from feedback_service.storage.records import find_record
from feedback_service.storage.report_data import Extent
from feedback_service.storage.reports import find_report
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sight import team_of
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, first, missing, service_of
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.report_views import period_of
from feedback_service.web.staff.submission_view import codebook
from feedback_service.web.staff.wording import when

Fields = dict[str, list[str]]


class Found(NamedTuple):
    """What an action comes of; `settled` when that settles its team. `behind` are single submissions."""

    origin: Origin
    about: str = ""
    href: str = ""
    settled: bool = False

    @property
    def behind(self) -> tuple[str, ...]:
        """The submissions that whoever sees to it must be able to see."""
        return self.origin.submission_ids


async def asked_origin(request: Asked, fields: Fields) -> Found:
    """As the fields say; NotFoundException for what this worker may not see."""
    worker = worker_of(request)
    async with service_of(request).database.reading() as connection:
        if first(fields, "submission"):
            return await _submission(connection, worker.scope, first(fields, "submission"))
        if first(fields, "report"):
            return await _report(connection, worker, fields)
    return Found(Origin(team_id=_team(worker, fields), theme_id=_theme(fields)))


def needs_team(worker: Worker, found: Found, fields: Fields) -> bool:
    """Whether a team has still to be chosen: only who works for all may leave it at the whole partnership."""
    if found.settled or found.origin.team_id is not None:
        return False
    return first(fields, "team") != "*" or not worker.scope.all_teams


def theme_options() -> tuple[Option, ...]:
    """The themes that an action can come of."""
    return tuple(Option(one.id, one.name) for one in codebook().themes.values())


def _theme(fields: Fields) -> str | None:
    theme = first(fields, "theme")
    return theme if theme in codebook().themes else None


def _team(worker: Worker, fields: Fields) -> str | None:
    """The team that was chosen, of those that the worker sees."""
    team = first(fields, "team")
    if team in {"", "*"}:
        return None
    if not worker.scope.includes(team):
        raise missing()
    return team


async def _submission(connection: Transaction, scope: Scope, submission_id: str) -> Found:
    record = await find_record(connection, scope, submission_id)
    if record is None:
        raise missing()
    origin = Origin(team_id=await team_of(connection, submission_id), submission_ids=(submission_id,))
    about = f"A submission of {when(record.answered_at)}"
    return Found(origin, about, f"/staff/submissions/{submission_id}", settled=True)


async def _report(connection: Transaction, worker: Worker, fields: Fields) -> Found:
    known = await find_report(connection, first(fields, "report"))
    place = ReportPlace(known.report.team_id, known.report.agency) if known else None
    if known is None or place is None or not may_see(worker.scope, place):
        raise missing()
    report = known.report
    team_id = report.team_id or _team(worker, fields)
    whose = place if team_id is None else ReportPlace(team_id)
    extent = Extent(
        scope=whose.scope(await teams_in(connection, EVERYTHING)),
        period_from=report.period_from,
        period_to=report.period_to,
    )
    theme = _theme(fields)
    origin = Origin(team_id=team_id, report_id=report.id, theme_id=theme, extent=extent if theme else None)
    about = f"The report about {known.team or report.agency or WHOLE}, {period_of(report)}"
    return Found(origin, about, f"/staff/reports/{report.id}", settled=report.team_id is not None)
