"""People who answer, for tests of reports: short to write, kept by the same code as real answers."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
import uuid_utils
from sqlalchemy import insert, select

from feedback_service.intake import Arrival, Place, submit
from feedback_service.report_findings import Findings, Table, decode
from feedback_service.report_looking import Shown, look, places_of, shown_now
from feedback_service.reporting import approve, make_report
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, add_codings
from feedback_service.storage.reports import KnownReport, find_report
from feedback_service.storage.schema import workers
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.teams import Team
from feedback_service.storage.unscreened import note_screened
from feedback_service.team_making import make_team
from forms.model import Answer

DAY = 86_400_000
FROM = 1_750_000_000_000
TO = FROM + 100 * DAY
DURING = FROM + 50 * DAY


async def two_teams(service: Service) -> None:
    for name in ("north", "south"):
        await make_team(service, Team(name, f"{name.capitalize()} team", "Council"))


async def answer(
    service: Service,
    form: str,
    answers: Mapping[str, str | int] | None = None,
    *,
    subject: str | None = None,
    moment: str = "start",
    at: int = DURING,
    team: str = "north",
) -> str:
    """Keep one set of answers and give its id; a subject not known yet is registered."""
    if subject:
        await know(service, [subject], team)
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current(form),
        place=Place(team_id=team, channel="tablet", subject_id=subject, moment=moment),
        answers={name: Answer("given", value) for name, value in (answers or {}).items()},
        answered_at=at,
    )
    await submit(service, arrival)
    read = {(arrival.id, name) for name in arrival.answers}  # as the job does within a second
    await service.database.transaction(lambda tx: note_screened(tx, read))
    return arrival.id


async def know(service: Service, subjects: Iterable[str], team: str = "north", at: int = FROM) -> None:
    await service.database.transaction(lambda tx: know_subjects(tx, subjects, team, at))


async def code(
    service: Service, submission_id: str, theme: str, valence: str | None, question: str = "matters"
) -> str:
    """Put a theme on an answer, as the machine would; gives the coding's id."""
    coding = StoredCoding(
        id=str(uuid_utils.uuid7()),
        submission_id=submission_id,
        question_id=question,
        theme_id=theme,
        valence=valence,
        span_start=0,
        span_end=4,
        score=0.9,
        method="lexicon",
        version="test-1",
        assigned_by=None,
        assigned_at=DURING,
    )
    await service.database.transaction(lambda tx: add_codings(tx, [coding]))
    return coding.id


async def spoken(
    service: Service,
    words: str,
    theme: str = "food",
    valence: str = "worry",
    *,
    share: str = "yes",
    team: str = "north",
) -> str:
    """A teenager's own words with a theme on them."""
    said = await answer(service, "my-view", {"matters": words, "share": share}, team=team)
    await code(service, said, theme, valence)
    return said


async def report(service: Service, team: str | None = "north", made_by: str | None = None) -> KnownReport:
    report_id = await make_report(service, team_id=team, period_from=FROM, period_to=TO, made_by=made_by)
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    assert known
    return known


async def findings(service: Service, team: str | None = "north") -> Findings:
    return decode((await report(service, team)).report.findings)


async def a_manager(service: Service) -> str:
    """Adds a manager and gives their id."""
    row = {"id": "w", "username": "w", "name": "The manager", "role": "manager", "all_teams": True}
    rest = {"password_hash": "", "active": True, "created_at": FROM}
    await service.database.transaction(lambda tx: tx.execute(insert(workers), row | rest))
    return "w"


async def a_second(service: Service) -> str:
    """Adds a reviewer, unless they are there, and gives their id."""
    row = {"id": "second", "username": "second", "name": "The second", "role": "reviewer", "all_teams": True}
    rest = {"password_hash": "", "active": True, "created_at": FROM}
    async with service.database.reading() as connection:
        there = await connection.scalar(select(workers.c.id).where(workers.c.id == "second"))
    if not there:
        await service.database.transaction(lambda tx: tx.execute(insert(workers), row | rest))
    return "second"


async def looked(service: Service, report_id: str) -> str:
    """Somebody else has looked at every quote of the report, if there are any; gives their id."""
    await a_second(service)
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
    assert known
    places, shown = places_of(decode(known.report.findings)), await shown_of(service, report_id)
    if places:
        assert not await look(service, report_id, places, "second", shown.quotes)
    return "second"


async def shown_of(service: Service, report_id: str) -> Shown:
    """What the page of a report would show now."""
    async with service.database.reading() as connection:
        known = await find_report(connection, report_id)
        assert known
        return await shown_now(connection, report_id, decode(known.report.findings))


async def approve_as_shown(service: Service, report_id: str, worker_id: str) -> bool:
    """Approve the report as its page shows it now."""
    return await approve(service, report_id, worker_id, (await shown_of(service, report_id)).whole)


def tables(found: object) -> Iterator[Table]:
    """Every breakdown in findings, however deep."""
    if isinstance(found, Table):
        yield found
    elif isinstance(found, msgspec.Struct):
        for name in found.__struct_fields__:
            yield from tables(getattr(found, name))
    elif isinstance(found, dict | tuple):
        for value in found.values() if isinstance(found, dict) else found:
            yield from tables(value)
