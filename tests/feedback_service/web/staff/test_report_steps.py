"""What is done to a report on its pages: writing, second looks, publication, editions, and its answers."""

import re

import httpx
import pytest

from feedback_service.report_looking import ALONE
from feedback_service.service import Service
from feedback_service.storage.schema import audit, removal_requests, reports
from feedback_service.storage.scope import Scope
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import DURING, report, spoken
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import Hire, SignIn
from tests.feedback_service.web.staff.test_reports import (
    PLACE,
    fresh_id,
    look,
    make,
    press,
    press_as_shown,
    sent_by,
)

DONE = "Nothing more is left for you to do."
EVERY_OUT = "Take every quote out"
HEARD = "/words/summary.heard"
KEYLESS = reports.update().values(key_master=None, key_wrapped=None)


@pytest.fixture
async def said(service: Service, sign_in: SignIn) -> list[str]:
    return [await spoken(service, f"we often run out of bread {letter * 4}") for letter in "abcdefghij"]


async def seen(browser: httpx.AsyncClient, address: str) -> str:
    """The version that the box of an address was opened with."""
    found = re.search(r'name="seen" value="([^"]*)"', (await browser.get(address)).text)
    assert found
    return found[1]


async def test_what_two_write_at_once_is_kept_and_shown_to_the_second(
    sign_in: SignIn, said: list[str]
) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    before = await seen(manager, f"{address}{HEARD}")
    kept = await press(reviewer, f"{address}{HEARD}", words="The first to write.", seen="")
    assert kept.headers["location"].endswith("?did=report-words#summary")
    late = await press(manager, f"{address}{HEARD}", words="Typed <at> length.", seen=before)
    assert late.status_code == 409
    assert "The first to write." in late.text
    assert ">Typed &lt;at&gt; length.</textarea>" in late.text
    now = re.search(r'name="seen" value="([^"]+)"', late.text)
    assert now
    await press(manager, f"{address}{HEARD}", words="Both.", seen=now[1])
    comment = f"{address}/words/comment.themes"
    await press(manager, comment, words="Mind the dates.", seen="")
    page = (await reviewer.get(address)).text
    assert ["The first to write." in page, "Both." in page, "Mind the dates." in page] == [False, True, True]
    assert page.count("Written by The manager") == 2
    long = await press(manager, comment, words="x" * 4001, seen=await seen(manager, comment))
    assert (long.status_code, "x" * 4001 in long.text) == (422, True)
    assert (await manager.get(f"{address}/words/comment.nowhere")).status_code == 404


async def test_what_was_written_after_the_page_was_opened_is_not_approved_unseen(
    service: Service, sign_in: SignIn, said: list[str]
) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    await look(manager, address, 303)
    await service.database.transaction(lambda tx: tx.execute(KEYLESS))  # as drafts of before are
    opened = await seen(manager, address)
    for words in ("Nobody has read this.", "Nor this."):
        box = f"{address}{HEARD}"
        assert (await press(reviewer, box, words=words, seen=await seen(reviewer, box))).status_code == 303
        late = await press(manager, f"{address}/approval", read="yes", seen=opened)
        assert (late.status_code, words in late.text) == (409, True)
        assert "or somebody wrote in this draft, after you opened it" in late.text
        opened = await seen(manager, address)
    assert (await press(manager, f"{address}/approval", read="yes", seen=opened)).status_code == 303
    typed = await press(reviewer, f"{address}{HEARD}", words="Typed <at> length.", seen="")
    assert (typed.status_code, "Typed &lt;at&gt; length.</textarea>" in typed.text) == (409, True)
    assert "<button>Keep</button>" not in typed.text


async def test_a_wording_decided_about_after_the_page_was_opened_is_neither_looked_at_nor_approved(
    clock: SettableClock, sign_in: SignIn, said: list[str]
) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    opened = (await manager.get(address)).text
    place, other = sorted(set(re.findall(PLACE, opened)))

    async def hide(words: str) -> None:
        clock.move(minutes=1)
        box = f"/staff/quotes/{place}"
        fields = {"do": "clear", "shown": words, "hide": words, "seen": await seen(reviewer, box)}
        assert (await press(reviewer, box, **fields)).status_code == 303
        clock.move(minutes=1)

    async def look_at(page: str) -> httpx.Response:
        parts = [
            ("seen", (None, sent_by(page, "looks"))),
            *(("place", (None, one)) for one in (place, other)),
        ]
        return await manager.post(f"{address}/looks", files=parts)

    await hide("3-8-hidden")
    late = await look_at(opened)
    assert (
        late.status_code,
        "Something about the quotes was changed after you opened this draft" in late.text,
    ) == (409, True)
    assert "2 of 2 quotes have not been looked at" in late.text
    assert (await look_at(late.text)).status_code == 303
    ready = (await manager.get(address)).text
    assert "have not been looked at" not in ready
    await hide("9-12-hidden")
    late = await press(manager, f"{address}/approval", read="yes", seen=sent_by(ready, "approval"))
    assert (late.status_code, "Something about the quotes was changed, or" in late.text) == (409, True)
    assert "we often [hidden] out of bread" in late.text
    assert "1 of 2 quotes has not been looked at" in late.text
    now = sent_by(late.text, "approval")
    unseen = await press(manager, f"{address}/approval", read="yes", seen=now)
    assert (unseen.status_code, "looked at by a second person" in unseen.text) == (400, True)
    assert (await look_at(late.text)).status_code == 303
    assert (await press(manager, f"{address}/approval", read="yes", seen=now)).status_code == 303


