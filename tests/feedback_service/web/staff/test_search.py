"""The search: what it finds, for whom, what it leaves behind, and searches that are kept."""

import html
import logging
import re

import httpx
import pytest
from sqlalchemy import insert, select

from feedback_service import removing, searching
from feedback_service.account_stops import set_active
from feedback_service.service import Service
from feedback_service.storage.schema import audit, routings, saved_views
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import Send, SignIn
from tests.feedback_service.web.staff.reach import withhold

WORDS = "the trampolin is broken and <i>mum</i> cried"


async def look(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    return await browser.post("/staff/search", files={name: (None, value) for name, value in fields.items()})


def hits(answer: httpx.Response) -> list[str]:
    return re.findall(r'<h3><a href="/staff/submissions/([^"#]+)"', answer.text)


async def noted(service: Service, action: str) -> list[str]:
    return [row.object for row in await rows(service, select(audit.c.object).where(audit.c.action == action))]


async def test_words_are_found_as_written_and_that_they_were_shown_is_noted(
    send: Send, sign_in: SignIn, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = await send(WORDS)
    await send("a quiet week")
    browser = await sign_in("reviewer")
    answer = await look(browser, words="TRAMPOLIN mum")
    assert hits(answer) == [one]
    assert (
        '<mark class="match">trampolin</mark> is broken and &lt;i&gt;<mark class="match">mum</mark>'
        in answer.text
    )
    assert "Looked at 2 of 2 submissions" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert await noted(service, "words-found") == [one]
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert not [line for line in ours if "trampolin" in line.lower()]
    with_all = " ".join(row.object for row in await rows(service, select(audit.c.object)))
    assert "trampolin" not in with_all.lower()


async def test_nobody_finds_what_is_not_theirs_to_read(send: Send, sign_in: SignIn, service: Service) -> None:
    await send(WORDS, "south")
    withheld, routed, unwanted = [await send(WORDS) for _ in range(3)]
    await withhold(service, withheld)
    row = {"id": new_id(), "submission_id": routed, "about": "worker", "made_at": 1}
    await service.database.transaction(lambda tx: tx.execute(insert(routings), row))
    await removing.ask(service, unwanted)
    browser = await sign_in("practitioner")
    for fields in ({"words": "trampolin"}, {"moment": "start"}):
        answer = await look(browser, **fields)
        assert hits(answer) == []
        assert "Looked at 0 of 0" in answer.text
    assert hits(await look(await sign_in("manager"), words="trampolin")) == [withheld]
    assert await noted(service, "words-found") == [withheld]


async def test_what_is_chosen_narrows_and_shows_no_words_by_itself(
    send: Send, sign_in: SignIn, service: Service
) -> None:
    start, end = await send(WORDS), await send(WORDS, moment="end")
    browser = await sign_in("practitioner")
    answer = await look(browser, moment="end")
    assert hits(answer) == [end]
    assert "trampolin" not in answer.text
    assert await noted(service, "words-found") == []
    assert sorted(hits(await look(browser, band="12-17", audience="child"))) == sorted([start, end])
    assert hits(await look(browser, audience="family")) == []
    assert hits(await look(browser, theme="food")) == []
    assert hits(await look(browser, since="2020-01-01", until="2020-02-01")) == []
    assert hits(await look(browser, team="south")) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "?!"}, "There are no letters in this"),
        ({"since": "31.3.2026", "words": "keep me"}, "This is no day"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The last day is before the first"),
    ],
)
async def test_what_cannot_be_looked_for_is_said_and_stays_as_typed(
    sign_in: SignIn, fields: dict[str, str], told: str
) -> None:
    answer = await look(await sign_in("manager"), **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert "keep me" in answer.text or "words" not in fields or "?!" in answer.text


async def test_it_goes_on_where_it_stopped_and_misses_none(
    send: Send, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    monkeypatch.setattr(searching, "_LOT", 3)
    sent = [await send(f"{WORDS} {number}") for number in range(5)]
    browser, found, more, last = await sign_in("reviewer"), list[str](), dict[str, str](), ""
    for _ in range(4):
        answer = await look(browser, words="trampolin", **more)
        found += hits(answer)
        last = answer.text
        typed = dict(re.findall(r'name="(at|id|looked)" value="([^"]*)"', answer.text))
        if not typed:
            break
        more = typed
    assert found == sent[::-1]
    assert "Looked at 5 of 5" in last


async def test_a_search_is_kept_sealed_for_oneself_renamed_and_deleted(
    send: Send, sign_in: SignIn, service: Service, people: dict[str, str]
) -> None:
    one, view = await send(WORDS), new_id()
    browser, other = await sign_in("reviewer"), await sign_in("manager")
    fields = {"words": "trampolin", "moment": "start", "view": view}
    unnamed = await browser.post("/staff/search/views", data={**fields, "name": " "})
    assert unnamed.status_code == 422
    assert "Give it a name first" in unnamed.text
    for _ in range(2):
        kept = await browser.post("/staff/search/views", data={**fields, "name": "Broken <things>"})
        assert kept.headers["location"] == f"/staff/search/views/{view}?did=view-saved"
    assert hits(await browser.get(f"/staff/search/views/{view}")) == [one]
    (row,) = await rows(service, select(saved_views))
    assert b"trampolin" not in row.sealed
    assert b"Broken" not in row.sealed
    assert "Broken &lt;things&gt;" in (await browser.get("/staff/search")).text
    assert "Broken" not in (await other.get("/staff/search")).text
    for method, path in (("GET", ""), ("GET", "/change"), ("POST", "/rename"), ("POST", "/delete")):
        answer = await other.request(
            method, f"/staff/search/views/{view}{path}", data={"name": "x", "sure": "yes"}
        )
        assert answer.status_code == 404
    assert (
        await browser.post(f"/staff/search/views/{view}/rename", data={"name": "a" * 81})
    ).status_code == 422
    await browser.post(f"/staff/search/views/{view}/rename", data={"name": "Other"})
    assert "Other" in html.unescape((await browser.get("/staff/search")).text)
    assert (await browser.post(f"/staff/search/views/{view}/delete", data={})).status_code == 422
    await browser.post(f"/staff/search/views/{view}/delete", data={"sure": "yes"})
    assert "None yet." in (await browser.get("/staff/search")).text
    assert (await browser.post(f"/staff/search/views/{view}/delete", data={"sure": "yes"})).status_code == 404


async def test_what_somebody_kept_is_erased_with_their_account(
    sign_in: SignIn, service: Service, people: dict[str, str]
) -> None:
    browser = await sign_in("reviewer")
    await browser.post("/staff/search/views", data={"words": "x", "name": "mine", "view": new_id()})
    assert len(await rows(service, select(saved_views))) == 1
    await set_active(service, people["reviewer"], active=False, by=None)
    assert await rows(service, select(saved_views)) == []
