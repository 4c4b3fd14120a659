"""Replies, requests for removal, and wishes about who may see, as workers meet them."""

import re

from sqlalchemy import update

from feedback_service import removing, returning
from feedback_service.intake import Arrival, Place, submit
from feedback_service.replying import LONGEST, told
from feedback_service.service import Service
from feedback_service.storage.schema import submissions, unscreened
from tests.feedback_service.storage.seeds import all_screened, arriving, new_id
from tests.feedback_service.web.staff.conftest import Send, SignIn

WORDS = "We asked the school for a quiet room."
HARM = "my uncle hits me with a belt"


async def withhold(service: Service, submission_id: str, *, parent: bool | None = None) -> None:
    wishes = {"share_worker": False, "share_parent": parent}
    changed = update(submissions).where(submissions.c.id == submission_id).values(**wishes)
    await service.database.transaction(lambda tx: tx.execute(changed))


async def test_a_worker_tells_what_happened_once_and_sees_it_told(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser, reply = await send("a quiet room please"), await sign_in("practitioner"), new_id()
    path = f"/staff/submissions/{sent}/replies"
    for did in ("told", "not-told"):  # a double press
        answer = await browser.post(path, files={"reply": (None, reply), "words": (None, WORDS)})
        assert answer.headers["location"] == f"{path}?did={did}"
    page = (await browser.get(path)).text
    assert page.count(WORDS) == 1
    assert "The practitioner, 9 Oct 2025" in page
    assert "Told once so far" in (await browser.get(f"/staff/submissions/{sent}")).text
    assert [one.words for one in await told(service, [sent])] == [WORDS]


async def test_an_empty_or_endless_reply_comes_back_with_what_was_written(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("hello"), await sign_in("manager")
    for words, error in (("  \n ", "Write what happened"), ("x" * (LONGEST + 1), "at most")):
        answer = await browser.post(f"/staff/submissions/{sent}/replies", files={"words": (None, words)})
        assert answer.status_code == 422
        assert error in answer.text
        assert words.strip() in answer.text
    assert await told(service, [sent]) == ()


async def test_nobody_replies_to_another_teams_submission(
    people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("hello", team="south"), await sign_in("practitioner")
    path = f"/staff/submissions/{sent}/replies"
    assert (await browser.get(path)).status_code == 404
    assert (await browser.post(path, files={"words": (None, WORDS)})).status_code == 404


async def test_a_request_waits_on_the_desk_until_somebody_takes_the_words_away(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("my marble"), await sign_in("safeguarding")
    await removing.ask(service, sent)
    assert "Requests to take something away" in (await browser.get("/staff")).text
    listed = (await browser.get("/staff/removals")).text
    assert f"/staff/submissions/{sent}" in listed
    assert "marble" not in listed
    assert "A safeguarding lead or manager decides" in (await browser.get(f"/staff/submissions/{sent}")).text
    sure = {"outcome": (None, "removed"), "sure": (None, "yes")}
    answer = await browser.post(f"/staff/removals/{sent}", files=sure)
    assert answer.status_code == 409
    assert "Nobody has read all of it" in answer.text
    await browser.post(f"/staff/submissions/{sent}/read")
    await nobody_asked(service)
    answer = await browser.post(f"/staff/removals/{sent}", files=sure)
    assert answer.status_code == 409
    assert "not screened for signs of harm yet" in answer.text
    assert 'name="sure"' not in answer.text
    await all_screened(service)
    answer = await browser.post(f"/staff/removals/{sent}", files=sure)
    assert answer.headers["location"] == "/staff/removals?did=words-removed"
    page = (await browser.get(f"/staff/submissions/{sent}")).text
    assert "marble" not in page
    assert "taken away because the person asked" in page
    assert "Removed at the person" in page
    assert "Nobody is waiting" in (await browser.get("/staff/removals")).text
    again = await browser.post(f"/staff/removals/{sent}", files={"outcome": (None, "removed")})
    assert again.headers["location"].endswith("settled-before")


async def test_past_feedback_that_is_not_screened_shows_a_tick_with_which_it_goes(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    arrival = arriving(service, place=Place(team_id="north", channel="import"))
    await submit(service, arrival)
    await nobody_asked(service)
    await removing.ask(service, arrival.id)
    path, browser = f"/staff/removals/{arrival.id}", await sign_in("manager")
    await browser.post(f"/staff/submissions/{arrival.id}/read")
    removed, sure = {"outcome": (None, "removed")}, {"sure": (None, "yes")}
    answer = await browser.post(path, files=removed)
    assert answer.status_code == 409
    assert "It is past feedback that is not screened" in answer.text
    assert 'name="sure"' in answer.text
    answer = await browser.post(path, files=removed | sure)
    assert answer.headers["location"] == "/staff/removals?did=words-removed"


async def nobody_asked(service: Service) -> None:
    """What waits for the machine waits as it does in its first minute: no person is asked yet."""
    await service.database.transaction(lambda tx: tx.execute(update(unscreened).values(asked_at=None)))


async def test_no_tick_gets_past_a_sign_of_harm_nobody_has_decided_on(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(HARM), await sign_in("manager")
    await removing.ask(service, sent)
    path = f"/staff/removals/{sent}"
    await browser.post(f"/staff/submissions/{sent}/read")
    await all_screened(service)
    concern = re.findall(r'href="(/staff/concerns/[^"?]+)"', (await browser.get("/staff/concerns")).text)[0]
    await browser.post(f"{concern}/seen")
    removed, sure = {"outcome": (None, "removed")}, {"sure": (None, "yes")}
    answer = await browser.post(path, files=removed | sure)
    assert answer.status_code == 409
    assert "on which nobody has decided" in answer.text
    assert 'name="sure"' not in answer.text
    assert "belt" in (await browser.get(f"/staff/submissions/{sent}")).text
    standing = re.findall(r'name="standing" value="([^"]+)"', (await browser.get(concern)).text)[0]
    decided = {"outcome": "no_concern", "reason": "A game they play", "standing": standing}
    await browser.post(f"{concern}/decision", files={name: (None, one) for name, one in decided.items()})
    answer = await browser.post(path, files=removed)
    assert answer.status_code == 409
    assert "case record" in answer.text
    assert 'name="sure"' in answer.text
    assert (await browser.post(path, files=removed | sure)).status_code == 303
    assert "belt" not in (await browser.get(f"/staff/submissions/{sent}")).text


async def test_keeping_needs_a_reason_and_deciding_needs_a_choice(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("hello"), await sign_in("manager")
    await removing.ask(service, sent)
    path = f"/staff/removals/{sent}"
    for fields, error in (
        ({"outcome": (None, "kept")}, "Write why"),
        ({"x": (None, "")}, "Choose what to do"),
    ):
        answer = await browser.post(path, files=fields)
        assert answer.status_code == 422
        assert error in answer.text
    answer = await browser.post(
        path, files={"outcome": (None, "kept"), "reason": (None, "A court needs it.")}
    )
    assert answer.headers["location"].endswith("words-kept")
    found = await removing.asked(service, sent)
    assert found is not None
    assert found[1] == "A court needs it."


async def test_another_teams_request_is_neither_listed_nor_decided(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("hello", team="south"), await sign_in("manager")
    await removing.ask(service, sent)
    assert sent not in (await browser.get("/staff/removals")).text
    answer = await browser.post(f"/staff/removals/{sent}", files={"outcome": (None, "removed")})
    assert answer.status_code == 404


async def test_what_was_kept_from_the_worker_is_on_no_page_of_theirs_and_on_the_leads(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent = await send(HARM)
    words = " ".join(await returning.give_receipt(service, sent))
    await withhold(service, sent, parent=False)
    theirs, leads = await sign_in("practitioner"), await sign_in("safeguarding")
    assert sent not in (await theirs.get("/staff/submissions?show=all")).text
    assert (await theirs.get("/staff/concerns")).status_code == 403
    for path in (f"/staff/submissions/{sent}", f"/staff/submissions/{sent}/replies"):
        assert (await theirs.get(path)).status_code == 404
    for path in ("read", "themes", "replies"):
        posted = await theirs.post(f"/staff/submissions/{sent}/{path}", files={"words": (None, "x")})
        assert posted.status_code == 404
    assert (await theirs.post("/staff/receipt", files={"words": (None, words)})).status_code == 404
    listed = (await leads.get("/staff/submissions")).text
    assert sent in listed
    concerns = re.findall(r'href="(/staff/concerns/[^"?]+)"', (await leads.get("/staff/concerns")).text)
    assert len(concerns) == 1
    assert f'href="/staff/submissions/{sent}' in (await leads.get(concerns[0])).text
    page = (await leads.get(f"/staff/submissions/{sent}")).text
    for text in (listed, page):
        assert "Kept from workers of the team" in text
        assert "Do not show to parents" in text
    assert "belt" in page
    found = await leads.post("/staff/receipt", files={"words": (None, words)})
    assert found.headers["location"] == f"/staff/submissions/{sent}"


async def test_an_addition_and_the_first_lead_to_each_other(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    first, browser = await send("first"), await sign_in("practitioner")
    added: Arrival = arriving(service, follows=first)
    await submit(service, added)
    assert f"/staff/submissions/{added.id}" in (await browser.get(f"/staff/submissions/{first}")).text
    assert f"/staff/submissions/{first}" in (await browser.get(f"/staff/submissions/{added.id}")).text
