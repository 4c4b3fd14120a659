"""How workers prove who they are, as rows: codes, passkeys, steps on the way in; changes of accounts."""

import msgspec
import pytest

from feedback_service.service import Service
from feedback_service.storage import factors, passkeys, recovery_codes, rota, steps, workers
from feedback_service.storage.access import access_changes_since
from feedback_service.storage.audit import note
from feedback_service.storage.audit_list import Sought, noted, noted_at
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.factors import OneTimeSecret
from feedback_service.storage.passkeys import Passkey
from feedback_service.storage.rota import Shift
from feedback_service.storage.scope import Scope
from feedback_service.storage.steps import Step
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from tests.feedback_service.storage.seeds import make_north, make_worker, new_id


@pytest.fixture
async def ash(service: Service) -> str:
    await make_north(service)
    return await make_worker(service, "ash")


@pytest.fixture
def database(service: Service) -> Database:
    return service.database


async def test_a_secret_counts_when_confirmed_and_each_of_its_steps_once(
    database: Database, ash: str
) -> None:
    first = OneTimeSecret(worker_id=ash, master="k1", wrapped=b"w", secret=b"s", made_at=1)
    for secret in (first, msgspec.structs.replace(first, secret=b"other")):
        await database.transaction(lambda tx, new=secret: factors.put_secret(tx, new))  # type: ignore[misc]
    await database.transaction(lambda tx: factors.confirm_secret(tx, ash, 5))
    spent = [
        await database.transaction(lambda tx, at=at: factors.spend_code(tx, ash, at))  # type: ignore[misc]
        for at in (7, 7, 6, 8)
    ]
    async with database.reading() as connection:
        found = await factors.find_secret(connection, ash)
        assert await factors.find_secret(connection, new_id()) is None
    assert found
    assert (found.secret, found.confirmed_at, found.last_step) == (b"other", 5, 8)
    assert spent == [True, False, False, True]
    await database.transaction(lambda tx: factors.forget_secret(tx, ash))
    async with database.reading() as connection:
        assert await factors.find_secret(connection, ash) is None


async def test_a_recovery_code_is_taken_once_and_new_ones_end_the_old(database: Database, ash: str) -> None:
    async def spend(code: bytes) -> bool:
        return await database.transaction(lambda tx: recovery_codes.spend_recovery_code(tx, ash, code, 3))

    async def left() -> int:
        async with database.reading() as connection:
            return await recovery_codes.recovery_codes_left(connection, ash)

    await database.transaction(lambda tx: recovery_codes.put_recovery_codes(tx, ash, [b"a", b"b"], 1))
    assert [await spend(b"a"), await spend(b"a"), await spend(b"x"), await left()] == [True, False, False, 1]
    await database.transaction(lambda tx: recovery_codes.put_recovery_codes(tx, ash, [b"c", b"d", b"e"], 2))
    assert [await spend(b"b"), await left()] == [False, 3]
    await database.transaction(lambda tx: factors.forget_factors(tx, ash))
    assert await left() == 0


async def test_who_comes_in_by_a_password_only_has_no_passkey_and_never_used_single_sign_on(
    database: Database, service: Service, ash: str
) -> None:
    birch = await make_worker(service, "birch")

    async def lacking(*roles: str, single_sign_on: bool = True) -> list[str]:
        async with database.reading() as connection:
            return await passkeys.only_by_password(connection, roles, single_sign_on=single_sign_on)

    assert (await lacking("manager"), await lacking("safeguarding")) == (["ash", "birch"], [])
    await database.transaction(lambda tx: workers.link_subject(tx, birch, "b"))
    assert await lacking("manager") == ["ash"]
    assert await lacking("manager", single_sign_on=False) == ["ash", "birch"]
    key = Passkey(
        id=new_id(),
        worker_id=ash,
        credential_id=b"c",
        public_key=b"p",
        sign_count=0,
        backed_up=True,
        name="Phone",
        made_at=1,
    )
    await database.transaction(lambda tx: passkeys.add_passkey(tx, key))
    assert await lacking("manager", single_sign_on=False) == ["birch"]


async def test_a_passkey_is_kept_used_and_removed_by_its_worker_only(
    database: Database, service: Service, ash: str
) -> None:
    other = await make_worker(service, "birch")
    key = Passkey(
        id=new_id(),
        worker_id=ash,
        credential_id=b"c",
        public_key=b"p",
        sign_count=4,
        backed_up=True,
        name="Phone",
        made_at=1,
    )
    await database.transaction(lambda tx: passkeys.add_passkey(tx, key))
    with pytest.raises(StorageError):
        await database.transaction(
            lambda tx: passkeys.add_passkey(tx, msgspec.structs.replace(key, id=new_id()))
        )
    assert await database.transaction(lambda tx: passkeys.note_use(tx, key, 5, 9))
    assert not await database.transaction(lambda tx: passkeys.note_use(tx, key, 6, 9))
    async with database.reading() as connection:
        (mine,) = await passkeys.passkeys_of(connection, ash)
        assert await passkeys.find_passkey(connection, b"c") == mine
        assert await passkeys.find_passkey(connection, b"x") is None
        assert await passkeys.passkeys_of(connection, other) == []
    assert (mine.sign_count, mine.used_at) == (5, 9)
    assert not await database.transaction(lambda tx: passkeys.remove_passkey(tx, key.id, other))
    assert await database.transaction(lambda tx: passkeys.remove_passkey(tx, key.id, ash))


