"""Words that may point at somebody wait until a person says how they may be quoted."""

import re

import httpx
import pytest
from sqlalchemy import delete

from feedback_service.quote_marking import mark_waiting
from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.quote_checks import standing_checks
from feedback_service.storage.quote_places import mark
from feedback_service.storage.schema import concerns
from tests.feedback_service.report_seeding import spoken
from tests.feedback_service.web.staff.conftest import SignIn

WORDS = "we often run out of bread and kezia Brown at no 7 brings some"
PLAIN = "we often run out of bread and milk"


async def send_form(browser: httpx.AsyncClient, address: str, **fields: str | list[str]) -> httpx.Response:
    """Post a form as a browser does; a list gives a field more than once."""
    parts = [
        (name, (None, value))
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return await browser.post(address, files=parts)


def kept(page: str) -> dict[str, str | list[str]]:
    """What the form on this page sends when nothing in it is changed."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {**hidden, "hide": re.findall(r'name="hide" value="([^"]+)" checked', page)}


def wording(page: str) -> str:
    (found,) = re.findall(
        r"As it would be quoted</h2>\s*<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL
    )
    return str(found)


def at(submission_id: str) -> str:
    return f"/staff/quotes/{submission_id}/matters"


async def test_words_with_a_name_wait_and_others_do_not(service: Service, sign_in: SignIn) -> None:
    browser = await sign_in("reviewer")
    assert "Nothing waits to be checked" in (await browser.get("/staff/quotes")).text
    await spoken(service, "we often run out of bread and milk")
    await spoken(service, WORDS, share="no")
    assert "Nothing waits to be checked" in (await browser.get("/staff/quotes")).text
    said = await spoken(service, WORDS)
    sent_on = await browser.get("/staff/quotes")
    assert (sent_on.status_code, sent_on.headers["location"]) == (303, at(said))
    page = (await browser.get(at(said))).text
    assert '<mark class="pointing">kezia Brown<bdi class="kind"> (a name)</bdi></mark>' in page
    assert wording(page) == "we often run out of bread and [name] at [address] brings some"


async def test_other_teams_words_are_not_there(service: Service, sign_in: SignIn, teams: None) -> None:
    said = await spoken(service, WORDS, team="south")
    browser = await sign_in("reviewer")
    assert "Nothing waits to be checked" in (await browser.get("/staff/quotes")).text
    assert (await browser.get(at(said))).status_code == 404
    assert (await send_form(browser, at(said), do="held")).status_code == 404
    assert (await (await sign_in("boss")).get(at(said))).status_code == 200


async def test_a_cleared_text_is_kept_with_what_was_hidden(service: Service, sign_in: SignIn) -> None:
    said = await spoken(service, WORDS)
    browser = await sign_in("reviewer")
    fields = kept((await browser.get(at(said))).text)
    done = await send_form(browser, at(said), do="clear", **fields)
    assert done.status_code == 303
    after = await browser.get(done.headers["location"])
    assert "may be quoted as you saw them" in after.text
    async with service.database.reading() as db:
        (check,) = (await standing_checks(db, [(said, "matters")])).values()
    assert check.outcome == "clear"
    assert [WORDS[start:end] for start, end, _ in check.spans] == ["kezia Brown", "no 7"]
    assert "Decided by The reviewer" in (await browser.get(at(said))).text


async def test_a_wording_that_nobody_saw_is_not_cleared(service: Service, sign_in: SignIn) -> None:
    said = await spoken(service, WORDS)
    browser = await sign_in("reviewer")
    fields = kept((await browser.get(at(said))).text)
    first, rest = fields["hide"][0], list(fields["hide"][1:])
    changed = await send_form(browser, at(said), do="clear", **{**fields, "hide": rest})
    assert changed.status_code == 422
    assert "The wording has changed" in changed.text
    assert "kezia Brown" in wording(changed.text)
    assert first not in kept(changed.text)["hide"]
    again = await send_form(browser, at(said), do="clear", **kept(changed.text))
    assert again.status_code == 303


async def test_a_word_can_be_added_wherever_it_stands(service: Service, sign_in: SignIn) -> None:
    said = await spoken(
        service, "we often run out of bread and the blue  van or a Blue Van helps, not blue vans"
    )
    browser = await sign_in("reviewer")
    page = (await browser.get(at(said))).text
    shown = await send_form(browser, at(said), do="show", add="blue van", kind="hidden", **kept(page))
    assert shown.status_code == 200
    assert wording(shown.text).count("[hidden]") == 2
    assert "not blue vans" in wording(shown.text)


async def test_a_word_that_is_not_there_is_said_and_nothing_is_lost(
    service: Service, sign_in: SignIn
) -> None:
    said = await spoken(service, WORDS)
    browser = await sign_in("reviewer")
    fields = kept((await browser.get(at(said))).text)
    fields["hide"] = fields["hide"][:1]
    refused = await send_form(browser, at(said), do="clear", add="<b>kesia", kind="place", **fields)
    assert refused.status_code == 422
    assert "This does not stand in the words" in refused.text
    assert 'value="&lt;b&gt;kesia"' in refused.text
    assert '<option value="place" selected>' in refused.text
    assert kept(refused.text)["hide"] == fields["hide"]


@pytest.mark.parametrize("span", ["0-900-name", "5-2-name", "0-4-nothing", "x", "0-4"])
async def test_a_span_that_no_page_sent_is_refused(service: Service, sign_in: SignIn, span: str) -> None:
    said = await spoken(service, WORDS)
    browser = await sign_in("reviewer")
    assert (await send_form(browser, at(said), do="clear", hide=span)).status_code == 400


async def test_of_two_who_decide_the_second_is_told_and_overwrites_nothing(
    service: Service, sign_in: SignIn
) -> None:
    said = await spoken(service, WORDS)
    reviewer, boss = await sign_in("reviewer"), await sign_in("boss")
    fields = kept((await reviewer.get(at(said))).text)
    assert (await send_form(boss, at(said), do="held", **fields)).status_code == 303
    late = await send_form(reviewer, at(said), do="clear", **fields)
    assert late.status_code == 409
    assert "Somebody decided about these words while you were reading" in late.text
    assert "Decided by The boss" in late.text
    async with service.database.reading() as db:
        (check,) = (await standing_checks(db, [(said, "matters")])).values()
    assert check.outcome == "held"
    assert (await send_form(boss, at(said), do="held", **fields)).status_code == 303  # a double press
    assert (await send_form(reviewer, at(said), do="clear", **kept(late.text))).status_code == 303


async def test_one_can_go_on_and_back_without_deciding(service: Service, sign_in: SignIn) -> None:
    said = [await spoken(service, f"{WORDS} {letter * 4}") for letter in "abc"]
    browser = await sign_in("reviewer")
    order = sorted(said)  # all said at the same time
    ways = ["", *(f"?after={one}/matters" for one in order[:2])]
    there = [await browser.get(f"/staff/quotes{way}") for way in ways]
    assert [one.headers["location"] for one in there] == [at(one) for one in order]
    back = await browser.get(f"/staff/quotes?before={order[1]}/matters")
    assert back.headers["location"] == at(order[0])
    end = (await browser.get(f"/staff/quotes?after={order[2]}/matters")).text
    assert f'href="{at(order[2])}"' in end
    fields = kept((await browser.get(at(order[2]))).text)
    done = await send_form(browser, at(order[2]), do="held", **fields)
    left = await browser.get(done.headers["location"])
    assert left.headers["location"] == f"{at(order[0])}?did=quote-held"


async def test_words_from_right_to_left_are_marked_where_they_are(service: Service, sign_in: SignIn) -> None:
    said = await spoken(service, "فاطمة is my friend and we often run out of bread, ring her on 07700 900123")
    await service.database.transaction(lambda tx: tx.execute(delete(concerns)))  # another script raises one
    page = (await (await sign_in("reviewer")).get(at(said))).text
    assert '<blockquote class="words" dir="auto"><mark class="pointing">فاطمة' in page
    assert '<mark class="pointing">07700 900123<bdi' in page
    assert "<bdi>07700 900123</bdi>" in page


async def test_the_desk_says_how_many_quotes_wait_once_they_were_marked(
    service: Service, sign_in: SignIn
) -> None:
    said = [await spoken(service, f"{words} {letter}") for words in (WORDS, PLAIN) for letter in "abc"]
    read = [
        Analysed(submission_id=one, question_id="matters", version="1", tone=None, vectors=b"")
        for one in said
    ]
    await service.database.transaction(lambda tx: note_analysed(tx, read))
    browser = await sign_in("reviewer")
    assert "Quotes to check" not in (await browser.get("/staff")).text.partition("Nothing waits")[0]
    assert await mark_waiting(service) == 6
    assert await mark_waiting(service) == 0
    assert waiting(await browser.get("/staff")) == "3"
    order = sorted(said[:3])
    ways = ["", *(f"?after={one}/matters" for one in order[:2])]
    there = [await browser.get(f"/staff/quotes{way}") for way in ways]
    assert [one.headers["location"] for one in there] == [at(one) for one in order]
    assert (await browser.get(f"/staff/quotes?after={order[2]}/matters")).status_code == 200
    page = (await browser.get(at(order[0]))).text
    await send_form(browser, at(order[0]), do="held", **kept(page))
    assert waiting(await browser.get("/staff")) == "2"
    assert "Quotes to check" not in (await (await sign_in("safeguarding")).get("/staff")).text


async def test_words_that_are_marked_and_those_that_are_not_yet_wait_in_one_order(
    service: Service, sign_in: SignIn
) -> None:
    order = sorted([await spoken(service, WORDS) for _ in range(2)])
    one = Analysed(submission_id=order[1], question_id="matters", version="1", tone=None, vectors=b"")
    await service.database.transaction(lambda tx: note_analysed(tx, [one]))
    await service.database.transaction(lambda tx: mark(tx, {(order[1], "matters"): True}))
    browser = await sign_in("reviewer")
    there = [await browser.get(f"/staff/quotes{way}") for way in ("", f"?after={order[0]}/matters")]
    assert [each.headers["location"] for each in there] == [at(each) for each in order]


def waiting(desk: httpx.Response) -> str:
    (count,) = re.findall(r"<strong>(\d+)</strong> <span>Quotes to check</span>", desk.text)
    return str(count)
