"""Concerns: listed as soon as the words are kept, in an order for triage, and closed by a person only."""

import re

import httpx
import uuid_utils
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.links import Link, add_link
from feedback_service.storage.schema import audit, concerns
from feedback_service.tokens import new_token, token_hash
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import QUESTION, Send, SignIn

HARM = "my uncle hit me with a belt"


async def link_token(service: Service) -> str:
    token, now = new_token(), service.now()
    link = Link(
        id=str(uuid_utils.uuid7()),
        form_id="my-view",
        team_id="north",
        subject_id=None,
        moment="start",
        reusable=False,
        expires_at=now + 86_400_000,
        created_at=now,
        created_by=None,
        opened_at=None,
        revoked_at=None,
    )
    await service.database.transaction(lambda tx: add_link(tx, link, token_hash(token)))
    return token


def seen_buttons(page: str) -> list[str]:
    return re.findall(r'action="(/staff/concerns/[^"]+/seen)"', page)


async def test_a_concern_is_in_the_list_as_soon_as_the_child_has_sent(
    client: httpx.AsyncClient, sign_in: SignIn, service: Service
) -> None:
    lead = await sign_in("safeguarding")
    assert seen_buttons((await lead.get("/staff/concerns")).text) == []
    there = str(uuid_utils.uuid7())
    body = {
        "id": there,
        "form": "my-view",
        "version": 1,
        "answers": {QUESTION: {"state": "given", "value": HARM}},
    }
    headers = {"authorization": f"Bearer {await link_token(service)}"}
    assert (await client.post("/api/submissions", json=body, headers=headers)).status_code == 201
    page = (await lead.get("/staff/concerns")).text
    assert len(seen_buttons(page)) == 1
    assert f'href="{seen_buttons(page)[0].removesuffix("/seen")}"' in page
    assert "Being hit or hurt" in page
    assert "belt" not in page
    submission = (await lead.get(f"/staff/submissions/{there}")).text
    assert f'id="{QUESTION}"' in submission
    assert re.search(r'<mark class="urgent">[^<]*hit me[^<]*</mark>', submission)


async def test_urgent_ones_come_first_and_then_those_that_have_waited_longest(
    sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    order = []
    for words in ("i cant cope anymore", HARM, "i cant cope anymore", HARM):
        order.append(await send(words))
        clock.move(minutes=1)
    lead = await sign_in("safeguarding")
    page = (await lead.get("/staff/concerns")).text
    opened = [(await lead.get(one)).text for one in re.findall(r'class="button" href="([^"]+)', page)]
    listed = [re.findall(r'href="/staff/submissions/([^"#]+)#', one)[0] for one in opened]
    assert listed == [order[1], order[3], order[0], order[2]]
    assert "Waiting for 3 minutes" in page


async def test_seen_it_is_out_of_the_waiting_ones_with_the_name_and_time_and_stays_below(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    await send(HARM)
    lead = await sign_in("safeguarding")
    button = seen_buttons((await lead.get("/staff/concerns")).text)[0]
    answer = await lead.post(button)
    page = (await lead.get(answer.headers["location"])).text
    assert seen_buttons(page) == []
    assert "The safeguarding is looking at it since 9 Oct 2025, 09:53" in page
    async with service.database.reading() as connection:
        noted = (await connection.execute(select(audit).where(audit.c.action == "concern-seen"))).all()
    assert [(row.worker_id, row.object) for row in noted] == [(people["safeguarding"], button.split("/")[3])]


async def test_who_saw_it_first_stays_when_another_presses_too(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    await send(HARM)
    lead, manager = await sign_in("safeguarding"), await sign_in("manager")
    button = seen_buttons((await lead.get("/staff/concerns")).text)[0]
    assert (await lead.post(button)).headers["location"].endswith("did=seen")
    answer = await manager.post(button)
    assert "The first name and time stay" in (await manager.get(answer.headers["location"])).text
    async with service.database.reading() as connection:
        assert (await connection.execute(select(concerns.c.seen_by))).scalars().all() == [
            people["safeguarding"]
        ]


async def test_reading_a_submission_closes_no_concern(sign_in: SignIn, send: Send) -> None:
    there = await send(HARM)
    lead = await sign_in("safeguarding")
    await lead.post(f"/staff/submissions/{there}/read")
    assert len(seen_buttons((await lead.get("/staff/concerns")).text)) == 1


async def test_the_desk_counts_what_waits_and_for_how_long(
    sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    lead = await sign_in("safeguarding")
    idle = (await lead.get("/staff")).text
    assert "Nothing waits for you in: Urgent concerns nobody has seen" in idle
    await send(HARM)
    await send("i cant cope anymore")
    clock.move(minutes=25)
    desk = " ".join((await lead.get("/staff")).text.split())
    assert "<strong>1</strong> <span>Urgent concerns nobody has seen</span>" in desk
    assert "<strong>1</strong> <span>Other concerns nobody has seen</span>" in desk
    assert "<strong>2</strong> <span>Submissions nobody has read</span>" in desk
    assert "The oldest has waited 25 minutes." in desk


async def test_the_desk_says_what_is_overdue_and_what_nobody_has_read_in_time(
    sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    await send("i cant cope anymore")  # on a Thursday
    late = {0: (False, False), 2: (True, False), 6: (True, True)}
    for day in range(7):
        if day in late:
            desk = (await (await sign_in("safeguarding")).get("/staff")).text
            assert ("1 overdue" in desk, "1 for more than 5 days" in desk) == late[day], day
        clock.move(minutes=24 * 60)
    reader = (await (await sign_in("practitioner")).get("/staff")).text
    assert "1 for more than 5 days" in reader
    assert "overdue" not in reader


async def test_a_worker_who_does_not_triage_still_sees_the_sign_on_the_page(
    sign_in: SignIn, send: Send
) -> None:
    there = await send(HARM)
    page = (await (await sign_in("practitioner")).get(f"/staff/submissions/{there}")).text
    assert "Being hit or hurt" in page
    assert seen_buttons(page) == []
