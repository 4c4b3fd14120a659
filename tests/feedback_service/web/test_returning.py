"""Coming back with four words: what is shown, what never is, adding, asking for removal, trying too often."""

import re
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from feedback_service import removing, replying, returning
from feedback_service.intake import submit
from feedback_service.receipts import WORDS, lookup_of, receipt_for
from feedback_service.service import Service
from feedback_service.storage.desk import mark_read
from feedback_service.storage.receipts import keep_receipt
from feedback_service.storage.records import find_record
from feedback_service.storage.scope import EVERYTHING
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import (
    all_screened,
    arriving,
    given,
    make_link,
    make_north,
    new_id,
    read_by,
    somebody,
)

SECRET = "my marble lives under the floor"
STRANGERS = " ".join(WORDS[:4])


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


async def sent(service: Service, submission_id: str = "", form: str = "my-view", **changes: object) -> str:
    """A submission whose words can be found; gives its id."""
    answers = given(matters=SECRET) if form == "my-view" else {}
    one = arriving(service, submission_id, answers, form=service.catalogue.current(form), **changes)
    await submit(service, one)
    await returning.give_receipt(service, one.id)
    return one.id


def words_of(service: Service, owner: str) -> str:
    return " ".join(receipt_for(service.keys, owner))


async def come_back(client: httpx.AsyncClient, words: str) -> httpx.Response:
    return await client.post("/return", files={"words": (None, words)})


