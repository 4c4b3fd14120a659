"""Raising a concern by hand: by anybody who reads, on what screening missed."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from feedback_service.raising_by_hand import found_at
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.schema import audit, concerns, missed_signs, notices, workers
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import QUESTION, Hire, Send, SignIn

WORDS = "Mum says the cupboard is for grown ups and I must not say"
ABOUT_STAFF = "My worker has a game that is only for grown ups"
SOUTH = Scope(all_teams=False, team_ids=("south",))


def page_of(submission: str) -> str:
    return f"/staff/submissions/{submission}/answers/{QUESTION}/concern"


async def raise_it(browser: httpx.AsyncClient, page: str, **changes: str) -> httpx.Response:
    fields = {"level": "urgent", "category": "hunger", "words": "", **changes}
    return await browser.post(page, files={name: (None, value) for name, value in fields.items()})


async def test_whoever_reads_raises_what_was_missed_and_whoever_is_on_duty_is_told(
    sign_in: SignIn, send: Send, service: Service, people: dict[str, str]
) -> None:
    there, reader = await send(WORDS), await sign_in("practitioner")
    assert page_of(there) in (await reader.get(f"/staff/submissions/{there}")).text
    assert WORDS in (await reader.get(page_of(there))).text
    answer = await raise_it(reader, page_of(there), words="the CUPBOARD  is for")
    assert answer.headers["location"] == "/staff/submissions?did=raised"
    (found,) = await rows(service, select(concerns))
    start = WORDS.index("the cupboard")
    assert (found.level, found.category, found.rule) == ("urgent", "hunger", "raised-by-hand")
    assert (found.span_start, found.span_end) == (start, start + len("the cupboard is for"))
    assert found.raised_by == people["practitioner"]
    (told,) = await rows(service, select(notices))
    assert (told.kind, told.concern_id, told.step) == ("urgent", found.id, 0)
    (missed,) = await rows(service, select(missed_signs))
    assert (missed.submission_id, missed.marked_by) == (there, people["practitioner"])
    assert (missed.span_start, missed.span_end) == (found.span_start, found.span_end)
    noted = await rows(service, select(audit.c.object).where(audit.c.action == "concern-raised"))
    assert [one.object for one in noted] == [found.id]
    await route_waiting(service)
    lead = await sign_in("safeguarding")
    assert "by The practitioner" in (await lead.get(f"/staff/concerns/{found.id}")).text


async def test_a_concern_posted_twice_is_raised_and_told_of_once(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    page, reader = page_of(await send(WORDS)), await sign_in("practitioner")
    shown = await reader.get(page)
    again = await raise_it(reader, page, level="", concern=given_id(shown.text))
    assert (again.status_code, given_id(again.text)) == (422, given_id(shown.text))
    for _ in range(2):
        answer = await raise_it(reader, page, concern=given_id(again.text))
        assert answer.headers["location"] == "/staff/submissions?did=raised"
    assert len(await rows(service, select(concerns.c.id))) == 1
    for table in (notices, missed_signs):
        assert len(await rows(service, select(table.c.id))) == 1
    assert len(await rows(service, select(audit).where(audit.c.action == "concern-raised"))) == 1
    await route_waiting(service)
    await raise_it(reader, page, concern=given_id((await reader.get(page)).text))
    assert len(await rows(service, select(concerns.c.id))) == 2


async def test_a_page_that_is_sent_again_with_other_content_raises_another_concern(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    page, reader = page_of(await send(WORDS)), await sign_in("practitioner")
    shown = given_id((await reader.get(page)).text)
    changes = ({"words": "cupboard"}, {"words": "must not say"}, {"level": "concern"}, {"category": "sexual"})
    for one in (*changes, {"words": " CUPBOARD\n"}):
        answer = await raise_it(reader, page, concern=shown, **one)
        assert answer.headers["location"] == "/staff/submissions?did=raised"
        await route_waiting(service)
    found = await rows(service, select(concerns).order_by(concerns.c.raised_at, concerns.c.id))
    start, end = WORDS.index("cupboard"), WORDS.index("must not say")
    assert {(one.level, one.category, one.span_start) for one in found} == {
        ("urgent", "hunger", start), ("urgent", "hunger", end), ("concern", "hunger", 0),
        ("urgent", "sexual", 0),
    }  # fmt: skip
    assert len(found) == len(changes)


async def test_what_somebody_else_raised_from_the_page_is_said_and_what_was_typed_stays(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    page, first = page_of(await send(WORDS)), await sign_in("practitioner")
    shown = given_id((await first.get(page)).text)
    await raise_it(first, page, concern=shown, words="the cupboard")
    await route_waiting(service)
    second = await sign_in("reviewer")
    answer = await raise_it(second, page, concern=shown, words="the cupboard")
    assert answer.status_code == 409
    assert "This was not raised" in answer.text
    assert "the cupboard</textarea>" in answer.text
    again = await raise_it(second, page, concern=given_id(answer.text), words="the cupboard")
    assert again.headers["location"] == "/staff/submissions?did=raised"
    assert len(await rows(service, select(concerns.c.id))) == 2


@pytest.mark.parametrize("routed", [False, True])
async def test_a_concern_that_is_changed_after_the_first_one_hid_the_answer_is_raised_and_calls_somebody(
    sign_in: SignIn, hire: Hire, send: Send, service: Service, *, routed: bool
) -> None:
    ida = await hire("ida", "safeguarding", EVERYTHING)
    flag = update(workers).where(workers.c.id == ida).values(independent=True)
    await service.database.transaction(lambda tx: tx.execute(flag))
    page, reader = page_of(await send(ABOUT_STAFF)), await sign_in("practitioner")
    shown = given_id((await reader.get(page)).text)
    await raise_it(reader, page, concern=shown, level="concern", words="a game")
    if routed:
        await route_waiting(service)
    assert (await reader.get(page)).status_code == 404
    for words in ("a game", "A  game\n", "not in it", "not in it"):  # whether it is, is not told
        answer = await raise_it(reader, page, concern=shown, words=words)
        assert (answer.status_code, answer.text) == (303, "")
        assert answer.headers["location"] == "/staff/submissions?did=raised"
    start = ABOUT_STAFF.index("a game")
    spans = {("concern", start, start + len("a game")), ("urgent", 0, 0)}
    for table in (concerns, missed_signs):
        found = await rows(service, select(table))
        assert {(one.level, one.span_start, one.span_end) for one in found} == spans
        assert len(found) == 3
    urgent = await rows(service, select(concerns.c.id).where(concerns.c.level == "urgent"))
    told = await rows(service, select(notices.c.concern_id).where(notices.c.kind == "urgent"))
    assert sorted(told) == sorted(urgent)
    await route_waiting(service)
    lead = await sign_in("ida")
    assert "by The practitioner" in (await lead.get(f"/staff/concerns/{urgent[0].id}")).text
    assert (await reader.get(page)).status_code == 404


async def test_what_is_hidden_is_raised_by_nobody_else_on_no_other_answer_and_not_half(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    page, reader = page_of(await send(ABOUT_STAFF)), await sign_in("practitioner")
    shown = given_id((await reader.get(page)).text)
    await raise_it(reader, page, concern=shown, level="concern")
    elsewhere = page.replace(f"/{QUESTION}/", "/want/")
    for path, changes in ((page, {"level": ""}), (page, {"category": "none"}), (elsewhere, {})):
        assert (await raise_it(reader, path, concern=shown, **changes)).status_code == 404
    assert (await raise_it(await sign_in("reviewer"), page, concern=shown)).status_code == 404
    assert len(await rows(service, select(concerns))) == 1


def given_id(page: str) -> str:
    """The id that the concern is to have."""
    return str(re.findall(r'name="concern" value="([^"]+)"', page)[0])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"level": ""}, "Choose how urgent it is."),
        ({"category": "none"}, "Choose what it may be a sign of."),
        ({"words": "not in it"}, "This does not stand in the answer."),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_raised(
    sign_in: SignIn, send: Send, service: Service, changes: dict[str, str], problem: str
) -> None:
    answer = await raise_it(await sign_in("reviewer"), page_of(await send(WORDS)), **changes)
    assert answer.status_code == 422
    assert problem in answer.text
    assert await rows(service, select(concerns)) == []


async def test_nothing_is_raised_on_what_another_team_was_sent_or_what_was_not_answered(
    sign_in: SignIn, hire: Hire, send: Send, service: Service
) -> None:
    await hire("stranger", "manager", SOUTH)
    there, stranger = await send(WORDS), await sign_in("stranger")
    assert (await raise_it(stranger, page_of(there))).status_code == 404
    reader = await sign_in("practitioner")
    for question in ("want", "nothing"):
        page = page_of(there).replace(f"/{QUESTION}/", f"/{question}/")
        assert (await raise_it(reader, page)).status_code == 404
    assert await rows(service, select(concerns)) == []


@given(st.text(max_size=30), st.text(max_size=5), st.text(max_size=30))
def test_words_are_found_where_they_stand_whatever_their_capitals_and_spaces(
    before: str, words: str, after: str
) -> None:
    text = f"{before} {words} {after}"
    at = found_at(text, f" {words.upper().lower() if words.upper().lower() == words.lower() else words}\n")
    if not words.split():
        assert at is None
        return
    assert at is not None
    start, end = at
    assert " ".join(text[start:end].lower().split()) == " ".join(words.lower().split())


def test_words_that_are_not_there_are_not_found() -> None:
    assert found_at("my dog", "cat") is None
    assert found_at("", "cat") is None
