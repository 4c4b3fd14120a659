"""Subjects, what a search looks through, and kept searches, as rows."""

import msgspec
import pytest
from sqlalchemy import insert

from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage import saved_views, searching, subject_list
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import theme_marks
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from tests.feedback_service.storage.seeds import arriving, given, make_link, make_north, new_id, somebody

NOBODY = Scope(all_teams=False)
DAY = 86_400_000


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-1", "C_2", "C-3"], "north", 1))


async def sent(service: Service, days: int, subject: str | None = None) -> str:
    """A submission that was answered so many days ago."""
    place = Place(team_id="north", channel="link", moment="start", subject_id=subject)
    at = service.now() - days * DAY
    arrival = arriving(service, place=place, answers=given(matters="my dog"), answered_at=at)
    await submit(service, arrival)
    return arrival.id


async def test_subjects_are_listed_by_when_they_were_heard_and_found_by_part_of_their_reference(
    service: Service,
) -> None:
    first, second, third = [
        await sent(service, days, name) for days, name in ((9, "C-1"), (5, "C_2"), (1, "C-1"))
    ]
    await sent(service, 0)
    async with service.database.reading() as db:
        lately = await subject_list.heard_of(db, EVERYTHING, limit=9)
        longest = await subject_list.heard_of(db, EVERYTHING, order="longest", limit=1)
        like = await subject_list.heard_of(db, EVERYTHING, like="c_", limit=9)
        beyond = await subject_list.heard_of(db, EVERYTHING, limit=9, offset=2)
        assert await subject_list.heard_of(db, NOBODY, limit=9) == []
        assert await subject_list.whose(db, EVERYTHING, second) == "C_2"
        assert await subject_list.whose(db, NOBODY, second) is None
        assert await subject_list.said_about(db, EVERYTHING, "C-1") == [first, third]
    assert [(one.subject_id, one.heard) for one in lately] == [("C-1", 2), ("C_2", 1)]
    assert lately[0].child_at == lately[0].last_at
    assert [one.subject_id for one in longest] == ["C_2"]
    assert [one.subject_id for one in like] == ["C_2"]
    assert beyond == []


async def test_who_was_invited_and_has_not_been_heard(service: Service) -> None:
    for subject in ("C-1", "C-3"):
        await make_link(service, subject_id=subject)
    await make_link(service, subject_id="C-3")
    await sent(service, 1, "C-1")
    async with service.database.reading() as db:
        (one,) = await subject_list.not_heard(db, EVERYTHING, limit=9)
        assert await subject_list.not_heard(db, NOBODY, limit=9) == []
    assert (one.subject_id, one.invited, one.team) == ("C-3", 2, "North team")


async def test_a_search_goes_through_all_that_fits_once_the_newest_first(service: Service) -> None:
    ids = [await sent(service, days, "C-1" if days % 2 else None) for days in (0, 1, 1, 2, 3)]
    ids[1:3] = sorted(ids[1:3], reverse=True)
    mark = {"theme_id": "home", "submission_id": ids[3], "month": 1, "team_id": "north", "audience": "child"}
    whole = mark | {"strength": True, "worry": False}
    await service.database.transaction(lambda tx: tx.execute(insert(theme_marks), whole))
    any_of = searching.Narrowed()
    seen: list[str] = []
    after = None
    async with service.database.reading() as db:
        while lot := await searching.narrowed_to(db, EVERYTHING, any_of, after=after, limit=2):
            seen += [one.id for one in lot]
            after = lot[-1].place
        assert await searching.count_narrowed(db, EVERYTHING, any_of) == 5
        assert await searching.count_narrowed(db, NOBODY, any_of) == 0
        for narrowed, count in (
            (searching.Narrowed(subject_id="c-1"), 3),
            (searching.Narrowed(theme_id="home"), 1),
            (searching.Narrowed(since=service.now() - 2 * DAY - 60_000), 4),
            (searching.Narrowed(until=service.now() - 2 * DAY - 60_000), 1),
            (searching.Narrowed(team_id="north", audience="child", band="12-17", moment="start"), 5),
            (searching.Narrowed(moment="end"), 0),
        ):
            assert await searching.count_narrowed(db, EVERYTHING, narrowed) == count, narrowed
        texts = await searching.words_in(db, ids[:2])
    assert seen == ids
    assert sorted((one.submission_id, one.question_id) for one in texts) == sorted(
        (one, "matters") for one in ids[:2]
    )


async def test_a_kept_search_is_its_workers_alone(service: Service) -> None:
    me, other = (await somebody(service)).id, (await somebody(service)).id
    view = saved_views.SavedView(
        id=new_id(), worker_id=me, master="m", wrapped=b"w", sealed=b"s", made_at=service.now()
    )
    second = msgspec.structs.replace(view, id=new_id())

    async def work(tx: Transaction) -> None:
        assert await saved_views.add_view(tx, view)
        assert not await saved_views.add_view(tx, view)
        assert await saved_views.add_view(tx, second)
        assert not await saved_views.reseal_view(tx, other, view.id, b"x")
        assert await saved_views.reseal_view(tx, me, view.id, b"t")
        assert not await saved_views.remove_view(tx, other, second.id)
        assert await saved_views.remove_view(tx, me, second.id)

    await service.database.transaction(work)
    async with service.database.reading() as db:
        changed = msgspec.structs.replace(view, sealed=b"t")
        assert await saved_views.views_of(db, me) == [changed]
        assert await saved_views.find_view(db, me, view.id) == changed
        assert await saved_views.find_view(db, other, view.id) is None
    await service.database.transaction(lambda tx: saved_views.remove_views_of(tx, me))
    async with service.database.reading() as db:
        assert await saved_views.views_of(db, me) == []
