"""Correcting themes: a worker's word replaces the machine's, and both stay."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, codings_of
from feedback_service.storage.schema import audit
from feedback_service.theming import theme_pending
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import QUESTION, Send, SignIn

WORDS = "no tea again, the cupboards are empty"
NOT_YOURS = "Somebody else made the last change, so yours cannot be undone in one step."


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


async def shown(browser: httpx.AsyncClient, there: str, question: str = QUESTION) -> str:
    """What the page says that stands on the answer, to go with a change."""
    page = (await browser.get(f"/staff/submissions/{there}")).text
    answer = page.partition(f'name="question" value="{question}"')[2]
    return answer.partition('name="saw" value="')[2].partition('"')[0]


async def post(browser: httpx.AsyncClient, there: str, to: str, **fields: str) -> httpx.Response:
    files = {name: (None, value) for name, value in fields.items()}
    return await browser.post(f"/staff/submissions/{there}/{to}", files=files)


async def set_theme(
    browser: httpx.AsyncClient, there: str, theme: str, valence: str = "", question: str = QUESTION
) -> httpx.Response:
    """As pressed on the page as it is now."""
    fields = {"question": question, "theme": theme, "valence": valence}
    return await post(browser, there, "themes", **fields, saw=await shown(browser, there))


async def remove(browser: httpx.AsyncClient, there: str, coding: str) -> httpx.Response:
    return await post(browser, there, f"themes/{coding}/remove", saw=await shown(browser, there))


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
    answer, again = [await remove(browser, there, coding) for _ in range(2)]
    assert answer.headers["location"] == f"/staff/submissions/{there}?did=removed#{QUESTION}"
    assert again.headers["location"] == answer.headers["location"]
    assert await standing(service, there) == []
    assert "taken off by The practitioner" in (await browser.get(answer.headers["location"])).text


async def test_who_comes_second_overwrites_nothing_sees_both_and_keeps_what_was_chosen(
    sign_in: SignIn, service: Service, there: str, clock: SettableClock
) -> None:
    first, second = await sign_in("practitioner"), await sign_in("reviewer")
    stale = {"question": QUESTION, "saw": await shown(second, there)}
    machines = stale["saw"]
    await set_theme(first, there, "food", "strength")
    clock.move(minutes=1)
    before = await kept(service, there)
    answer = await post(second, there, "themes", **stale, theme="home", valence="worry")
    assert answer.status_code == 409
    assert await kept(service, there) == before
    then, now = answer.text.partition("As it is now")[::2]
    assert 'Food and drink (worry)</strong> <span class="quiet">by machine' in then
    assert 'Food and drink (strength)</strong> <span class="quiet">by The practitioner' in now
    assert "(worry)<" in now.partition("You wanted: Set: ")[2]
    fields = dict(re.findall('name="(\\w+)" value="([^"]*)"', answer.text))
    assert fields["theme"] == "home"
    again = await post(second, there, "themes", **fields)
    assert "did=coded" in again.headers["location"]
    assert [one.theme_id for one in await standing(service, there)] == ["food", "home"]
    gone = await post(second, there, f"themes/{machines}/remove", saw=machines)
    assert gone.status_code == 409
    assert "This theme is off already." in gone.text


async def test_a_theme_is_changed_for_another_with_its_evidence_in_one_press(
    sign_in: SignIn, service: Service, there: str
) -> None:
    browser, (food,) = await sign_in("practitioner"), await standing(service, there)
    wish = {"question": QUESTION, "theme": "home", "valence": "worry", "instead": food.id, "saw": food.id}
    for said in ("coded", "already"):
        answer = await post(browser, there, "themes", **wish)
        assert f"did={said}" in answer.headers["location"]
    (home,) = await standing(service, there)
    assert (home.theme_id, home.span_start, home.span_end) == ("home", food.span_start, food.span_end)


async def test_each_change_is_undone_by_one_press_and_both_versions_are_kept(
    sign_in: SignIn, service: Service, there: str, clock: SettableClock
) -> None:
    browser, (food,) = await sign_in("practitioner"), await standing(service, there)
    for change in ("set", "remove"):
        clock.move(minutes=1)
        await (
            set_theme(browser, there, "food", "both") if change == "set" else remove(browser, there, food.id)
        )
        page = (await browser.get(f"/staff/submissions/{there}")).text
        assert "Undo: Food and drink" in page
        assert "Undo: " not in (await (await sign_in("reviewer")).get(f"/staff/submissions/{there}")).text
        undo = {"question": QUESTION, "saw": await shown(browser, there)}
        clock.move(minutes=1)
        for _ in range(2):
            answer = await post(browser, there, "themes/undo", **undo)
            assert "did=undone" in answer.headers["location"]
        (again,) = await standing(service, there)
        assert (again.theme_id, again.valence, again.assigned_by) == ("food", "worry", None)
        assert (again.span_start, again.span_end) == (food.span_start, food.span_end)
        food = again
    assert len(await kept(service, there)) == 4


async def test_nobody_undoes_what_another_did(sign_in: SignIn, service: Service, there: str) -> None:
    await set_theme(await sign_in("practitioner"), there, "food", "both")
    before, reviewer = await kept(service, there), await sign_in("reviewer")
    saw = await shown(reviewer, there)
    answer = await post(reviewer, there, "themes/undo", question=QUESTION, saw=saw)
    assert (answer.status_code, NOT_YOURS in answer.text) == (409, True)
    assert "Do it all the same" not in answer.text
    assert await kept(service, there) == before


async def test_where_a_theme_changed_since_undoing_shows_then_and_now_and_can_be_done_all_the_same(
    sign_in: SignIn, service: Service, there: str, clock: SettableClock
) -> None:
    browser = await sign_in("practitioner")
    clock.move(minutes=1)
    await set_theme(browser, there, "food", "both")
    saw = await shown(browser, there)
    clock.move(minutes=1)
    await set_theme(browser, there, "home", "worry")  # as in another tab
    before = await kept(service, there)
    answer = await post(browser, there, "themes/undo", question=QUESTION, saw=saw)
    assert answer.status_code == 409
    assert "You wanted: Undo: A warm, clean home (worry) set" in answer.text
    assert NOT_YOURS not in answer.text
    assert await kept(service, there) == before
    now = answer.text.partition('name="saw" value="')[2].partition('"')[0]
    answer = await post(browser, there, "themes/undo", question=QUESTION, saw=now)
    assert "did=undone" in answer.headers["location"]
    assert [(one.theme_id, one.valence) for one in await standing(service, there)] == [("food", "both")]


async def test_what_a_colleague_said_stays_theirs_when_another_puts_it_back(
    sign_in: SignIn, service: Service, there: str, clock: SettableClock, people: dict[str, str]
) -> None:
    colleague, browser = await sign_in("practitioner"), await sign_in("reviewer")
    for one, lean in ((colleague, "both"), (browser, "strength")):
        clock.move(minutes=1)
        await set_theme(one, there, "food", lean)
    clock.move(minutes=1)
    await post(browser, there, "themes/undo", question=QUESTION, saw=await shown(browser, there))
    (again,) = await standing(service, there)
    assert (again.valence, again.assigned_by) == ("both", people["practitioner"])
    assert again.put_back_by == people["reviewer"]
    page = (await colleague.get(f"/staff/submissions/{there}")).text
    assert "by The practitioner, put back by The reviewer, " in page
    assert "Undo: " not in page
    answer = await post(colleague, there, "themes/undo", question=QUESTION, saw=again.id)
    assert (answer.status_code, NOT_YOURS in answer.text) == (409, True)


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
