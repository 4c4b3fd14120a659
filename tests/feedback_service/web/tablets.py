"""A browser that is a shared tablet of the north team, for tests over HTTP."""

import httpx

from feedback_service.addresses import tablet_address
from feedback_service.service import Service
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team

PIN = "2468"


async def post(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Post as a page of ours does: multipart."""
    parts = {name: (None, value) for name, value in (fields or {"x": ""}).items()}
    return await browser.post(path, files=parts)


async def code_of_new(service: Service, *forms: str, name: str = "Blue") -> str:
    """The code of a new tablet with these forms (all of them when none is named)."""
    address = await tablet_address(service, name=name, team_id="north", forms=forms, pin=PIN)
    return address.partition("?code=")[2]


async def north(service: Service) -> None:
    await make_team(service, Team("north", "North team", "Council"))


async def enrolled(browser: httpx.AsyncClient, service: Service, *forms: str) -> None:
    """Makes the browser a new tablet."""
    answer = await post(browser, "/tablet/enrol", code=await code_of_new(service, *forms))
    assert answer.headers["location"] == "/tablet"


async def begun(browser: httpx.AsyncClient, form: str) -> str:
    """The id of a draft begun on the tablet."""
    answer = await post(browser, f"/tablet/{form}")
    return answer.headers["location"].removeprefix("/a/")
