"""The files of a report, its version for children, and the poster: who gets them, and what is noted."""

import io
import re
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from pypdf import PdfReader
from sqlalchemy import select, update

from feedback_service import action_making, action_wishes, actions
from feedback_service import children_words as words
from feedback_service.listening import Listening, key_of
from feedback_service.reporting import make_report
from feedback_service.service import Service
from feedback_service.speech import Text, build
from feedback_service.storage.actions import Action, find_action
from feedback_service.storage.schema import audit, sessions, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import all_workers
from feedback_service.web.listening import learn
from tests.feedback_service.report_seeding import FROM, report, spoken
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import Hire, SignIn

FOOD = "Our food is good."
KILOBITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLING = (22_050, 24_000, 16_000)

KINDS = {
    "report.pdf": ("application/pdf", b"%PDF-1.7"),
    "report.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    "report.xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "report.csv": ("application/zip", b"PK"),
    "report.svg": ("application/zip", b"PK"),
    "report.html": ("text/html; charset=utf-8", b"<!doctype html>"),
    "charts/voices-1.svg": ("image/svg+xml", b"<svg"),
    "for-children.html": ("text/html; charset=utf-8", b"<!doctype html>"),
    "for-children.pdf": ("application/pdf", b"%PDF-1.7"),
}


