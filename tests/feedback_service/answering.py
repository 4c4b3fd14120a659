"""Whole forms sent as JSON through a link, for tests of the way in."""

import json
from typing import Any

import httpx
import uuid_utils

from feedback_service.addresses import link_address
from feedback_service.service import Service
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team

FORM = "my-view"


async def north(service: Service) -> None:
    await make_team(service, Team("north", "North team", "Council"))


async def link_token(service: Service, *, reusable: bool = True, days: int = 0) -> str:
    """The token of a new link of the north team to My view."""
    address = await link_address(
        service, form_id=FORM, team_id="north", subject_id="", moment="start", reusable=reusable, days=days
    )
    return address.rpartition("/")[2]


def whole_form(submission_id: str = "", **values: Any) -> dict[str, Any]:  # noqa: ANN401 (any JSON value)
    """The body of a sent form: these answers given, or a few plain ones."""
    given = values or {"matters": "my dog matters", "food": 1}
    return {
        "id": submission_id or str(uuid_utils.uuid7()),
        "form": FORM,
        "version": 1,
        "answers": {name: {"state": "given", "value": value} for name, value in given.items()},
    }


async def send(client: httpx.AsyncClient, token: str, body: object) -> httpx.Response:
    """POST `body` (bytes as they are, anything else as JSON)."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await client.post(
        "/api/submissions", content=content, headers={"authorization": f"Bearer {token}"}
    )