async def press(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(
        path, files={name: (None, value) for name, value in (fields or {"x": ""}).items()}
    )


async def seen(client: httpx.AsyncClient) -> str:
    """The page of what was sent, without its tags."""
    answer = await client.get("/return/here")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_the_words_open_what_was_sent_by_its_facts_and_never_its_words(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner = await sent(service)
    answer = await come_back(client, f" {words_of(service, owner).title().replace(' ', ', ')}. ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/return/here")
    page = await seen(client)
    assert "What you sent on 9 October" in page
    assert "A person has not read it yet" in page
    assert "Nobody has written anything here yet" in page
    assert "marble" not in page


async def test_it_tells_truly_whether_somebody_has_read_it_and_what_they_wrote(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner, worker = await sent(service), await somebody(service)
    await service.database.transaction(lambda tx: mark_read(tx, owner, worker.id, service.now()))
    await replying.reply(service, worker, owner, reply_id=new_id(), words="We talked to your school.")
    await come_back(client, words_of(service, owner))
    page = await seen(client)
    assert "A person has read it." in page
    assert "We talked to your school." in page
    assert worker.name not in page


async def test_words_that_no_receipt_has_are_named_and_no_try_is_counted(client: httpx.AsyncClient) -> None:
    tries = [
        await come_back(client, f"{WORDS[0]} hous {WORDS[1]} {WORDS[2]}") for _ in range(returning.TRIES + 1)
    ]
    assert {answer.status_code for answer in tries} == {422}
    assert "hous</strong>" in tries[-1].text
    assert (await come_back(client, WORDS[0])).status_code == 422


async def test_unknown_words_say_kindly_what_may_be_wrong(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner = await sent(service)
    reverse = " ".join(words_of(service, owner).split()[::-1])
    answer = await come_back(client, reverse)
    assert answer.status_code == 404
    assert "Look at their order" in answer.text
    assert "try again in a few minutes" in answer.text


async def test_words_that_meet_by_chance_open_neither(client: httpx.AsyncClient, service: Service) -> None:
    mine, other = await sent(service), await sent(service)
    lookup = await lookup_of(service.keys, receipt_for(service.keys, mine))
    await service.database.transaction(lambda tx: keep_receipt(tx, lookup, other, 1))
    answer = await come_back(client, words_of(service, mine))
    assert answer.status_code == 409
    assert "A worker can help you" in answer.text
    assert (await client.get("/return/here")).status_code == 303


async def test_without_the_words_or_after_a_quarter_of_an_hour_nothing_is_shown(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    owner = await sent(service)
    assert (await client.get("/return/here")).headers["location"] == "/return"
    await come_back(client, words_of(service, owner))
    cookie = client.cookies["visit-return"]
    clock.move(minutes=14)
    assert (await client.get("/return/here")).status_code == 200
    clock.move(minutes=2)
    assert (await client.get("/return/here")).headers["location"] == "/return"
    other = await sent(service)
    client.cookies.set("visit-return", cookie.replace(owner, other))
    assert (await client.get("/return/here")).headers["location"] == "/return"


async def test_finishing_takes_the_proof_off_the_device(client: httpx.AsyncClient, service: Service) -> None:
    owner = await sent(service)
    await come_back(client, words_of(service, owner))
    assert (await press(client, "/return/finish")).headers["location"] == "/return/finished"
    assert (await client.get("/return/here")).status_code == 303
    assert "not on this screen" not in (await client.get("/return")).text


async def test_adding_opens_the_short_form_and_belongs_to_what_was_sent(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner = await sent(service)
    for said in ("and the cat", "and the dog"):
        await come_back(client, words_of(service, owner))
        begun = (await press(client, "/return/add")).headers["location"]
        assert (await client.get("/return/here")).status_code == 303  # one person, one thing at a time
        await press(client, f"{begun}/q/more-page", more=said)
        await press(client, f"{begun}/stop", choice="send")
        assert (await client.get(f"{begun}/done")).status_code == 200
        owner = begun.removeprefix("/a/")  # the second one adds to the addition
    async with service.database.reading() as connection:
        added = await find_record(connection, EVERYTHING, owner)
    assert added
    assert added.form_id == "adding-teen"
    assert (added.band, added.moment, added.team) == ("12-17", "start", "North team")
    await come_back(client, words_of(service, added.follows or ""))
    assert (await seen(client)).count("You added something on 9 October") == 2


async def test_every_kind_of_person_has_a_form_to_add_with_but_observers(
    client: httpx.AsyncClient, service: Service
) -> None:
    for form in service.catalogue.all_current():
        owner = await sent(service, form=form.form.id)
        await come_back(client, words_of(service, owner))
        offered = "Tell us more" in await seen(client)
        assert offered == (form.form.audience != "observation"), form.form.id


async def test_an_unfinished_draft_is_carried_on_with_its_answers_in_view(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    _, token = await make_link(service)
    begun = (await press(client, f"/l/{token}")).headers["location"]
    first = (await client.get(begun)).headers["location"]
    await press(client, first, good=SECRET)
    assert (await press(client, f"{begun}/stop", choice="save")).headers["location"] == f"{begun}/saved"
    saved = (await client.get(f"{begun}/saved")).text
    for word in receipt_for(service.keys, begun.removeprefix("/a/")):
        assert f"<span>{word}</span>" in saved
    assert "Friday" in saved
    assert (await press(client, f"{begun}/put-by")).headers["location"] == "/put-by"
    assert (await client.get(first)).status_code == 410
    phone = httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)),
        base_url=client.base_url,
        headers={"sec-fetch-site": "same-origin"},
    )
    await come_back(phone, words_of(service, begun.removeprefix("/a/")))
    assert "You have not finished yet" in await seen(phone)
    assert (await press(phone, "/return/carry-on")).headers["location"] == begun
    assert SECRET in (await phone.get(first)).text
    await phone.aclose()


async def test_a_deleted_drafts_words_lead_nowhere(client: httpx.AsyncClient, service: Service) -> None:
    _, token = await make_link(service)
    begun = (await press(client, f"/l/{token}")).headers["location"]
    await client.get(f"{begun}/saved")
    await press(client, f"{begun}/stop", choice="delete")
    assert (await come_back(client, words_of(service, begun.removeprefix("/a/")))).status_code == 404


async def test_asking_for_removal_and_what_was_decided_are_seen_on_coming_back(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner, worker = await sent(service), await somebody(service)
    await come_back(client, words_of(service, owner))
    assert "the law says that we must keep something" in (await client.get("/return/removal")).text
    await press(client, "/return/removal")
    assert "A person will decide soon" in await seen(client)
    await removing.keep(service, worker, owner, "A court has asked for it.")
    assert "A court has asked for it." in await seen(client)
    await press(client, "/return/removal")
    await read_by(service, worker, owner)
    await all_screened(service)
    await removing.remove(service, worker, owner, sure=True)
    page = await seen(client)
    assert "We have taken away your words" in page
    assert "Tell us more" not in page
    assert (await press(client, "/return/add")).headers["location"] == "/return/here"


async def test_words_sent_whole_are_found_after_the_job_has_run(
    client: httpx.AsyncClient, service: Service
) -> None:
    one = arriving(service)
    await submit(service, one)
    assert (await come_back(client, words_of(service, one.id))).status_code == 404
    assert await returning.give_receipts(service) == 1
    assert await returning.give_receipts(service) == 0
    assert (await come_back(client, words_of(service, one.id))).status_code == 303


async def test_after_eight_tries_a_device_waits_a_quarter_of_an_hour(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    owner = await sent(service)
    for _ in range(returning.TRIES):
        assert (await come_back(client, STRANGERS)).status_code == 404
    answer = await come_back(client, words_of(service, owner))
    assert answer.status_code == 429
    assert "Wait for 15 minutes" in answer.text
    clock.move(minutes=16)
    assert (await come_back(client, words_of(service, owner))).status_code == 303


async def test_whoever_makes_up_new_devices_is_slowed_down_and_other_links_notice_nothing(
    app: Litestar, client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    owner = await sent(service)
    link, token = await make_link(service, reusable=True)
    await press(client, f"/l/{token}")  # a device that has used a link
    for number in range(returning.CEILING):
        assert await returning.may_try(service, returning.Device(f"made-up-{number}", "guests"))
    guests = [await returning.may_try(service, returning.Device(f"next-{n}", "guests")) for n in range(2)]
    assert guests == [True, False]  # one in half a minute
    assert await returning.may_try(service, returning.Device("other", link.id))
    assert (await come_back(client, words_of(service, owner))).status_code == 303
    clock.move(minutes=1)
    assert await returning.may_try(service, returning.Device("patient", "guests"))


async def test_a_device_cookie_that_was_made_up_is_not_believed(
    client: httpx.AsyncClient, service: Service
) -> None:
    link, _ = await make_link(service)
    made_up = {"cookie": f"device=abc.{link.id}.c2lnbmVk"}
    answer = await client.post("/return", files={"words": (None, STRANGERS)}, headers=made_up)
    given = [one for one in answer.headers.get_list("set-cookie") if one.startswith("device=")]
    assert len(given) == 1
    assert ".guests." in given[0]


async def test_a_submission_that_was_sent_as_unfinished_says_so(
    client: httpx.AsyncClient, service: Service
) -> None:
    owner = await sent(service, finished=False)
    await come_back(client, words_of(service, owner))
    assert "You had not finished" in await seen(client)
