"""Whether there is somebody to read, to be called and to stand in; and nobody who was only made up."""

from collections.abc import Iterator, Sequence

from feedback_service.cover import Cover, cover, gaps, in_a_row
from feedback_service.demo.people import WORKERS
from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.web.dates import day_and_hour

AHEAD = 7 * 86_400_000  # milliseconds of the rota that should be filled


async def about_people(service: Service, _thoroughly: bool) -> list[Finding]:
    """The findings about workers and the rota."""
    now = service.now()
    async with service.database.reading() as connection:
        workers = [one for one in await all_workers(connection) if one.active]
    week = await cover(service, EVERYTHING, now, now + AHEAD)
    return [*_needed(workers), *_made_up(workers), *_rota(week, now)]


def _needed(workers: Sequence[Worker]) -> Iterator[Finding]:
    wanted = {
        "safeguarding lead": [one for one in workers if one.role == "safeguarding"],
        "manager": [one for one in workers if one.role == "manager"],
        "independent lead": [one for one in workers if one.role == "safeguarding" and one.independent],
    }
    for name, people in wanted.items():
        about, reached = f"a {name}".replace("a i", "an i"), [one for one in people if one.email or one.phone]
        if not people:
            yield bad(name, f"There is no active {name}.", _WHY[name])
        elif not reached:
            yield bad(
                name,
                f"There is {about}, but no e-mail address or telephone number of theirs.",
                "Add one on the page Workers: without it they cannot be called.",
            )
        else:
            yield good(name, f"There is {about} who can be called.")


_WHY = {
    "safeguarding lead": "Add one (worker add): they are called when a child tells of harm.",
    "manager": "Add one (worker add): they are called when the lead does not answer.",
    "independent lead": "Mark a lead outside the teams as independent: words about workers go to them.",
}


def _made_up(workers: Sequence[Worker]) -> Iterator[Finding]:
    names = {one.username for one in WORKERS}
    if found := [one.username for one in workers if one.username in names and one.name.startswith("Demo ")]:
        yield bad(
            "demonstration accounts",
            f"Accounts of the demonstration can sign in: {in_a_row(found[:5])}.",
            "Stop them on the page Workers: their password is no secret. Better, begin with a new database.",
        )


def _rota(week: Cover, now: int) -> Iterator[Finding]:
    lacking = gaps(week, now, now + AHEAD)
    if lacking:
        first = lacking[0]
        yield warning(
            "rota",
            "Nobody is on duty at some time of the next seven days, first from "
            f"{day_and_hour('en', first.since)} for {in_a_row(first.teams[:3])}.",
            "Fill the rota. Until then all leads of the team are called.",
        )
    elif week.teams:
        yield good("rota", "Somebody is on duty all through the next seven days.")
    else:
        yield bad("teams", "There is no team yet.", "Add one: feedback-service team add")
