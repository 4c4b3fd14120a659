"""Sounds over HTTP, and where a page offers them."""

from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar

from feedback_service.accounts import add_worker
from feedback_service.listening import Listening, key_of
from feedback_service.reading_aloud import keep_reading, sound_type
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.listening import learn
from tests.feedback_service.answering import link_token, north

PROMPT = "What is going well for you at the moment?"
SAID = {PROMPT: b"\xff\xf3-prompt-", "Skip": b"\xff\xf3-skip-", "Not sure": b"\xff\xf3-not-sure-"}
WEBM = b"\x1a\x45\xdf\xa3-a voice"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A folder of speech with a few sounds."""
    folder = tmp_path / "spoken"
    (folder / "en").mkdir(parents=True)
    for text, data in SAID.items():
        (folder / "en" / f"{key_of(text)}.mp3").write_bytes(data)
    return msgspec.structs.replace(settings, speech_folder=str(folder))


async def record(app: Litestar, service: Service, text: str, data: bytes) -> None:
    """Somebody reads this text aloud."""
    by = await add_worker(
        service, username=text, name="W", role="manager", password="three plain words", scope=EVERYTHING
    )
    assert await keep_reading(service, "en", key_of(text), data, by) == ""
    await learn(service, app.state.listening)


def address(*texts: str) -> str:
    return f"/listen/en/{'.'.join(map(key_of, texts))}"


async def test_a_sound_may_be_kept_a_while_is_framed_by_our_pages_only_and_never_compressed(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(address("Skip"), headers={"accept-encoding": "br"})
    assert (answer.status_code, answer.content) == (200, SAID["Skip"])
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["cache-control"] == "public, max-age=600"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert "content-encoding" not in answer.headers
    again = await client.get(address("Skip"), headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("place", ["/listen/en/none", "/listen/pl/{}", "/listen/en/..%2f{}", "/listen/../{}"])
async def test_what_has_no_sound_is_not_found(client: httpx.AsyncClient, place: str) -> None:
    assert (await client.get(place.format(key_of("Skip")))).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "part", "told"),
    [
        ("bytes=0-1", b"\xff\xf3", "bytes 0-1/8"),
        ("bytes=2-", b"-skip-", "bytes 2-7/8"),
        ("bytes=5-99", b"ip-", "bytes 5-7/8"),
        ("bytes=8-", b"", "bytes */8"),
    ],
)
async def test_a_sound_is_given_in_the_parts_that_players_ask_for(
    client: httpx.AsyncClient, wanted: str, part: bytes, told: str
) -> None:
    answer = await client.get(address("Skip"), headers={"range": wanted})
    assert answer.status_code == (206 if part else 416)
    assert (answer.content, answer.headers["content-range"]) == (part, told)


async def test_a_recording_is_heard_in_place_of_the_computers_voice(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    await record(app, service, "Skip", WEBM)
    answer = await client.get(address("Skip"))
    assert (answer.content, answer.headers["content-type"]) == (WEBM, "audio/webm")


async def test_several_texts_are_heard_in_one_go(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    row = address("Skip", "Not sure")
    assert (await client.get(row)).content == SAID["Skip"] + SAID["Not sure"]
    await record(app, service, "Skip", b"ID3-by a person-")
    assert (await client.get(row)).content == b"ID3-by a person-" + SAID["Not sure"]


async def test_a_recording_that_cannot_be_strung_together_leaves_the_row_to_the_computer(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    await record(app, service, "Skip", WEBM)
    assert (await client.get(address("Skip", "Not sure"))).content == SAID["Skip"] + SAID["Not sure"]
    await record(app, service, "Stop", WEBM)
    assert (await client.get(address("Stop", "Go"))).content == WEBM
    assert (await client.get(f"{address('Skip', 'Not sure')}?whole")).status_code == 200
    for row in (("Stop", "Go"), ("Skip", "Stop")):
        assert (await client.get(f"{address(*row)}?whole")).status_code == 404


async def first_question(client: httpx.AsyncClient, service: Service) -> str:
    await north(service)
    begun = await client.post(f"/l/{await link_token(service)}", files={"submission": (None, "")})
    page = await client.get(begun.headers["location"])
    return (await client.get(page.headers["location"])).text


async def test_a_page_offers_what_can_be_heard_and_says_whose_voice_it_is(
    client: httpx.AsyncClient, service: Service
) -> None:
    page = await first_question(client, service)
    assert f'href="{address(PROMPT, "Not sure", "Skip")}" target="sound"' in page
    assert f'aria-label="Listen: {PROMPT}"' in page
    assert page.count("Computer voice") == 1
    assert '<noscript><iframe class="player" name="sound"' in page


async def test_a_persons_voice_needs_no_note(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    for text in SAID:
        await record(app, service, text, WEBM)
    page = await first_question(client, service)
    assert 'target="sound"' in page
    assert "Computer voice" not in page


async def test_where_nothing_can_be_heard_no_button_stands(
    app: Litestar, client: httpx.AsyncClient, service: Service
) -> None:
    listening: Listening = app.state.listening
    for path in listening.folder.glob("*/*"):
        path.unlink()
    await learn(service, listening)
    page = await first_question(client, service)
    assert 'target="sound"' not in page
    assert 'name="sound"' not in page
    assert (
        '<button class="key listen" type="button" hidden>Listen</button>' in page
    )  # for a browser with a voice of its own


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", None),
        (WEBM, "audio/webm"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"<svg onload=1>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(data: bytes, mime: str | None) -> None:
    assert sound_type(data) == mime
