"""One concern: its words, what is decided on it by whom, and that no decision is ever lost or overwritten."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
import uuid_utils
from sqlalchemy import func, select

from feedback_service.intake import Arrival, Place, submit
from feedback_service.ladder import climb
from feedback_service.service import Service
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import alarms, audit, concern_decisions, concerns, notices
from feedback_service.storage.scope import Scope
from feedback_service.storage.subjects import know_subjects
from forms.model import Answer
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import QUESTION, Hire, Send, SignIn

HARM = "my uncle hit me with a belt"
SOUTH = Scope(all_teams=False, team_ids=("south",))
NOW = "2025-10-09T09:53"
Raised = Callable[..., Awaitable[str]]


async def concern_in(service: Service, submission_id: str, category: str = "") -> str:
    query = select(concerns.c.id).where(concerns.c.submission_id == submission_id)
    if category:
        query = query.where(concerns.c.category == category)
    return str((await rows(service, query.order_by(concerns.c.raised_at, concerns.c.id)))[0].id)


@pytest.fixture
def raised(service: Service, send: Send) -> Raised:
    """Sends words that raise a concern; gives the address of its page."""

    async def sent(words: str = HARM, team: str = "north") -> str:
        return f"/staff/concerns/{await concern_in(service, await send(words, team))}"

    return sent


def shown(page: str) -> list[str]:
    return re.findall(r'name="standing" value="([^"]+)"', page)


async def decide(
    lead: httpx.AsyncClient, page: str, outcome: str = "refer", reason: str = "It is bad", **changes: str
) -> httpx.Response:
    """Fill in the form of a page that was opened before, or is opened now."""
    standing = shown((await lead.get(page)).text) if "standing" not in changes else [changes.pop("standing")]
    fields = {"outcome": outcome, "reason": reason, "referred": NOW, **changes}
    files = [(name, (None, value)) for name, value in fields.items()]
    return await lead.post(
        f"{page}/decision", files=[*files, *(("standing", (None, one)) for one in standing)]
    )


async def made(service: Service) -> list[str]:
    query = select(concern_decisions.c.outcome).order_by(concern_decisions.c.id)
    return [one.outcome for one in await rows(service, query)]


async def test_the_page_has_the_words_with_what_raised_it_marked_and_notes_that_they_were_opened(
    sign_in: SignIn, raised: Raised, service: Service, people: dict[str, str]
) -> None:
    page = (await (await sign_in("safeguarding")).get(await raised(f"I like crisps. {HARM}."))).text
    assert re.search(r'<blockquote class="words"[^>]*>[^<]*I like crisps. [^<]*<mark class="urgent">', page)
    assert "Being hit or hurt" in page
    assert "Decide by 10 Oct 2025, 17:00" in page
    assert "Nobody yet" in page
    opened = select(audit.c.worker_id).where(audit.c.action == "submission-opened")
    assert [one.worker_id for one in await rows(service, opened)] == [people["safeguarding"]]


async def test_a_decision_is_kept_with_its_reason_and_time_of_referral_and_stops_the_ladder(
    sign_in: SignIn, raised: Raised, service: Service, clock: SettableClock
) -> None:
    lead, page = await sign_in("safeguarding"), await raised()
    answer = await decide(lead, page, "refer", "He said so himself", referred="2025-10-09T09:30")
    assert answer.headers["location"] == f"{page}?did=decided"
    text = (await lead.get(page)).text
    assert "He said so himself" in text
    assert "referred 9 Oct 2025, 09:30" in text
    assert "The safeguarding, 9 Oct 2025, 09:53" in text
    assert "Decide by" not in text
    listed = (await lead.get("/staff/concerns")).text
    assert "Referred to children&#39;s social care: The safeguarding, 9 Oct 2025, 09:53" in listed
    clock.move(minutes=90)
    assert await climb(service) == 0


async def test_the_reason_is_sealed_and_gone_with_the_key_of_the_words(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    lead, page = await sign_in("safeguarding"), await raised()
    await decide(lead, page, reason="Her aunt rang me")
    ((stored, there),) = await rows(
        service,
        select(concern_decisions.c.reason, concerns.c.submission_id).join(
            concerns, concerns.c.id == concern_decisions.c.concern_id
        ),
    )
    assert b"aunt" not in stored
    await service.database.transaction(lambda tx: erase(tx, [there]))
    text = (await lead.get(page)).text
    assert "The reason does not open any more" in text
    assert "Removed at the person&#39;s request." in text
    assert (await decide(lead, page, "no_concern", "Seen again")).status_code == 303
    assert await made(service) == ["refer", "no_concern"]


async def test_changing_a_decision_adds_one_and_the_history_shows_both(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    lead, page = await sign_in("safeguarding"), await raised()
    await decide(lead, page, "no_concern", "A game they play")
    await decide(lead, page, "strategy", "It was no game")
    text = (await lead.get(page)).text
    assert text.index("It was no game") < text.index("A game they play")
    assert await made(service) == ["no_concern", "strategy"]
    ((count,),) = await rows(service, select(func.count()).select_from(concerns))
    assert count == 1  # a false alarm stays on record


async def test_of_two_who_decide_at_once_the_second_is_told_and_nothing_of_theirs_is_kept(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    lead, manager, page = await sign_in("safeguarding"), await sign_in("manager"), await raised()
    (standing,) = shown((await manager.get(page)).text)
    await decide(lead, page, "refer", "First")
    late = await decide(manager, page, "no_concern", "My own words", standing=standing)
    assert late.status_code == 409
    assert "Somebody decided about this while you were reading" in late.text
    assert "First" in late.text
    assert "My own words" in late.text  # still in the box
    assert await made(service) == ["refer"]
    again = await decide(manager, page, "no_concern", "My own words", standing=shown(late.text)[0])
    assert again.status_code == 303
    assert await made(service) == ["refer", "no_concern"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"outcome": ""}, "Choose what you decide."),
        ({"outcome": "shrug"}, "Choose what you decide."),
        ({"reason": "  "}, "Write why."),
        ({"reason": "x" * 4_001}, "This has 4001 characters."),
        ({"referred": ""}, "Give the date and time"),
        ({"referred": "2025-10-09T09:54"}, "not one to come"),
    ],
)
async def test_what_is_missing_or_cannot_be_is_said_and_nothing_kept(
    sign_in: SignIn, raised: Raised, service: Service, changes: dict[str, str], problem: str
) -> None:
    lead = await sign_in("safeguarding")
    answer = await decide(lead, await raised(), **changes)
    assert answer.status_code == 422
    assert problem in answer.text
    assert "<title>Error:" in answer.text
    assert await made(service) == []


async def test_early_help_needs_no_time_of_referral(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    answer = await decide(await sign_in("safeguarding"), await raised(), "early_help", referred="")
    assert answer.status_code == 303
    assert [one.referred_at for one in await rows(service, select(concern_decisions))] == [None]


async def test_one_decision_covers_the_other_signs_that_were_ticked_and_no_more(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    there = await send(f"{HARM}. theres no food in the fridge. mum is drunk every night")
    page = f"/staff/concerns/{await concern_in(service, there, 'physical_harm')}"
    also = await concern_in(service, there, "hunger")
    lead = await sign_in("safeguarding")
    assert (await decide(lead, page, also=also)).status_code == 303
    left = select(concerns.c.category).where(~concerns.c.id.in_(select(concern_decisions.c.concern_id)))
    assert {one.category for one in await rows(service, left)} == {"carer_substance"}
    ids = {one.concern_id for one in await rows(service, select(concern_decisions))}
    assert ids == {page.rpartition("/")[2], also}


async def test_a_decision_cannot_reach_into_another_submission(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    lead, page, other = await sign_in("safeguarding"), await raised(), await raised()
    ours, theirs = (one.rpartition("/")[2] for one in (page, other))
    files = [("outcome", "refer"), ("reason", "Bad"), ("referred", NOW), ("also", theirs)]
    files += [("standing", f"{ours}="), ("standing", f"{theirs}=")]
    answer = await lead.post(f"{page}/decision", files=[(name, (None, value)) for name, value in files])
    assert answer.status_code == 409
    assert await made(service) == []


async def test_hurt_beside_neglect_asks_to_think_of_a_strategy_meeting_and_a_medical(
    sign_in: SignIn, raised: Raised
) -> None:
    lead = await sign_in("safeguarding")
    medical = "Consider a strategy meeting and a child-protection medical"
    assert medical not in (await lead.get(await raised())).text
    assert medical in (await lead.get(await raised(f"{HARM} and theres no food in the fridge"))).text


async def test_neglect_that_the_same_child_told_before_counts_for_that_and_later_words_do_not(
    sign_in: SignIn, service: Service, teams: None, clock: SettableClock
) -> None:
    await service.database.transaction(lambda tx: know_subjects(tx, ["c1"], "north", 1))
    told = []
    for words in (HARM, "theres no food in the fridge", HARM):
        told.append(await _of_subject(service, words))
        clock.move(minutes=1)
    lead = await sign_in("safeguarding")
    pages = [(await lead.get(f"/staff/concerns/{await concern_in(service, one)}")).text for one in told]
    assert ["child-protection medical" in page for page in pages] == [False, True, True]


async def _of_subject(service: Service, words: str) -> str:
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current("my-view"),
        place=Place(team_id="north", channel="link", moment="start", subject_id="c1"),
        answers={QUESTION: Answer("given", words)},
        answered_at=service.now(),
    )
    await submit(service, arrival)
    return arrival.id


async def test_a_lead_of_another_team_finds_nothing_and_changes_nothing(
    sign_in: SignIn, hire: Hire, raised: Raised, service: Service
) -> None:
    await hire("stranger", "safeguarding", SOUTH)
    stranger, page = await sign_in("stranger"), await raised()
    standing = f"{page.rpartition('/')[2]}="
    answers = [
        await stranger.get(page),
        await decide(stranger, page, standing=standing),
        await stranger.post(f"{page}/seen", files={"x": (None, "")}),
        await stranger.post(f"{page}/urgent", files={"x": (None, "")}),
    ]
    assert [one.status_code for one in answers] == [404] * 4
    assert await made(service) == []
    assert [one.seen_at for one in await rows(service, select(concerns.c.seen_at))] == [None]


async def test_a_concern_is_made_urgent_once_and_calls_whoever_is_on_duty(
    sign_in: SignIn, raised: Raised, service: Service
) -> None:
    lead, page = await sign_in("safeguarding"), await raised("i cant cope anymore")
    for _ in range(2):
        answer = await lead.post(f"{page}/urgent", files={"x": (None, "")})
        assert answer.headers["location"] == "/staff/concerns?did=made-urgent"
    found = await rows(service, select(concerns).order_by(concerns.c.id))
    assert [(one.level, one.rule) for one in found][1:] == [("urgent", "raised-by-hand")]
    told = await rows(service, select(notices.c.kind, notices.c.step).order_by(notices.c.id))
    assert [tuple(one) for one in told] == [("concern", 0), ("urgent", 0)]


async def test_who_was_told_when_is_on_the_page(
    sign_in: SignIn, raised: Raised, service: Service, clock: SettableClock
) -> None:
    page = await raised()
    clock.move(minutes=15)
    await climb(service)
    text = (await (await sign_in("safeguarding")).get(page)).text
    told = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("<tr>.*?</tr>", text)]
    assert told[1].startswith("9 Oct 2025, 09:53 It was raised Duty")
    assert told[2].startswith("9 Oct 2025, 10:08 Nobody was looking at it Deputy")
    assert len(await rows(service, select(alarms))) == 1
