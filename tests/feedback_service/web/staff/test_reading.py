"""Reading: the list shows what nobody has read, the page shows it as it was written, and a mark stays."""

import re

import httpx
import msgspec
import pytest
from sqlalchemy import delete, select, update

from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.schema import (
    answers,
    audit,
    codings,
    concerns,
    readings,
    submission_keys,
    submissions,
)
from feedback_service.theming import theme_pending
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import QUESTION, Send, SignIn

WORDS = "I like my cat & <b>the</b> park.\n  mum helps me"
ESCAPED = "I like my cat &amp; &lt;b&gt;the&lt;/b&gt; park.\n  mum helps me"


def plain(html: str) -> str:
    """The page without the marks that lie on the words."""
    return re.sub("</?mark[^>]*>", "", html)


async def test_a_submission_is_shown_as_it_was_written(sign_in: SignIn, send: Send, service: Service) -> None:
    there = await send(WORDS)
    await theme_pending(service)
    page = (await (await sign_in("practitioner")).get(f"/staff/submissions/{there}")).text
    assert f'<blockquote class="words" dir="auto">{ESCAPED}</blockquote>' in plain(page)
    assert '<mark class="theme" data-ends="1">' in page
    assert '<span class="mark">1</span>' in page


async def test_a_language_that_the_machine_cannot_read_is_told(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    there, plain_one = await send("Lubię mojego kota."), await send("I like my cat.")
    polish = update(submissions).where(submissions.c.id == there).values(language="pl")
    await service.database.transaction(lambda tx: tx.execute(polish))
    browser = await sign_in("practitioner")
    told = "Polish. Screening and themes read English only: a person must read it."
    assert told in (await browser.get(f"/staff/submissions/{there}")).text
    assert "Language chosen" not in (await browser.get(f"/staff/submissions/{plain_one}")).text


async def test_the_list_shows_that_there_are_words_but_none_of_them(sign_in: SignIn, send: Send) -> None:
    await send("he hits me with a belt")
    page = (await (await sign_in("reviewer")).get("/staff/submissions")).text
    assert "6 words" in page
    assert "Urgent" in page
    assert "belt" not in page


async def test_opening_and_marking_are_in_the_audit_trail(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    there = await send(WORDS)
    browser = await sign_in("practitioner")
    await browser.get(f"/staff/submissions/{there}")
    await browser.post(f"/staff/submissions/{there}/read")
    async with service.database.reading() as connection:
        query = select(audit.c.action, audit.c.worker_id).where(audit.c.object == there).order_by(audit.c.id)
        noted = [tuple(row) for row in await connection.execute(query)]
    me = people["practitioner"]
    assert noted == [("submission-opened-whole", me), ("submission-read", me)]


async def test_marking_leads_to_the_one_that_has_waited_longest_until_none_is_left(
    sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    first = await send("one")
    clock.move(minutes=5)
    second = await send("two")
    clock.move(minutes=5)
    browser = await sign_in("practitioner")
    answer = await browser.post(f"/staff/submissions/{second}/read")
    assert answer.headers["location"] == f"/staff/submissions/{first}?did=read&of={second}"
    answer = await browser.post(f"/staff/submissions/{first}/read")
    assert answer.headers["location"] == f"/staff/submissions?did=all-read&of={first}"
    assert "Everything here has been read" in (await browser.get("/staff/submissions")).text


async def test_marking_goes_on_from_what_was_read_and_not_back_to_what_was_passed_over(
    sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    sent = []
    for words in ("one", "two", "three"):
        sent.append(await send(words))
        clock.move(minutes=5)
    browser = await sign_in("practitioner")
    answer = await browser.post(f"/staff/submissions/{sent[1]}/read")
    assert sent[2] in answer.headers["location"]
    answer = await browser.post(f"/staff/submissions/{sent[2]}/read")
    assert sent[0] in answer.headers["location"]


async def test_pressed_twice_a_mark_is_noted_once_with_its_first_time(
    sign_in: SignIn, send: Send, service: Service, clock: SettableClock
) -> None:
    there, browser, pressed = await send("one"), await sign_in("practitioner"), clock()
    for _ in range(2):
        assert (await browser.post(f"/staff/submissions/{there}/read")).status_code == 303
        clock.move(minutes=1)
    async with service.database.reading() as connection:
        assert [row.at for row in await connection.execute(select(readings))] == [pressed]


async def test_what_one_has_read_is_read_for_the_team_but_each_reader_is_named(
    sign_in: SignIn, send: Send
) -> None:
    there = await send("one")
    browser = await sign_in("reviewer")
    for reader in (await sign_in("practitioner"), browser):
        await reader.post(f"/staff/submissions/{there}/read")
    page = (await browser.get(f"/staff/submissions/{there}")).text
    assert "Read by The practitioner" in page
    assert "The reviewer, 9 Oct 2025, 09:53" in page
    assert there not in (await browser.get("/staff/submissions")).text
    assert there in (await browser.get("/staff/submissions?show=all")).text


async def test_a_mark_set_by_a_slip_is_taken_back_where_it_led_to_and_both_are_noted(
    sign_in: SignIn, send: Send, service: Service, clock: SettableClock
) -> None:
    there, browser = await send("one"), await sign_in("practitioner")
    undo = f'action="/staff/submissions/{there}/unread"'
    assert undo not in (await browser.get(f"/staff/submissions/{there}?did=read")).text
    led_to = (await browser.post(f"/staff/submissions/{there}/read")).headers["location"]
    led = (await browser.get(led_to)).text
    assert undo in led
    assert "I have not read the one before: take my mark back" in led
    assert undo in (await browser.get(f"/staff/submissions/{there}")).text
    for _ in range(2):
        answer = await browser.post(f"/staff/submissions/{there}/unread")
        assert answer.headers["location"] == f"/staff/submissions/{there}?did=unread"
    assert undo not in (await browser.get(led_to)).text
    page = (await browser.get(f"/staff/submissions/{there}?did=unread")).text
    assert "Nobody has marked this as read." in page
    assert undo not in page
    assert there in (await browser.get("/staff/submissions")).text
    marks = select(audit.c.action).where(audit.c.object == there, audit.c.action.like("%read"))
    async with service.database.reading() as connection:
        noted = (await connection.execute(marks.order_by(audit.c.seq))).scalars().all()
    assert noted == ["submission-read", "submission-unread"]


async def test_only_ones_own_mark_is_taken_back(sign_in: SignIn, send: Send) -> None:
    there, reviewer = await send("one"), await sign_in("reviewer")
    led_to = (await (await sign_in("practitioner")).post(f"/staff/submissions/{there}/read")).headers[
        "location"
    ]
    for page in (f"/staff/submissions/{there}", led_to):
        assert "/unread" not in (await reviewer.get(page)).text
    await reviewer.post(f"/staff/submissions/{there}/unread")
    assert "Read by The practitioner" in (await reviewer.get(f"/staff/submissions/{there}")).text


async def test_no_address_puts_a_press_of_its_own_on_a_page(sign_in: SignIn, send: Send) -> None:
    page = (await (await sign_in("reviewer")).get("/staff?did=read&of=../../sign-out?" + "a" * 36)).text
    assert 'class="undo"' not in page


@pytest.mark.parametrize("query", ["team=south", "form=my-day", "moment=end", "team=nowhere"])
async def test_the_list_can_be_narrowed(sign_in: SignIn, send: Send, query: str) -> None:
    there = await send("one", moment="start")
    browser = await sign_in("boss")
    assert there not in (await browser.get(f"/staff/submissions?{query}")).text
    page = await browser.get("/staff/submissions?team=north&form=my-view&moment=start&page=99999")
    assert there in page.text


async def test_long_lists_come_in_pages_and_none_is_left_out(sign_in: SignIn, send: Send) -> None:
    sent = {await send(f"number {number}") for number in range(51)}
    browser = await sign_in("practitioner")
    pages = [(await browser.get(f"/staff/submissions?page={page}")).text for page in (1, 2)]
    assert {one for one in sent if one in pages[0] or one in pages[1]} == sent
    assert sum(one in pages[1] for one in sent) == 1


async def test_two_contents_under_one_id_are_both_shown_and_lead_to_each_other(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    there = await send("first words")
    await send("other words", submission_id=there)
    browser = await sign_in("practitioner")
    page = (await browser.get("/staff/submissions")).text
    aside = next(part[:36] for part in page.split("/staff/submissions/")[1:] if part[:36] != there)
    original, other = [(await browser.get(f"/staff/submissions/{one}")).text for one in (there, aside)]
    assert f"/staff/submissions/{aside}" in original
    assert "first words" in original
    assert f"/staff/submissions/{there}" in other
    assert "other words" in other


async def test_words_that_were_erased_leave_a_notice(sign_in: SignIn, send: Send, service: Service) -> None:
    there = await send("secret words")
    await service.database.transaction(lambda tx: tx.execute(delete(submission_keys)))
    page = (await (await sign_in("practitioner")).get(f"/staff/submissions/{there}")).text
    assert "Removed at the person&#39;s request." in page
    assert "secret" not in page


async def test_words_that_do_not_open_say_so_and_the_rest_is_shown(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    there = await send("words to damage")
    spoilt = update(answers).where(answers.c.question_id == QUESTION).values(words=b"0" * 40)
    await service.database.transaction(lambda tx: tx.execute(spoilt))
    answer = await (await sign_in("practitioner")).get(f"/staff/submissions/{there}")
    assert answer.status_code == 200
    assert "do not open with the keys at hand" in answer.text


async def test_another_teams_rows_are_not_there(sign_in: SignIn, send: Send, service: Service) -> None:
    there = await send("he hits me with a belt", team="south")
    await theme_pending(service)
    async with service.database.reading() as connection:
        ids = {
            "submission": there,
            "coding": (await connection.execute(select(codings.c.id))).scalars().first(),
            "concern": (await connection.execute(select(concerns.c.id))).scalars().first(),
        }
    browser, boss = await sign_in("manager"), await sign_in("boss")
    made = await make_link(boss, "south")
    addresses = [
        ("GET", f"/staff/submissions/{there}"),
        ("POST", f"/staff/submissions/{there}/read"),
        ("POST", f"/staff/submissions/{there}/unread"),
        ("POST", f"/staff/submissions/{there}/themes"),
        ("POST", f"/staff/submissions/{there}/themes/{ids['coding']}/remove"),
        ("POST", f"/staff/concerns/{ids['concern']}/seen"),
        ("POST", f"/staff/links/{made}/revoke"),
    ]
    fields = {"question": (None, QUESTION), "theme": (None, "food"), "valence": (None, "worry")}
    for method, address in addresses:
        answer = await browser.request(method, address, files=fields if method == "POST" else None)
        assert answer.status_code == 404, address
        assert "belt" not in answer.text
    for address in ("/staff/submissions?show=all", "/staff/concerns", "/staff/links"):
        assert there not in (await browser.get(address)).text
        assert "South team" not in (await browser.get(address)).text
    for method, address in addresses:
        answer = await boss.request(method, address, files=fields if method == "POST" else None)
        assert answer.status_code in {200, 303, 409}, address  # 409: reached, without what was seen


async def make_link(browser: httpx.AsyncClient, team: str) -> str:
    fields = {"form": "my-day", "team": team, "moment": "start", "uses": "once", "days": "7"}
    page = (
        await browser.post("/staff/links", files={name: (None, value) for name, value in fields.items()})
    ).text
    return page.partition("/revoke")[0].rpartition("/staff/links/")[2]


@pytest.mark.parametrize("tone", ["positive", "negative"])
async def test_how_words_sounded_to_a_machine_is_not_on_their_page(
    sign_in: SignIn, send: Send, service: Service, tone: str
) -> None:
    said = await send(WORDS)
    one = Analysed(submission_id=said, question_id=QUESTION, version="1", tone=None, vectors=b"")
    browser = await sign_in("reviewer")
    pages = []
    for heard in (one, msgspec.structs.replace(one, tone=tone)):
        await service.database.transaction(lambda tx, heard=heard: note_analysed(tx, [heard]))  # type: ignore[misc]
        pages += [(await browser.get(f"/staff/submissions/{said}")).text]
        pages += [(await browser.get("/staff/submissions")).text]
    assert pages[:2] == pages[2:]
    assert "I like my cat" in pages[0]
