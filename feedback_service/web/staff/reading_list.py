"""The reading list: every submission of the worker's teams, until somebody has read it and after."""

from collections.abc import Iterable

from litestar import get

from feedback_service.service import Service
from feedback_service.storage.desk import Listed, Wanted, count_listed, listed
from feedback_service.storage.teams import Team, teams_in
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option, ReadingListPage, SubmissionRow
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.submission_view import wishes
from feedback_service.web.staff.wording import MOMENTS, form_title, plural, when, who
from forms.catalogue import PublishedForm


@get("/submissions", operation_id="staff_reading_list", guards=[allow(*READS)])
async def reading_list(request: Asked) -> Page:
    """Unread submissions, or all; narrowed by `team`, `form` and `moment`. Values nobody has find nothing."""
    service, scope, wanted = service_of(request), worker_of(request).scope, _wanted(request)
    async with service.database.reading() as connection:
        place = pager(request, await count_listed(connection, scope, wanted))
        found = await listed(connection, scope, wanted, limit=PER_PAGE, offset=place.offset)
        teams = await teams_in(connection, scope)
    page = ReadingListPage(
        frame=frame_of(request, "Reading"),
        rows=tuple(_row(service, one) for one in found),
        wanted=wanted,
        teams=team_options(teams),
        forms=form_options(service.catalogue.with_adding()),
        moments=moment_options(),
        pager=place,
    )
    return show(request, page)


def _wanted(request: Asked) -> Wanted:
    asked = request.query_params
    return Wanted(
        unread_only=asked.get("show") not in {"all", "check"},
        to_check=asked.get("show") == "check",
        team_id=asked.get("team", ""),
        form_id=asked.get("form", ""),
        moment=asked.get("moment", ""),
    )


def _row(service: Service, one: Listed) -> SubmissionRow:
    return SubmissionRow(
        href=f"/staff/submissions/{one.id}",
        form=form_title(service, one.form_id, one.form_version),
        who=who(one.audience, one.band),
        team=one.team,
        subject=one.subject_id or "",
        moment=MOMENTS.get(one.moment or "", ""),
        when=when(one.answered_at),
        finished=one.finished,
        words=_said(one),
        concern="urgent" if one.urgent else "concern" if one.concerns else "",
        wishes=wishes(one),
        read=one.read,
    )


def _said(one: Listed) -> str:
    """What there is to read, look at and hear."""
    counts = {"word": one.words, "drawing": one.drawings, "recording": one.recordings}
    return ", ".join(plural(number, name) for name, number in counts.items() if number) or "no words"


def team_options(teams: list[Team]) -> tuple[Option, ...]:
    """Teams to choose from."""
    return tuple(Option(team.id, team.name) for team in teams)


def form_options(published: Iterable[PublishedForm]) -> tuple[Option, ...]:
    """Forms to choose from, with who each is for."""
    forms = (one.form for one in published)
    return tuple(Option(form.id, f"{form.title} ({who(form.audience, form.band)})") for form in forms)


def moment_options() -> tuple[Option, ...]:
    """Moments to choose from."""
    return tuple(Option(code, label) for code, label in MOMENTS.items())
