"""The page for putting an answer right, used again: what was written there is never lost."""

import re

import httpx
import pytest
from sqlalchemy import delete, func, select

from feedback_service.amending import amended, id_of
from feedback_service.service import Service
from feedback_service.storage.schema import concerns, corrections, notices, submission_keys
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import Send, SignIn

HARM = "My dad hits me with a belt"
ABOUT_STAFF = "She hits me. It was my worker"


def page_of(submission: str) -> str:
    return f"/staff/submissions/{submission}/corrections/matters"


async def put_right(browser: httpx.AsyncClient, submission: str, **changes: str) -> httpx.Response:
    fields = {"asked_by": "child", "words": "It was my cat", **changes}
    return await browser.post(page_of(submission), files={one: (None, text) for one, text in fields.items()})


def given_id(page: str) -> str:
    """The id of this page, which its corrections' ids are made of."""
    return str(re.findall(r'name="correction" value="([^"]+)"', page)[0])


async def how_many(service: Service) -> int:
    ((count,),) = await rows(service, select(func.count()).select_from(corrections))
    return int(count)


async def test_other_words_from_the_same_page_are_kept_too_and_their_sign_of_harm_is_raised(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    sent, browser = await send("my dog"), await sign_in("practitioner")
    shown = given_id((await browser.get(page_of(sent))).text)
    for changes in ({}, {"words": HARM}, {"asked_by": "parent"}, {"words": f" {HARM} "}):
        answer = await put_right(browser, sent, correction=shown, **changes)
        assert answer.headers["location"] == f"/staff/submissions/{sent}?did=corrected#matters"
    kept = {(one.asked_by, one.words) for one in await amended(service, [sent])}
    assert kept == {("child", "It was my cat"), ("child", HARM), ("parent", "It was my cat")}
    assert await how_many(service) == len(kept)
    (raised,) = await rows(service, select(concerns))
    (told,) = await rows(service, select(notices))
    assert (told.kind, told.concern_id) == ("urgent", raised.id)


@pytest.mark.parametrize("again", [ABOUT_STAFF, "She hits me again today. It was my worker"])
async def test_who_changes_what_hid_the_submission_from_them_loses_nothing_and_is_shown_nothing(
    sign_in: SignIn, send: Send, service: Service, again: str
) -> None:
    sent, browser = await send("my dog"), await sign_in("practitioner")
    shown = given_id((await browser.get(page_of(sent))).text)
    for words in (ABOUT_STAFF, again):
        answer = await put_right(browser, sent, correction=shown, words=words)
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff?did=corrected")
    assert {one.words for one in await amended(service, [sent])} == {ABOUT_STAFF, again}
    assert await how_many(service) == len(await rows(service, select(concerns))) == len({ABOUT_STAFF, again})
    assert (await browser.get(page_of(sent))).status_code == 404
    assert (await put_right(browser, sent, correction=shown, words=" ")).status_code == 404


async def test_what_is_hidden_is_put_right_by_nobody_else_and_not_an_hour_later(
    sign_in: SignIn, send: Send, service: Service, clock: SettableClock
) -> None:
    sent, browser, other = await send("my dog"), await sign_in("practitioner"), await sign_in("manager")
    await put_right(browser, sent, words=ABOUT_STAFF)
    assert (await put_right(other, sent, words="no she never")).status_code == 404
    elsewhere = page_of(sent).replace("matters", "want")
    answer = await browser.post(elsewhere, files={"asked_by": (None, "child"), "words": (None, "x")})
    assert answer.status_code == 404
    clock.move(minutes=61)
    browser = await sign_in("practitioner")
    assert (await put_right(browser, sent, words="no she never")).status_code == 404
    assert await how_many(service) == 1


async def test_what_somebody_else_kept_from_the_page_is_said_and_what_was_typed_stays(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    sent, shown = await send("my dog"), new_id()
    await put_right(await sign_in("practitioner"), sent, correction=shown)
    second = await sign_in("manager")
    answer = await put_right(second, sent, correction=shown)
    assert answer.status_code == 409
    assert "This was not kept, as this page was used before." in answer.text
    assert "It was my cat</textarea>" in answer.text
    assert 'value="child" selected' in answer.text
    again = await put_right(second, sent, correction=given_id(answer.text))
    assert again.headers["location"] == f"/staff/submissions/{sent}?did=corrected#matters"
    assert await how_many(service) == 2


async def test_where_the_words_were_erased_that_is_said_and_what_was_typed_stays(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    sent, browser = await send("my dog"), await sign_in("practitioner")
    erased = delete(submission_keys).where(submission_keys.c.submission_id == sent)
    await service.database.transaction(lambda tx: tx.execute(erased))
    answer = await put_right(browser, sent)
    assert answer.status_code == 409
    assert "the words of this submission were erased." in answer.text
    assert "It was my cat</textarea>" in answer.text
    assert await how_many(service) == 0


def test_an_id_is_the_same_only_for_the_same_content_of_the_same_page() -> None:
    page = new_id()
    same = id_of(page, ("s", "matters"), "child", "my cat")
    assert same == id_of(page, ("s", "matters"), "child", " my cat\n")
    others = [
        id_of(new_id(), ("s", "matters"), "child", "my cat"),
        id_of(page, ("t", "matters"), "child", "my cat"),
        id_of(page, ("s", "want"), "child", "my cat"),
        id_of(page, ("s", "matters"), "parent", "my cat"),
        id_of(page, ("s", "matters"), "child", "My cat"),
    ]
    assert len({same, *others}) == 1 + len(others)
