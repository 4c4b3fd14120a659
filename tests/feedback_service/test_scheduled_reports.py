"""Drafts on schedule: by the calendar of the UK, each exactly once, whatever dies in between."""

from datetime import UTC, datetime
from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from feedback_service.intake import submit
from feedback_service.notice_words import saying
from feedback_service.report_periods import before, last_ended, next_end
from feedback_service.report_planning import FOUND, GIVEN_UP, NOBODY, TOO_OLD, plan
from feedback_service.report_schedule import LEASE, coming
from feedback_service.scheduled_reports import MADE, SKIPPED, make_due
from feedback_service.service import Service
from feedback_service.storage.places import PARTNERSHIP, place_of
from feedback_service.storage.report_runs import Kind, Run, begin_run, run_for, runs_in
from feedback_service.storage.reports import count_reports, reports_in
from feedback_service.storage.schema import deliveries, notices, report_runs, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, add_worker
from feedback_service.team_making import make_team
from feedback_service.uk_time import moment_of
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage.seeds import DAY, arriving, make_north, new_id, rows

KINDS: tuple[Kind, ...] = ("month", "quarter", "year")
NORTH = place_of(team_id="north")
TIMES = st.integers(1_500_000_000_000, 2_500_000_000_000)


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@given(now=TIMES, kind=st.sampled_from(KINDS))
def test_periods_follow_each_other_without_gap_from_midnight_to_midnight_in_the_uk(
    now: int, kind: Kind
) -> None:
    last, then = last_ended(kind, now), next_end(kind, now)
    assert last.start < last.end <= now < then
    assert last_ended(kind, then) == (last.end, then)
    assert before(kind, last).end == last.start
    for time in (*last, then):
        assert (moment_of(time).hour, moment_of(time).minute, moment_of(time).day) == (0, 0, 1)


def test_a_month_in_which_the_clocks_change_ends_by_the_clock() -> None:
    assert last_ended("month", at("2026-03-31T22:59")) == (at("2026-02-01"), at("2026-03-01"))
    assert last_ended("month", at("2026-03-31T23:00")) == (at("2026-03-01"), at("2026-03-31T23:00"))
    assert last_ended("month", at("2026-10-31T23:59")) == (at("2026-08-31T23:00"), at("2026-09-30T23:00"))
    assert last_ended("month", at("2026-11-01")) == (at("2026-09-30T23:00"), at("2026-11-01"))
    assert last_ended("quarter", at("2026-04-02")) == (at("2026-01-01"), at("2026-03-31T23:00"))
    assert last_ended("year", at("2026-04-02")) == (at("2025-03-31T23:00"), at("2026-03-31T23:00"))


@pytest.fixture
async def service(jobless: Service) -> Service:
    """A service with two teams that can send mail, and people who read reports of the north team."""
    changes = {"smtp_host": "mail.example", "mail_from": "from@example.org"}
    made = jobless._replace(settings=msgspec.structs.replace(jobless.settings, **changes))
    await make_north(made)
    await make_team(made, Team("south", "South team", "Trust"))
    for name, role, scope in (
        ("reviewer", "reviewer", Scope(all_teams=False, team_ids=("north",))),
        ("manager", "manager", EVERYTHING),
        ("practitioner", "practitioner", EVERYTHING),
        ("far", "manager", Scope(all_teams=False, team_ids=("south",))),
    ):
        worker = Worker(
            id=name,
            username=name,
            name=name,
            role=role,
            active=True,
            scope=scope,
            email=f"{name}@example.org",
        )
        keep = partial(add_worker, worker=worker, password_hash="hash", at=START)
        await made.database.transaction(keep)
    return made


async def hear(service: Service, days_ago: int) -> None:
    arrival = arriving(service, answered_at=service.now() - days_ago * DAY)
    await submit(service, arrival)
    assert await rows(service, select(submissions.c.answered_at).where(submissions.c.id == arrival.id))


async def outcomes(service: Service) -> dict[tuple[str, str, int], str]:
    async with service.database.reading() as db:
        found = await runs_in(db, None, limit=99, offset=0)
    return {(one.kind, one.place, one.period_from): one.outcome for one in found}


