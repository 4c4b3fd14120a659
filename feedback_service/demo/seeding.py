"""Filling an empty service with the made-up partnership, through the same intake as real answers."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial

from feedback_service.accounts import add_worker
from feedback_service.demo.acting import DONE, act, count
from feedback_service.demo.colleague import ask_each_other
from feedback_service.demo.exploring import explore
from feedback_service.demo.reporting import make_drafts, publish_last_quarter
from feedback_service.demo.story import Invitation, SeedSubmission, Story, story
from feedback_service.demo.triaging import decide_on_seen, put_on_duty
from feedback_service.demo.watching import observations
from feedback_service.emerging import find_candidates
from feedback_service.intake import Arrival, Place, submit
from feedback_service.jobs import run_job
from feedback_service.quote_marking import mark_waiting
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.sign_finding import find_signs
from feedback_service.storage.concerns import see_concern, unseen_concerns
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import mark_read
from feedback_service.storage.links import Link, add_link, link_by_id, mark_opened
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sight import sees
from feedback_service.storage.subjects import About, keep_about, know_subjects
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.workers import Worker, worker_by_username
from feedback_service.team_making import make_team
from feedback_service.theming import theme_pending
from feedback_service.tokens import new_token, token_hash

NAMESPACE = uuid.UUID("3d1e8f0a-9c1b-5a37-8f5e-52b7a1c9d640")
PASSWORD = "made-up-partnership"  # noqa: S105 (printed on purpose: everything behind it is invented)
SECOND, DAY = 1000, 86_400_000
UNREAD_DAYS = 10
SEEN_AFTER = {"urgent": 12 * 60_000, "concern": DAY // 4}
Links = Mapping[tuple[str, str, str], list[str]]
Progress = Callable[[int, int], None]


async def seed(service: Service, today: date, progress: Progress) -> Story:
    """Bring the story into the service. What is there already stays, so a broken run can be repeated."""
    told = story(service.catalogue, today=today)
    await _people(service, told)
    links = await _links(service, told)
    everything = (*told.submissions, *observations(told, service.catalogue, today))
    for number, one in enumerate(everything):
        await _submission(service, number, one, links)
        await _read_by_machine(service, _milliseconds(one.answered_at))
        progress(number + 1, len(everything))
    await run_job(service, "theming", theme_pending)
    await run_job(service, "quotes to check", mark_waiting)
    await run_job(service, "emergent", find_candidates)
    await route_waiting(service)  # what repeats was found by its themes
    await _look_back(service, told, today)
    await _report(service, today)
    return told


async def _report(service: Service, today: date) -> None:
    async with service.database.reading() as connection:
        reviewer, manager = [
            await worker_by_username(connection, name) for name in ("harbour-reviewer", "manager")
        ]
    if reviewer and manager:
        await make_drafts(service)
        await publish_last_quarter(service, reviewer[0].id, manager[0].id, today)


async def _read_by_machine(service: Service, at: int) -> None:
    """Signs of harm, and from whom words are kept, are found seconds after an answer came, as in a service
    that runs."""
    soon = service._replace(now=lambda: at + 3 * SECOND)
    await find_signs(soon)
    await route_waiting(soon)


async def _people(service: Service, told: Story) -> None:
    async with service.database.reading() as connection:
        known = {team.id for team in await teams_in(connection, EVERYTHING)}
        workers = {one.username for one in told.workers if await worker_by_username(connection, one.username)}
    for team in told.teams:
        if team.id not in known:
            await make_team(service, Team(team.id, team.name, team.agency))
    known_since = _milliseconds(told.invitations[0].invited_at)
    await service.database.transaction(lambda tx: _subjects(tx, told, known_since))
    for worker in told.workers:
        if worker.username not in workers:
            scope = Scope(all_teams=len(worker.teams) == len(told.teams), team_ids=worker.teams)
            await add_worker(
                service,
                username=worker.username,
                name=worker.display_name,
                role=worker.role,
                password=PASSWORD,
                scope=scope,
                independent=worker.independent,
            )


async def _subjects(tx: Transaction, told: Story, at: int) -> None:
    for team in told.teams:
        await know_subjects(tx, [one.id for one in told.subjects if one.team == team.id], team.id, at)
    for one in told.subjects:
        await keep_about(tx, EVERYTHING, one.id, About(area=one.area, needs=one.needs))


async def _links(service: Service, told: Story) -> Links:
    """One-time links for every invitation: their ids by form, subject and moment, for answers to spend."""
    ids: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for number, one in enumerate(told.invitations):
        link_id = _id("link", number)
        ids[one.form_id, one.subject, one.moment].append(link_id)
        async with service.database.reading() as connection:
            known = await link_by_id(connection, link_id)
        if known is None:
            link = _link(link_id, one)
            keep = partial(add_link, link=link, token_hash=token_hash(new_token()))
            await service.database.transaction(keep)
    return ids


def _link(link_id: str, one: Invitation) -> Link:
    at = _milliseconds(one.invited_at)
    return Link(
        id=link_id,
        form_id=one.form_id,
        team_id=one.team,
        subject_id=one.subject,
        moment=one.moment,
        reusable=False,
        expires_at=at + 28 * DAY,
        created_at=at,
        created_by=None,
        opened_at=None,
        revoked_at=None,
    )


async def _submission(service: Service, number: int, one: SeedSubmission, links: Links) -> None:
    at = _milliseconds(one.answered_at)
    waiting = links.get((one.form_id, one.subject or "", one.moment), [])
    link_id = waiting.pop() if waiting and one.channel == "link" else None
    arrival = Arrival(
        id=_id("submission", number),
        form=service.catalogue.get(one.form_id, one.version),
        place=Place(
            team_id=one.team,
            channel=one.channel,
            subject_id=one.subject,
            moment=one.moment,
            link_id=link_id,
            spends_link=link_id is not None,
        ),
        answers=one.answers,
        answered_at=at,
    )
    await submit(service._replace(now=lambda: at), arrival)
    if link_id:
        await service.database.transaction(partial(mark_opened, link_id=link_id, at=at))


async def _look_back(service: Service, told: Story, today: date) -> None:
    """All but the last days as read by the reviewer and decided by the leads, so that lists look lived in."""
    limit = _milliseconds(datetime.combine(today, time(), UTC)) - UNREAD_DAYS * DAY
    async with service.database.reading() as connection:
        found = [await worker_by_username(connection, one.username) for one in told.workers]
    workers = [one[0] for one in found if one]
    reviewers = {one.scope.team_ids[0]: one.id for one in workers if one.role == "reviewer"}
    leads = sorted((one for one in workers if one.role == "safeguarding"), key=lambda one: one.independent)

    async def look(tx: Transaction) -> None:
        for number, one in enumerate(told.submissions):
            at = _milliseconds(one.answered_at)
            if at < limit:
                await mark_read(tx, _id("submission", number), reviewers[one.team], at + DAY)

    await service.database.transaction(look)
    for lead in leads:
        await _decide(service, lead, limit, len(told.submissions) * 20)
    await explore(service, [one for one in workers if one.role == "reviewer"])
    await _ask(service, told, workers, limit)
    await put_on_duty(service, leads[0], _id("shift", 0), today)
    manager = next(one for one in workers if one.role == "manager")
    async with service.database.reading() as connection:
        team = (await teams_in(connection, EVERYTHING))[0]
    await act(service, manager, team, [_id("action", number) for number in range(len(DONE))], today)
    await count(service, [team.id for team in told.teams], today)


async def _decide(service: Service, lead: Worker, limit: int, most: int) -> None:
    """Every concern from before `limit` that comes to this lead as seen and decided by them."""
    async with service.database.reading() as connection:
        unseen = await unseen_concerns(connection, lead.scope, limit=most, offset=0)

    async def look(tx: Transaction) -> None:
        for one in unseen:
            if one.raised_at < limit:
                await see_concern(tx, lead.scope, one.id, lead.id, one.raised_at + SEEN_AFTER[one.level])

    await service.database.transaction(look)
    await decide_on_seen(service, lead, most)


async def _ask(service: Service, told: Story, workers: list[Worker], at: int) -> None:
    """A reviewer asks a practitioner of the same team about two submissions of theirs."""
    asker = next(one for one in workers if one.role == "reviewer")
    same = [one for one in workers if one.role == "practitioner" and one.scope.overlaps(asker.scope)]
    mine = [n for n, one in enumerate(told.submissions) if asker.scope.includes(one.team)]
    known = await _seen_by(service, same[0], [_id("submission", number) for number in mine[-40:]])
    ids = (_id("ask", 0), _id("ask", 1))
    if len(known) > 1:
        await ask_each_other(service, (asker, same[0]), ids, (known[0], known[1]), at)


async def _seen_by(service: Service, worker: Worker, ids: list[str]) -> list[str]:
    async with service.database.reading() as connection:
        return [one for one in ids if await sees(connection, worker.scope, one)]


def _id(kind: str, number: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind} {number}"))


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
