"""Runs of drafts, imported indicators, and the history of jobs, as rows."""

from functools import partial

import msgspec

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.indicators import (
    Indicator,
    count_indicators,
    find_indicator,
    indicators_between,
    indicators_in,
    put_indicators,
    remove_indicator,
)
from feedback_service.storage.job_runs import JobRun, count_job_runs, job_runs_in, last_runs, note_run
from feedback_service.storage.places import PARTNERSHIP, place_of, whose_is
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_runs import (
    Run,
    anybody_heard,
    begin_again,
    begin_run,
    count_runs,
    end_run,
    last_period,
    run_for,
    runs_in,
    unended_runs,
)
from feedback_service.storage.scope import EVERYTHING
from tests.feedback_service.storage.seeds import arriving, indicator, make_north, new_id

NORTH = place_of(team_id="north")


def run_of(**changes: object) -> Run:
    plain = Run(id=new_id(), kind="month", place=NORTH, period_from=100, period_to=200, started_at=210)
    return msgspec.structs.replace(plain, **changes)


def test_a_place_is_read_as_it_was_written() -> None:
    for team, agency in (("north", None), (None, "Early / Help"), (None, None)):
        assert whose_is(place_of(team, agency)) == (team, agency)


async def test_a_run_is_begun_once_and_begun_again_by_one_alone_until_it_is_over(service: Service) -> None:
    write, run = service.database.transaction, run_of()
    assert await write(lambda tx: begin_run(tx, run))
    assert not await write(lambda tx: begin_run(tx, run_of(started_at=211)))
    other = run_of(place=PARTNERSHIP, period_from=50, started_at=300)
    assert await write(lambda tx: begin_run(tx, other))
    assert await write(lambda tx: begin_again(tx, run, 400))
    assert not await write(lambda tx: begin_again(tx, run, 500))
    again = msgspec.structs.replace(run, started_at=400, tries=2)
    async with service.database.reading() as db:
        assert await unended_runs(db) == [other, again]
        assert await run_for(db, "month", NORTH, 100) == again
        assert await run_for(db, "quarter", NORTH, 100) is None
        assert (await last_period(db, "month", NORTH), await last_period(db, "year", NORTH)) == (100, None)
    assert await write(lambda tx: end_run(tx, run.id, "x" * 300, 410))
    assert not await write(lambda tx: end_run(tx, run.id, "later", 420))
    async with service.database.reading() as db:
        assert await count_runs(db, [NORTH]) == 1
        ended = (await runs_in(db, [NORTH], limit=5, offset=0))[0]
        assert (len(ended.outcome), ended.finished_at) == (200, 410)
        both = await runs_in(db, None, limit=5, offset=0)
        assert [one.id for one in both] == [run.id, other.id]
        assert await count_runs(db, None) == 2


async def test_whether_anybody_was_heard_is_told_by_time(service: Service) -> None:
    await make_north(service)
    sent = arriving(service)
    await submit(service, sent)
    extent = Extent(scope=EVERYTHING, period_from=0, period_to=sent.answered_at)
    async with service.database.reading() as db:
        assert not await anybody_heard(db, extent)
        assert await anybody_heard(db, msgspec.structs.replace(extent, period_to=sent.answered_at + 1))


async def test_an_indicator_takes_the_place_of_the_one_before_and_is_found_by_place_and_time(
    service: Service,
) -> None:
    first, whole = indicator(), indicator(place=PARTNERSHIP, period_from=150, period_to=300)
    changed = indicator(value=92.0)

    async def put(*rows: Indicator) -> int:
        return await service.database.transaction(lambda tx: put_indicators(tx, rows))

    assert await put(first, whole) == 0
    assert await put(changed) == 1
    async with service.database.reading() as db:
        assert await find_indicator(db, first.id) is None
        assert await find_indicator(db, changed.id) == changed
        assert await count_indicators(db, None) == 2
        assert await count_indicators(db, [NORTH]) == 1
        assert await indicators_in(db, None, limit=5, offset=0) == [whole, changed]
        assert await indicators_in(db, [NORTH], limit=5, offset=0) == [changed]
        assert await indicators_between(db, [NORTH], 150, 200) == [whole, changed]
        assert await indicators_between(db, [], 0, 200) == [whole]
        assert await indicators_between(db, [NORTH], 0, 150) == [changed]
    assert await service.database.transaction(lambda tx: remove_indicator(tx, whole.id))
    assert not await service.database.transaction(lambda tx: remove_indicator(tx, whole.id))


async def test_runs_of_jobs_are_listed_the_latest_first(service: Service) -> None:
    runs = [
        JobRun(id=new_id(), job=job, started_at=at, finished_at=at + 1, outcome=f"{at} done")
        for job, at in (("tidying", 1), ("tidying", 3), ("reports", 2))
    ]
    runs += [
        JobRun(id=new_id(), job="ladder", started_at=at, finished_at=at, outcome=how)
        for at, how in ((4, "failed: OSError"), (5, "1 done"))
    ]
    for run in runs:
        await service.database.transaction(partial(note_run, row=msgspec.structs.asdict(run)))
    tidied, later, reported, failed, climbed = runs
    everything = [climbed, failed, later, reported, tidied]
    async with service.database.reading() as db:
        assert await job_runs_in(db, quiet=(), limit=9, offset=0) == everything
        assert await job_runs_in(db, quiet=("ladder",), limit=2, offset=1) == [later, reported]
        assert [await count_job_runs(db, quiet=which) for which in ((), ("ladder",))] == [5, 4]
        assert await last_runs(db, quiet=()) == {"tidying": later, "reports": reported, "ladder": climbed}
        assert (await last_runs(db, quiet=("ladder",)))["ladder"] == failed
