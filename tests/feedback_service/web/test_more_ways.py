"""Drawings, voice notes, cards and pairs over HTTP: what is kept, what comes back, what is refused."""

from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import select

from analysis.screening import Rules
from feedback_service import drafting
from feedback_service.addresses import link_address
from feedback_service.casefile import CaseFile, open_case
from feedback_service.recordings import MOST_BYTES, opened_sound
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.schema import answers, concerns, recordings, submissions, unthemed
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.sounds import SPOKEN_BYTES
from forms.catalogue import Catalogue, parse_form, without_voice
from forms.model import Answer, Answers, Pictures
from forms.order import options_shown
from tests.feedback_service.answering import north, send
from tests.feedback_service.test_intake import Speechless

WAYS = parse_form((Path(__file__).parents[2] / "journeys/ways.v1.toml").read_text("utf-8"), "ways")
FORMS = {True: Catalogue([WAYS]), False: Catalogue([without_voice(WAYS)])}  # with voice notes, and without
DRAWN = "600,400;10,20 30,40;5,5"
WEBM, OGG = b"\x1a\x45\xdf\xa3 my voice", b"OggS another"
Parts = dict[str, tuple[str | None, str | bytes]]


@pytest.fixture
def voice_notes() -> bool:
    """Whether the service has them on; a test that wants them off says so."""
    return True


