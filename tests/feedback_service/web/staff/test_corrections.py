"""Correcting themes: a worker's word replaces the machine's, and both stay."""

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, codings_of
from feedback_service.storage.schema import audit
from feedback_service.theming import theme_pending
from tests.feedback_service.web.staff.conftest import QUESTION, Send, SignIn

WORDS = "no tea again, the cupboards are empty"


@pytest.fixture
async def there(send: Send, service: Service) -> str:
    """A submission whose only words the machine has read as a worry about food."""
    sent = await send(WORDS)
    await theme_pending(service)
    assert [(one.theme_id, one.valence) for one in await kept(service, sent)] == [("food", "worry")]
    return sent


async def kept(service: Service, submission_id: str) -> list[StoredCoding]:
    async with service.database.reading() as connection:
        return await codings_of(connection, submission_id)


async def standing(service: Service, submission_id: str) -> list[StoredCoding]:
    return [one for one in await kept(service, submission_id) if one.withdrawn_at is None]


async def set_theme(
    browser: httpx.AsyncClient, there: str, theme: str, valence: str = "", question: str = QUESTION
) -> httpx.Response:
    fields = {"question": (None, question), "theme": (None, theme), "valence": (None, valence)}
    return await browser.post(f"/staff/submissions/{there}/themes", files=fields)


async def test_a_workers_coding_replaces_the_machines_and_both_are_kept(
    sign_in: SignIn, service: Service, there: str, people: dict[str, str]
) -> None:
    browser, me = await sign_in("practitioner"), people["practitioner"]
    answer = await set_theme(browser, there, "food", "strength")
    assert answer.headers["location"] == f"/staff/submissions/{there}?did=coded#{QUESTION}"
    machines, workers = await kept(service, there)
    assert (machines.valence, machines.assigned_by, machines.withdrawn_by) == ("worry", None, me)
    assert (workers.valence, workers.assigned_by, workers.withdrawn_by) == ("strength", me, None)
    assert (workers.span_start, workers.span_end) == (machines.span_start, machines.span_end)
    page = (await browser.get(answer.headers["location"])).text
    assert "Food and drink (worry), set by machine" in page
    assert "taken off by The practitioner" in page


async def test_agreeing_with_the_machine_is_on_record_as_the_workers_word(
    sign_in: SignIn, service: Service, there: str, people: dict[str, str]
) -> None:
    await set_theme(await sign_in("reviewer"), there, "food", "worry")
    assert [one.assigned_by for one in await standing(service, there)] == [people["reviewer"]]


async def test_pressed_twice_a_theme_is_set_once(sign_in: SignIn, service: Service, there: str) -> None:
    browser = await sign_in("practitioner")
    await set_theme(browser, there, "home", "worry")
    answer = await set_theme(browser, there, "home", "worry")
    assert "did=already" in answer.headers["location"]
    assert sorted(one.theme_id for one in await standing(service, there)) == ["food", "home"]
    assert len(await kept(service, there)) == 2


async def test_a_theme_that_is_removed_stays_in_the_history(
    sign_in: SignIn, service: Service, there: str
) -> None:
    browser = await sign_in("practitioner")
    coding = (await kept(service, there))[0].id
    answer = await browser.post(f"/staff/submissions/{there}/themes/{coding}/remove")
    assert answer.headers["location"] == f"/staff/submissions/{there}?did=removed"
    assert await standing(service, there) == []
    assert "taken off by The practitioner" in (await browser.get(answer.headers["location"])).text


async def test_who_comes_second_is_told_that_someone_else_changed_it(
    sign_in: SignIn, service: Service, there: str, people: dict[str, str]
) -> None:
    coding = (await kept(service, there))[0].id
    for role, said in (("practitioner", "stays in the history"), ("reviewer", "Someone else changed this")):
        browser = await sign_in(role)
        answer = await browser.post(f"/staff/submissions/{there}/themes/{coding}/remove")
        assert said in (await browser.get(answer.headers["location"])).text
    assert [one.withdrawn_by for one in await kept(service, there)] == [people["practitioner"]]


async def test_without_a_theme_the_page_comes_back_and_says_what_is_missing(
    sign_in: SignIn, service: Service, there: str
) -> None:
    browser = await sign_in("practitioner")
    for theme, valence in (("", ""), ("no-such-theme", "worry"), ("food", "no-such-lean")):
        answer = await set_theme(browser, there, theme, valence)
        assert answer.status_code == 422
        assert "Choose a theme" in answer.text
        assert WORDS.split()[3] in answer.text
    assert len(await kept(service, there)) == 1


async def test_a_question_without_an_answer_takes_no_theme(sign_in: SignIn, there: str) -> None:
    assert (await set_theme(await sign_in("practitioner"), there, "food", "", "want")).status_code == 404


async def test_a_lean_is_kept_only_where_the_codebook_has_one(
    sign_in: SignIn, service: Service, there: str
) -> None:
    await set_theme(await sign_in("practitioner"), there, "hopes", "worry")
    assert {one.theme_id: one.valence for one in await standing(service, there)}["hopes"] is None


async def test_a_coding_of_another_submission_is_not_there(
    sign_in: SignIn, service: Service, send: Send, there: str
) -> None:
    coding, other = (await kept(service, there))[0].id, await send("something else")
    answer = await (await sign_in("practitioner")).post(f"/staff/submissions/{other}/themes/{coding}/remove")
    assert answer.status_code == 404
    assert len(await standing(service, there)) == 1


async def test_every_change_is_in_the_audit_trail(sign_in: SignIn, service: Service, there: str) -> None:
    await set_theme(await sign_in("practitioner"), there, "food", "both")
    async with service.database.reading() as connection:
        noted = await connection.execute(select(audit.c.action, audit.c.object).order_by(audit.c.id))
        lines = [tuple(row) for row in noted][-2:]
    machines, workers = await kept(service, there)
    assert lines == [("coding-withdrawn", machines.id), ("coding-added", workers.id)]


async def test_a_safeguarding_lead_reads_themes_and_has_nothing_to_change_them_with(
    sign_in: SignIn, there: str
) -> None:
    page = (await (await sign_in("safeguarding")).get(f"/staff/submissions/{there}")).text
    assert "Food and drink" in page
    assert f"/staff/submissions/{there}/themes" not in page
