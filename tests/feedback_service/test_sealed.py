"""What tablets seal is opened, read as its pages would have been, and never lost for a fault beside it."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from feedback_service import tablet_setup
from feedback_service.casefile import CaseFile, open_case
from feedback_service.cli import main
from feedback_service.importing_sealed import SealedFileError, import_sealed, read_file
from feedback_service.key_file import load_keys, rotate_keys
from feedback_service.receipts import receipt_for
from feedback_service.sealed_post import plausible, read_answers
from feedback_service.sealing import Keys, UnreadableWordsError
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.routings import routings_of
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.tablets import Tablet, tablets_in
from feedback_service.tablet_keys import Envelope, open_envelope, public_key
from feedback_service.tablets import waiting_turn
from forms.catalogue import load_catalogue
from forms.model import Answer
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.sealed import NOW, WORDS, said, sealed
from tests.feedback_service.web.tablets import enrolled, north

KEYS = Keys({"k1": bytes(range(32)), "k2": bytes(32)}, "k1", bytes(32))
MY_VIEW = load_catalogue().get("my-view", 1)
DAY = 24 * 3_600_000


@pytest.fixture
async def tablet(service: Service, client: httpx.AsyncClient) -> Tablet:
    """The client is this tablet of the north team."""
    await north(service)
    await enrolled(client, service)
    return await only_tablet(service)


async def only_tablet(service: Service) -> Tablet:
    async with service.database.reading() as connection:
        ((tablet, _),) = await tablets_in(connection, EVERYTHING)
    return tablet


async def send(client: httpx.AsyncClient, envelope: Envelope) -> httpx.Response:
    return await client.post("/api/sealed", content=msgspec.json.encode(envelope))


async def stored(service: Service, content: dict[str, Any]) -> CaseFile:
    case = await open_case(service, EVERYTHING, content["id"])
    assert case is not None
    return case


@given(st.binary(max_size=300))
def test_only_the_key_file_opens_what_was_sealed(words: bytes) -> None:
    content = said(note=base64.b64encode(words).decode())
    envelope = sealed(KEYS, content)
    assert msgspec.json.decode(open_envelope(KEYS, envelope)) == content
    with pytest.raises(UnreadableWordsError):
        open_envelope(Keys({"k1": bytes(32)}, "k1", bytes(32)), envelope)


@pytest.mark.parametrize("part", ["epk", "iv", "sealed", "id", "key"])
def test_an_envelope_changed_anywhere_does_not_open(part: str) -> None:
    envelope = sealed(KEYS, said())
    raw = getattr(envelope, part)
    other = {"id": said()["id"], "key": "k2"}.get(part) or ("A" if raw[0] != "A" else "B") + raw[1:]
    with pytest.raises(UnreadableWordsError):
        open_envelope(KEYS, msgspec.structs.replace(envelope, **{part: other}))


def test_each_master_key_has_its_own_point_and_always_the_same() -> None:
    other = Keys({"k1": bytes(range(32)), "k2": bytes(32)}, "k2", bytes(32))
    assert public_key(KEYS) == public_key(KEYS)
    assert public_key(KEYS)[1] != public_key(other)[1]


def test_a_key_added_seals_from_then_on_and_earlier_ones_still_open(settings: Settings) -> None:
    path = Path(settings.key_file)
    before = load_keys(path)
    old = sealed(before, said())
    data_key = before.new_data_key("x").stored
    assert rotate_keys(path, 1) == "k2"
    after = load_keys(path)
    assert sealed(after, said()).key == "k2" != old.key
    assert open_envelope(after, old)
    assert after.data_key("x", data_key)
    assert after.sign("receipt", "x") == before.sign("receipt", "x")
    assert path.stat().st_mode & 0o077 == 0
    assert rotate_keys(path, 2) == "k3"
    assert [each.name for each in path.parent.glob("*.new")] == []


async def test_a_sealed_answer_is_kept_once_as_the_tablets(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said(answered_at=service.now() - 5 * DAY)
    envelope = sealed(service.keys, content)
    first, again = await send(client, envelope), await send(client, envelope)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] == content["id"]
    case = await stored(service, content)
    assert case.answers == {
        "good": Answer("given", WORDS),
        "school": Answer("given", 2),
        "health": Answer("skipped"),
    }
    assert (case.record.channel, case.record.finished) == ("tablet", True)
    assert case.record.answered_at == service.now() - 5 * DAY


async def test_other_answers_under_the_same_id_are_kept_beside_and_count_as_received(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said()
    await send(client, sealed(service.keys, content))
    more = content | {"pages": {"good-page": [["good", "another thing"]]}}
    assert (await send(client, sealed(service.keys, more))).status_code == 200
    assert len((await stored(service, content)).record.asides) == 1


async def test_a_version_that_is_not_the_newest_any_more_is_still_taken(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    assert service.catalogue.current("working-together").form.version > 1
    page = service.catalogue.get("working-together", 1).form.pages[0]
    content = said(form="working-together", pages={page.id: [[page.questions[0].id, "not-sure"]]})
    assert (await send(client, sealed(service.keys, content))).status_code == 201
    assert (await stored(service, content)).record.form_version == 1


@pytest.mark.parametrize(
    "changed",
    [{"form": "no-such-form"}, {"version": 99}, {"pages": {"no-page": [["x", "y"]]}}, {"id": "no id"}],
)
async def test_what_cannot_be_placed_stays_on_the_tablet_with_words_for_a_grown_up(
    service: Service, client: httpx.AsyncClient, tablet: Tablet, changed: dict[str, Any]
) -> None:
    content = said(**changed)
    answer = await send(client, sealed(service.keys, content, name=said()["id"]))
    if "id" not in changed:
        answer = await send(client, sealed(service.keys, content))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]


async def test_nonsense_and_strangers_are_refused(service: Service, client: httpx.AsyncClient) -> None:
    envelope = sealed(service.keys, said())
    assert (await send(client, envelope)).status_code == 401
    await north(service)
    await enrolled(client, service)
    assert (await client.post("/api/sealed", content=b"{}")).status_code == 422
    unknown = msgspec.structs.replace(envelope, key="k9")
    assert "k9" in (await send(client, unknown)).json()["errors"][0]["message"]
    swapped = sealed(service.keys, said(), name=said()["id"])
    assert (await send(client, swapped)).status_code == 422


async def test_a_tablet_that_was_revoked_may_still_bring_what_waits(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said()
    await tablet_setup.leave(service, tablet)
    assert (await send(client, sealed(service.keys, content))).status_code == 201
    assert (await client.get("/pack/receipts")).status_code == 401
    assert (await client.get("/tablet-worker.js")).status_code == 401
    assert (await stored(service, content)).answers["good"] == Answer("given", WORDS)


async def test_answers_go_to_the_child_whose_turn_it_was_and_never_to_the_one_of_now(
    service: Service, client: httpx.AsyncClient, tablet: Tablet, clock: SettableClock
) -> None:
    await tablet_setup.set_turn(service, tablet, "C-1", "review")
    turn = await waiting_turn(service, tablet)
    assert turn is not None
    mine, late, none = said(turn=turn.id), said(turn=turn.id, started_at=NOW + 2 * 3_600_000), said()
    clock.move(minutes=10)
    for content in (none, late, mine):
        assert (await send(client, sealed(service.keys, content))).status_code == 201
    subjects = [(await stored(service, one)).record.subject_id for one in (none, late, mine)]
    assert subjects == [None, None, "C-1"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (NOW, NOW),
        (NOW - 59 * DAY, NOW - 59 * DAY),
        (NOW - 61 * DAY, NOW),
        (NOW + 60_000, NOW + 60_000),
        (NOW + DAY, NOW),
        (0, NOW),
    ],
)
def test_a_clock_that_cannot_be_right_gives_way_to_the_time_of_arrival(told: int, kept: int) -> None:
    assert plausible(told, NOW) == kept


def test_words_are_kept_however_long_and_whatever_button_was_pressed_as_well() -> None:
    long = "word " * 2_000
    assert len(long) > 5_000
    reading = read_answers(MY_VIEW, {"good-page": {"good": [long], "good--instead": ["skip"]}})
    assert reading.answers == {"good": Answer("given", long)}
    assert reading.is_whole


def test_a_value_that_the_form_does_not_have_is_left_out_and_what_is_beside_it_stays() -> None:
    reading = read_answers(MY_VIEW, {"week-page": {"school": ["99"], "health": ["2"]}})
    assert reading.answers == {"health": Answer("given", 2)}
    assert not reading.is_whole


def test_a_page_left_empty_is_no_fault() -> None:
    reading = read_answers(MY_VIEW, {"good-page": {"good": ["  "]}, "week-page": {"school": ["1"]}})
    assert reading.answers == {"school": Answer("given", 1)}
    assert reading.is_whole


async def test_a_faulty_answer_is_kept_as_unfinished(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said(pages={"good-page": [["good", WORDS]], "week-page": [["school", "99"]]})
    assert (await send(client, sealed(service.keys, content))).status_code == 201
    case = await stored(service, content)
    assert (case.record.finished, case.answers) == (False, {"good": Answer("given", WORDS)})


async def test_a_form_begun_and_never_answered_is_let_go(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said(pages={"good-page": [["good", ""]]})
    assert (await send(client, sealed(service.keys, content))).status_code == 200
    assert await open_case(service, EVERYTHING, content["id"]) is None


async def test_a_file_of_twenty_gives_twenty_and_nothing_twice(service: Service, tablet: Tablet) -> None:
    envelopes = [sealed(service.keys, said(tablet=tablet.id)) for _ in range(20)]
    data = b'{"answers":[' + b",".join(map(msgspec.json.encode, envelopes)) + b"]}"
    first = await import_sealed(service, read_file(data), EVERYTHING)
    again = await import_sealed(service, read_file(data), EVERYTHING)
    assert (first.stored, first.again, first.faults) == (20, 0, ())
    assert (again.stored, again.again, again.faults) == (0, 20, ())


async def test_a_file_from_a_tablet_of_another_team_or_none_is_not_taken(
    service: Service, tablet: Tablet
) -> None:
    ours = sealed(service.keys, said(tablet=tablet.id))
    nobodys = sealed(service.keys, said(tablet="elsewhere"))
    south = await import_sealed(service, [ours], Scope(all_teams=False, team_ids=("south",)))
    done = await import_sealed(service, [ours, nobodys], EVERYTHING)
    assert (south.stored, len(south.faults)) == (0, 1)
    assert (done.stored, len(done.faults)) == (1, 1)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"answers":[{"v":2}]}', b"[]"])
def test_a_file_that_no_tablet_saved_is_refused(data: bytes) -> None:
    with pytest.raises(SealedFileError):
        read_file(data)


async def test_the_receipts_of_the_stock_are_those_of_what_is_sent_later(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    stock = (await client.get("/pack/receipts")).json()
    assert len({one["id"] for one in stock}) == 40
    content = said(id=stock[0]["id"])
    await send(client, sealed(service.keys, content))

    words = receipt_for(service.keys, content["id"])
    assert [f"<span>{word}</span>" in stock[0]["words"] for word in words] == [True] * 4


def test_commands_say_what_they_did(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    rotated = CliRunner().invoke(main, ["keys", "rotate"])
    assert (rotated.exit_code, "k2" in rotated.output) == (0, True)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": []}))
    assert "Kept 0 answers" in CliRunner().invoke(main, ["sealed", "import", str(file)]).output
    keys = load_keys(Path(settings.key_file))
    file.write_bytes(b'{"answers":[' + msgspec.json.encode(sealed(keys, said())) + b"]}")
    failed = CliRunner().invoke(main, ["sealed", "import", str(file)])
    assert (failed.exit_code, "Do not delete the file" in failed.output) == (1, True)


async def test_sealed_words_about_a_worker_are_kept_from_the_team(
    service: Service, client: httpx.AsyncClient, tablet: Tablet
) -> None:
    content = said(pages={"good-page": [["good", "my worker hits me and i am not alowd to say"]]})
    assert (await send(client, sealed(service.keys, content))).status_code == 201
    async with service.database.reading() as connection:
        found = await routings_of(connection, content["id"])
    assert {one.about for one in found} == {"worker", "staff", "helper"}, "nor was it said who was there"
