"""Drawings are shown and recordings are played to those who may read; that one was heard is noted."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest
import uuid_utils
from sqlalchemy import func, select, update

from feedback_service.intake import Arrival, Place, submit
from feedback_service.recordings import Sound
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.kept_away import FOR_LEADS
from feedback_service.storage.recordings import drop_recordings
from feedback_service.storage.report_codings import quotable, still_quotable
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_evidence import behind_theme
from feedback_service.storage.routing_decisions import lift
from feedback_service.storage.schema import audit, concerns, notices, routings, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from forms.catalogue import Catalogue, parse_form
from forms.model import Answer
from tests.feedback_service.report_seeding import code
from tests.feedback_service.storage.seeds import new_id, rows, somebody
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


async def shown_to_the_team(service: Service, submission: str) -> None:
    """A lead has listened and let the team see it."""
    by = (await somebody(service)).id
    await service.database.transaction(lambda tx: lift(tx, submission, FOR_LEADS, by, service.now()))


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
    page = (await (await sign_in("safeguarding")).get(f"/staff/submissions/{submission}")).text
    assert 'viewBox="0 0 600 400" role="img" aria-label="Drawing, Child 8 to 11; 2 lines"' in page
    assert '<path d="M10,20L30,40M5,5h0"/>' in page
    assert f'src="{sound_of(submission)}"' in page
    assert "<span>Home: <strong>Not good</strong></span>" in page
    assert "<span>School: <strong>Good</strong></span>" in page


async def test_the_list_counts_what_there_is_to_look_at_and_to_hear(sign_in: SignIn, submission: str) -> None:
    page = (await (await sign_in("safeguarding")).get("/staff/submissions")).text
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
    browser = await sign_in("safeguarding")
    answer = await browser.get(sound_of(submission), headers={"range": asked})
    assert answer.content == part
    assert answer.status_code == (206 if said else 200)
    assert answer.headers.get("content-range", "") == said


async def test_what_a_player_fetches_on_and_on_is_noted_once(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    browser = await sign_in("safeguarding")
    for part in ("bytes=0-4", "bytes=5-9", "bytes=10-"):
        await browser.get(sound_of(submission), headers={"range": part})
    assert await heard(service, submission) == 1


async def test_another_team_hears_nothing(sign_in: SignIn, hire: Hire, submission: str) -> None:
    await hire("elsewhere", "practitioner", Scope(all_teams=False, team_ids=("south",)))
    browser: httpx.AsyncClient = await sign_in("elsewhere")
    assert (await browser.get(sound_of(submission))).status_code == 404
    mine = await sign_in("safeguarding")
    assert (await mine.get(sound_of(submission, "picture"))).status_code == 404


@pytest.mark.parametrize("question", ["picture", "note"])
async def test_a_worker_says_what_a_drawing_or_recording_is_about_and_it_counts_but_is_no_words(
    sign_in: SignIn, service: Service, submission: str, question: str
) -> None:
    await shown_to_the_team(service, submission)
    browser = await sign_in("reviewer")
    fields = {"question": question, "theme": "food", "valence": "strength", "saw": ""}
    address = f"/staff/submissions/{submission}"
    page = (await browser.get(address)).text
    assert f'<select id="{question}-theme"' in page
    answer = await browser.post(f"{address}/themes", files={k: (None, v) for k, v in fields.items()})
    assert answer.headers["location"] == f"{address}?did=coded#{question}"
    page = (await browser.get(address)).text
    assert "The whole answer" in page
    behind = (await browser.get("/staff/themes/food/answers")).text
    assert submission in behind
    theme = (await browser.get("/staff/themes/food")).text
    assert "No words on this in the period that you may read." in theme
    async with service.database.reading() as db:
        extent = Extent(scope=EVERYTHING, period_from=0, period_to=service.now() + 1)
        (found,) = await behind_theme(db, extent, EVERYTHING, ("child", "food", ""), limit=9, offset=0)
        assert found.id == submission


async def test_a_drawing_with_a_theme_is_offered_to_no_report_as_a_quote(
    service: Service, teams: None
) -> None:
    drawn = Arrival(
        id=new_id(),
        form=WAYS,
        place=Place(team_id="north", channel="link"),
        answers={"picture": Answer("given", "600,400;10,20 30,40;5,5")},
        answered_at=service.now(),
    )
    await submit(service, drawn)
    shared = update(submissions).where(submissions.c.id == drawn.id).values(share_words=True)
    await service.database.transaction(lambda tx: tx.execute(shared))
    await code(service, drawn.id, "food", "strength", question="picture")
    async with service.database.reading() as db:
        extent = Extent(scope=EVERYTHING, period_from=0, period_to=service.now() + 1)
        assert await still_quotable(db, [drawn.id]) == {drawn.id}
        assert await quotable(db, extent) == []


async def test_of_a_recording_that_was_removed_nobody_can_say_what_it_is_about(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    await shown_to_the_team(service, submission)
    await service.database.transaction(lambda tx: drop_recordings(tx, submission))
    page = (await (await sign_in("reviewer")).get(f"/staff/submissions/{submission}")).text
    assert 'id="picture-theme"' in page
    assert 'id="note-theme"' not in page


async def test_a_recording_that_was_removed_is_said_to_be(
    sign_in: SignIn, service: Service, submission: str
) -> None:
    await service.database.transaction(lambda tx: drop_recordings(tx, submission))
    browser = await sign_in("safeguarding")
    page = (await browser.get(f"/staff/submissions/{submission}")).text
    assert "Removed at the person&#39;s request." in page
    assert "<audio" not in page
    assert (await browser.get(sound_of(submission))).status_code == 404


async def test_a_recording_is_for_leads_until_one_of_them_shows_it_to_the_team(
    sign_in: SignIn, people: dict[str, str], service: Service, submission: str
) -> None:
    address = f"/staff/submissions/{submission}"
    practitioner, lead = await sign_in("practitioner"), await sign_in("safeguarding")
    for path in (address, sound_of(submission)):
        assert (await practitioner.get(path)).status_code == 404
        assert (await lead.get(path)).status_code == 200
    (to_kept,) = re.findall(rf'href="({address}/kept[^"]*)"', (await lead.get(address)).text)
    kept = (await lead.get(to_kept)).text
    assert "There is a recording in it. A lead listens first" in kept
    assert 'value="show"' in kept
    by = people["safeguarding"]
    await service.database.transaction(lambda tx: lift(tx, submission, FOR_LEADS, by, service.now()))
    assert (await practitioner.get(sound_of(submission))).status_code == 200


async def test_recordings_and_words_of_one_submission_bring_one_notice(service: Service, teams: None) -> None:
    answers = {
        "note": Answer("given", "recording"),
        "told": Answer("given", "my dad hits me with a belt"),
    }
    place = Place(team_id="north", channel="link")
    arrival = Arrival(id=new_id(), form=WAYS, place=place, answers=answers, answered_at=service.now())
    await submit(service, arrival)
    rules = {row.rule for row in await rows(service, select(concerns.c.rule))}
    assert "spoken" in rules
    assert len(rules) > 1
    assert [tuple(row) for row in await rows(service, select(notices.c.kind))] == [("urgent",)]


async def test_a_recording_that_is_added_takes_what_it_adds_to_along_to_the_leads(
    sign_in: SignIn, service: Service, teams: None
) -> None:
    place = Place(team_id="north", channel="link")
    first = Arrival(id=new_id(), form=WAYS, place=place, answers={}, answered_at=service.now())
    spoken = {"note": Answer("given", "recording")}
    added = msgspec.structs.replace(first, id=new_id(), answers=spoken, follows=first.id)
    practitioner, address = await sign_in("practitioner"), f"/staff/submissions/{first.id}"
    await submit(service, first)
    assert (await practitioner.get(address)).status_code == 200
    await submit(service, added)
    assert (await practitioner.get(address)).status_code == 404
    assert (await (await sign_in("safeguarding")).get(address)).status_code == 200
    kept = select(routings.c.submission_id, routings.c.about, func.count()).group_by(
        routings.c.submission_id, routings.c.about
    )
    assert [tuple(row) for row in await rows(service, kept)] == [(first.id, "handed", 1)]


async def test_a_recording_stands_among_the_concerns_and_says_that_a_person_has_to_listen(
    sign_in: SignIn, submission: str
) -> None:
    lead = await sign_in("safeguarding")
    assert "Spoken: no machine can check it" in (await lead.get("/staff/concerns")).text
    page = (await lead.get(f"/staff/submissions/{submission}")).text
    assert "Nothing but a person can check a recording. Listen to all of it" in page