async def test_a_look_that_is_not_wanted_any_more_leads_to_what_is_left(
    sign_in: SignIn, said: list[str]
) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    opened = (await manager.get(address)).text
    place, other = sorted(set(re.findall(PLACE, opened)))
    assert (await press(reviewer, f"{address}/quotes", place=place)).status_code == 303
    fields = {"seen": sent_by(opened, "looks"), "place": other}
    late = await press(manager, f"{address}/looks", **fields)
    assert (late.status_code, '<a href="#looks">Something about the quotes' in late.text) == (409, True)
    await look(manager, address, 303)
    late = await press(manager, f"{address}/looks", **fields)
    assert (late.status_code, '<a href="#steps">Something about the quotes' in late.text) == (409, True)
    assert 'id="looks"' not in late.text


async def test_a_draft_of_the_service_that_its_manager_looked_at_first_waits_for_a_reviewer(
    service: Service, sign_in: SignIn, said: list[str]
) -> None:
    address = f"/staff/reports/{(await report(service)).report.id}"
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    opened = (await manager.get(address)).text
    await look(manager, address, 303)
    page = (await manager.get(address)).text
    assert "At 2 of 2 quotes only a manager has looked." in page
    assert f"{address}/looks" not in page
    assert "Take every quote out" in page
    alone = await press_as_shown(manager, address, "approval", read="yes")
    assert (alone.status_code, ALONE in alone.text) == (400, True)
    await look(reviewer, address, 303)
    page = (await reviewer.get(address)).text
    assert "The reviewer looked at 2 of 2 quotes" in page
    assert 'id="looks"' not in page
    places = [("place", (None, one)) for one in set(re.findall(PLACE, opened))]
    late = [("seen", (None, sent_by(opened, "looks"))), *places]
    again = await manager.post(f"{address}/looks", files=late)
    assert again.headers["location"].endswith("?did=quotes-seen-before#steps")
    assert "was looked at already" in (await manager.get(again.headers["location"])).text
    page = (await manager.get(address)).text
    assert "The reviewer looked at 2 of 2 quotes" in page
    assert "Take every quote out" in page
    assert (await press_as_shown(manager, address, "approval", read="yes")).status_code == 303


async def test_a_quote_that_is_held_back_cannot_be_looked_at_and_can_be_taken_out(
    service: Service, sign_in: SignIn, said: list[str]
) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    opened = (await manager.get(address)).text
    first, second = sorted(set(re.findall(PLACE, opened)))
    asked = {"submission_id": first.partition("/")[0], "asked_at": DURING}
    await service.database.transaction(lambda tx: tx.execute(removal_requests.insert(), asked))
    late = await press(manager, f"{address}/looks", seen=sent_by(opened, "looks"), place=first)
    assert (late.status_code, "[held back]" in late.text) == (409, True)
    assert "1 of 2 quotes is held back now, so nobody can read the words." in late.text
    assert "1 of them may come back" in late.text
    form = late.text.partition(f'action="{address}/looks"')[2].partition("</form>")[0]
    assert re.findall(PLACE, form) == [second]
    await look(manager, address, 303)
    page = (await manager.get(address)).text
    assert "1 of 2 quotes has not been looked at" in page
    assert f"{address}/looks" not in page
    held = await press_as_shown(manager, address, "approval", read="yes")
    assert (held.status_code, "A quote is held back now" in held.text) == (400, True)
    assert (await press(manager, f"{address}/quotes", place=first)).status_code == 303
    assert (await press_as_shown(manager, address, "approval", read="yes")).status_code == 303


async def test_what_is_left_to_do_is_said_as_it_is_for_whoever_reads(
    service: Service, sign_in: SignIn, said: list[str]
) -> None:
    address = f"/staff/reports/{(await report(service)).report.id}"
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    page = (await reviewer.get(address)).text
    assert ("I looked at every quote" in page, DONE in page) == (True, False)
    page = (await manager.get(address)).text
    looks, without, approve = (page.index(one) for one in ('id="looks"', EVERY_OUT, 'id="approval"'))
    assert looks < without < approve
    assert "Where nobody else can look" in page
    await look(reviewer, address, 303)
    page = (await reviewer.get(address)).text
    assert ("I looked at every quote" in page, DONE in page) == (False, True)
    page = (await manager.get(address)).text
    assert page.index('id="approval"') < page.index(EVERY_OUT)
    assert ("Or it goes out" in page, "nobody else can look" in page) == (False, False)
    (place, _) = sorted(set(re.findall(PLACE, page)))
    asked = {"submission_id": place.partition("/")[0], "asked_at": DURING}
    await service.database.transaction(lambda tx: tx.execute(removal_requests.insert(), asked))
    page = (await reviewer.get(address)).text
    assert (DONE in page, "nobody else can look" in page, EVERY_OUT in page) == (False, False, True)
    assert DONE in (await (await sign_in("safeguarding")).get(address)).text


