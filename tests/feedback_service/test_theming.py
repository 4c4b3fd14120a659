"""Theming reads what is new, goes on where it was stopped, and is held up by nothing."""

import asyncio

import pytest
from sqlalchemy import delete, func, select, update

from feedback_service import theming
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.schema import codings, submission_keys, unthemed
from feedback_service.theming import theme_pending
from tests.feedback_service.answering import north
from tests.feedback_service.storage.seeds import arriving, given

BATCH = 20
WORDS = "we never have enough food at home and i am hungry"


@pytest.fixture(autouse=True)
async def _north(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theming, "BATCH", BATCH)  # the whole one takes half a minute to fill twice
    await north(service)


async def said(service: Service, words: str = WORDS) -> str:
    arrival = arriving(service, answers=given(matters=words))
    await submit(service, arrival)
    return arrival.id


async def coded(service: Service) -> dict[str, int]:
    query = select(codings.c.submission_id, func.count()).group_by(codings.c.submission_id)
    async with service.database.reading() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}


async def waiting(service: Service) -> int:
    async with service.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(unthemed)) or 0)


async def test_what_is_new_is_themed_once(service: Service) -> None:
    first = await said(service)
    assert await theme_pending(service) == 1
    before = await coded(service)
    assert list(before) == [first]
    assert await theme_pending(service) == 0
    second = await said(service)
    assert await theme_pending(service) == 1
    assert await coded(service) == before | {second: before[first]}


async def test_more_than_one_batch_is_themed_in_one_run(service: Service) -> None:
    many = BATCH + 5
    await asyncio.gather(*(said(service, f"{WORDS} {number}") for number in range(many)))
    assert await theme_pending(service) == many
    assert await waiting(service) == 0
    assert len(await coded(service)) == many


async def test_two_runs_at_once_put_nothing_on_twice(service: Service) -> None:
    ids = [await said(service) for _ in range(20)]
    await asyncio.gather(theme_pending(service), theme_pending(service))
    found = await coded(service)
    assert sorted(found) == sorted(ids)
    assert len(set(found.values())) == 1
    assert await waiting(service) == 0


async def test_a_run_stopped_halfway_is_taken_up_by_the_next(service: Service) -> None:
    await asyncio.gather(*(said(service) for _ in range(BATCH * 2)))
    run = asyncio.create_task(theme_pending(service))
    while await waiting(service) == BATCH * 2 and not run.done():  # noqa: ASYNC110 (only the database can tell)
        await asyncio.sleep(0)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await theme_pending(service)
    assert await waiting(service) == 0
    found = await coded(service)
    assert len(found) == BATCH * 2
    assert len(set(found.values())) == 1


async def test_erased_words_are_passed_over(service: Service) -> None:
    erased, other = await said(service), await said(service)
    gone = delete(submission_keys).where(submission_keys.c.submission_id == erased)
    await service.database.transaction(lambda tx: tx.execute(gone))
    assert await theme_pending(service) == 1
    assert list(await coded(service)) == [other]


async def test_words_that_do_not_open_wait_and_hold_nothing_up(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, other = await said(service), await said(service)
    mine = submission_keys.c.submission_id == damaged
    async with service.database.reading() as connection:
        good = await connection.scalar(select(submission_keys.c.wrapped).where(mine))
    for wrapped, themed in ((b"damaged", 1), (good, 1)):
        change = update(submission_keys).where(mine).values(wrapped=wrapped)
        await service.database.transaction(lambda tx, change=change: tx.execute(change))  # type: ignore[misc]
        assert await theme_pending(service) == themed
        if wrapped == b"damaged":
            assert list(await coded(service)) == [other]
            assert damaged in caplog.text
    assert set(await coded(service)) == {damaged, other}
