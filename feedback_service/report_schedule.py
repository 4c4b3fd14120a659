"""Which drafts of reports are due: by the calendar of the UK, for each place the settings name."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from feedback_service.report_periods import MONTHS, Period, before, last_ended, next_end
from feedback_service.report_places import ReportPlace
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.places import PARTNERSHIP, place_of, whose_is
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_runs import Kind, Run, last_period, run_for, unended_runs
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team, teams_in

MOST_TRIES: Final = 3
LEASE: Final = 30 * 60_000  # milliseconds after which a run that is not over has died
_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in MONTHS}


class Due(NamedTuple):
    """What is to be done for one kind, place and period: a first try, or (`run`) one after a run that died.

    `skipped` are earlier periods without a draft; `what` says whether it is one more try or the end of it.
    """

    kind: Kind
    place: str
    period: Period
    run: Run | None = None
    skipped: tuple[Period, ...] = ()
    what: Literal["make", "give up", "too old"] = "make"


class Coming(NamedTuple):
    """When the next draft of this kind about this place is due, in Unix milliseconds."""

    kind: Kind
    place: str
    at: int


def scheduled(service: Service, teams: Sequence[Team]) -> list[tuple[Kind, str]]:
    """Each kind and place that the settings want drafts of."""
    found: list[tuple[Kind, str]] = []
    for wish in service.settings.scheduled_reports:
        about, _, kind = wish.partition(" ")
        places = {
            "team": [place_of(team_id=one.id) for one in teams],
            "agency": [place_of(agency=name) for name in sorted({one.agency for one in teams})],
            "partnership": [PARTNERSHIP] if teams else [],
        }[about]
        found += [(_KINDS[kind], place) for place in places]
    return list(dict.fromkeys(found))


async def due(service: Service, connection: Transaction) -> list[Due]:
    """What is due now: nothing that was made, is being made, or was ended."""
    now, teams = service.now(), await teams_in(connection, EVERYTHING)
    wanted = scheduled(service, teams)
    found = [one for kind, place in wanted if (one := await _due(connection, kind, place, now))]
    latest = {(one, place): last_ended(one, now).start for one, place in wanted}
    for run in await unended_runs(connection):
        if latest.get((run.kind, run.place)) != run.period_from and _died(run, now):
            period = Period(run.period_from, run.period_to)
            found.append(Due(run.kind, run.place, period, run, what="too old"))
    return found


async def _due(connection: Transaction, kind: Kind, place: str, now: int) -> Due | None:
    period = last_ended(kind, now)
    run = await run_for(connection, kind, place, period.start)
    if run is None:
        return Due(kind, place, period, skipped=await _missed(connection, kind, place, period))
    if not _died(run, now):
        return None
    return Due(kind, place, period, run, what="make" if run.tries < MOST_TRIES else "give up")


def _died(run: Run, now: int) -> bool:
    return run.finished_at is None and now - run.started_at >= LEASE


async def _missed(connection: Transaction, kind: Kind, place: str, period: Period) -> tuple[Period, ...]:
    """The periods between the last run and this one; none where nothing ever ran."""
    last = await last_period(connection, kind, place)
    missed: list[Period] = []
    earlier = before(kind, period)
    while last is not None and earlier.start > last:
        missed.append(earlier)
        earlier = before(kind, earlier)
    return tuple(reversed(missed))


async def coming(service: Service, connection: Transaction) -> list[Coming]:
    """When the next draft of each kind and place is due, the first first."""
    now, teams = service.now(), await teams_in(connection, EVERYTHING)
    ends = [Coming(kind, place, next_end(kind, now)) for kind, place in scheduled(service, teams)]
    return sorted(ends, key=lambda one: (one.at, one.kind, one.place))


async def extent_of(connection: Transaction, one: Due) -> Extent:
    """What the draft would count."""
    scope = ReportPlace(*whose_is(one.place)).scope(await teams_in(connection, EVERYTHING))
    return Extent(scope=scope, period_from=one.period.start, period_to=one.period.end)
