"""The pack of a tablet: complete, of nobody, the pages of the server, and renewed when anything changes."""

import html
import json
import re
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar

from feedback_service.app import create_app
from feedback_service.sealing import load_keys, rotate_keys
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.web.pack_shapes import shapes_of
from feedback_service.web.pages import PageStruct, QuestionPage
from forms.catalogue import PublishedForm, load_catalogue
from forms.model import Statement, VoiceNote
from forms.order import turned
from tests.feedback_service.web.tablets import enrolled, north

FORMS = load_catalogue().all_current()
PAIR = "hello-me"


@pytest.fixture
async def tablet(service: Service, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser that is a tablet with two forms."""
    await north(service)
    await enrolled(client, service, "my-view", PAIR)
    return client


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
    rotate_keys(key)
    app.state.service = service._replace(keys=load_keys(key))
    assert named((await tablet.get("/tablet-worker.js")).text)[0] != first
    assert 'data-key="k2"' in (await tablet.get("/pack/tablet/my-view")).text


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
    assert "Moje zdanie" in (await tablet.get("/pack/tablet/my-view?language=pl")).text


async def test_a_pack_page_knows_its_form_its_version_and_its_tablet(
    tablet: httpx.AsyncClient, service: Service
) -> None:
    page = (await tablet.get("/pack/tablet/my-view")).text
    current = service.catalogue.current("my-view").form
    assert f'data-form="my-view" data-version="{current.version}" data-language="en"' in page
    assert re.search(r'data-tablet="(?!0{8})[0-9a-f-]{36}"', page)
    for each in current.pages:
        assert f'<template id="p-{each.id}"' in page
    assert '<bdi data-pipe="want">' in page
    inside = [tag for tag in re.findall(r"<[^>]*>", page) if "data-pipe" in tag]
    assert {tag.split()[0] for tag in inside} == {"<bdi"}


async def test_a_pair_is_turned_by_the_bit_that_turns_it_on_the_server(
    tablet: httpx.AsyncClient, service: Service
) -> None:
    form = service.catalogue.current(PAIR)
    page = (await tablet.get(f"/pack/tablet/{PAIR}")).text
    asks = [json.loads(html.unescape(one)) for one in re.findall(r'data-asks="([^"]*)"', page)]
    bits = {one["id"]: one["turn"] for each in asks for one in each if one.get("turn") is not None}
    assert bits
    for name, bit in bits.items():
        assert turned(form, name, f"{1 << bit:012x}")
        assert not turned(form, name, f"{((1 << 48) - 1) ^ (1 << bit):012x}")


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
    assert {"start", "check", "stop", "stop-empty", "done", "finished", "deleted"} <= {s.name for s in shapes}
