"""Asking a colleague: only who may read is asked, the answer comes back, and nothing is told in lists."""

import re

import httpx
from sqlalchemy import delete, select

from feedback_service.service import Service
from feedback_service.storage.schema import asks, audit, submission_keys
from feedback_service.storage.scope import Scope
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import Hire, Send, SignIn

SOUTH = Scope(all_teams=False, team_ids=("south",))
WORDS = "is tulip his aunt?"
PRACTITIONER = "The practitioner, practitioner"


async def post(browser: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    return await browser.post(address, files={name: (None, value) for name, value in fields.items()})


async def asked(browser: httpx.AsyncClient, there: str, of: str, words: str = WORDS) -> httpx.Response:
    page = (await browser.get(f"/staff/submissions/{there}/ask")).text
    ask = page.partition('name="ask" value="')[2].partition('"')[0]
    to = f"/staff/submissions/{there}/ask"
    first, _ = [await post(browser, to, ask=ask, of=of, words=words) for _ in range(2)]
    return first


async def test_a_colleague_is_asked_and_answers_and_both_read_both(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    there = await send("my aunt came")
    asker, colleague = await sign_in("reviewer"), await sign_in("practitioner")
    answer = await asked(asker, there, people["practitioner"])
    assert answer.headers["location"] == f"/staff/submissions/{there}?did=asked#asks"
    assert len(await rows(service, select(asks.c.id))) == 1  # pressed twice
    desk = (await colleague.get("/staff")).text
    assert "<strong>1</strong> <span>Questions to you</span>" in desk
    for browser in (asker, colleague):
        mine = (await browser.get("/staff/asks")).text
        assert f"/staff/submissions/{there}#ask-" in mine
        assert "tulip" not in mine
    page = (await colleague.get(f"/staff/submissions/{there}")).text
    assert WORDS in page
    to = re.findall('action="([^"]*/asks/[^"]*)"', page)[0]
    assert to not in (await asker.get(f"/staff/submissions/{there}")).text
    empty = await post(colleague, to, words=" ")
    assert empty.status_code == 422
    assert "Write something first" in empty.text
    long = "wisteria " * 300
    kept = await post(colleague, to, words=long)
    assert kept.status_code == 422
    assert long in kept.text
    assert "did=not-answered" in (await post(asker, to, words="I say it")).headers["location"]
    for said in ("answered", "not-answered"):
        answer = await post(colleague, to, words="yes, his aunt")
        assert f"did={said}#" in answer.headers["location"]
    late = await post(colleague, to, words="no, his lilac")
    assert late.status_code == 409
    assert "no, his lilac" in late.text
    assert "yes, his aunt" in (await asker.get(f"/staff/submissions/{there}")).text
    assert "Questions to you</span>" not in (await colleague.get("/staff")).text
    noted = [row.action for row in await rows(service, select(audit.c.action).where(audit.c.object == there))]
    assert noted.count("submission-opened-whole") == 6  # what comes back with an error shows the words too
    assert {"colleague-asked", "colleague-answered"} <= set(noted)


async def test_what_cannot_be_asked_any_more_comes_back_as_it_was_typed(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    there, browser = await send("my aunt came"), await sign_in("reviewer")
    gone = delete(submission_keys).where(submission_keys.c.submission_id == there)
    await service.database.transaction(lambda tx: tx.execute(gone))
    answer = await asked(browser, there, people["practitioner"])
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "This was not asked" in answer.text


async def test_an_answer_typed_while_the_words_were_erased_comes_back(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    there, asker, colleague = await send("my aunt"), await sign_in("reviewer"), await sign_in("practitioner")
    await asked(asker, there, people["practitioner"])
    page = (await colleague.get(f"/staff/submissions/{there}")).text
    to = re.findall('action="([^"]*/asks/[^"]*)"', page)[0]
    other = await post(colleague, to[:-1] + ("0" if to[-1] != "0" else "1"), words="to nobody")
    assert other.status_code == 404
    for table in (asks, submission_keys):
        gone = delete(table).where(table.c.submission_id == there)
        await service.database.transaction(lambda tx, gone=gone: tx.execute(gone))  # type: ignore[misc]
    answer = await post(colleague, to, words="yes, his lilac")
    assert answer.status_code == 409
    assert "yes, his lilac" in answer.text
    assert "Your answer was not kept" in answer.text


async def test_only_who_may_read_it_can_be_asked(
    sign_in: SignIn, send: Send, service: Service, hire: Hire, people: dict[str, str]
) -> None:
    there, far = await send("my aunt came"), await hire("far", "manager", SOUTH)
    browser = await sign_in("reviewer")
    page = (await browser.get(f"/staff/submissions/{there}/ask")).text
    assert PRACTITIONER in page
    for stranger in (far, people["reviewer"], people["auditor"], "none", ""):
        assert f'value="{stranger}"' not in page or not stranger
        refused = await asked(browser, there, stranger)
        assert refused.status_code == 422
        assert "Choose whom you ask." in refused.text
        assert WORDS in refused.text
    empty = await asked(browser, there, people["practitioner"], "")
    assert empty.status_code == 422
    assert f'value="{people["practitioner"]}" selected' in empty.text
    assert await rows(service, select(asks.c.id)) == []
