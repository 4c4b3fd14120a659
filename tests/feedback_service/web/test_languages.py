"""Pages in the language that a person chose: words, states, notices, and where the language goes."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar

from feedback_service.app import create_app
from feedback_service.service import Service
from feedback_service.storage.drafts import find_draft
from feedback_service.web.translating import Translating
from feedback_service.web.visits import end_every
from tests.feedback_service.answering import link_token, north
from tests.feedback_service.web.catalog_files import written


@pytest.fixture
async def token(service: Service) -> str:
    await north(service)
    return await link_token(service)


async def test_the_menu_of_languages_is_on_the_first_pages_each_in_its_own_words(
    client: httpx.AsyncClient, token: str
) -> None:
    for address in ("/", f"/l/{token}"):
        page = (await client.get(address)).text
        assert 'lang="cy" dir="ltr" hreflang="cy">Cymraeg</a>' in page
        assert 'lang="ur" dir="rtl" hreflang="ur">اردو</a>' in page
        assert page.count('aria-current="true"') == 1


async def test_a_language_in_which_nothing_is_reviewed_gives_english_and_asks_for_an_interpreter(
    client: httpx.AsyncClient, token: str
) -> None:
    page = await client.get(f"/l/{token}?language=ur")
    assert '<html lang="en" dir="ltr">' in page.text
    assert "Ask for an interpreter." in page.text
    assert page.cookies["language"] == "ur"
    assert "Ask for an interpreter." not in (await client.get(f"/l/{token}?language=en")).text


async def test_the_language_chosen_goes_with_the_answers(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    await client.get(f"/l/{token}?language=pl")
    begun = await client.post(f"/l/{token}", files={"submission": (None, "")})
    draft_id = begun.headers["location"].rpartition("/")[2]
    async with service.database.reading() as connection:
        draft = await find_draft(connection, draft_id)
    assert draft is not None
    assert draft.language == "pl"


async def test_an_unknown_language_is_not_remembered(client: httpx.AsyncClient) -> None:
    for tag in ("xx", "../en", ""):
        page = await client.get("/", params={"language": tag})
        assert page.status_code == 200
        assert "language" not in page.cookies


async def test_no_language_is_taken_from_the_browsers_settings(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"accept-language": "ar"})
    assert '<html lang="en" dir="ltr">' in page.text


@pytest.fixture
async def translated(
    app: Litestar, service: Service, tmp_path: Path, client: httpx.AsyncClient
) -> httpx.AsyncClient:
    """A browser on a service whose Polish is reviewed Back, draft Continue and a reviewed title of a form."""
    folder = tmp_path / "own"
    folder.mkdir()
    by = "reviewed by A. Reader on 2026-02-03"
    written(
        folder,
        f'# state: {by}\nmsgid "Back"\nmsgstr "Wstecz"\n\n'
        '# state: draft\nmsgid "Continue"\nmsgstr "Dalej"\n\n'
        f'# state: {by}\nmsgctxt "consent"\nmsgid "Ask for an interpreter."\nmsgstr "Poproś o tłumacza."\n',
    )
    (folder / "my-view.v1.pl.toml").write_text(
        '[[strings]]\nplace = "title"\nsource = "My view"\ntext = "Moje zdanie"\n'
        'state = "reviewed"\nby = "A. Reader"\non = 2026-02-03\n',
        encoding="utf-8",
    )
    settings = msgspec.structs.replace(
        service.settings, translations_folder=str(folder), pseudo_languages=True
    )
    again = create_app(service._replace(settings=settings))
    app.state.translating = again.state.translating
    return client


async def test_a_page_in_another_language_marks_what_is_still_english(
    translated: httpx.AsyncClient, service: Service
) -> None:
    await north(service)
    token = await link_token(service)
    await translated.get(f"/l/{token}?language=pl")
    begun = await translated.post(f"/l/{token}", files={"submission": (None, "")})
    page = (await translated.get(begun.headers["location"], follow_redirects=True)).text
    assert '<html lang="pl" dir="ltr">' in page
    assert '<span lang="en" dir="ltr">Stop</span>' in page
    assert ">Dalej</button>" in page
    assert '<span lang="en" dir="ltr">Ask for an interpreter.</span>' in page
    assert "Poproś o tłumacza." in page
    title = re.findall("<title>(.*?)</title>", page, re.DOTALL)[0]
    assert "<" not in title


async def test_translators_can_see_everything_and_what_state_it_is_in(
    app: Litestar, service: Service, client: httpx.AsyncClient
) -> None:
    await north(service)
    settings = msgspec.structs.replace(service.settings, show_unreviewed=True)
    app.state.translating = create_app(service._replace(settings=settings)).state.translating
    page = (await client.get(f"/l/{await link_token(service)}?language=pl")).text
    assert '<html lang="pl" dir="ltr">' in page
    assert "Zacznij [machine]" in page
    assert "To tłumaczenie jest robocze" in page


def test_the_next_person_on_a_tablet_chooses_a_language_of_their_own(blank: Service) -> None:
    ended = {cookie.key: cookie.max_age for cookie in end_every(blank, {"visit-a": "", "language": "pl"})}
    assert ended["language"] == 0
    assert end_every(blank, {"language": "pl"}) == []


def test_a_form_is_put_into_each_language_once_and_left_alone_where_there_is_nothing(blank: Service) -> None:
    settings = msgspec.structs.replace(blank.settings, pseudo_languages=True)
    translating = Translating(settings, blank.catalogue, {})
    form = blank.catalogue.current("family-experience")
    assert translating.form(form, "pl") is form
    assert translating.form(form, "xx") is form
    assert translating.form(form, "") is form
    assert translating.form(form, "en-XA") is translating.form(form, "en-XA")
    assert translating.form(form, "en-XA").form.language == "en-XA"
    preview = translating.preview(form, "pl")
    assert preview.form.title == "Doświadczenia Twojej rodziny [machine]"