async def test_who_comes_too_late_sees_the_report_as_it_is_and_why(sign_in: SignIn, said: list[str]) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    place = re.findall(PLACE, (await manager.get(address)).text)[0]
    early = await press(manager, f"{address}/publication", sure="yes")
    assert (early.status_code, "it is approved before it is published." in early.text) == (409, True)
    await look(manager, address, 303)
    await press_as_shown(manager, address, "approval", read="yes")
    for browser, step, fields in (
        (reviewer, "quotes", {"place": place}),
        (manager, "looks", {"place": place}),
        (manager, "approval", {"read": "yes"}),
    ):
        late = await press(browser, f"{address}/{step}", **fields)
        assert (late.status_code, "<h1>Lived experience: North team</h1>" in late.text) == (409, True)
        assert "This report is approved already, so nothing in it is changed any more." in late.text
    await press(manager, f"{address}/publication", sure="yes")
    late = await press(manager, f"{address}/publication", sure="yes")
    assert (late.status_code, "This report is published already" in late.text) == (409, True)


async def test_from_a_sentence_one_comes_to_the_answers_and_that_is_noted(
    service: Service, sign_in: SignIn, said: list[str]
) -> None:
    reviewer = await sign_in("reviewer")
    address = (await make(reviewer)).headers["location"]
    assert f'href="{address}/evidence/summary.worry-child"' in (await reviewer.get(address)).text
    before = len(await rows(service, audit.select()))
    page = (await reviewer.get(f"{address}/evidence/summary.worry-child")).text
    assert page.count("we often run out of bread") == 10
    noted = {row.object for row in await rows(service, audit.select().where(audit.c.seq > before))}
    assert noted >= set(said)
    heard = (await reviewer.get(f"{address}/evidence/summary.heard")).text
    assert "There is no answer here that you may read." in heard
    assert (await reviewer.get(f"{address}/evidence/summary.nothing")).status_code == 404


async def test_a_report_is_published_and_corrected_in_an_edition(sign_in: SignIn, said: list[str]) -> None:
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    assert "You made this draft yourself" in (await reviewer.get(address)).text
    await look(reviewer, address, 400)
    assert (await press(manager, f"{address}/looks")).status_code == 400
    assert (await press(manager, f"{address}/publication", sure="yes")).status_code == 409
    await look(manager, address, 303)
    await press_as_shown(manager, address, "approval", read="yes")
    assert (await press(manager, f"{address}/looks", place="a/b")).status_code == 409
    unsure = await press(manager, f"{address}/publication")
    assert (unsure.status_code, "Tick the box to say that you are sure" in unsure.text) == (400, True)
    assert (await press(manager, f"{address}/publication", sure="yes")).status_code == 303
    assert (await press(manager, f"{address}/publication", sure="yes")).status_code == 409
    fresh = await fresh_id(reviewer, address)
    twice = [await press(reviewer, f"{address}/edition", id=fresh) for _ in range(2)]
    edition = f"/staff/reports/{fresh}"
    assert [one.headers["location"] for one in twice] == [f"{edition}?did=edition-made"] * 2
    draft = (await manager.get(edition)).text
    assert "Edition 2." in draft
    assert "No number differs, and no quote." in draft
    assert (await press(manager, f"{edition}/quotes", place="*")).status_code == 303
    assert not re.findall(PLACE, (await manager.get(edition)).text)
    await press(manager, f"{edition}/approval", read="yes")
    old = (await manager.get(address)).text
    assert f'<a href="{edition}">Open the newer edition</a>' in old
    again = await press(reviewer, f"{address}/edition")
    assert (again.status_code, "A newer edition stands in its place already" in again.text) == (400, True)


async def test_a_worker_of_an_agency_reads_and_makes_its_reports_and_others_do_not(
    hire: Hire, sign_in: SignIn
) -> None:
    await hire("whole", "reviewer", Scope(all_teams=False, agencies=("Council",)))
    whole, reviewer = await sign_in("whole"), await sign_in("reviewer")
    assert "Every team of Council" in (await whole.get("/staff/reports")).text
    made = await make(whole, team="agency/Council")
    assert "<h1>Lived experience: Council</h1>" in (await whole.get(made.headers["location"])).text
    assert (await reviewer.get(made.headers["location"])).status_code == 404
    assert (await make(reviewer, team="agency/Council")).status_code == 404
    assert (await make(whole, team="agency/Other")).status_code == 404
