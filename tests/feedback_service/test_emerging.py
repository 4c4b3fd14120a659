"""Candidate themes: found among what no theme fits, the same each time, and they give nobody away."""

import pytest
from sqlalchemy import delete, select

from analysis import distinguishing, emergent
from feedback_service import emerging
from feedback_service.emerging import find_candidates, find_daily
from feedback_service.service import Service
from feedback_service.storage import candidates as store
from feedback_service.storage.candidates import Candidate
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import candidate_members, candidate_themes, emergent_runs
from tests.feedback_service.answering import north
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.unfitting import near, unfitting

MINIBUS = "the minibus never comes"
ALLOTMENT = "we dig at the allotment"


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await north(service)


async def said(
    service: Service, words: str, kind: int, times: int, *, subject: str = "", alike: bool = False
) -> list[str]:
    seeds = [0 if alike else number for number in range(times)]
    return [await unfitting(service, words, near(kind, seed), subject=subject) for seed in seeds]


async def found(service: Service) -> list[Candidate]:
    async with service.database.reading() as connection:
        return await store.candidates(connection)


async def members(service: Service) -> list[tuple[object, ...]]:
    order = (candidate_members.c.number, candidate_members.c.nearness)
    return [tuple(row) for row in await rows(service, select(candidate_members).order_by(*order))]


async def forget(service: Service) -> None:
    """As if nobody had looked yet."""
    for table in (candidate_members, candidate_themes, emergent_runs):
        await service.database.transaction(lambda tx, table=table: tx.execute(delete(table)))  # type: ignore[misc]


async def test_what_many_speak_of_and_no_theme_fits_is_found_with_its_words(service: Service) -> None:
    ids = await said(service, MINIBUS, 0, emerging.SHOWN_FROM, alike=True)
    await said(service, ALLOTMENT, 1, emerging.SHOWN_FROM - 1, alike=True)
    assert await find_candidates(service) == 1
    first, *others = await found(service)
    assert (first.mentions, set(first.words)) == (emerging.SHOWN_FROM, {"minibus"})
    assert {row[1] for row in await members(service) if row[0] == first.number} == set(ids)
    assert sum(one.mentions for one in others) == emerging.SHOWN_FROM - 1


async def test_a_rerun_over_the_same_texts_is_identical_cold_and_warm(service: Service) -> None:
    await said(service, MINIBUS, 0, 12)
    await said(service, ALLOTMENT, 1, 9)
    await find_candidates(service)
    once = await found(service), await members(service)
    await find_candidates(service)
    assert (await found(service), await members(service)) == once
    await forget(service)
    await find_candidates(service)
    assert (await found(service), await members(service)) == once


async def test_a_theme_keeps_its_number_and_first_day_when_more_is_said(
    service: Service, clock: SettableClock
) -> None:
    await said(service, MINIBUS, 0, 10)
    await find_candidates(service)
    before = {one.number: one.first_seen for one in await found(service)}
    clock.move(minutes=60)
    new = set(await said(service, ALLOTMENT, 1, 10))
    await find_candidates(service)
    after = {one.number: one.first_seen for one in await found(service)}
    assert before.keys() & after.keys()
    assert all(after[number] == before[number] for number in before.keys() & after.keys())
    about_new = {row[0] for row in await members(service) if row[1] in new}
    assert {after[number] for number in about_new} == {service.now()}  # type: ignore[index]


async def test_what_one_family_says_over_and_over_gives_no_word(service: Service) -> None:
    await said(service, "grandad sings marmalade songs", 0, emerging.SHOWN_FROM, subject="S-1")
    await find_candidates(service)
    assert {(one.name, one.words, one.people) for one in await found(service)} == {("", (), 1)}


async def test_texts_that_are_not_read_as_english_are_not_looked_at(service: Service) -> None:
    await unfitting(service, "me gusta mucho la piscina", b"")
    ids = await said(service, MINIBUS, 0, 2)
    await find_candidates(service)
    assert {row[1] for row in await members(service)} == set(ids)


async def test_nothing_to_look_at_finds_nothing(service: Service) -> None:
    assert await find_candidates(service) == 0
    assert await found(service) == []


async def test_erased_words_are_in_no_candidate_any_more(service: Service) -> None:
    gone, *ids = await said(service, MINIBUS, 0, 3)
    await find_candidates(service)
    await service.database.transaction(lambda tx: erase(tx, [gone]))
    await find_candidates(service)
    assert {row[1] for row in await members(service)} == set(ids)


async def test_it_is_looked_once_a_day(service: Service, clock: SettableClock) -> None:
    await said(service, MINIBUS, 0, 2)
    runs = []
    for _ in range(26):
        await find_daily(service)
        async with service.database.reading() as connection:
            newest = await store.last_run(connection)
        assert newest
        runs.append(newest.at)
        clock.move(minutes=60)
    assert len(set(runs)) == 2
    assert runs[24] - runs[0] == emerging.EVERY


async def test_centres_are_stored_sealed(service: Service) -> None:
    await said(service, MINIBUS, 0, 5)
    await find_candidates(service)
    (row,) = await rows(service, select(emergent_runs))
    assert row.texts == 5
    assert b"vectors" not in row.centres
    await service.database.transaction(lambda tx: tx.execute(emergent_runs.update().values(wrapped=b"lost")))
    await said(service, ALLOTMENT, 1, 5)
    await find_candidates(service)
    assert sum(one.mentions for one in await found(service)) == 10


async def test_the_page_says_what_the_analysis_goes_by() -> None:
    assert emerging.SHOWN_FROM == emergent.SHOWN_FROM
    assert emerging.FEWEST_PEOPLE == distinguishing.FEWEST_PEOPLE
