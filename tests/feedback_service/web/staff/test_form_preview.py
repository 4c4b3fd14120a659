"""The list of forms and going through one: all of it is shown, and nothing can be sent or is kept."""

import html
import re
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from feedback_service.service import Service
from feedback_service.storage.schema import drafts, submissions
from feedback_service.web.translating import Translating
from tests.feedback_service.web.staff.conftest import SignIn


@pytest.fixture
async def browser(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("administrator")


async def seen(browser: httpx.AsyncClient, address: str) -> str:
    answer = await browser.get(address)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


async def test_every_form_is_listed_with_whom_it_is_for_when_and_how_hard_it_reads(
    browser: httpx.AsyncClient, service: Service
) -> None:
    page = await seen(browser, "/staff/forms")
    for published in service.catalogue.with_adding():
        assert f'href="/staff/forms/{published.form.id}/preview"' in page
    assert "Observation by a worker" in page
    grades = re.findall(r'<td class="number">(\d+\.\d)</td>', page)
    assert len(grades) == len(service.catalogue.with_adding())
    assert page.count("Adding to what was sent") == 5
    assert max(map(float, grades)) > 1


async def test_a_form_is_gone_through_from_its_first_words_to_its_last_by_plain_links(
    browser: httpx.AsyncClient, service: Service
) -> None:
    form = service.catalogue.current("my-view").form
    page, texts = await seen(browser, "/staff/forms/my-view/preview"), []
    while next_page := re.search(r'<a class="go" href="([^"]+/preview[^"]*)"', page):
        texts.append(page)
        page = await seen(browser, next_page[1])
    texts.append(page)
    assert len(texts) == len(form.pages) + 2
    for lines, text in (
        (form.start.lines, texts[0]),
        *(
            ([each.prompt for each in page.questions], text)
            for page, text in zip(form.pages, texts[1:-1], strict=True)
        ),
        (form.closing, texts[-1]),
    ):
        for line in lines:
            assert line.partition("{{")[0] in text


async def test_nothing_of_a_preview_can_be_sent_and_nothing_is_kept(
    browser: httpx.AsyncClient, service: Service
) -> None:
    for page in ("", "people-page", "home-page", "_closing"):
        text = await seen(browser, f"/staff/forms/family-experience/preview?page={page}")
        assert "Preview: nothing is saved." in text
        assert "<form" not in text
        assert "formaction" not in text
    assert (await browser.post("/staff/forms/family-experience/preview")).status_code == 405
    async with service.database.reading() as connection:
        for table in (drafts, submissions):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


@pytest.mark.parametrize(
    ("look", "body"),
    [("4-7", "look-young"), ("8-11", "look-middle"), ("12-17", "look-teen"), ("adult", "look-adult")],
)
async def test_any_form_can_be_seen_in_any_look(browser: httpx.AsyncClient, look: str, body: str) -> None:
    page = await seen(browser, f"/staff/forms/working-together/preview?page=role-page&look={look}")
    assert f'<body class="{body}' in page
    assert page.count('aria-current="true"') >= 1


async def test_a_form_is_first_seen_in_its_own_look(browser: httpx.AsyncClient) -> None:
    assert '<body class="look-young' in await seen(browser, "/staff/forms/my-day/preview?page=school-page")
    page = await seen(browser, "/staff/forms/family-start/preview?page=role-page")
    assert '<body class="look-adult' in page


async def test_what_is_shown_only_sometimes_is_shown_and_said_to_be_so(browser: httpx.AsyncClient) -> None:
    page = await seen(browser, "/staff/forms/working-together/preview?page=supervision-missing-page")
    assert (
        "What is missing?” is shown only after “Never” or “Not often” or “Sometimes” to “Does supervision"
        in page
    )
    assert '<textarea id="q-supervision-missing"' in page


async def test_a_place_that_is_not_there_is_not_found(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/staff/forms/none/preview")).status_code == 404
    for page in ("3", "start", "School-page", "<b>"):
        answer = await browser.get("/staff/forms/my-day/preview", params={"page": page})
        assert answer.status_code == 404
        text = html.unescape(answer.text)
        assert f"“My day” has no page “{page}”." in text
        assert "Its pages are: school-page, safe-page," in text


async def test_a_page_is_seen_by_its_own_name(browser: httpx.AsyncClient, service: Service) -> None:
    form = service.catalogue.current("easy-after").form
    for number, one in enumerate(form.pages, 1):
        page = await seen(browser, f"/staff/forms/easy-after/preview?page={one.id}")
        assert one.questions[0].prompt in page
        assert f"{number} of {len(form.pages)}" in page


async def test_a_form_is_seen_in_any_offered_language_and_none_is_remembered(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/staff/forms/my-day/preview?page=school-page&lang=ur")
    assert '<html lang="ur" dir="rtl"' in answer.text
    assert '<span lang="en" dir="ltr">Is school fun or hard for you?</span>' in answer.text
    assert "set-cookie" not in answer.headers


async def test_what_nobody_has_reviewed_is_shown_and_marked(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "family-start.v1.pl.toml").write_text(
        '[[strings]]\nplace = "title"\nsource = "Getting started: your family"\n'
        'text = "Na początek: wasza rodzina"\nstate = "machine"\n',
        encoding="utf-8",
    )
    chosen = msgspec.structs.replace(service.settings, translations_folder=str(folder))
    form = service.catalogue.current("family-start")
    languages = Translating(chosen, service.catalogue, {})
    assert languages.preview(form, "pl").form.title == "Na początek: wasza rodzina [machine]"
    assert languages.form(form, "pl").form.title == "Getting started: your family"


async def test_a_language_that_is_not_offered_shows_the_form_as_it_is(browser: httpx.AsyncClient) -> None:
    page = await seen(browser, "/staff/forms/my-day/preview?page=school-page&lang=xx")
    assert '<html lang="en" dir="ltr"' in page
    assert "Is school fun or hard for you?" in page
