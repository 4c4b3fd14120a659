"""Every staff route against every role and whose things it asks for, made from the app: none is forgotten."""

from typing import NamedTuple

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from sqlalchemy import update

from feedback_service import accounts
from feedback_service.service import Service
from feedback_service.storage.schema import workers
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from tests.feedback_service.web.staff.conftest import Hire, SignIn
from tests.feedback_service.web.staff.reach import Things, things, withhold
from tests.feedback_service.web.staff.test_roles import MATRIX, OPEN, READERS

SOUTH = Scope(all_teams=False, team_ids=("south",))
TRUST = Scope(all_teams=False, agencies=("Harbour Trust",))
# What no team owns: forms and their sentences, accounts (for administrators), one's own passkeys, searches.
# A kind of id that is neither here nor in `things` fails: say what it belongs to.
NOBODYS = {"form_id", "language", "key", "worker_id", "passkey_id", "theme_id", "number", "view_id"}
# Where nothing was said that there is, the answer is 404 too: so something is said.
FIELDS = {
    "staff_set_theme": {"question": "matters"},
    "staff_undo_theme": {"question": "matters"},
    "staff_change_kept": {"change": "bar"},
    "staff_end_hold": {"sure": "yes"},
}
# Administrators keep notices going, which have no words, for every team.
OF_ALL_TEAMS = {("administrator", "staff_retry_notice")}
QUOTING = {"staff_quote", "staff_check_quote", "staff_erased"}


class World(NamedTuple):
    """Things of one's own team, of another, kept for an independent lead, kept from workers of the team."""

    own: Things
    other: Things
    routed: Things
    withheld: Things


class Route(NamedTuple):
    method: str
    path: str
    names: tuple[str, ...]
    operation: str

    def address(self, ids: dict[str, str]) -> str:
        return self.path.format(**{name: ids[name] for name in self.names})


def staff_routes(app: Litestar) -> list[Route]:
    """Every one that needs a session; what takes most away comes last."""
    found = [
        Route(method, _path(route), tuple(route.path_parameters), str(handler.operation_id))
        for route in app.routes
        if isinstance(route, HTTPRoute) and f"{route.path}/".startswith("/staff/")
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
        if handler.operation_id not in OPEN
    ]
    return sorted(found, key=lambda one: (one.method, "revoke" in one.path, "sign-out" in one.path))


def _path(route: HTTPRoute) -> str:
    parts = (part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components)
    return f"/{'/'.join(parts)}"


def of_a_team(app: Litestar) -> list[Route]:
    return [one for one in staff_routes(app) if not set(one.names) <= NOBODYS]


@pytest.fixture
def app(still_app: Litestar) -> Litestar:
    """Without jobs: who may see what is to stand still while every route is asked."""
    return still_app


@pytest.fixture
async def world(hire: Hire, people: dict[str, str], service: Service) -> World:
    ida = await hire("ida", "safeguarding", EVERYTHING)
    flag = update(workers).where(workers.c.id == ida).values(independent=True)
    await service.database.transaction(lambda tx: tx.execute(flag))
    far = await hire("far", "manager", SOUTH)
    made = World(
        own=await things(service, "north", "own", people["manager"]),
        other=await things(service, "south", "other", far),
        routed=await things(service, "north", "routed", routed=True),
        withheld=await things(service, "north", "withheld"),
    )
    await withhold(service, made.withheld.ids["submission_id"], made.withheld.quotable)
    return made


def ids_for(route: Route, some: Things) -> dict[str, str]:
    changed = {"submission_id": some.quotable} if route.operation in QUOTING else {}
    return {**some.ids, **changed}


async def ask(browser: httpx.AsyncClient, route: Route, ids: dict[str, str]) -> httpx.Response:
    fields = {name: (None, text) for name, text in FIELDS.get(route.operation, {"nothing": ""}).items()}
    files = fields if route.method == "POST" else None
    return await browser.request(route.method, route.address(ids), files=files)


def told(answer: httpx.Response) -> str:
    """What to say of an answer that was not wanted: its status and how it begins."""
    return f"{answer.status_code}: {answer.text[:300]}"


async def test_every_kind_of_id_in_an_address_is_known(app: Litestar, world: World) -> None:
    used = {name for route in staff_routes(app) for name in route.names}
    assert used <= NOBODYS | set(world.own.ids)
    assert {route.operation for route in of_a_team(app)} <= set(MATRIX)


@pytest.mark.parametrize("role", accounts.ROLES)
async def test_of_ones_own_team_each_role_opens_what_the_matrix_says(
    app: Litestar, world: World, sign_in: SignIn, role: str
) -> None:
    browser = await sign_in(role)
    for route in of_a_team(app):
        answer = await ask(browser, route, ids_for(route, world.own))
        if role in MATRIX[route.operation]:
            assert answer.status_code not in {403, 404}, (route, told(answer))
            assert answer.status_code < 500, (route, told(answer))
        else:
            assert answer.status_code == 403, (route, told(answer))


