"""The pack of a tablet: complete, of nobody, the pages of the server, and renewed when anything changes."""

import base64
import html
import json
import re
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar
from markupsafe import escape

from feedback_service.app import create_app
from feedback_service.key_file import load_keys, rotate_keys
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.tablet_keys import public_key
from feedback_service.web.pack_asks import asks_of
from feedback_service.web.pack_pages import Run
from feedback_service.web.pack_shapes import shapes_of
from feedback_service.web.pages import PageStruct
from feedback_service.web.question_pages import QuestionPage
from forms.catalogue import PublishedForm, load_catalogue
from forms.model import Statement, VoiceNote
from forms.order import turned
from forms.validate import read_page
from forms.wording import in_words, same
from tests.feedback_service.web.tablets import enrolled, north

FORMS = load_catalogue().all_current()
PAIR = "hello-me"


@pytest.fixture
async def tablet(service: Service, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser that is a tablet with two forms."""
    await north(service)
    await enrolled(client, service, "my-view", PAIR)
    return client


def run_of(page: str) -> Run:
    """What the script of the document is given."""
    found = re.search(r'data-run="([^"]*)"', page)
    assert found
    return msgspec.json.decode(html.unescape(found[1]), type=Run)


def named(script: str) -> tuple[str, list[str]]:
    """The version of the pack and the addresses in it."""
    found = re.match(r'const PACK = "([0-9a-f]+)", FILES = (\[.*?\]);\n', script)
    assert found
    return found[1], json.loads(found[2])


async def test_everything_the_worker_names_is_there_and_nothing_else_is_needed(
    tablet: httpx.AsyncClient,
) -> None:
    answer = await tablet.get("/tablet-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    _, files = named(answer.text)
    [script] = re.findall(r'^importScripts\("(.*)"\);$', answer.text, re.MULTILINE)
    assert script in files
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert {"/pack/tablet", "/pack/tablet/for/12-17", "/pack/tablet/my-view"} <= set(files)
    assert not [one for one in files if "my-home" in one]
    for file in files:
        page = await tablet.get(file)
        assert page.status_code == 200, file
        assert "set-cookie" not in page.headers
        if file.startswith("/pack/"):
            needed = set(re.findall(r'"(/static/[^"]+)"', page.text))
            assert needed
            assert needed <= set(files)


async def test_a_browser_that_is_no_tablet_gets_no_pack(client: httpx.AsyncClient) -> None:
    for address in ("/tablet-worker.js", "/pack/tablet", "/pack/tablet/my-view", "/pack/receipts"):
        assert (await client.get(address)).status_code == 401, address


async def test_the_pack_is_the_same_until_a_key_changes(
    tablet: httpx.AsyncClient, app: Litestar, service: Service, settings: Settings
) -> None:
    first, again = [named((await tablet.get("/tablet-worker.js")).text)[0] for _ in range(2)]
    assert first == again
    key = Path(settings.key_file)
    rotate_keys(key, 1)
    app.state.service = service._replace(keys=load_keys(key))
    assert named((await tablet.get("/tablet-worker.js")).text)[0] != first
    run = run_of((await tablet.get("/pack/tablet/my-view")).text)
    assert (run.key, base64.b64encode(bytes(run.point)).decode()) == public_key(load_keys(key))


async def test_a_pack_has_translated_forms_and_is_renewed_when_who_stands_behind_them_changes(
    tablet: httpx.AsyncClient, app: Litestar, service: Service, tmp_path: Path
) -> None:
    packs, folder = [], tmp_path / "words"
    folder.mkdir()
    for state in ("draft", "reviewed"):
        (folder / "my-view.v2.pl.toml").write_text(
            '[[strings]]\nplace = "title"\nsource = "My view"\ntext = "Moje zdanie"\n'
            f'state = "{state}"\nby = "A. Reader"\non = 2026-02-03\n',
            encoding="utf-8",
        )
        settings = msgspec.structs.replace(
            service.settings, translations_folder=str(folder), show_unreviewed=True
        )
        app.state.translating = create_app(service._replace(settings=settings)).state.translating
        packs.append(named((await tablet.get("/tablet-worker.js")).text))
    assert packs[0][0] != packs[1][0]
    assert "/pack/tablet/my-view?language=pl" in packs[0][1]
    page = (await tablet.get("/pack/tablet/my-view?language=pl")).text
    assert "Moje zdanie" in page
    # what nobody has put into Polish is said to be English where answers are checked, too
    says = {one.id: one.says for each in run_of(page).asks.values() for one in each}
    assert says["school"]["=not-sure"] == '<span lang="en" dir="ltr">Not sure</span>'


async def test_a_pack_page_knows_its_form_its_version_and_its_tablet(
    tablet: httpx.AsyncClient, service: Service
) -> None:
    page = (await tablet.get("/pack/tablet/my-view")).text
    current = service.catalogue.current("my-view").form
    run = run_of(page)
    assert (run.about.form, run.about.version, run.about.language) == ("my-view", current.version, "en")
    assert re.fullmatch(r"(?!0{8})[0-9a-f-]{36}", run.about.tablet)
    assert run.review
    for each in current.pages:
        assert f'<template id="p-{each.id}"' in page
    assert '<bdi data-pipe="want">' in page
    inside = [tag for tag in re.findall(r"<[^>]*>", page) if "data-pipe" in tag]
    assert {tag.split()[0] for tag in inside} == {"<bdi"}


async def test_a_pair_is_turned_by_the_bit_that_turns_it_on_the_server(
    tablet: httpx.AsyncClient, service: Service
) -> None:
    form = service.catalogue.current(PAIR)
    run = run_of((await tablet.get(f"/pack/tablet/{PAIR}")).text)
    pairs = [one for each in run.asks.values() for one in each if one.digit is not None]
    assert pairs
    nobody = "00000000-0000-7000-8000-000000000000"
    for one in pairs:
        assert one.digit is not None
        for digit in range(16):
            case = f"{nobody[: one.digit]}{digit:x}{nobody[one.digit + 1 :]}"
            assert turned(form, one.id, case) == bool(digit & (one.bit or 0))


def test_a_condition_knows_the_picks_that_make_it_hold() -> None:
    asks = {
        one.id: one for each in asks_of(load_catalogue().current("my-view"), same).values() for one in each
    }
    assert asks["want-now"].need == (("want", ("instead=not-sure", "instead=skip"), False),)
    asks = {
        one.id: one for each in asks_of(load_catalogue().current("my-day"), same).values() for one in each
    }
    assert {need for one in asks.values() for need in one.need} == {("changed", ("=different",), True)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form.id)
def test_an_answer_is_said_in_the_words_of_the_service(form: PublishedForm) -> None:
    for page in form.form.pages:
        for one in asks_of(form, same).get(page.id, ()):
            question = msgspec.structs.replace(form.questions[one.id], show_if=())
            alone = msgspec.structs.replace(page, questions=(question,), layout="plain")
            for pick, words in one.says.items():
                card, _, value = pick.partition("=")
                read = read_page(form, alone, {f"{one.id}--{card}" if card else one.id: [value]}, {})
                assert escape(in_words(question, read.answers[one.id])) == words, pick


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form.id)
def test_every_question_but_voice_notes_is_asked_and_can_be_wrong(form: PublishedForm) -> None:
    shown: list[str] = []

    def show(page: PageStruct) -> str:
        views = page.questions if isinstance(page, QuestionPage) else ()
        shown.extend(view.question.id for view in views)
        wrong = [view for view in views if view.error]
        asked = [view for view in views if not isinstance(view.question, Statement)]
        assert len(wrong) in (0, len(asked))
        return "<title>T</title><header></header><main></main>"

    shapes = list(shapes_of(form, show))
    expected = [name for name, one in form.questions.items() if not isinstance(one, VoiceNote)]
    assert sorted(shown) == sorted(expected * 2)
    endings = {"start", "check", "stop", "stop-empty", "done", "finished", "deleted"}
    assert {f"p--{name}" for name in endings} <= {shape.name for shape in shapes}