@pytest.fixture
def blank(blank: Service, voice_notes: bool) -> Service:
    return blank._replace(catalogue=FORMS[voice_notes])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of forms without translations."""
    return str(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def settings(settings: Settings, voice_notes: bool, folder: str) -> Settings:
    return msgspec.structs.replace(settings, voice_notes=voice_notes, forms_folder=folder)


@pytest.fixture
async def draft(client: httpx.AsyncClient, service: Service) -> str:
    """The id of a draft begun through a link."""
    await north(service)
    address = await link_address(
        service, form_id="ways", team_id="north", subject_id="", moment="start", reusable=False
    )
    begun = await client.post(
        address.removeprefix(service.settings.public_url), files={"submission": (None, "")}
    )
    return begun.headers["location"].removeprefix("/a/")


async def post(
    client: httpx.AsyncClient, draft: str, page: str, *, sound: bytes | None = None, **fields: str
) -> httpx.Response:
    """Post a page as a browser does; `__` in a name stands for `--`."""
    parts: Parts = {name.replace("__", "--"): (None, value) for name, value in (fields or {"x": ""}).items()}
    if sound is not None:
        parts["note--sound"] = ("note", sound)
    return await client.post(f"/a/{draft}/q/{page}", files=parts)


async def speak(client: httpx.AsyncClient, draft: str, sound: bytes | None, **fields: str) -> httpx.Response:
    return await post(client, draft, "voice-page/spoken", sound=sound, note__length="2500", **fields)


async def given(service: Service, draft: str) -> Answers:
    opened = await drafting.find(service, draft)
    assert opened is not None
    return opened.answers


async def stored(service: Service, draft: str) -> CaseFile:
    case = await open_case(service, EVERYTHING, draft)
    assert case is not None
    return case


async def recorded(service: Service) -> list[tuple[str, str, int]]:
    """Owner, kind and length of every recording there is."""
    query = select(recordings.c.owner_id, recordings.c.mime, recordings.c.milliseconds)
    async with service.database.reading() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def raised(service: Service) -> list[tuple[str, str, str, str]]:
    """Submission, question, level and rule of every concern there is."""
    columns = (concerns.c[name] for name in ("submission_id", "question_id", "level", "rule"))
    async with service.database.reading() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(concerns.c.id))]


async def test_a_drawing_comes_back_when_the_page_is_shown_again(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    assert (await post(client, draft, "draw-page", picture=DRAWN)).status_code == 303
    assert await given(service, draft) == {"picture": Answer("given", DRAWN), "told": Answer("skipped")}
    page = (await client.get(f"/a/{draft}/q/draw-page")).text
    assert f'<input type="hidden" name="picture" value="{DRAWN}">' in page
    assert '<path d="M10,20L30,40M5,5h0"/>' in page


async def test_a_faulty_drawing_is_asked_again_and_the_words_beside_it_are_kept(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    refused = await post(client, draft, "draw-page", picture='1,1;"><script>', told="my dog")
    assert refused.status_code == 422
    assert "could not read this drawing" in refused.text
    assert "<script>" not in refused.text
    assert await given(service, draft) == {"told": Answer("given", "my dog")}


async def test_a_drawing_is_sealed_and_neither_screened_nor_themed_nor_counted_as_words(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    broken: Rules = msgspec.structs.replace(service.rules, near=Speechless())  # raises at any text
    await post(client, draft, "draw-page", picture=DRAWN)
    await drafting.send(service._replace(rules=broken), draft)
    async with service.database.reading() as connection:
        row = (await connection.execute(select(answers).where(answers.c.question_id == "picture"))).one()
        assert (await connection.execute(select(concerns))).all() == []
        assert (await connection.execute(select(unthemed))).all() == []
    assert (row.state, row.value, row.word_count) == ("given", '"drawing"', 0)
    assert DRAWN.encode() not in row.words
    assert (await stored(service, draft)).answers["picture"] == Answer("given", DRAWN)


async def test_a_recording_is_kept_with_its_page_and_goes_along_when_it_is_sent(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    assert (await speak(client, draft, WEBM)).headers["location"].endswith("/q/cards-page")
    assert (await given(service, draft))["note"] == Answer("given", "recording")
    assert await recorded(service) == [(draft, "audio/webm", 2_500)]
    await drafting.send(service, draft)
    case = await stored(service, draft)
    assert opened_sound(service, case.recordings["note"]).data == WEBM
    assert case.answers["note"] == Answer("given", "recording")
    assert await raised(service) == [(draft, "note", "concern", "spoken")]


async def test_a_second_recording_takes_the_place_of_the_first(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await speak(client, draft, WEBM)
    await speak(client, draft, OGG)
    assert await recorded(service) == [(draft, "audio/ogg", 2_500)]


async def test_a_recording_stays_while_the_page_says_so_and_goes_when_it_is_deleted(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await speak(client, draft, WEBM)
    assert 'name="note" value="recording"' in (await client.get(f"/a/{draft}/q/voice-page")).text
    await speak(client, draft, None, note="recording", noted="and words")
    assert len(await recorded(service)) == 1
    await speak(client, draft, None, note="", noted="and words")
    assert await recorded(service) == []
    assert (await given(service, draft))["note"] == Answer("skipped")


async def test_a_recording_is_deleted_with_its_draft(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await speak(client, draft, WEBM)
    await client.post(f"/a/{draft}/stop", files={"choice": (None, "delete")})
    assert await recorded(service) == []


async def test_a_claim_that_there_is_a_recording_is_not_believed(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await speak(client, draft, None, note="recording", noted="words")
    assert (await given(service, draft))["note"] == Answer("skipped")


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (b"RIFF....WAVE", "could not read this recording"),
        (WEBM + b"x" * MOST_BYTES, "too long"),
    ],
    ids=["another kind", "too large"],
)
async def test_what_is_no_recording_of_ours_is_refused_and_nothing_of_it_kept(
    client: httpx.AsyncClient, service: Service, draft: str, sound: bytes, why: str
) -> None:
    refused = await speak(client, draft, sound, noted="my words")
    assert refused.status_code == 422
    assert why in refused.text
    assert await recorded(service) == []
    assert (await given(service, draft)) == {"noted": Answer("given", "my words")}


async def test_only_a_page_that_records_takes_so_much_and_may_use_the_microphone(
    client: httpx.AsyncClient, draft: str
) -> None:
    assert (await speak(client, draft, b"x" * (SPOKEN_BYTES + 1))).status_code == 413
    assert (await post(client, draft, "voice-page", sound=b"x" * 200_000)).status_code == 413
    spoken, drawn = [await client.get(f"/a/{draft}/q/{page}-page") for page in ("voice", "draw")]
    assert "microphone=(self)" in spoken.headers["permissions-policy"]
    assert "media-src 'self' blob:;" in spoken.headers["content-security-policy"]
    assert "microphone=()" in drawn.headers["permissions-policy"]
    assert "blob:" not in drawn.headers["content-security-policy"]


async def test_a_recording_sent_after_the_draft_was_sent_as_unfinished_is_kept_beside_it(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await speak(client, draft, WEBM)
    await drafting.send(service, draft, finished=False, by_person=False)
    for _ in range(2):
        await speak(client, draft, OGG)
    async with service.database.reading() as connection:
        query = select(submissions.c.id).where(submissions.c.differs_from == draft)
        [aside] = (await connection.execute(query)).scalars()
    case = await stored(service, aside)
    assert opened_sound(service, case.recordings["note"]).data == OGG
    assert case.answers == {"note": Answer("given", "recording")}
    assert len(await recorded(service)) == 2
    assert await raised(service) == [(one, "note", "concern", "spoken") for one in (draft, aside)]


@pytest.mark.parametrize("voice_notes", [False])
async def test_where_voice_notes_are_off_none_is_asked_for_or_taken(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    page = await client.get(f"/a/{draft}/q/voice-page")
    assert "Tell us about home" not in page.text
    assert "microphone=()" in page.headers["permissions-policy"]
    assert (await speak(client, draft, WEBM)).status_code == 404
    await post(client, draft, "voice-page", sound=WEBM, noted="words")
    assert await recorded(service) == []
    assert (await given(service, draft)) == {"noted": Answer("given", "words")}


async def test_sorted_cards_are_stored_in_the_clear_and_come_back(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    await post(client, draft, "cards-page", sorted__home="good", sorted__school="not-sure")
    page = (await client.get(f"/a/{draft}/q/cards-page")).text
    assert page.count(" checked") == 2
    await drafting.send(service, draft)
    assert (await stored(service, draft)).answers["sorted"] == Answer(
        "given", ("home=good", "school=not-sure")
    )


async def test_a_pair_stands_in_the_order_of_its_draft_which_is_kept(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    pair = WAYS.questions["pair"]
    assert isinstance(pair, Pictures)
    order = [one.code for one in options_shown(WAYS, "pair", pair.options, draft)]
    page = (await client.get(f"/a/{draft}/q/pair-page")).text
    assert sorted(order, key=lambda code: page.index(f'value="{code}"')) == order
    await post(client, draft, "pair-page", pair="warm")
    await drafting.send(service, draft)
    async with service.database.reading() as connection:
        query = select(answers.c.shown).where(answers.c.question_id == "pair")
        assert (await connection.execute(query)).scalar_one() == ",".join(order)


async def test_whole_forms_may_hold_drawings_and_no_recordings(
    client: httpx.AsyncClient, service: Service, draft: str
) -> None:
    address = await link_address(
        service, form_id="ways", team_id="north", subject_id="", moment="start", reusable=True
    )
    token = address.rpartition("/")[2]
    body = {"id": draft.replace("a", "b"), "form": "ways", "version": 1}
    drawn = {"picture": {"state": "given", "value": DRAWN}}
    assert (await send(client, token, body | {"answers": drawn})).status_code == 201
    spoken = {"note": {"state": "given", "value": "recording"}}
    refused = await send(client, token, body | {"answers": spoken})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"question": "note", "message": "A recording cannot be sent this way."}
    ]
