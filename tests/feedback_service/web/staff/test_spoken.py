"""Drawings are shown and recordings are played to those who may read; that one was heard is noted."""

from pathlib import Path

import httpx
import msgspec
import pytest
import uuid_utils
from sqlalchemy import select

from feedback_service.intake import Arrival, Place, submit
from feedback_service.recordings import Sound
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.recordings import drop_recordings
from feedback_service.storage.schema import audit
from feedback_service.storage.scope import Scope
from forms.catalogue import Catalogue, parse_form
from forms.model import Answer
from tests.feedback_service.web.staff.conftest import Hire, SignIn

WAYS = parse_form((Path(__file__).parents[3] / "journeys/ways.v1.toml").read_text("utf-8"), "ways")
FORMS = Catalogue([WAYS])
SOUND = Sound(b"\x1a\x45\xdf\xa3 0123456789", "audio/webm", 1_000)


@pytest.fixture
def blank(blank: Service) -> Service:
    return blank._replace(catalogue=FORMS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of forms without translations."""
    return str(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def settings(settings: Settings, folder: str) -> Settings:
    return msgspec.structs.replace(settings, forms_folder=folder)


@pytest.fixture
async def submission(service: Service, teams: None) -> str:
    """The id of a submission of the north team with two strokes drawn and a recording."""
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=WAYS,
        place=Place(team_id="north", channel="link"),
        answers={
            "picture": Answer("given", "600,400;10,20 30,40;5,5"),
            "note": Answer("given", "recording"),
            "sorted": Answer("given", ("home=not-good", "school=good")),
        },
        sounds={"note": SOUND},
        answered_at=service.now(),
    )
    await submit(service, arrival)
    return arrival.id


async def heard(service: Service, submission: str) -> int:
    """How often it was noted that the recording was heard."""
    query = select(audit.c.id).where(audit.c.object == submission, audit.c.action == "recording-heard")
    async with service.database.reading() as connection:
        return len((await connection.execute(query)).all())


def sound_of(submission: str, question: str = "note") -> str:
    return f"/staff/submissions/{submission}/recordings/{question}"


async def test_a_drawing_is_replayed_from_its_numbers_and_told_in_words(
    sign_in: SignIn, submission: str
) -> None:
    page = (await (await sign_in("practitioner")).get(f"/staff/submissions/{submission}")).text
    assert 'viewBox="0 0 600 400" role="img" aria-label="Drawing, Child 8 to 11; 2 lines"' in page
    assert '<path d="M10,20L30,40M5,5h0"/>' in page
    assert f'src="{sound_of(submission)}"' in page
    assert "<span>Home: <strong>Not good</strong></span>" in page
    assert "<span>School: <strong>Good</strong></span>" in page


async def test_the_list_counts_what_there_is_to_look_at_and_to_hear(sign_in: SignIn, submission: str) -> None:
    page = (await (await sign_in("practitioner")).get("/staff/submissions")).text
    assert "1 drawing, 1 recording" in page


async def test_a_recording_is_played_as_it_came_kept_by_no_browser_and_noted(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    browser = await sign_in("safeguarding")
    answer = await browser.get(sound_of(submission))
    assert (answer.status_code, answer.content) == (200, SOUND.data)
    assert answer.headers["content-type"] == "audio/webm"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers
    assert await heard(service, submission) == 1


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-", SOUND.data, "bytes 0-14/15"),
        ("bytes=0-3", SOUND.data[:4], "bytes 0-3/15"),
        ("bytes=5-6", SOUND.data[5:7], "bytes 5-6/15"),
        ("bytes=5-999", SOUND.data[5:], "bytes 5-14/15"),
        ("bytes=999-", SOUND.data, ""),
        ("bytes=6-5", SOUND.data, ""),
        ("lines=1-2", SOUND.data, ""),
    ],
)
async def test_a_player_can_fetch_a_part(
    sign_in: SignIn, submission: str, asked: str, part: bytes, said: str
) -> None:
    browser = await sign_in("practitioner")
    answer = await browser.get(sound_of(submission), headers={"range": asked})
    assert answer.content == part
    assert answer.status_code == (206 if said else 200)
    assert answer.headers.get("content-range", "") == said


async def test_what_a_player_fetches_on_and_on_is_noted_once(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    browser = await sign_in("practitioner")
    for part in ("bytes=0-4", "bytes=5-9", "bytes=10-"):
        await browser.get(sound_of(submission), headers={"range": part})
    assert await heard(service, submission) == 1


async def test_another_team_hears_nothing(sign_in: SignIn, hire: Hire, submission: str) -> None:
    await hire("elsewhere", "practitioner", Scope(all_teams=False, team_ids=("south",)))
    browser: httpx.AsyncClient = await sign_in("elsewhere")
    assert (await browser.get(sound_of(submission))).status_code == 404
    mine = await sign_in("practitioner")
    assert (await mine.get(sound_of(submission, "picture"))).status_code == 404


async def test_a_recording_that_was_removed_is_said_to_be(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    await service.database.transaction(lambda tx: drop_recordings(tx, submission))
    browser = await sign_in("practitioner")
    page = (await browser.get(f"/staff/submissions/{submission}")).text
    assert "Removed at the person&#39;s request." in page
    assert "<audio" not in page
    assert (await browser.get(sound_of(submission))).status_code == 404