async def test_every_file_is_had_says_that_it_is_a_draft_and_is_noted(
    service: Service, sign_in: SignIn
) -> None:
    said = [await spoken(service, f"we often run out of {letter * 5}") for letter in "abcdefghijkl"]
    known = await report(service)
    browser, address = await sign_in("reviewer"), f"/staff/reports/{known.report.id}"
    page = (await browser.get(address)).text
    quoted = {one for one in said if f"/staff/submissions/{one}" in page}
    assert quoted
    for name, (kind, begins) in KINDS.items():
        assert f'href="{address}/{name}"' in page or name.startswith(("for-children.", "charts/")), name
        answer = await browser.get(f"{address}/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.content.startswith(begins), name
        assert 'filename="draft-' in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
    noted = await rows(service, select(audit.c.action, audit.c.object))
    assert [tuple(row) for row in noted].count(("report-exported", known.report.id)) == len(KINDS)
    assert {row.object for row in noted if row.action == "quote-shown"} == quoted
    assert (await browser.get(f"{address}/charts/nothing.svg")).status_code == 404


async def test_who_takes_a_file_proves_who_they_are_and_a_wish_is_heeded_at_the_time(
    service: Service, sign_in: SignIn
) -> None:
    said = [await spoken(service, f"we often run out of {letter * 5}") for letter in "abcdefghijkl"]
    known = await report(service)
    browser, address = await sign_in("manager"), f"/staff/reports/{known.report.id}"
    before = (await browser.get(f"{address}/report.html")).text
    assert "we often run out" in before
    no_more = update(submissions).where(submissions.c.id.in_(said)).values(share_words=False)
    await service.database.transaction(lambda tx: tx.execute(no_more))
    for name in ("report.html", "report.pdf"):
        answer = await browser.get(f"{address}/{name}")
        assert "we often run out" not in words_of(answer)
    long_ago = update(sessions).values(proved_at=1)
    await service.database.transaction(lambda tx: tx.execute(long_ago))
    asked = await browser.get(f"{address}/report.pdf")
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/staff/prove?")
    assert (await browser.get(f"{address}/for-children")).status_code == 200


def words_of(answer: httpx.Response) -> str:
    if answer.headers["content-type"] != "application/pdf":
        return answer.text
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


async def test_a_poster_has_what_a_manager_shows_of_ones_own_teams_and_nothing_else(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    for team, said, shown in (
        ("north", "the bus shelter is cold \u0645\u0631\u062d\u0628\u0627", True),
        ("north", "a secret plan", False),
        ("south", "somewhere else", True),
    ):
        await acted(service, team, said, shown=shown)
    browser = await sign_in("practitioner")
    page = (await browser.get("/staff/poster?team=north")).text
    assert "the bus shelter is cold" in page
    assert "We are going to" in page
    assert "a secret plan" not in page
    assert "somewhere else" not in page
    for address in ("/staff/poster?team=south", "/staff/poster.pdf?team=south", "/staff/poster?team=*"):
        assert (await browser.get(address)).status_code == 404
    for paper, wide in (("a4", 595), ("a3", 842)):
        answer = await browser.get(f"/staff/poster.pdf?team=north&paper={paper}")
        (sheet,) = PdfReader(io.BytesIO(answer.content)).pages
        assert round(float(sheet.mediabox.width)) == wide
        assert "the bus shelter is cold" in words_of(answer)
        assert "North team" in words_of(answer)
        assert "a secret plan" not in words_of(answer)
    boss = (await (await sign_in("boss")).get("/staff/poster?team=*")).text
    assert "the bus shelter is cold" in boss
    assert "somewhere else" in boss


async def test_a_poster_of_nothing_says_what_is_left_to_do(people: dict[str, str], sign_in: SignIn) -> None:
    browser = await sign_in("manager")
    page = (await browser.get("/staff/poster")).text
    assert "Nothing is shown yet" in page
    assert "poster.pdf" not in page
    assert (await browser.get("/staff/poster.pdf")).status_code == 200


async def acted(service: Service, team: str, said: str, *, shown: bool) -> Action:
    """An action of a team, shown or not."""
    async with service.database.reading() as connection:
        worker = next(one for one in await all_workers(connection) if one.role == "manager")
    made = new_id()
    wish = action_wishes.Wish(said, "look for a heater", worker.id, "2027-01-31")
    await action_making.make(service, worker, made, wish, action_making.Origin(team))
    async with service.database.reading() as connection:
        found = await find_action(connection, EVERYTHING, made)
    assert found
    if shown:
        await actions.set_shown(service, worker, found.action, found.action.version, shown=True)
    return found.action


async def reworded(service: Service, action: Action, said: str) -> None:
    """A manager puts other words in place of what an action says, which stays shown."""
    async with service.database.reading() as connection:
        worker = next(one for one in await all_workers(connection) if one.role == "manager")
    wish = action_wishes.Wish(said, "look for a heater", worker.id, "2027-01-31")
    assert await actions.change(service, worker, action, action.version + 1, wish) == "done"


async def test_the_version_for_children_is_read_and_heard_and_has_no_number_that_is_hidden(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    for theme, valence, times in (("food", "strength", 8), ("home", "worry", 3), ("family", "strength", 6)):
        for _ in range(times):
            await spoken(service, "dinner is nice", theme, valence)
    await acted(service, "north", "the bus shelter is cold", shown=True)
    await acted(service, "north", "a secret plan", shown=False)
    renamed = await acted(service, "north", "Kaylee was cold", shown=True)
    await acted(service, "south", "somewhere else", shown=True)
    made = [
        await make_report(
            service, team_id=team, agency=of, period_from=FROM, period_to=service.now() + 1, made_by=None
        )
        for team, of in (("north", None), (None, "Council"))
    ]
    await reworded(service, renamed, "A child was cold")
    await acted(service, "north", "said after the report", shown=True)
    browser, address = await sign_in("reviewer"), f"/staff/reports/{made[0]}"
    page = (await browser.get(f"{address}/for-children")).text
    assert "Our food is good." in page
    assert "Home is a worry." not in page  # three said so
    assert "the bus shelter is cold" in page
    for missing in (
        "a secret plan",
        "dinner is nice",
        "Kaylee",
        "A child was",
        "said after",
        "somewhere else",
    ):
        assert missing not in page, missing
    whole = (await (await sign_in("boss")).get(f"/staff/reports/{made[1]}/for-children")).text
    assert "the bus shelter is cold" in whole
    assert "somewhere else" in whole
    assert f'href="{address}"' in page
    file = (await browser.get(f"{address}/for-children.html")).text
    assert "Our food is good." in file
    assert "/staff/" not in file


@pytest.mark.usefixtures("programs")
async def test_what_children_said_is_heard_as_long_as_its_words_take_and_only_as_it_stands(
    app: Litestar, service: Service, hire: Hire, sign_in: SignIn, tmp_path: Path
) -> None:
    for theme in ("food", "family"):
        for _ in range(8):
            await spoken(service, "dinner is nice", theme, "strength")
    address = f"/staff/reports/{(await report(service)).report.id}/for-children"
    browser = await sign_in("manager")
    listening = app.state.listening = Listening(tmp_path)
    silent = (await browser.get(address)).text
    assert "/listen/" not in silent
    assert f"<p>{words.READ_TO_ME}</p>" in silent
    assert "No sentence of it has a sound" in silent
    assert "<audio" not in (await browser.get(f"{address}.html")).text
    build(tmp_path, [Text("en", words.THANKS)])
    await learn(service, listening)
    few = 13 + len(service.settings.helplines)  # once each, though two cards begin with the same words
    assert f"{few} of its sentences have no sound" in (await browser.get(address)).text
    said = tuple(words.spoken_words(service.settings.helplines))
    build(tmp_path, [Text("en", text) for text in said])
    await learn(service, listening)
    page = (await browser.get(address)).text
    told = {key_of(text): len(text.split()) for text in said}
    links = re.findall(r'href="(/listen/en/[^"]+)"', page)
    assert len(links) == 1 + 2 + len(service.settings.helplines)  # all of it, food and family, who helps
    for link in links:
        answer = await browser.get(link)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
        spoken_words = sum(told[key] for key in link.removesuffix("?whole").rpartition("/")[2].split("."))
        assert 0.2 < seconds_of(answer.content) / spoken_words < 1, link
    assert (await browser.get(f"{address}.html")).text.count("data:audio/mpeg") == len(links)
    old, new = (tmp_path / "en" / f"{key_of(text)}.mp3" for text in (FOOD, "Food was good."))
    old.rename(new)  # as if the sentence had been another one when its sound was made
    await learn(service, listening)
    page = (await browser.get(address)).text
    assert len(re.findall(r'href="/listen/en/', page)) == len(links) - 2
    assert "One of its sentences has no sound" in page
    assert (await browser.get(f"/listen/en/{key_of(FOOD)}")).status_code == 404
    for text in (FOOD, words.SOME):
        place = f"/staff/recordings/_reports/en/{key_of(text)}"
        assert (await browser.post(place, files={"sound": ("s", b"OggS-voice")})).status_code == 303
    row = f"/listen/en/{key_of(words.SOME)}.{key_of(FOOD)}?whole"
    assert f'href="{row}"' in (await browser.get(address)).text  # a script plays one after the other
    assert (await browser.get(row)).status_code == 404  # not what is left of them
    assert (await browser.get(f"{address}.html")).text.count("data:audio/ogg") == 3
    await hire("elsewhere", "reviewer", Scope(all_teams=False, team_ids=("south",)))
    for file in ("", ".html", ".pdf"):
        assert (await (await sign_in("elsewhere")).get(f"{address}{file}")).status_code == 404
        assert (await (await sign_in("practitioner")).get(f"{address}{file}")).status_code == 403


def seconds_of(mp3: bytes) -> float:
    """How long it plays, frame by frame (MPEG 2, layer III)."""
    at, seconds = 0, 0.0
    while at < len(mp3):
        assert mp3[at : at + 2] == b"\xff\xf3"
        kilobits, sampling = KILOBITS[mp3[at + 2] >> 4], SAMPLING[mp3[at + 2] >> 2 & 3]
        at += 72_000 * kilobits // sampling + (mp3[at + 2] >> 1 & 1)
        seconds += 576 / sampling
    assert at == len(mp3)
    return seconds
