"""Workers' corrections are learnt from; what was read before is read again; what they decided stands."""

import asyncio
import multiprocessing
from concurrent.futures.process import BrokenProcessPool

import pytest
from sqlalchemy import func, select, update

from feedback_service import learning, theming
from feedback_service.correcting import set_theme, take_off, workers_coding
from feedback_service.intake import submit
from feedback_service.pausing import pause, resume
from feedback_service.service import Service
from feedback_service.storage.analysed import progress
from feedback_service.storage.codings import StoredCoding, codings_of
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import analysed_texts, audit, learnings
from feedback_service.storage.workers import Worker
from feedback_service.theming import read_again, theme_pending
from feedback_service.web.staff.submission_view import codebook
from tests.feedback_service.answering import north
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import arriving, given, rows, somebody

# "Den" is nobody's word for anything in the codebook: only workers can teach it.
DENS = [
    f"{what} {how}"
    for what in ("the den", "our den", "my den", "that den", "den time", "a den")
    for how in ("was the best", "is closed now", "on fridays please", "is where i go", "with my mates",
                "is cold", "got a new roof", "again please", "is the place", "every day")
]  # fmt: skip
OTHERS = [
    "no tea again and the cupboards are bare", "i am hungry at night", "dinner was nice today",
    "mum made us breakfast", "there is never enough food", "we had chips on friday", "i skip lunch a lot",
    "the food bank helped us",
]  # fmt: skip
TAUGHT = len(DENS) + len(OTHERS)
THEME = "joined_up"
HUNGRY = "we never have enough food at home and i am hungry"


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await north(service)


async def said(service: Service, words: str) -> str:
    arrival = arriving(service, answers=given(matters=words))
    await submit(service, arrival)
    return arrival.id


async def standing(service: Service, submission_id: str) -> list[StoredCoding]:
    async with service.database.reading() as connection:
        found = await codings_of(connection, submission_id)
    return [one for one in found if one.withdrawn_at is None]


async def correct(service: Service, worker: Worker, submission_id: str, theme: str = THEME) -> None:
    """Leave this theme alone on the answer."""
    for one in await standing(service, submission_id):
        await take_off(service, worker, submission_id, one.id)
    coding = workers_coding(
        service, codebook(), worker, place=(submission_id, "matters"), theme=theme, valence=""
    )
    assert coding
    await set_theme(service, worker, coding)


async def taught(service: Service) -> Worker:
    """A worker who has corrected an answer for each of DENS and OTHERS."""
    worker = await somebody(service)
    ids = {await said(service, words): THEME for words in DENS}
    ids |= {await said(service, words): "food" for words in OTHERS}
    await theme_pending(service)
    for one, theme in ids.items():
        await correct(service, worker, one, theme)
    return worker


async def themes(service: Service, submission_id: str) -> dict[str, bool]:
    """The standing themes, and whether each is only suggested."""
    return {one.theme_id: bool(one.suggested) for one in await standing(service, submission_id)}


async def test_what_workers_taught_is_read_from_then_on_and_told_theme_by_theme(
    service: Service, clock: SettableClock
) -> None:
    old = await said(service, "the den is open now")
    await theme_pending(service)
    assert THEME not in await themes(service, old)
    await taught(service)
    clock.move(minutes=1)
    learnt = await learning.learn(service)
    assert learnt.corrections == TAUGHT
    used = {one.theme: (one.n, one.why) for one in learning.changes_of(learnt) if one.used}
    assert used == {THEME: (len(DENS), "better")}
    assert await read_again(service) == TAUGHT + 1
    assert THEME in await themes(service, old)
    new = await said(service, "our den on sundays")
    await theme_pending(service)
    (coded,) = [one for one in await standing(service, new) if one.theme_id == THEME]
    assert learnt.version.startswith(f"{coded.version} ")


async def test_a_version_is_made_again_from_the_rows_as_they_stood_then(
    service: Service, clock: SettableClock
) -> None:
    worker = await taught(service)
    first = await learning.learn(service)
    clock.move(minutes=1)
    other = await said(service, HUNGRY)
    await theme_pending(service)
    await correct(service, worker, other, "food")
    again = await learning._learn(service, first.until)  # noqa: SLF001 (as it is done when a process is new)
    assert (again.version, again.corrections, again.changes) == (
        first.version, first.corrections, first.changes
    )  # fmt: skip
    assert (await learning.learn(service)).corrections == first.corrections + 1


async def test_a_process_that_forgot_a_version_makes_it_again(service: Service) -> None:
    await taught(service)
    learnt = await learning.learn(service)
    assert await learning.reading_version(service) == learnt.version
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    with pytest.raises(BrokenProcessPool):
        await learning.reading_version(service)
    assert await learning.reading_version(service) == learnt.version


async def test_erased_words_are_not_learnt_from_any_more(service: Service) -> None:
    await taught(service)
    async with service.database.reading() as connection:
        gone = [row[0] for row in await connection.execute(select(analysed_texts.c.submission_id))][:3]
    await service.database.transaction(lambda tx: erase(tx, gone))
    assert (await learning.learn(service)).corrections == TAUGHT - 3


async def test_learning_happens_once_a_day(service: Service, clock: SettableClock) -> None:
    await taught(service)
    assert await learning.learn_daily(service) == 0
    clock.move(minutes=24 * 60)
    assert await learning.learn_daily(service) == TAUGHT
    assert await learning.learn_daily(service) == 0


async def outdated(service: Service) -> None:
    """Everything that was read was read by an earlier version."""
    change = update(analysed_texts).values(version="earlier")
    await service.database.transaction(lambda tx: tx.execute(change))


async def test_reading_again_is_paused_and_gone_on_with_while_new_answers_are_read(service: Service) -> None:
    worker = await somebody(service)
    await said(service, HUNGRY)
    await theme_pending(service)
    await outdated(service)
    assert [await pause(service, worker.id), await pause(service, None)] == [True, False]
    assert await read_again(service) == 0
    await said(service, HUNGRY)
    assert await theme_pending(service) == 1
    assert [await resume(service, worker.id), await resume(service, None)] == [True, False]
    assert await read_again(service) == 1
    noted = select(audit.c.action).where(audit.c.action.like("analysis-%")).order_by(audit.c.id)
    assert [row[0] for row in await rows(service, noted)] == ["analysis-paused", "analysis-resumed"]


async def test_a_killed_run_of_reading_again_goes_on_where_it_stopped(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theming, "BATCH", 5)
    ids = [await said(service, HUNGRY) for _ in range(50)]
    await theme_pending(service)
    before = {one: await themes(service, one) for one in ids}
    await outdated(service)
    run = asyncio.create_task(read_again(service))
    while await earlier(service) == len(ids) and not run.done():  # noqa: ASYNC110 (only the database can tell)
        await asyncio.sleep(0)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    left = await earlier(service)
    assert 0 < left < len(ids)
    assert await read_again(service) == left
    assert await earlier(service) == 0
    assert {one: await themes(service, one) for one in ids} == before


async def earlier(service: Service) -> int:
    version = await learning.reading_version(service)
    async with service.database.reading() as connection:
        return (await progress(connection, version)).earlier


async def test_an_update_of_the_program_is_a_new_version_on_record(service: Service) -> None:
    await said(service, HUNGRY)
    await theme_pending(service)
    change = update(learnings).values(version="of the program before")
    await service.database.transaction(lambda tx: tx.execute(change))
    version = await learning.reading_version(service)
    assert version != "of the program before"
    count = await rows(service, select(func.count()).select_from(learnings))
    assert count[0][0] == 2
    assert await learning.reading_version(service) == version
