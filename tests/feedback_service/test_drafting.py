"""Drafts are saved page by page and end as a submission, as nothing, or as unfinished when left lying."""

import asyncio
from typing import cast

import msgspec
import pytest
from sqlalchemy import delete, select, update

from feedback_service import drafting
from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage.links import link_by_id
from feedback_service.storage.schema import answers, drafts, spent_links, submissions
from forms.catalogue import Catalogue, PublishedForm
from tests.feedback_service.answering import north
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import given, make_link, new_id

HOUR = 60


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await north(service)


async def begun(service: Service, place: Place | None = None, form: str = "my-view") -> str:
    where = place or Place(team_id="north", channel="link", moment="start")
    return await drafting.begin(service, new_id(), service.catalogue.current(form), where)


async def one_time(service: Service) -> Place:
    link, _ = await make_link(service)
    return Place(team_id="north", channel="link", moment="start", link_id=link.id, spends_link=True)


async def sent(service: Service) -> list[tuple[str, bool]]:
    async with service.database.reading() as connection:
        rows = await connection.execute(select(submissions.c.id, submissions.c.finished))
        return [(row.id, row.finished) for row in rows]


async def test_pages_saved_at_the_same_moment_both_stay(service: Service) -> None:
    draft = await begun(service)
    pages = [given(**{name: 1}) for name in ("food", "sleep", "warm", "clean", "safe", "there")]
    await asyncio.gather(*(drafting.save(service, draft, page) for page in pages))
    opened = await drafting.find(service, draft)
    assert opened
    assert set(opened.answers) == {"food", "sleep", "warm", "clean", "safe", "there"}


async def test_a_draft_is_sent_once_however_often_the_button_is_pressed(service: Service) -> None:
    draft = await begun(service)
    await drafting.save(service, draft, given(matters="my dog"))
    pressed = await asyncio.gather(*(drafting.send(service, draft) for _ in range(5)))
    assert {one.result for one in pressed if one} <= {"stored", "again"}
    assert await sent(service) == [(draft, True)]
    assert await drafting.find(service, draft) is None
    assert await drafting.save(service, draft, given(food=1)) is None


async def test_what_is_saved_while_it_is_sent_is_either_sent_too_or_refused(service: Service) -> None:
    draft = await begun(service)
    await drafting.save(service, draft, given(matters="my dog"))
    _, *saved = await asyncio.gather(
        drafting.send(service, draft),
        *(drafting.save(service, draft, given(**{name: 1})) for name in ("food", "sleep", "warm")),
    )
    async with service.database.reading() as connection:
        kept = set(await connection.scalars(select(answers.c.question_id)))
    acknowledged = {name for one in saved if isinstance(one, drafting.Open) for name in one.answers}
    assert kept >= {"matters"} | acknowledged


async def test_a_deleted_draft_leaves_nothing(service: Service) -> None:
    draft = await begun(service)
    await drafting.save(service, draft, given(matters="my dog"))
    await drafting.discard(service, draft)
    assert await drafting.find(service, draft) is None
    assert await drafting.send(service, draft) is None
    assert await sent(service) == []


async def test_a_one_time_link_has_one_draft_and_is_spent_when_it_is_sent(service: Service) -> None:
    place = await one_time(service)
    first, second = await begun(service, place), await begun(service, place)
    assert first == second
    await drafting.save(service, first, given(matters="my dog"))
    await drafting.send(service, first)
    async with service.database.reading() as connection:
        link = await link_by_id(connection, str(place.link_id))
    assert link
    assert link.spent_by == first


async def test_an_idle_draft_is_sent_as_unfinished_and_leaves_its_link_open(
    service: Service, clock: SettableClock
) -> None:
    place = await one_time(service)
    draft = await begun(service, place)
    await drafting.save(service, draft, given(matters="my dog"))
    assert await drafting.send_idle(service) == 0
    clock.move(minutes=25 * HOUR)
    assert await drafting.send_idle(service) == 1
    assert await sent(service) == [(draft, False)]
    async with service.database.reading() as connection:
        assert (await connection.execute(select(spent_links))).all() == []
    assert await begun(service, place) != draft


async def test_an_idle_draft_without_answers_is_removed(service: Service, clock: SettableClock) -> None:
    draft = await begun(service)
    clock.move(minutes=25 * HOUR)
    assert await drafting.send_idle(service) == 0
    assert await drafting.find(service, draft) is None
    assert await sent(service) == []


