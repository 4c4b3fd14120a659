"""What is to be done about drafts that are due, and who is told of them; nothing is done here."""

from typing import Final, NamedTuple

from feedback_service.report_places import ReportPlace, may_see
from feedback_service.report_schedule import MOST_TRIES, Due, due, extent_of
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.places import whose_is
from feedback_service.storage.report_runs import anybody_heard
from feedback_service.storage.reports import find_report
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import Worker, all_workers

READERS: Final = ("reviewer", "manager")  # the roles that make drafts ready and approve them
_SEE_TO_JOBS: Final = ("manager",)  # of these, who can look at what became of runs
NOBODY: Final = "Nobody was heard in this period: there is nothing to report."
TOO_OLD: Final = "Not made: it never ended, and a later period is over or it is not wanted any more."
FOUND: Final = "Its draft was made before: those who read it would be told."
GIVEN_UP: Final = f"Given up: begun {MOST_TRIES} times and never done."


class Planned(NamedTuple):
    """What would be done for one that is due, and the names of those who would be told."""

    due: Due
    outcome: str
    told: tuple[str, ...]


def covers(scope: Scope, place: str) -> bool:
    """Whether reports about this place are for who has this scope."""
    return may_see(scope, ReportPlace(*whose_is(place)))


async def plan(service: Service, *, scope: Scope = EVERYTHING) -> list[Planned]:
    """What `make_due` would do now, with nothing done."""
    async with service.database.reading() as connection:
        found = [one for one in await due(service, connection) if covers(scope, one.place)]
        workers = await all_workers(connection)
        return [await _planned(connection, one, workers) for one in found]


async def _planned(connection: Transaction, one: Due, workers: list[Worker]) -> Planned:
    who_read = tuple(who.name for who in readers(workers, one.place))
    if one.run is not None and await find_report(connection, one.run.id) is not None:
        return Planned(one, FOUND, who_read)
    if one.what != "make":
        outcome = GIVEN_UP if one.what == "give up" else TOO_OLD
        return Planned(one, outcome, tuple(who.name for who in stewards(workers, one.place)))
    if not await anybody_heard(connection, await extent_of(connection, one)):
        return Planned(one, NOBODY, ())
    return Planned(one, "A draft would be made.", who_read)


def readers(workers: list[Worker], place: str) -> list[Worker]:
    """Who makes drafts about this place ready, or approves them."""
    return [one for one in workers if one.active and one.role in READERS and covers(one.scope, place)]


def stewards(workers: list[Worker], place: str) -> list[Worker]:
    """Whom it concerns that no draft about this place could be made."""
    return [one for one in readers(workers, place) if one.role in _SEE_TO_JOBS]
