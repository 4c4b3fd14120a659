"""Whether there is somebody to read, to be called and to stand in; and nobody who was only made up."""

from collections.abc import Iterator, Sequence

from feedback_service.cover import Cover, cover, gaps, in_a_row
from feedback_service.demo.people import WORKERS
from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.doctor_sign_in import by_password_only
from feedback_service.duty import CALLABLE, told_in
from feedback_service.service import Service
from feedback_service.storage.first_readers import LEADS
from feedback_service.storage.rota import RUNGS, Turn, turns_at
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.web.dates import day_and_hour
from feedback_service.web.staff.wording import RUNG_NAMES

AHEAD = 7 * 86_400_000  # milliseconds of the rota that should be filled


async def about_people(service: Service, _thoroughly: bool) -> list[Finding]:
    """The findings about workers and the rota."""
    now = service.now()
    async with service.database.reading() as connection:
        workers = [one for one in await all_workers(connection) if one.active]
        turns = await turns_at(connection, now)
    week = await cover(service, EVERYTHING, now, now + AHEAD)
    found = [*_needed(workers), *_unreachable(workers), *_made_up(workers), *_rota(week, now)]
    found += await by_password_only(service)
    return [*found, *_steps(week.teams, workers, turns)]


def _needed(workers: Sequence[Worker]) -> Iterator[Finding]:
    wanted = {
        "safeguarding lead": [one for one in workers if one.role == "safeguarding"],
        "manager": [one for one in workers if one.role == "manager"],
        "independent lead": [one for one in workers if one.role in LEADS and one.independent],
    }
    for name, people in wanted.items():
        about, reached = f"a {name}".replace("a i", "an i"), [one for one in people if one.email]
        if not people:
            yield bad(name, f"There is no active {name}.", _WHY[name])
        elif not reached:
            yield bad(
                name,
                f"There is {about}, but no e-mail address of theirs.",
                "Add one on the page Workers: only what presses is sent to a telephone, all else by e-mail.",
            )
        else:
            yield good(name, f"There is {about} who can be called.")


def _unreachable(workers: Sequence[Worker]) -> Iterator[Finding]:
    if lacking := [one.username for one in workers if one.role in CALLABLE and not one.email]:
        yield warning(
            "e-mail of leads",
            f"Leads or managers without an e-mail address: {in_a_row(lacking[:5])}.",
            "Add it on the page Workers: what they would be told goes to somebody else, or to nobody.",
        )


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


def _steps(teams: Sequence[Team], workers: list[Worker], turns: list[Turn]) -> Iterator[Finding]:
    """Whether each step of the ladder has an address now, for each team."""
    people = [one for one in workers if one.role in CALLABLE]
    for step, rung in enumerate(RUNGS):
        lacking = [
            one.name for one in teams if not any(each.email for each in told_in(one.id, people, turns, step))
        ]
        if lacking:
            yield warning(
                "steps",
                f"{RUNG_NAMES[rung]}: nobody with an e-mail address would be called now for "
                f"{in_a_row(lacking[:3])}.",
                "Add leads and managers of the team, or their address; till then the call goes a step on.",
            )
