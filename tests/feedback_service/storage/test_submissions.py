"""Each submission is stored once, whole, whoever else is sending at the same moment."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import func, select

from feedback_service.intake import Acknowledgement, Arrival, Place, submit
from feedback_service.reading import opened
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.storage.drafts import Draft, add_draft, find_draft, save_draft
from feedback_service.storage.invitations import revoke_link
from feedback_service.storage.links import link_by_id
from feedback_service.storage.schema import answers, spent_links, submission_keys, submissions, unthemed
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.submissions import form_of, is_stored, origin_of
from feedback_service.storage.words import sealed_texts
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_link,
    make_north,
    new_id,
    rows,
)


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


@pytest.fixture
async def elsewhere(service: Service) -> AsyncIterator[Service]:
    """The same service as another process has it: with its own connections and its own writer."""
    database = Database(service.settings.database_url)
    await database.start()
    yield service._replace(database=database)
    await database.stop()


async def count(service: Service) -> int:
    return int((await rows(service, select(func.count()).select_from(submissions)))[0][0])


async def words_of(service: Service, submission_id: str) -> dict[str, str]:
    async with service.database.reading() as connection:
        sealed = await sealed_texts(connection, [submission_id])
    return {text.question_id: words for text, words in opened(service, sealed)}


async def test_a_submission_is_kept_with_its_answers_key_and_waiting_texts(service: Service) -> None:
    arrival = arriving(service, answers=given(matters="my dog", want="a bike", food=2))
    assert (await submit(service, arrival)).result == "stored"
    async with service.database.reading() as connection:
        assert await is_stored(connection, arrival.id)
        assert not await is_stored(connection, new_id())
        assert await form_of(connection, arrival.id) == ("my-view", arrival.form.form.version)
        assert await form_of(connection, new_id()) is None
        origin = await origin_of(connection, arrival.id)
        assert origin is not None
        assert Place(**origin) == msgspec.structs.replace(arrival.place, spends_link=False)
        assert await origin_of(connection, new_id()) is None
    stored = await rows(service, select(answers.c.question_id, answers.c.value, answers.c.word_count))
    assert sorted(tuple(row) for row in stored) == [("food", "2", 0), ("matters", None, 2), ("want", None, 2)]
    assert len(await rows(service, select(unthemed))) == 2
    assert await words_of(service, arrival.id) == {"matters": "my dog", "want": "a bike"}


async def test_the_same_again_changes_nothing_and_gets_the_same_receipt(service: Service) -> None:
    arrival = arriving(service)
    first, again = await submit(service, arrival), await submit(service, arrival)
    assert (first.result, again.result) == ("stored", "again")
    assert first.receipt == again.receipt
    assert await count(service) == 1


async def test_other_answers_under_a_known_id_are_kept_beside_it_and_can_be_read(service: Service) -> None:
    first = arriving(service, answers=given(matters="my dog"))
    other = arriving(service, first.id, given(matters="my cat"))
    assert [(await submit(service, one)).result for one in (first, other, other)] == [
        "stored",
        "differs",
        "differs",
    ]
    asides = await rows(service, select(submissions.c.id).where(submissions.c.differs_from == first.id))
    assert len(asides) == 1
    assert await words_of(service, asides[0].id) == {"matters": "my cat"}
    assert await words_of(service, first.id) == {"matters": "my dog"}


async def test_forty_identical_at_once_are_stored_once_and_share_one_receipt(service: Service) -> None:
    arrival = arriving(service)
    kept = await asyncio.gather(*(submit(service, arrival) for _ in range(40)))
    assert Counter(one.result for one in kept) == {"stored": 1, "again": 39}
    assert len({one.receipt for one in kept}) == 1
    assert await count(service) == 1


async def test_a_one_time_link_takes_one_submission_of_many_sent_at_once(service: Service) -> None:
    link, _ = await make_link(service)
    place = Place(team_id="north", channel="link", link_id=link.id, spends_link=True)
    kept = await asyncio.gather(*(submit(service, arriving(service, place=place)) for _ in range(20)))
    assert Counter(one.result for one in kept) == {"stored": 1, "link-spent": 19}
    (spent,) = await rows(service, select(spent_links))
    async with service.database.reading() as connection:
        stored = await link_by_id(connection, link.id)
    assert stored
    assert stored.spent_by == spent.submission_id


async def test_the_submission_that_spent_a_link_is_known_again(service: Service) -> None:
    link, _ = await make_link(service)
    arrival = arriving(
        service, place=Place(team_id="north", channel="link", link_id=link.id, spends_link=True)
    )
    assert [(await submit(service, arrival)).result for _ in range(2)] == ["stored", "again"]


async def test_a_revoked_link_takes_nothing_new_but_still_knows_what_it_took(service: Service) -> None:
    link, _ = await make_link(service, reusable=True)
    place = Place(team_id="north", channel="link", link_id=link.id)
    before = arriving(service, place=place, by_standing_link=True)
    assert (await submit(service, before)).result == "stored"
    assert await service.database.transaction(lambda tx: revoke_link(tx, EVERYTHING, link.id, service.now()))
    after = arriving(service, place=place, by_standing_link=True)
    assert (await submit(service, after)).result == "link-revoked"
    assert (await submit(service, before)).result == "again"
    assert await count(service) == 1


async def test_a_draft_saved_again_since_it_was_read_is_not_sent_as_it_was(service: Service) -> None:
    arrival = arriving(service, draft_saved_at=5)
    draft = draft_of(arrival, saved_at=5)
    await service.database.transaction(lambda tx: add_draft(tx, draft))
    changed = msgspec.structs.replace(draft, saved_at=6)
    assert await service.database.transaction(lambda tx: save_draft(tx, changed))
    assert (await submit(service, arrival)).result == "draft-changed"
    fresh = msgspec.structs.replace(arrival, draft_saved_at=6)
    assert (await submit(service, fresh)).result == "stored"
    async with service.database.reading() as connection:
        assert await find_draft(connection, arrival.id) is None


def draft_of(arrival: Arrival, saved_at: int) -> Draft:
    return Draft(
        id=arrival.id,
        form_id="my-view",
        form_version=1,
        team_id="north",
        subject_id=None,
        moment=None,
        link_id=None,
        tablet_id=None,
        key_master="k1",
        key_wrapped=b"w",
        words=b"sealed",
        started_at=1,
        saved_at=saved_at,
    )


async def test_one_submission_that_cannot_be_kept_does_not_hurt_the_others(service: Service) -> None:
    good = [arriving(service) for _ in range(10)]
    homeless = arriving(service, place=Place(team_id="no such team", channel="link"))
    sent = [*good[:5], homeless, *good[5:]]
    kept = await asyncio.gather(*(submit(service, one) for one in sent), return_exceptions=True)
    assert [type(one).__name__ for one in kept].count("StorageError") == 1
    assert isinstance(kept[5], Exception)
    assert {one.result for one in kept if isinstance(one, Acknowledgement)} == {"stored"}
    assert await count(service) == 10


async def test_repeats_that_arrive_together_are_judged_one_by_one(service: Service) -> None:
    first = arriving(service, answers=given(matters="my dog"))
    other = arriving(service, first.id, given(matters="my cat"))
    kept = await asyncio.gather(*(submit(service, one) for one in (first, first, other, other)))
    assert [one.result for one in kept] == ["stored", "again", "differs", "differs"]
    assert await count(service) == 2


async def test_two_processes_racing_on_one_id_store_it_once(service: Service, elsewhere: Service) -> None:
    for _ in range(10):
        arrival = arriving(service)
        kept = await asyncio.gather(*(submit(one, arrival) for one in (service, elsewhere) for _ in range(4)))
        assert Counter(one.result for one in kept) == {"stored": 1, "again": 7}
    assert await count(service) == 10


async def test_two_processes_racing_on_many_ids_in_opposite_order_store_each_once(
    service: Service, elsewhere: Service
) -> None:
    arrivals = [arriving(service) for _ in range(30)]
    kept = await asyncio.gather(
        *(submit(service, one) for one in arrivals),
        *(submit(elsewhere, one) for one in reversed(arrivals)),
    )
    assert Counter(one.result for one in kept) == {"stored": 30, "again": 30}


async def test_two_processes_racing_on_a_one_time_link_let_one_through(
    service: Service, elsewhere: Service
) -> None:
    for _ in range(10):
        link, _ = await make_link(service)
        place = Place(team_id="north", channel="link", link_id=link.id, spends_link=True)
        kept = await asyncio.gather(
            *(submit(one, arriving(service, place=place)) for one in (service, elsewhere))
        )
        assert sorted(one.result for one in kept) == ["link-spent", "stored"]


async def test_without_its_key_a_submissions_words_are_not_there_to_read(service: Service) -> None:
    erased, other = arriving(service), arriving(service)
    for one in (erased, other):
        await submit(service, one)
    mine = submission_keys.delete().where(submission_keys.c.submission_id == erased.id)
    await service.database.transaction(lambda tx: tx.execute(mine))
    assert await words_of(service, erased.id) == {}
    assert await words_of(service, other.id) == {"matters": "my dog matters"}