async def test_each_draft_is_made_once_those_who_read_it_are_told_and_nothing_heard_makes_none(
    service: Service,
) -> None:
    await hear(service, 20)
    planned = {(one.due.kind, one.due.place): one for one in await plan(service)}
    assert planned["month", NORTH].told == ("manager", "reviewer")
    assert planned["month", place_of(team_id="south")].outcome == NOBODY
    assert await outcomes(service) == {}
    assert [await make_due(service), await make_due(service)] == [2, 0]
    month, quarter = last_ended("month", START).start, last_ended("quarter", START).start
    assert await outcomes(service) == {
        ("month", NORTH, month): MADE,
        ("month", place_of(team_id="south"), month): NOBODY,
        ("quarter", PARTNERSHIP, quarter): MADE,
    }
    async with service.database.reading() as db:
        made = [one.report for one in await reports_in(db, EVERYTHING, limit=9, offset=0)]
        nexts = [(one.kind, one.place, one.at) for one in await coming(service, db)]
    assert {(one.team_id, one.period_from, one.state) for one in made} == {
        ("north", month, "draft"),
        (None, quarter, "draft"),
    }
    assert nexts[0] == ("month", NORTH, at("2025-11-01"))
    assert nexts[-1] == ("quarter", PARTNERSHIP, at("2026-01-01"))
    told = select(deliveries.c.worker_id).join(notices, notices.c.id == deliveries.c.notice_id)
    who = await rows(service, told.where(notices.c.kind == "report"))
    assert sorted(row[0] for row in who) == ["manager", "manager", "reviewer"]
    assert await plan(service) == []


async def test_the_settings_say_about_which_places_drafts_are_made_and_how_often(service: Service) -> None:
    changes = {"scheduled_reports": ("agency quarter", "partnership year", "agency quarter")}
    other = service._replace(settings=msgspec.structs.replace(service.settings, **changes))
    planned = [(one.due.kind, one.due.place, one.outcome) for one in await plan(other)]
    agencies = [place_of(agency=name) for name in ("Council", "Trust")]
    wanted = [*(("quarter", place) for place in agencies), ("year", PARTNERSHIP)]
    assert planned == [(*one, NOBODY) for one in wanted]
    none = service._replace(settings=msgspec.structs.replace(service.settings, scheduled_reports=()))
    assert await plan(none) == []


async def test_only_the_latest_missed_period_is_made_and_the_others_are_said_to_be_skipped(
    service: Service, clock: SettableClock
) -> None:
    only = service._replace(
        settings=msgspec.structs.replace(service.settings, scheduled_reports=("team month",))
    )
    await make_due(only)
    clock.time += 92 * DAY  # 9 January: October and November are missed, December is due
    await hear(only, 20)
    skips = next(one.due.skipped for one in await plan(only) if one.due.place == NORTH)
    assert [moment_of(one.start).month for one in skips] == [10, 11]
    assert await make_due(only) == 1
    found = await outcomes(only)
    assert [found["month", NORTH, one.start] for one in skips] == [SKIPPED, SKIPPED]
    assert found["month", NORTH, last_ended("month", clock.time).start] == MADE
    assert await make_due(only) == 0


async def test_a_run_that_died_begins_again_and_is_given_up_after_three_tries(
    service: Service, clock: SettableClock
) -> None:
    await hear(service, 20)
    period = last_ended("month", clock.time)
    run = Run(
        id=new_id(),
        kind="month",
        place=NORTH,
        period_from=period.start,
        period_to=period.end,
        started_at=clock.time,
    )
    await service.database.transaction(lambda tx: begin_run(tx, run))
    scope = Scope(all_teams=False, team_ids=("north",))
    assert await make_due(service, scope=scope) == 0  # it may be going on
    clock.time += LEASE
    assert await make_due(service, scope=scope) == 1
    async with service.database.reading() as db:
        ended = await run_for(db, "month", NORTH, period.start)
        made = await reports_in(db, scope, limit=9, offset=0)
    assert ended is not None
    assert (ended.tries, ended.report_id, ended.outcome) == (2, run.id, MADE)
    assert [one.report.id for one in made] == [run.id]