@pytest.mark.parametrize("role", accounts.ROLES)
async def test_what_is_not_theirs_is_not_there(
    app: Litestar, world: World, sign_in: SignIn, role: str
) -> None:
    browser = await sign_in(role)
    for some in not_for(role, world):
        for route in of_a_team(app):
            if set(route.names) - NOBODYS <= set(some.ids):  # links, tablets and so on are the whole team's
                answer = await ask(browser, route, ids_for(route, some))
                wanted = 404 if role in MATRIX[route.operation] else 403
                if (role, route.operation) in OF_ALL_TEAMS and some is world.other:
                    wanted = 303
                assert answer.status_code == wanted, (route, some.markers, told(answer))
                assert not any(marker in answer.text for marker in some.markers), route
    await no_page_shows(app, browser, role, world)
    if role in READERS:
        await nothing_foreign_through_ones_own(app, browser, role, world)
        await receipts_lead_home_only(browser, role, world)


def not_for(role: str, world: World) -> list[Things]:
    """What a worker of the north team with this role may not see."""
    return [world.other, world.routed, *([world.withheld] if role == "practitioner" else [])]


@pytest.mark.parametrize("role", sorted(READERS))
async def test_who_is_given_an_agency_has_its_teams_and_none_of_another_agency(
    app: Litestar, world: World, sign_in: SignIn, hire: Hire, role: str
) -> None:
    await hire("wide", role, TRUST)
    await make_team(app.state.service, Team("east", "East team", "Harbour Trust"))
    mine = await things(app.state.service, "east", "mine", await hire("boss-east", "manager", EVERYTHING))
    browser = await sign_in("wide")
    for route in of_a_team(app):
        if role in MATRIX[route.operation]:
            for some in (world.own, world.other):
                answer = await ask(browser, route, ids_for(route, some))
                assert answer.status_code == 404, (route, some.markers, told(answer))
                assert not any(marker in answer.text for marker in some.markers), route
            answer = await ask(browser, route, ids_for(route, mine))
            assert answer.status_code not in {403, 404}, (route, told(answer))
            assert answer.status_code < 500, (route, told(answer))
    lists = [one for one in staff_routes(app) if one.method == "GET" and not one.names]
    shown = [(await browser.get(one.path)).text for one in lists if one.operation != "staff_sign_out"]
    foreign = ("zebraown", "zebraother", "S-own", "S-other", "North team", "South team")
    assert not [marker for marker in foreign if any(marker in page for page in shown)]
    assert any("East team" in page for page in shown)


async def no_page_shows(app: Litestar, browser: httpx.AsyncClient, role: str, world: World) -> None:
    """Lists, counts and all other pages without an id. Administrators know the names of all teams."""
    markers = {marker for some in not_for(role, world) for marker in some.markers}
    markers |= {"South team"} if role != "administrator" else set()
    shown = 0
    for route in staff_routes(app):
        if route.method == "GET" and not route.names and route.operation != "staff_sign_out":
            answer = await browser.get(route.path)
            shown += answer.status_code == 200
            assert not {marker for marker in markers if marker in answer.text}, route
    assert shown > 2


async def nothing_foreign_through_ones_own(
    app: Litestar, browser: httpx.AsyncClient, role: str, world: World
) -> None:
    """What stands under a submission is not reached through another one."""
    for route in of_a_team(app):
        for name in set(route.names) - {"submission_id", "question_id"}:
            if "submission_id" in route.names and role in MATRIX[route.operation]:
                mixed = {**world.own.ids, name: world.other.ids[name]}
                answer = await ask(browser, route, mixed)
                assert answer.status_code == 404, (route, told(answer))


async def receipts_lead_home_only(browser: httpx.AsyncClient, role: str, world: World) -> None:
    hidden = not_for(role, world)
    found = [await browser.post("/staff/receipt", files={"words": (None, one.receipt)}) for one in hidden]
    assert {answer.status_code for answer in found} == {404}
    own = await browser.post("/staff/receipt", files={"words": (None, world.own.receipt)})
    assert own.headers["location"] == f"/staff/submissions/{world.own.ids['submission_id']}"


async def test_the_independent_lead_reaches_what_is_kept_for_her(
    app: Litestar, world: World, sign_in: SignIn
) -> None:
    browser = await sign_in("ida")
    for route in of_a_team(app):
        wanted = "submission_id" in route.names or "concern_id" in route.names
        if (
            wanted
            and "safeguarding" in MATRIX[route.operation]
            and route.operation not in QUOTING - {"staff_erased"}
        ):
            answer = await ask(browser, route, ids_for(route, world.routed))
            assert answer.status_code not in {403, 404}, (route, told(answer))


async def test_the_matrix_has_every_route(app: Litestar) -> None:
    handlers = [one for route in app.routes if isinstance(route, HTTPRoute) for one in route.route_handlers]
    named = {str(one.operation_id) for one in handlers if isinstance(one, HTTPRouteHandler)}
    assert {route.operation for route in staff_routes(app)} == set(MATRIX)
    assert set(MATRIX) <= named
