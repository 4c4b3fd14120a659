"""The administrator: decides who may sign in, and can see no word of anybody."""

import re

from feedback_service.service import Service
from feedback_service.theming import theme_pending
from tests.feedback_service.web.staff.conftest import Send, SignIn


async def test_a_worker_can_be_stopped_and_let_in_again(sign_in: SignIn, people: dict[str, str]) -> None:
    administrator, manager = await sign_in("administrator"), await sign_in("manager")
    address = f"/staff/workers/{people['manager']}"
    answer = await administrator.post(address, files={"active": (None, "no")})
    assert answer.headers["location"] == "/staff/workers?did=worker-inactive"
    assert (await manager.get("/staff")).status_code == 303
    await administrator.post(address, files={"active": (None, "yes")})
    assert (await (await sign_in("manager")).get("/staff")).status_code == 200


async def test_administrators_cannot_stop_themselves(sign_in: SignIn, people: dict[str, str]) -> None:
    browser = await sign_in("administrator")
    address = f"/staff/workers/{people['administrator']}"
    assert (await browser.post(address, files={"active": (None, "no")})).status_code == 404
    page = (await browser.get("/staff/workers")).text
    assert f'action="{address}"' not in page
    assert len(re.findall(r'action="/staff/workers/', page)) == len(people) - 1


async def test_an_administrator_sees_no_words_on_any_page(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    there = await send("a very particular sentence, he hit me with a belt")
    await theme_pending(service)
    browser = await sign_in("administrator")
    addresses = ["/staff", "/staff/workers", "/staff/submissions", "/staff/concerns", "/staff/reports"]
    for address in (*addresses, f"/staff/submissions/{there}", "/staff/links"):
        page = (await browser.get(address)).text
        assert "particular" not in page
        assert there not in page