async def test_a_draft_whose_run_died_just_after_it_is_not_made_twice(
    service: Service, clock: SettableClock
) -> None:
    await hear(service, 20)
    scope = Scope(all_teams=False, team_ids=("north",))
    assert await make_due(service, scope=scope) == 1
    period = last_ended("month", clock.time)

    async def undone() -> Run:
        async with service.database.reading() as db:
            found = await run_for(db, "month", NORTH, period.start)
        assert found is not None
        return found

    died = report_runs.update().values(finished_at=None, report_id=None)
    await service.database.transaction(lambda tx: tx.execute(died))
    clock.time += LEASE
    assert await make_due(service, scope=scope) == 1
    async with service.database.reading() as db:
        assert await count_reports(db, scope) == 1
    assert (await undone()).tries == 2
    thrice = died.values(tries=3, outcome="It failed (OSError).")
    await service.database.transaction(lambda tx: tx.execute(thrice))
    clock.time += LEASE
    assert await make_due(service, scope=scope) == 1
    ended = await undone()
    assert (ended.outcome, ended.report_id) == (MADE, ended.id)


@pytest.mark.parametrize(("tries", "days"), [(3, 0), (1, 31)], ids=["given up", "too old"])
async def test_nobody_is_told_that_a_draft_could_not_be_made_when_it_is_there(
    service: Service, clock: SettableClock, tries: int, days: int
) -> None:
    await hear(service, 20)
    scope = Scope(all_teams=False, team_ids=("north",))
    assert await make_due(service, scope=scope) == 1
    died = report_runs.update().values(finished_at=None, report_id=None, outcome="", tries=tries)
    await service.database.transaction(lambda tx: tx.execute(died.where(report_runs.c.place == NORTH)))
    clock.time += LEASE + days * DAY
    assert [one.told for one in await plan(service, scope=scope) if one.outcome == FOUND] == [
        ("manager", "reviewer")
    ]
    assert await make_due(service, scope=scope) == 1
    kinds = await rows(service, select(notices.c.kind))
    assert [row.kind for row in kinds] == ["report", "report"]
    ended = await rows(service, select(report_runs).where(report_runs.c.report_id.is_not(None)))
    assert [(row.outcome, row.report_id == row.id) for row in ended] == [(MADE, True)]


@pytest.mark.parametrize(
    ("tries", "periods_ago", "outcome"), [(3, 0, GIVEN_UP), (1, 1, TOO_OLD)], ids=["given up", "too old"]
)
async def test_a_run_that_made_nothing_is_told_once_to_the_managers_of_its_place_and_leads_to_the_jobs(
    service: Service, clock: SettableClock, tries: int, periods_ago: int, outcome: str
) -> None:
    period = last_ended("month", clock.time)
    for _ in range(periods_ago):
        period = before("month", period)
    run = Run(
        id=new_id(),
        kind="month",
        place=NORTH,
        period_from=period.start,
        period_to=period.end,
        started_at=clock.time,
        tries=tries,
    )
    await service.database.transaction(lambda tx: begin_run(tx, run))
    clock.time += LEASE
    scope = Scope(all_teams=False, team_ids=("north",))
    planned = {one.outcome: one.told for one in await plan(service, scope=scope)}
    assert planned[outcome] == ("manager",)
    assert [await make_due(service, scope=scope) for _ in range(2)] == [0, 0]
    assert (await outcomes(service))["month", NORTH, period.start] == outcome
    told = select(notices.c.id, notices.c.kind, deliveries.c.worker_id, deliveries.c.channel)
    sent = await rows(service, told.join(deliveries, notices.c.id == deliveries.c.notice_id))
    assert [tuple(row)[1:] for row in sent] == [("no-report", "manager", "email")]
    line, link = saying(service.settings, "no-report", 0)
    assert (line.startswith("A report"), link) == (True, f"{service.settings.public_url}/staff/jobs")
