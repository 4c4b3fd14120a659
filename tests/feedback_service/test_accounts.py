"""Accounts: what makes one, and that a password is kept only as a strong hash."""

import asyncio

import pytest
from sqlalchemy import select

from feedback_service import accounts
from feedback_service.account_passwords import set_password
from feedback_service.known_accounts import AccountError
from feedback_service.passwords import hashed, matches
from feedback_service.service import Service
from feedback_service.signing_in import sign_in
from feedback_service.storage.schema import workers
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.workers import worker_by_username
from feedback_service.team_making import make_team

PASSWORD = "three plain words"


async def add(service: Service, **changes: object) -> str:
    wanted = {"username": "Ann", "name": "Ann", "role": "manager", "password": PASSWORD, "scope": EVERYTHING}
    return await accounts.add_worker(service, **(wanted | changes))  # type: ignore[arg-type]


async def test_a_password_is_kept_as_an_argon2id_hash_with_a_salt_of_its_own() -> None:
    one, other = await hashed(PASSWORD), await hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert await matches(one, PASSWORD)
    assert not await matches(one, PASSWORD + " ")


@pytest.mark.parametrize("stored", ["", "not a hash"])
async def test_without_a_hash_no_password_fits(stored: str) -> None:
    assert not await matches(stored, "")
    assert not await matches(stored, PASSWORD)


async def test_a_new_worker_can_sign_in_whatever_the_capitals_of_the_name(service: Service) -> None:
    await make_team(service, Team("north", "North", "Council"))
    await add(service, username=" Ann", scope=Scope(all_teams=False, team_ids=("north",)))
    assert (await sign_in(service, "ANN ", PASSWORD)).refusal == ""
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, "ann")
        stored = (await connection.execute(select(workers.c.password_hash))).scalar_one()
    assert found
    assert (found[0].scope.all_teams, found[0].scope.team_ids) == (False, ("north",))
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "eleven char"}, "has 11 characters. Take at least 12"),
        ({"role": "owner"}, "There is no role 'owner'"),
        ({"username": "  "}, "taken, empty or too long"),
        ({"username": "a" * 81}, "taken, empty or too long"),
        ({"scope": Scope(all_teams=False, team_ids=("nowhere",))}, "There is no team 'nowhere'"),
        ({"scope": Scope(False, agencies=("Nobody",))}, "no agency 'Nobody'. Agencies: Council, School."),
    ],
)
async def test_what_cannot_be_an_account_says_why(
    service: Service, changes: dict[str, object], said: str
) -> None:
    for name, agency in (("north", "School"), ("south", "Council"), ("east", "School")):
        await make_team(service, Team(name, name, agency))
    with pytest.raises(AccountError, match=said):
        await add(service, **changes)


async def test_before_the_first_team_there_is_no_agency(service: Service) -> None:
    with pytest.raises(AccountError, match=r"no agency 'Council'\. Add a team of it first"):
        await add(service, scope=Scope(all_teams=False, agencies=("Council",)))


async def test_a_username_is_given_once(service: Service) -> None:
    await add(service)
    with pytest.raises(AccountError, match="taken"):
        await add(service, username="ANN")


async def test_a_team_is_made_once(service: Service) -> None:
    await make_team(service, Team("north", "North", "Council"))
    with pytest.raises(AccountError, match="a team 'north' already"):
        await make_team(service, Team("north", "Other", "Council"))
    async with service.database.reading() as connection:
        assert [team.name for team in await teams_in(connection, EVERYTHING)] == ["North"]


async def test_a_password_is_set_only_for_someone_and_only_if_long_enough(service: Service) -> None:
    with pytest.raises(AccountError, match="no worker 'nobody'"):
        await set_password(service, "nobody", PASSWORD)
    with pytest.raises(AccountError, match="at least 12"):
        await set_password(service, "nobody", "short")


async def test_the_parallel_tries_of_a_flood_are_all_counted(service: Service) -> None:
    limit = service.settings.sign_in_attempts
    outcomes = await asyncio.gather(*(sign_in(service, "nobody", "x") for _ in range(limit + 5)))
    assert [one.refusal for one in outcomes].count("wrong") == limit
    assert [one.refusal for one in outcomes].count("locked") == 5
