"""Somebody still writes on a page whose draft was sent meanwhile, as unfinished: their words are kept too."""

import httpx
import pytest

from feedback_service import drafting
from feedback_service.addresses import link_address
from feedback_service.casefile import CaseFile, open_case
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from forms.model import Answer
from tests.feedback_service.conftest import SettableClock

DAY = 24 * 60


@pytest.fixture
async def draft(service: Service, client: httpx.AsyncClient) -> str:
    """A draft of My view with one answer."""
    await make_team(service, Team("north", "North", "Council"))
    address = await link_address(
        service, form_id="my-view", team_id="north", subject_id="N-1", moment="start", reusable=False
    )
    begun = await client.post(
        address.removeprefix(service.settings.public_url), files={"submission": (None, "")}
    )
    draft_id = begun.headers["location"].removeprefix("/a/")
    await say(client, draft_id, "the first words")
    return draft_id


async def say(client: httpx.AsyncClient, draft: str, words: str) -> httpx.Response:
    return await client.post(f"/a/{draft}/q/good-page", files={"good": (None, words)})


async def case(service: Service, submission_id: str) -> CaseFile:
    found = await open_case(service, EVERYTHING, submission_id)
    assert found
    return found


async def test_words_from_a_page_left_open_are_kept_beside_what_was_sent(
    service: Service, client: httpx.AsyncClient, clock: SettableClock, draft: str
) -> None:
    clock.move(minutes=DAY + 1)
    assert await drafting.send_idle(service) == 1
    answer = await say(client, draft, "my dad hit me and im scared")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/a/{draft}/done")
    sent = await case(service, draft)
    assert sent.answers == {"good": Answer("given", "the first words")}
    late = await case(service, sent.record.asides[0])
    assert late.answers == {"good": Answer("given", "my dad hit me and im scared")}
    assert (late.record.subject_id, late.record.moment, late.record.finished) == ("N-1", "start", False)
    assert late.concerns


async def test_a_page_sent_twice_is_not_kept_twice(
    service: Service, client: httpx.AsyncClient, draft: str
) -> None:
    await drafting.send(service, draft)
    await say(client, draft, "the first words")
    for _ in range(2):
        await say(client, draft, "other words")
    assert len((await case(service, draft)).record.asides) == 1


async def test_what_was_deleted_stays_deleted(
    service: Service, client: httpx.AsyncClient, draft: str
) -> None:
    await drafting.discard(service, draft)
    assert (await say(client, draft, "more")).status_code == 410
    assert await open_case(service, EVERYTHING, draft) is None


async def test_nobody_without_the_visit_can_add_words(
    service: Service, client: httpx.AsyncClient, draft: str
) -> None:
    await drafting.send(service, draft)
    client.cookies.clear()
    await say(client, draft, "not theirs")
    assert (await case(service, draft)).record.asides == ()
