"""Who says that they look at concerns looks at those on their page; one raised since goes on waiting."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.ladder import climb
from feedback_service.service import Service
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.schema import concerns, notices
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import QUESTION, Send, SignIn

TWO = "my uncle hit me with a belt. theres no food in the fridge"


async def raised_since(service: Service, submission: str) -> str:
    """Screening by likeness finds an urgent sign that no page showed yet."""
    row = ConcernRow(new_id(), submission, QUESTION, "urgent", "sexual", "likeness", "1", 0, 4, service.now())
    await service.database.transaction(lambda tx: raise_concerns(tx, [row], routed=[submission]))
    return row.id


async def unseen(service: Service) -> list[str]:
    return [one.id for one in await rows(service, select(concerns.c.id).where(concerns.c.seen_at.is_(None)))]


def button(page: str) -> tuple[str, list[tuple[str, str]]]:
    """The first "I am looking at this" of a page: its address and what it posts."""
    found = re.search(r'action="(/staff/concerns/[^"]+/seen)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found
    return found[1], re.findall(r'name="([^"]+)" value="([^"]+)"', found[2])


async def press(browser: httpx.AsyncClient, address: str, fields: list[tuple[str, str]]) -> httpx.Response:
    return await browser.post(address, files=[(name, (None, value)) for name, value in fields])


@pytest.mark.parametrize("where", ["list", "concern", "submission"])
async def test_looking_at_what_a_page_showed_leaves_what_was_raised_since(
    sign_in: SignIn, send: Send, service: Service, clock: SettableClock, where: str
) -> None:
    there, lead = await send(TWO), await sign_in("safeguarding")
    shown = await unseen(service)
    assert len(shown) > 1
    address = {
        "list": "/staff/concerns",
        "concern": f"/staff/concerns/{shown[0]}",
        "submission": f"/staff/submissions/{there}",
    }[where]
    looking = button((await lead.get(address)).text)
    clock.move(minutes=1)
    late = await raised_since(service, there)
    assert (await press(lead, *looking)).headers["location"].endswith("did=seen")
    assert await unseen(service) == [late]
    clock.move(minutes=15)
    assert await climb(service) == 1
    told = await rows(service, select(notices.c.concern_id).where(notices.c.kind == "ladder"))
    assert [one.concern_id for one in told] == [late]


async def test_deciding_leaves_what_was_raised_since_the_page_was_opened(
    sign_in: SignIn, send: Send, service: Service, clock: SettableClock
) -> None:
    there, lead = await send(TWO), await sign_in("safeguarding")
    page = f"/staff/concerns/{(await unseen(service))[0]}"
    standing = re.findall(r'name="(standing)" value="([^"]+)"', (await lead.get(page)).text)
    late = await raised_since(service, there)
    decided = [("outcome", "no_concern"), ("reason", "A game they play"), *standing]
    assert (await press(lead, f"{page}/decision", decided)).status_code == 303
    assert await unseen(service) == [late]
    clock.move(minutes=15)
    assert await climb(service) == 1


async def test_looking_reaches_no_concern_of_another_submission(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    await send(TWO)
    others = await unseen(service)
    there, lead = await send(TWO), await sign_in("safeguarding")
    address, _ = button((await lead.get(f"/staff/submissions/{there}")).text)
    await press(lead, address, [("shown", one) for one in others])
    assert set(others) <= set(await unseen(service))