async def test_a_step_is_used_once_by_its_kind_and_before_it_runs_out(database: Database, ash: str) -> None:
    for name, kind, ends in ((b"1", "second", 10), (b"2", "sso", 10), (b"3", "second", 99)):
        step = Step(token_hash=name, kind=kind, worker_id=ash, ends_at=ends)
        await database.transaction(lambda tx, new=step: steps.add_step(tx, new, 1))  # type: ignore[misc]

    async def use(name: bytes, kind: str, at: int) -> bool:
        return bool(await database.transaction(lambda tx: steps.use_step(tx, name, kind, at)))

    async with database.reading() as connection:
        assert await steps.find_step(connection, b"1", "sso", 5) is None
        assert await steps.find_step(connection, b"1", "second", 10) is None
    assert [await use(b"1", "second", 9), await use(b"1", "second", 9)] == [True, False]
    assert not await use(b"2", "sso", 10)
    await database.transaction(lambda tx: steps.end_steps_of(tx, ash))
    assert not await use(b"3", "second", 9)


async def test_steps_that_ran_out_go_when_another_comes(database: Database, ash: str) -> None:
    old = Step(token_hash=b"old", kind="sso", worker_id=None, ends_at=10)
    await database.transaction(lambda tx: steps.add_step(tx, old, 1))
    await database.transaction(
        lambda tx: steps.add_step(tx, msgspec.structs.replace(old, token_hash=b"new", ends_at=20), 10)
    )
    async with database.reading() as connection:
        assert await steps.find_step(connection, b"old", "sso", 1) is None
        assert await steps.find_step(connection, b"new", "sso", 1)


async def test_a_worker_is_changed_found_by_address_and_tied_to_single_sign_on_once(
    database: Database, service: Service, ash: str
) -> None:
    async with database.reading() as connection:
        before = await workers.worker_by_id(connection, ash)
    assert before
    wanted = msgspec.structs.replace(
        before,
        role="safeguarding",
        scope=Scope(all_teams=False, team_ids=("north",)),
        email="Ash@council.example",
        phone="+447700900123",
        independent=True,
    )
    await database.transaction(lambda tx: workers.set_active(tx, ash, active=False))
    await database.transaction(lambda tx: workers.change_worker(tx, wanted))
    assert await database.transaction(lambda tx: workers.link_subject(tx, ash, "one"))
    assert not await database.transaction(lambda tx: workers.link_subject(tx, ash, "two"))
    async with database.reading() as connection:
        (found,) = await workers.workers_by_email(connection, "ASH@council.example")
        assert await workers.worker_by_subject(connection, "one") == found
        assert await workers.worker_by_subject(connection, "two") is None
    assert (found.role, found.scope.team_ids, found.phone) == ("safeguarding", ("north",), "+447700900123")
    assert (found.independent, found.active) == (True, False)  # stopped meanwhile, and still so
    await database.transaction(lambda tx: workers.unlink_subject(tx, ash))
    async with database.reading() as connection:
        assert await workers.worker_by_subject(connection, "one") is None


async def test_changes_of_accounts_are_told_with_who_made_them_and_what_the_account_is_now(
    database: Database, service: Service, ash: str
) -> None:
    boss = await make_worker(service, "boss")
    await database.transaction(lambda tx: note(tx, "reach-changed", ash, boss, 5))
    await database.transaction(lambda tx: note(tx, "factors-reset", ash, None, 6))
    await database.transaction(lambda tx: note(tx, "sign-in", ash, ash, 7))
    async with database.reading() as connection:
        found = await access_changes_since(connection, ("reach-changed", "factors-reset"), 5)
        assert await access_changes_since(connection, ("reach-changed",), 6) == []
    assert [(one.action, one.by is None) for one in found] == [
        ("factors-reset", True),
        ("reach-changed", False),
    ]


async def test_who_saw_a_team_at_once_is_told_with_its_name_and_what_they_were_given(
    database: Database, service: Service, ash: str
) -> None:
    wide = await make_worker(service, "wide", Scope(False, ("north",), agencies=("School",)))
    assert await make_team(service, Team("east", "East team", "School")) == 1
    async with database.reading() as connection:
        (found,) = await access_changes_since(connection, ("reach-widened",), 0)
        sought = Sought(since=0, until=2**60, action="reach-widened")
        (row,) = await noted(connection, ash, sought, limit=9)
        assert [await noted_at(connection, ash, sought, nth) for nth in (0, 1)] == [row.at, 0]
    assert (found.whose, found.team, found.by) == ("wide", "East team", None)
    assert (found.agencies, found.teams) == (("School",), ("North team",))
    assert (row.object, row.thing) == (f"{wide} east", "wide east")


async def test_the_shifts_of_a_worker_who_leaves_are_cancelled(database: Database, ash: str) -> None:
    shift = Shift(
        id=new_id(), worker_id=ash, rung="duty", team_id=None, starts_at=5, ends_at=9, made_by=None, made_at=1
    )
    over = msgspec.structs.replace(shift, id=new_id(), starts_at=1, ends_at=3)
    await database.transaction(lambda tx: rota.add_shifts(tx, [shift, over]))
    await database.transaction(lambda tx: rota.cancel_shifts_of(tx, ash, None, 4))
    async with database.reading() as connection:
        assert [one.id for one in await rota.turns_between(connection, 0, 10)] == [over.id]