async def test_one_draft_that_does_not_open_keeps_no_other_waiting(
    service: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, good = await begun(service), await begun(service)
    for draft in (damaged, good):
        await drafting.save(service, draft, given(matters="my dog"))
    breaking = update(drafts).where(drafts.c.id == damaged).values(words=b"damaged")
    await service.database.transaction(lambda tx: tx.execute(breaking))
    clock.move(minutes=25 * HOUR)
    assert await drafting.send_idle(service) == 1
    assert await sent(service) == [(good, False)]
    assert damaged in caplog.text
    async with service.database.reading() as connection:
        assert list(await connection.scalars(select(drafts.c.id))) == [damaged]
    await service.database.transaction(lambda tx: tx.execute(delete(drafts)))


class Unreadable:
    """A catalogue that fails in a way nobody thought of."""

    def __init__(self, forms: Catalogue, but: str) -> None:
        self.forms, self.but = forms, but

    def get(self, form_id: str, version: int) -> PublishedForm:
        if form_id == self.but:
            raise RecursionError
        return self.forms.get(form_id, version)


async def test_a_fault_nobody_thought_of_keeps_no_other_draft_waiting(
    service: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    first, later = await begun(service), await begun(service, form="about-me")
    for draft in (first, later):
        await drafting.save(service, draft, given(matters="my dog"))
        clock.move(minutes=1)
    clock.move(minutes=25 * HOUR)
    broken = cast("Catalogue", Unreadable(service.catalogue, "my-view"))
    assert await drafting.send_idle(service._replace(catalogue=broken)) == 1
    assert await sent(service) == [(later, False)]
    assert first in caplog.text
    assert "RecursionError" in caplog.text


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ({"matters": "he hits me with a belt"}, 30),
        ({"talk": "yes"}, 30),
        ({"matters": "my dog"}, 24 * HOUR),
        ({"matters": "moja mama mnie nie kocha i nie mam nic do jedzenia"}, 24 * HOUR),
    ],
    ids=["words", "a choice", "nothing", "not read"],
)
async def test_what_tells_of_harm_waits_in_a_draft_no_longer_than_on_a_tablet(
    service: Service, clock: SettableClock, said: dict[str, str], minutes: int
) -> None:
    draft = await begun(service, await one_time(service))
    clock.move(minutes=1)
    opened = await drafting.save(service, draft, given(**said))
    assert opened
    assert drafting.sent_at(service, opened) == clock.time + minutes * 60_000
    clock.move(minutes=minutes)
    assert await drafting.send_idle(service) == 0
    clock.move(minutes=1)
    assert await drafting.send_idle(service) == 1
    assert await sent(service) == [(draft, False)]


class Counted:
    """A catalogue that keeps count of how often a form was asked for, as it is whenever a draft is opened."""

    def __init__(self, forms: Catalogue) -> None:
        self.forms, self.times = forms, 0

    def get(self, form_id: str, version: int) -> PublishedForm:
        self.times += 1
        return self.forms.get(form_id, version)


async def test_a_lying_draft_is_opened_once_as_it_was_saved_and_not_each_minute(
    service: Service, clock: SettableClock
) -> None:
    counted = Counted(service.catalogue)
    counting = service._replace(catalogue=cast("Catalogue", counted))
    lying = [await begun(service) for _ in range(2)]
    for draft in lying:
        await drafting.save(service, draft, given(matters="my dog"))
    clock.move(minutes=31)
    for _ in range(5):
        assert await drafting.send_idle(counting) == 0
        clock.move(minutes=1)
    assert counted.times == 2
    await drafting.save(service, lying[0], given(matters="he hits me with a belt"))
    clock.move(minutes=31)
    assert await drafting.send_idle(counting) == 1
    assert await sent(service) == [(lying[0], False)]
    assert {draft for draft, _ in service.looked_at} == set(lying)
    await drafting.discard(service, lying[1])
    assert await drafting.send_idle(counting) == 0
    assert service.looked_at == {}, "what lies here no more is not remembered"


async def test_what_was_looked_at_before_is_sent_when_its_time_comes(
    service: Service, clock: SettableClock
) -> None:
    draft = await begun(service)
    await drafting.save(service, draft, given(matters="my dog"))
    for minutes, count in ((31, 0), (24 * HOUR - 31, 0), (1, 1)):
        clock.move(minutes=minutes)
        assert await drafting.send_idle(service) == count


async def test_links_are_sent_after_their_own_time_where_tablets_wait_longer(
    service: Service, clock: SettableClock
) -> None:
    waiting = msgspec.structs.replace(service.settings, link_draft_hours=1, tablet_draft_minutes=3 * HOUR)
    draft = await begun(service)
    await drafting.save(service, draft, given(matters="my dog"))
    for minutes, count in ((HOUR, 0), (1, 1)):
        clock.move(minutes=minutes)
        assert await drafting.send_idle(service._replace(settings=waiting)) == count


async def test_words_of_a_draft_whose_link_was_used_elsewhere_stay_as_unfinished(service: Service) -> None:
    place = await one_time(service)
    draft = await begun(service, place)
    await drafting.save(service, draft, given(matters="my dog"))
    other = await begun(service, Place(team_id="north", channel="link"))
    await drafting.save(service, other, given(matters="my cat"))
    await drafting.send(service, other)
    row = {"link_id": place.link_id, "submission_id": other}
    await service.database.transaction(lambda tx: tx.execute(spent_links.insert(), row))
    acknowledged = await drafting.send(service, draft)
    assert acknowledged
    assert acknowledged.result == "stored"
    assert (draft, False) in await sent(service)
