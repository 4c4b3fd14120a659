"""The recording page: what each text has, recording it, taking the recording away."""

import httpx
import pytest
from sqlalchemy import select

from feedback_service.listening import key_of
from feedback_service.reading_aloud import MOST_BYTES
from feedback_service.service import Service
from feedback_service.storage.schema import audit
from tests.feedback_service.web.staff.conftest import SignIn

TEXT = "Is school fun or hard for you?"
PAGE = "/staff/recordings?form=my-day"
PLACE = f"/staff/recordings/my-day/en/{key_of(TEXT)}"
VOICE = b"OggS-a friendly voice"


async def send(browser: httpx.AsyncClient, data: bytes, place: str = PLACE) -> httpx.Response:
    return await browser.post(place, files={"sound": ("sound", data, "image/png")})


def row(page: str) -> str:
    """The table row of the text."""
    return page.partition(f'id="t-{key_of(TEXT)}"')[2].partition("</tr>")[0]


async def actions(service: Service) -> list[tuple[str, str]]:
    async with service.database.reading() as connection:
        rows = await connection.execute(select(audit.c.action, audit.c.object).order_by(audit.c.id))
        return [(one.action, one.object) for one in rows if one.action.startswith("sound")]


async def test_a_recording_is_kept_heard_named_and_taken_away_again(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("practitioner")
    before = row((await browser.get(PAGE)).text)
    assert TEXT in before
    assert "Recorded by" not in before
    kept = await send(browser, VOICE)
    assert kept.headers["location"] == f"{PAGE}&in=en&did=recorded#t-{key_of(TEXT)}"
    page = (await browser.get(kept.headers["location"])).text
    assert "The recording is kept" in page
    assert "Recorded by The practitioner" in row(page)
    heard = await client.get(f"/listen/en/{key_of(TEXT)}")
    assert (heard.content, heard.headers["content-type"]) == (VOICE, "audio/ogg")
    assert (await browser.post(f"{PLACE}/remove")).status_code == 303
    assert (await browser.post(f"{PLACE}/remove")).status_code == 303
    assert "Recorded by" not in row((await browser.get(PAGE)).text)
    place = f"en/{key_of(TEXT)}"
    assert await actions(service) == [("sound-kept", place), ("sound-removed", place)]


async def test_a_later_recording_takes_the_place_of_an_earlier_one(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    for role, data in (("practitioner", VOICE), ("manager", b"ID3-another")):
        assert (await send(await sign_in(role), data)).status_code == 303
    assert (await client.get(f"/listen/en/{key_of(TEXT)}")).content == b"ID3-another"
    assert "Recorded by The manager" in row((await (await sign_in("manager")).get(PAGE)).text)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Choose a sound file"),
        (b"\x89PNG\r\n", "no sound file"),
        (b"ID3" + bytes(MOST_BYTES), "too large"),
    ],
    ids=["nothing", "a picture", "too much"],
)
async def test_what_is_no_short_sound_comes_back_with_the_reason(
    sign_in: SignIn, client: httpx.AsyncClient, data: bytes, why: str
) -> None:
    answer = await send(await sign_in("manager"), data)
    assert answer.status_code == 422
    assert why in row(answer.text)
    assert "<title>Error: Recordings" in answer.text
    missing = await client.get(f"/listen/en/{key_of(TEXT)}")
    assert missing.headers["content-type"] != "audio/ogg"


async def test_far_too_much_is_refused_before_it_is_read(sign_in: SignIn) -> None:
    assert (await send(await sign_in("manager"), bytes(3 * MOST_BYTES))).status_code == 413


@pytest.mark.parametrize(
    "place",
    ["none/en/{}", "my-day/en/none", "my-day/pl/{}", "my-day/xx/{}", "_reports/en/{}", "_reports/pl/{}"],
)
async def test_only_texts_of_our_forms_are_recorded(sign_in: SignIn, place: str) -> None:
    assert (
        await send(await sign_in("manager"), VOICE, f"/staff/recordings/{place.format(key_of(TEXT))}")
    ).status_code == 404


async def test_what_is_asked_of_who_adds_is_recorded_too(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    browser, key = await sign_in("manager"), key_of("What do you want to tell us?")
    assert f'id="t-{key}"' in (await browser.get("/staff/recordings?form=adding-young")).text
    assert (await send(browser, VOICE, f"/staff/recordings/adding-young/en/{key}")).status_code == 303
    assert (await client.get(f"/listen/en/{key}")).content == VOICE


async def test_only_this_page_may_use_the_microphone(sign_in: SignIn) -> None:
    browser = await sign_in("practitioner")
    assert "microphone=(self)" in (await browser.get(PAGE)).headers["permissions-policy"]
    assert "microphone=()" in (await browser.get("/staff/links")).headers["permissions-policy"]
