"""Several people of one family, each by a link of their own."""

import re

import httpx
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import links, submissions
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import SignIn

PATH = "/staff/links/family"


async def ask(browser: httpx.AsyncClient, **changed: str) -> httpx.Response:
    fields = {
        "family": new_id(),
        "team": "north",
        "subject": "CASE-7",
        "moment": "review",
        "days": "14",
        "parents_form": "family-experience",
        "wider_form": "wider-family",
        "count-mother": "1",
        "count-father": "1",
        "count-grandparent": "2",
    }
    return await browser.post(PATH, files={name: (None, value) for name, value in (fields | changed).items()})


def tokens(page: str) -> list[str]:
    return re.findall(r"/l/([0-9A-Z-]{29})", page)


async def test_each_person_gets_a_link_for_once_with_their_role_and_form(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("practitioner")
    page = (await ask(browser)).text
    assert len(set(tokens(page))) == 4
    made = await rows(service, select(links).order_by(links.c.role))
    assert [(one.role, one.form_id, one.reusable, one.subject_id) for one in made] == [
        ("father", "family-experience", False, "CASE-7"),
        ("grandparent", "wider-family", False, "CASE-7"),
        ("grandparent", "wider-family", False, "CASE-7"),
        ("mother", "family-experience", False, "CASE-7"),
    ]
    assert "Grandparent" in (await browser.get("/staff/links")).text


async def test_a_second_press_makes_no_second_set(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    browser, family = await sign_in("manager"), new_id()
    await ask(browser, family=family)
    answer = await ask(browser, family=family)
    assert answer.status_code == 409
    assert tokens(answer.text) == []
    assert len(await rows(service, select(links))) == 4


async def test_everything_wrong_is_said_at_once_and_nothing_is_made(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("practitioner")
    nobody = {"count-mother": "0", "count-father": "", "count-grandparent": "0"}
    answer = await ask(browser, team="south", subject="", days="0", parents_form="my-day", **nobody)
    assert answer.status_code == 422
    for said in ("your teams", "case number", "from 1 to", "form for families", "at least one person"):
        assert said in answer.text
    for count in ("5", "x", "-1", "²"):
        assert "numbers from 0 to 4" in (await ask(browser, **{"count-mother": count})).text
    assert await rows(service, select(links)) == []


async def test_who_they_are_is_kept_when_the_form_does_not_say(
    service: Service, people: dict[str, str], sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    worker = await sign_in("practitioner")
    only = {"count-mother": "0", "count-father": "1", "count-grandparent": "0"}
    (token,) = tokens((await ask(worker, **only)).text)
    begun = (await client.post(f"/l/{token}", files={"x": (None, "")})).headers["location"]
    await client.post(f"{begun}/q/good-page", files={"good": (None, "we laugh a lot")})
    await client.post(f"{begun}/stop", files={"choice": (None, "send")})
    (row,) = await rows(service, select(submissions))
    assert row.person_role == "father"
    page = (await worker.get(f"/staff/submissions/{row.id}")).text
    assert "<dt>Who answered</dt><dd>Father</dd>" in page
