"""What may be about a worker is kept from them and theirs, on every page, until a lead lets it go further."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert, select, update

from feedback_service import drafting
from feedback_service.amending import correct
from feedback_service.import_plans import Mapped, Plan
from feedback_service.importing import check_file, keep_rows
from feedback_service.intake import Arrival, Place, submit
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.schema import answers, concerns, routings, submissions, workers
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import arriving, given, new_id, rows, somebody
from tests.feedback_service.web.staff.conftest import Hire, Send, SignIn

ABOUT_STAFF = "my worker hits me and i am not alowd to say"
NAMED = "my dad hits me with a belt and quentin said not to tell"
NEW_LINK = re.compile('name="link" value="[^"]+"')  # an id of its own each time the page is opened
SOUTH = Scope(all_teams=False, team_ids=("south",))


@pytest.fixture
async def independent(hire: Hire, service: Service) -> str:
    """An independent lead of all teams, `ida`; gives her id."""
    made = await hire("ida", "safeguarding", EVERYTHING)
    flag = update(workers).where(workers.c.id == made).values(independent=True)
    await service.database.transaction(lambda tx: tx.execute(flag))
    return made


async def call(service: Service, worker_id: str, name: str) -> None:
    """Give a worker a name that no other has."""
    renamed = update(workers).where(workers.c.id == worker_id).values(name=name)
    await service.database.transaction(lambda tx: tx.execute(renamed))


async def reasons(service: Service, submission_id: str) -> set[tuple[str, bool]]:
    """Why it is kept, and whether from one worker, as far as it stands."""
    query = select(routings.c.about, routings.c.worker_id).where(
        routings.c.submission_id == submission_id, routings.c.released_at.is_(None)
    )
    return {(row.about, row.worker_id is not None) for row in await rows(service, query)}


async def seen_by(sign_in: SignIn, submission_id: str, *usernames: str) -> list[str]:
    """Which of these workers can open the submission."""
    found = []
    for username in usernames:
        browser = await sign_in(username)
        if (await browser.get(f"/staff/submissions/{submission_id}")).status_code == 200:
            found.append(username)
    return found


EVERYBODY = ("practitioner", "reviewer", "safeguarding", "manager", "boss", "ida")


async def test_words_about_staff_come_to_an_independent_lead_and_to_nobody_else(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    about, other = await send(ABOUT_STAFF), await send("my dad hits me with a belt")
    assert await seen_by(sign_in, about, *EVERYBODY) == ["ida"]
    assert await seen_by(sign_in, other, *EVERYBODY) == list(EVERYBODY)
    assert await reasons(service, about) == {("worker", False), ("staff", False)}


async def test_a_worker_who_is_named_sees_it_nowhere_though_independent(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    await call(service, independent, "Quentin Grey")
    named = await send(NAMED)
    assert await reasons(service, named) == {("named", False), ("named", True)}
    assert await seen_by(sign_in, named, *EVERYBODY) == ["safeguarding"]
    await call(service, people["safeguarding"], "Quentin Brown")
    again = await send(NAMED)
    assert await seen_by(sign_in, again, *EVERYBODY) == ["manager", "boss"]


async def test_words_about_a_worker_without_a_sign_of_harm_are_for_the_team(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    praise = await send("my worker is nice and we bake cakes")
    assert await seen_by(sign_in, praise, "practitioner", "ida") == ["practitioner", "ida"]
    assert await reasons(service, praise) == set()


async def test_without_an_independent_lead_it_goes_to_safeguarding_leads_wide_ones_first(
    people: dict[str, str], hire: Hire, sign_in: SignIn, send: Send
) -> None:
    first = await send(ABOUT_STAFF)
    assert await seen_by(sign_in, first, "safeguarding", "manager", "boss") == ["safeguarding"]
    await hire("wide", "safeguarding", EVERYTHING)
    assert await seen_by(sign_in, first, "wide", "safeguarding", "manager", "boss") == ["wide"]


async def test_an_independent_lead_of_another_team_is_none_for_this_one(
    people: dict[str, str], hire: Hire, sign_in: SignIn, send: Send, service: Service
) -> None:
    far = await hire("far", "safeguarding", SOUTH)
    flag = update(workers).where(workers.c.id == far).values(independent=True)
    await service.database.transaction(lambda tx: tx.execute(flag))
    about = await send(ABOUT_STAFF)
    assert await seen_by(sign_in, about, "far", "safeguarding", "manager") == ["safeguarding"]


async def test_where_a_worker_was_there_it_is_for_leads(
    independent: str, sign_in: SignIn, service: Service
) -> None:
    arrival = Arrival(
        id=new_id(),
        form=service.catalogue.current("my-view"),
        place=Place(team_id="north", channel="link"),
        answers=given(matters="my dad hits me with a belt", helper="worker"),
        answered_at=service.now(),
    )
    await submit(service, arrival)
    assert await reasons(service, arrival.id) == {("helper", False)}
    assert await seen_by(sign_in, arrival.id, *EVERYBODY) == ["safeguarding", "manager", "boss", "ida"]


async def test_neither_lists_nor_counts_tell_of_it(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send
) -> None:
    pages = ("/staff", "/staff/concerns", "/staff/submissions", "/staff/submissions?all=1", "/staff/links")
    browsers = {name: await sign_in(name) for name in ("practitioner", "safeguarding", "manager")}

    async def looked() -> dict[str, list[str]]:
        texts = {name: [(await one.get(page)).text for page in pages] for name, one in browsers.items()}
        return {name: [NEW_LINK.sub("", text) for text in each] for name, each in texts.items()}

    before = await looked()
    about = await send(ABOUT_STAFF)
    after = await looked()
    assert after == before
    ida = await sign_in("ida")
    assert about in (await ida.get("/staff/submissions")).text
    assert "Nothing is waiting for somebody to look." not in (await ida.get("/staff/concerns")).text
    assert "Nothing is waiting for somebody to look." in "".join(after["safeguarding"])


async def widen(browser: httpx.AsyncClient, page: str, change: str, **more: str) -> httpx.Response:
    """Press what lets more people see it, having read what is said by now or, with `saw`, by then."""
    saw = more.pop("saw", "") or await seen_on(browser, page)
    fields = {"change": change, "sure": "yes", "saw": saw, **more}
    return await browser.post(page, files={name: (None, value) for name, value in fields.items()})


def leads_to(answer: httpx.Response, address: str) -> bool:
    """Whether it sends on to this address; how much was read goes along."""
    location = answer.headers["location"]
    return location == address or location.startswith(f"{address}&saw=")


def widening(html: str) -> set[str]:
    """What a page offers that lets more people see it."""
    return {one for one in ("hand", "show", "lift") if f'name="change" value="{one}"' in html}


def opens(html: str) -> set[str]:
    """What a page lists to be opened before more people are let in."""
    return set(re.findall(r'<li><a href="(/staff/submissions/[^"/]+)">', html))


async def seen_on(browser: httpx.AsyncClient, page: str) -> str:
    """How much was said when the words were read, as the link from their page to this one carries it."""
    read = (await browser.get(page.removesuffix("/kept"))).text
    found = re.search(rf'href="{page}\?saw=([^"]+)"', read)
    return found[1] if found else ""


async def test_an_independent_lead_hands_it_to_the_leads_and_they_show_it_to_the_team(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    about = await send(ABOUT_STAFF)
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    unsure = await widen(ida, page, "hand", sure="")
    assert (unsure.status_code, "Tick the box first" in unsure.text) == (422, True)
    handed = await widen(ida, page, "hand")
    assert leads_to(handed, f"{page}?did=handed")
    assert await seen_by(sign_in, about, *EVERYBODY) == ["safeguarding", "manager", "boss", "ida"]
    again = await widen(ida, page, "hand")
    assert leads_to(again, f"{page}?did=changed")
    lead = await sign_in("manager")
    shown = await widen(lead, page, "show")
    assert leads_to(shown, f"{page}?did=shown")
    assert await seen_by(sign_in, about, *EVERYBODY) == list(EVERYBODY)
    assert await reasons(service, about) == set()


async def test_what_is_for_independent_leads_is_not_shown_to_the_team_before_it_is_handed_on(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    about = await send(ABOUT_STAFF)
    there = {"id": new_id(), "submission_id": about, "about": "helper", "made_at": 1}
    await service.database.transaction(lambda tx: tx.execute(insert(routings), there))
    before, page = await reasons(service, about), f"/staff/submissions/{about}/kept"
    answer = await widen(await sign_in("ida"), page, "show")
    assert leads_to(answer, f"{page}?did=changed")
    assert await reasons(service, about) == before


async def test_a_worker_is_barred_by_hand_and_only_an_independent_lead_lifts_it(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    nick = await send("big q hits me with a belt")
    page, lead = f"/staff/submissions/{nick}/kept", await sign_in("safeguarding")
    nobody = await lead.post(page, files={"change": (None, "bar"), "worker": (None, "")})
    assert nobody.status_code == 422
    barred = await lead.post(page, files={"change": (None, "bar"), "worker": (None, people["manager"])})
    assert leads_to(barred, f"{page}?did=barred")
    assert await seen_by(sign_in, nick, "practitioner", "manager", "boss") == ["practitioner", "boss"]
    (row,) = await rows(service, select(routings.c.id).where(routings.c.submission_id == nick))
    assert (await widen(lead, page, "lift", routing=row.id)).status_code == 404
    lifted = await widen(await sign_in("ida"), page, "lift", routing=row.id)
    assert leads_to(lifted, f"{page}?did=unbarred")
    assert await seen_by(sign_in, nick, "manager") == ["manager"]


async def test_what_was_said_since_the_words_were_read_is_not_let_go_unread(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    await call(service, people["manager"], "Quentin Brown")
    about, worker = await send("my worker hits me and quentin said not to tell"), await somebody(service)
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    added = arriving(service, answers=given(matters="and more"), follows=about)
    bar = select(routings.c.id).where(routings.c.worker_id == people["manager"])
    ((barred,),) = await rows(service, bar)
    for put_right in (False, True):
        saw, before = await seen_on(ida, page), await reasons(service, about)
        if put_right:
            place = (about, "matters")
            await correct(service, worker, place, new_id=new_id(), asked_by="child", words="It was a cat")
        else:
            await submit(service, added)
        for change, more in (("hand", {}), ("lift", {"routing": barred}), ("show", {})):
            answer = await widen(ida, page, change, saw=saw, **more)
            assert (answer.status_code, "since you read it" in answer.text) == (409, True)
            assert not widening(answer.text), "what was said since is not taken as read"
        assert (await widen(ida, page, "hand", sure="", saw=saw)).status_code == 409
        late = (await ida.get(f"{page}?saw={saw}")).text
        assert ("since you read it" in late, widening(late)) == (True, set()), "said before this was opened"
        assert await reasons(service, about) == before
    await ida.get(f"/staff/submissions/{added.id}")
    assert leads_to(await widen(ida, page, "hand"), f"{page}?did=handed")


async def test_nothing_is_let_go_before_all_that_belongs_together_was_opened(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    await call(service, people["manager"], "Quentin Brown")
    about = await send("my worker hits me and quentin said not to tell")
    await submit(service, arriving(service, answers=given(matters="big D does it too"), follows=about))
    await submit(service, arriving(service, about, answers=given(matters="it was big D")))
    others = await rows(service, select(submissions.c.id).where(submissions.c.id != about))
    rest = {f"/staff/submissions/{row.id}" for row in others}
    ((bar,),) = await rows(service, select(routings.c.id).where(routings.c.worker_id == people["manager"]))
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    saw, before = await seen_on(ida, page), await reasons(service, about)
    for one in tuple(rest):
        here = (await ida.get(f"{page}?saw={saw}")).text
        assert ("you have not opened all of that" in here, widening(here)) == (True, set())
        for change, more in (("hand", {}), ("lift", {"routing": bar}), ("show", {})):
            answer = await widen(ida, page, change, saw=saw, **more)
            assert (answer.status_code, opens(answer.text), widening(answer.text)) == (409, rest, set())
        assert await reasons(service, about) == before
        await ida.get(f"{one}/kept")  # no words stand on that page
        assert opens((await ida.get(page)).text) == rest
        await ida.get(one)
        rest.remove(one)
    assert widening((await ida.get(f"{page}?saw={saw}")).text) == {"hand", "lift"}
    assert leads_to(await widen(ida, page, "hand", saw=saw), f"{page}?did=handed")


async def test_what_was_put_right_is_opened_again_and_by_whoever_lets_it_go(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    about, worker, added = await send(ABOUT_STAFF), await somebody(service), new_id()
    await submit(service, arriving(service, added, answers=given(matters="and more"), follows=about))
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    await ida.get(f"/staff/submissions/{added}")
    await correct(service, worker, (added, "matters"), new_id=new_id(), asked_by="child", words="big D")
    assert (await widen(ida, page, "hand")).status_code == 409
    await ida.get(f"/staff/submissions/{added}")
    assert leads_to(await widen(ida, page, "hand"), f"{page}?did=handed")
    lead = await sign_in("manager")
    unread = await widen(lead, page, "show")
    assert (unread.status_code, opens(unread.text)) == (409, {f"/staff/submissions/{added}"})
    assert leads_to(await lead.post(page, files={"change": (None, "keep")}), "/staff?did=kept-away")


async def test_a_part_of_the_words_is_not_all_of_them(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    about, added = await send(ABOUT_STAFF), new_id()
    await submit(service, arriving(service, added, answers=given(matters=NAMED), follows=about))
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    (sign, *_) = await rows(service, select(concerns.c.id).where(concerns.c.submission_id == added))
    assert "quentin said" in (await ida.get(f"/staff/concerns/{sign.id}")).text
    assert (await widen(ida, page, "hand")).status_code == 409


async def test_what_somebody_may_not_read_of_it_they_do_not_let_go(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    about, away, south = await send(ABOUT_STAFF), new_id(), Place(team_id="south", channel="link")
    await submit(service, arriving(service, away, follows=about, place=south))
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    await ida.get(f"/staff/submissions/{away}")
    assert leads_to(await widen(ida, page, "hand"), f"{page}?did=handed")
    refused = await widen(await sign_in("safeguarding"), page, "show")
    assert (refused.status_code, opens(refused.text), away in refused.text) == (409, set(), False)
    assert "not for you to read" in refused.text


async def test_who_comes_straight_to_the_page_is_asked_to_open_the_words_first(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send, service: Service
) -> None:
    await call(service, people["manager"], "Quentin Brown")
    about = await send("my worker hits me and quentin said not to tell")
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    straight = (await ida.get(page)).text
    assert "Open the words first" in straight
    assert f'href="/staff/submissions/{about}">Open the words</a>' in straight
    assert (widening(straight), 'value="bar"' in straight) == (set(), True)
    assert (await ida.post(page, files={"change": (None, "hand"), "sure": (None, "yes")})).status_code == 409
    assert ("worker", False) in await reasons(service, about)
    read = (await ida.get(f"{page}?saw={await seen_on(ida, page)}")).text
    assert ("Open the words first" in read, widening(read)) == (False, {"hand", "lift"})


async def test_who_has_read_it_need_not_read_it_again_between_two_changes(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send
) -> None:
    about = await send(ABOUT_STAFF)
    page, ida = f"/staff/submissions/{about}/kept", await sign_in("ida")
    saw = await seen_on(ida, page)
    barred = await widen(ida, page, "bar", worker=people["manager"], saw=saw)
    assert barred.headers["location"] == f"{page}?did=barred&saw={saw}"
    assert widening((await ida.get(barred.headers["location"])).text) == {"hand", "lift"}


async def test_no_lead_can_keep_it_from_an_independent_one_or_from_themselves(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send
) -> None:
    nick = await send("big q hits me with a belt")
    page, lead = f"/staff/submissions/{nick}/kept", await sign_in("safeguarding")
    for worker in (independent, people["safeguarding"], "nobody"):
        tried = await lead.post(page, files={"change": (None, "bar"), "worker": (None, worker)})
        assert tried.headers["location"].endswith("did=changed")
    assert await seen_by(sign_in, nick, "safeguarding", "ida") == ["safeguarding", "ida"]


async def test_a_lead_gives_it_away_to_the_independent_one_and_sees_it_no_more(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send
) -> None:
    nick = await send("he hits me with a belt")
    page, lead = f"/staff/submissions/{nick}/kept", await sign_in("safeguarding")
    kept = await lead.post(page, files={"change": (None, "keep")})
    assert kept.headers["location"] == "/staff?did=kept-away"
    assert await seen_by(sign_in, nick, *EVERYBODY) == ["ida"]


async def test_whom_it_is_kept_from_cannot_change_who_sees_it(
    independent: str, people: dict[str, str], sign_in: SignIn, send: Send
) -> None:
    about = await send(ABOUT_STAFF)
    page, manager = f"/staff/submissions/{about}/kept", await sign_in("manager")
    for change in ("hand", "show", "keep", "bar", "lift"):
        fields = {"change": (None, change), "sure": (None, "yes"), "worker": (None, people["reviewer"])}
        assert (await manager.post(page, files=fields)).status_code == 404


async def test_the_page_says_why_it_is_kept_and_the_submission_leads_there(
    independent: str, sign_in: SignIn, send: Send
) -> None:
    about, ida = await send(ABOUT_STAFF), await sign_in("ida")
    submission = (await ida.get(f"/staff/submissions/{about}")).text
    assert f'href="/staff/submissions/{about}/kept?saw=' in submission
    assert "Kept from some of the team" in submission
    page = (await ida.get(f"/staff/submissions/{about}/kept")).text
    assert "Only an independent lead can see it" in page
    assert "speak of a social worker" in page
    reader = await sign_in("practitioner")
    assert "/kept" not in (await reader.get(f"/staff/submissions/{await send('all is well')}")).text


async def test_the_desk_says_while_there_is_no_independent_lead(
    people: dict[str, str], hire: Hire, sign_in: SignIn, service: Service
) -> None:
    words = "No independent lead is appointed"
    for role, told in (("administrator", True), ("manager", True), ("practitioner", False)):
        assert (words in (await (await sign_in(role)).get("/staff")).text) == told
    flag = update(workers).where(workers.c.id == people["safeguarding"]).values(independent=True)
    await service.database.transaction(lambda tx: tx.execute(flag))
    assert words not in (await (await sign_in("manager")).get("/staff")).text


async def test_what_fails_on_the_way_to_find_out_goes_to_an_independent_lead(
    independent: str, sign_in: SignIn, send: Send, service: Service
) -> None:
    later = await send("i like my room")
    damaged = update(answers).where(answers.c.submission_id == later, answers.c.words.is_not(None))
    await service.database.transaction(lambda tx: tx.execute(damaged.values(words=b"damaged")))
    row = ConcernRow(new_id(), later, "matters", "concern", "sexual", "likeness", "1", 0, 4, 9)
    await service.database.transaction(lambda tx: raise_concerns(tx, [row]))
    await route_waiting(service)
    assert await reasons(service, later) == {("unchecked", False)}
    assert await seen_by(sign_in, later, *EVERYBODY) == ["ida"]


async def test_drafts_sent_when_idle_go_the_same_way(
    independent: str, sign_in: SignIn, service: Service, clock: SettableClock
) -> None:
    place, form = Place(team_id="north", channel="link"), service.catalogue.current("my-view")
    draft = new_id()
    await drafting.begin(service, draft, form, place)
    await drafting.save(service, draft, given(matters=ABOUT_STAFF))
    clock.move(minutes=25 * 60)
    assert await drafting.send_idle(service) == 1
    assert await reasons(service, draft) == {("worker", False), ("staff", False)}


async def test_what_is_imported_goes_the_same_way(
    independent: str, sign_in: SignIn, service: Service, tmp_path: Path
) -> None:
    form = service.catalogue.current("my-view")
    plan = Plan(form=form, team_id="north", mapped=(Mapped("said", "matters"),))
    file = tmp_path / "rows.csv"
    file.write_text(f"said\n{ABOUT_STAFF}\n", encoding="utf-8")
    await keep_rows(service, plan, check_file(file, plan, service.now()).good)
    ((kept,),) = await rows(service, select(submissions.c.id))
    assert await reasons(service, kept) == {("worker", False), ("staff", False)}
