"""Tablets, their codes, their turns, and counted tries as rows."""

import msgspec
import pytest

from feedback_service.service import Service
from feedback_service.storage import drafts, tablets, tries, turns
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.tablets import Tablet
from feedback_service.storage.turns import Turn
from feedback_service.tokens import new_token, token_hash
from tests.feedback_service.storage.seeds import make_north, new_id


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


@pytest.fixture
async def tablet(service: Service) -> Tablet:
    made = Tablet(id=new_id(), name="One", team_id="north", forms=("my-day",))
    await service.database.transaction(lambda tx: tablets.add_tablet(tx, made, hash_of("first"), 1))
    return made


TOKENS = {name: new_token() for name in ("first", "second", "third")}


def hash_of(name: str) -> bytes:
    return token_hash(TOKENS[name])


async def found(service: Service, name: str) -> Tablet | None:
    async with service.database.reading() as connection:
        return await tablets.find_tablet(connection, hash_of(name))


async def test_a_tablet_is_found_by_its_token_and_in_its_teams_list(service: Service, tablet: Tablet) -> None:
    assert await found(service, "first") == tablet
    assert await found(service, "second") is None
    async with service.database.reading() as connection:
        assert await tablets.tablets_in(connection, EVERYTHING) == [(tablet, "North team")]
        assert await tablets.tablets_in(connection, Scope(False, ("south",))) == []
        assert await tablets.tablet_by_id(connection, new_id()) is None


async def test_a_code_works_once_and_in_its_time(service: Service, tablet: Tablet) -> None:
    async def take(code: bytes, at: int) -> Tablet | None:
        return await service.database.transaction(
            lambda tx: tablets.take_code(tx, code, hash_of("second"), at)
        )

    await service.database.transaction(lambda tx: tablets.set_code(tx, tablet.id, b"code", 100))
    assert await take(b"other", 50) is None
    assert await take(b"code", 100) is None
    taken = await take(b"code", 99)
    assert taken
    assert taken.id == tablet.id
    assert await take(b"code", 99) is None


async def test_a_device_whose_token_was_replaced_comes_back_as_revoked(
    service: Service, tablet: Tablet
) -> None:
    for at, name in ((7, "second"), (9, "third")):
        await service.database.transaction(
            lambda tx, name=name, at=at: tablets.change_token(tx, tablet.id, hash_of(name), at)  # type: ignore[misc]
        )
    assert await found(service, "third") == tablet
    assert await found(service, "first") == msgspec.structs.replace(tablet, revoked_at=7)
    assert await found(service, "second") == msgspec.structs.replace(tablet, revoked_at=9)


async def test_a_tablet_keeps_what_changes_about_it(service: Service, tablet: Tablet) -> None:
    changed = msgspec.structs.replace(
        tablet, forms=("my-view", "my-day"), only="4-7", pin_hash="p", seen_at=5, waiting=2, waiting_since=3
    )
    await service.database.transaction(lambda tx: tablets.change_tablet(tx, changed))
    assert await found(service, "first") == changed


async def test_a_turn_is_open_until_somebody_takes_it(service: Service, tablet: Tablet) -> None:
    await service.database.transaction(lambda tx: know_subjects(tx, ["SM-1"], "north", 1))
    made = [
        Turn(id=new_id(), tablet_id=tablet.id, subject_id="SM-1", moment="start", set_at=at)
        for at in (10, 20)
    ]
    for one in made:
        await service.database.transaction(lambda tx, one=one: turns.add_turn(tx, one))  # type: ignore[misc]
    async with service.database.reading() as connection:
        assert await turns.find_turn(connection, made[0].id) is None
        assert await turns.open_turn(connection, tablet.id, 19) == made[1]
        assert await turns.open_turn(connection, tablet.id, 20) is None
    for who in ("first", "second"):
        await service.database.transaction(lambda tx, who=who: turns.use_turn(tx, made[1].id, who))  # type: ignore[misc]
    await service.database.transaction(lambda tx: turns.drop_turns(tx, tablet.id))
    async with service.database.reading() as connection:
        assert await turns.open_turn(connection, tablet.id, 0) is None
        assert await turns.turn_of(connection, "first") == msgspec.structs.replace(made[1], used_by="first")
        assert await turns.turn_of(connection, "second") is None


async def test_tries_are_counted_for_each_who_and_only_of_late(service: Service) -> None:
    async def may(who: str, at: int) -> bool:
        return await service.database.transaction(
            lambda tx: tries.count_try(tx, "pin", who, at, since=at - 10, limit=2)
        )

    assert [await may("one", at) for at in (1, 2, 3)] == [True, True, False]
    assert await may("two", 3)
    assert await may("one", 12)
    assert not await may("one", 12)
    await service.database.transaction(lambda tx: tries.forget_tries(tx, "pin", "one"))
    assert await may("one", 12)


async def test_the_drafts_of_one_tablet_are_found_oldest_first(service: Service, tablet: Tablet) -> None:
    other = Tablet(id=new_id(), name="Two", team_id="north", forms=())
    await service.database.transaction(lambda tx: tablets.add_tablet(tx, other, hash_of("second"), 1))
    made = [(new_id(), tablet.id, 20), (new_id(), other.id, 5), (new_id(), tablet.id, 10)]
    for name, where, at in made:
        draft = drafts.Draft(
            id=name, form_id="my-view", form_version=1, team_id="north", subject_id=None, moment=None,
            link_id=None, tablet_id=where, key_master="k1", key_wrapped=b"w", words=b"s", started_at=1,
            saved_at=at,
        )  # fmt: skip
        await service.database.transaction(lambda tx, draft=draft: drafts.add_draft(tx, draft))  # type: ignore[misc]
    async with service.database.reading() as connection:
        found = await drafts.drafts_of_tablet(connection, tablet.id)
    assert [one.id for one in found] == [made[2][0], made[0][0]]
