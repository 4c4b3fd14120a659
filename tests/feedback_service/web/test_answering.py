"""Answering over HTTP: headers, cookies, foreign and broken requests, and a database that cannot save."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager

import httpx
import pytest
import uuid_utils
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from feedback_service import drafting
from feedback_service.addresses import link_address
from feedback_service.service import Service
from feedback_service.storage.schema import drafts
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from forms.model import Answer, Answers
from tests.feedback_service.conftest import SettableClock

Begin = Callable[[str], Awaitable[str]]
WORDS = "I like my bed & <b>my</b> cat"


@pytest.fixture
async def address(service: Service) -> Begin:
    """Makes a one-time link to a form and gives its path."""
    await make_team(service, Team("north", "North", "Council"))

    async def made(form_id: str) -> str:
        whole = await link_address(
            service, form_id=form_id, team_id="north", subject_id="", moment="start", reusable=False
        )
        return whole.removeprefix(service.settings.public_url)

    return made


@pytest.fixture
def begin(client: httpx.AsyncClient, address: Begin) -> Begin:
    """Begins a form through a new link and gives the draft's id."""

    async def begun(form_id: str) -> str:
        return (await post(client, await address(form_id))).headers["location"].removeprefix("/a/")

    return begun


async def post(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Post as a page of ours does: multipart."""
    parts = {name: (None, value) for name, value in (fields or {"x": ""}).items()}
    return await client.post(path, files=parts)


async def answers(service: Service, draft: str) -> Answers:
    """What the draft on disk holds."""
    opened = await drafting.find(service, draft)
    assert opened is not None
    return opened.answers


@contextmanager
def unwritable(service: Service) -> Iterator[None]:
    """The database refuses to change a draft and to take a submission until the block ends."""
    changes = ("UPDATE ON drafts", "INSERT ON submissions")
    with closing(sqlite3.connect(make_url(service.settings.database_url).database or "")) as database:
        for number, change in enumerate(changes):
            refusal = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            database.execute(f"CREATE TRIGGER full{number} BEFORE {change} {refusal}")
        yield
        for number in range(len(changes)):
            database.execute(f"DROP TRIGGER full{number}")


async def test_no_page_is_kept_or_may_run_or_fetch_what_is_not_ours(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-day")
    page = f"/a/{draft}/q/school-page"
    with unwritable(service):
        unsaved = await post(client, page, school="fun")
    answered = {
        "home": await client.get("/"),
        "question": await client.get(page),
        "error": await post(client, page),
        "saved": await post(client, page, school="fun"),
        "unsaved": unsaved,
        "no such page": await client.get("/nowhere"),
        "no such method": await client.delete("/"),
        "foreign": await client.post(page, headers={"sec-fetch-site": "cross-site"}),
        "too much": await post(client, page, school="x" * 130_000),
        "unknown link": await client.get("/l/abc"),
        "gone": await client.get("/a/unknown/check"),
        "no tablet": await client.get("/tablet"),
    }
    statuses = {name: one.status_code for name, one in answered.items()}
    assert statuses == {
        "home": 200, "question": 200, "error": 422, "saved": 303, "unsaved": 503, "no such page": 404,
        "no such method": 405, "foreign": 403, "too much": 413, "unknown link": 404, "gone": 410,
        "no tablet": 403,
    }  # fmt: skip
    for name, one in answered.items():
        assert one.headers["cache-control"] == "no-store", name
        policy = one.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'"), name
        assert "unsafe" not in policy, name
        assert one.headers["referrer-policy"] == "no-referrer", name
        assert one.headers["x-content-type-options"] == "nosniff", name


async def test_the_visit_cookie_is_hidden_from_scripts_and_changes_with_every_page_sent(
    client: httpx.AsyncClient, begin: Begin
) -> None:
    draft = await begin("my-day")
    values = {client.cookies[f"visit-{draft}"]}
    for fields in ({"school": "fun"}, {"school": "hard"}, {}):
        sent = await post(client, f"/a/{draft}/q/school-page", **fields)
        cookie = sent.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        values.add(client.cookies[f"visit-{draft}"])
    assert len(values) == 4


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_post_from_another_site_saves_nothing(
    client: httpx.AsyncClient, service: Service, begin: Begin, site: str
) -> None:
    draft = await begin("my-day")
    client.headers["sec-fetch-site"] = site
    assert (await post(client, f"/a/{draft}/q/school-page", school="fun")).status_code == 403
    assert await answers(service, draft) == {}


async def test_a_post_with_our_cookies_has_to_say_that_it_comes_from_our_own_page(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-day")
    del client.headers["sec-fetch-site"]
    assert (await post(client, f"/a/{draft}/q/school-page", school="fun")).status_code == 403
    client.headers["origin"] = "https://elsewhere.example"
    assert (await post(client, f"/a/{draft}/q/school-page", school="fun")).status_code == 403
    client.headers["origin"] = "http://127.0.0.1:8000"
    assert (await post(client, f"/a/{draft}/q/school-page", school="fun")).status_code == 303
    assert await answers(service, draft) == {"school": Answer("given", "fun")}


async def test_the_cookie_of_one_draft_opens_no_other(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    own, other = client.cookies[f"visit-{await begin('my-day')}"], await begin("my-day")
    client.cookies.clear()
    for value in (own, own.replace(".", "x", 1), "", ".", "..", "é.ü.ö"):
        cookie = {b"cookie": f"visit-{other}={value}".encode()}
        for path in (f"/a/{other}", f"/a/{other}/q/school-page", f"/a/{other}/check", f"/a/{other}/done"):
            assert (await client.get(path, headers=cookie)).status_code == 410, (value, path)
        sent = await client.post(f"/a/{other}/q/school-page", files={"school": (None, "fun")}, headers=cookie)
        assert sent.status_code == 410
    assert await answers(service, other) == {}


async def test_a_page_that_the_form_does_not_have_is_not_there(
    client: httpx.AsyncClient, begin: Begin
) -> None:
    draft = await begin("my-day")
    for page in ("nothing", "x" * 10_000, "%00"):
        assert (await client.get(f"/a/{draft}/q/{page}")).status_code == 404, page
        assert (await post(client, f"/a/{draft}/q/{page}", school="fun")).status_code == 404, page


async def test_fields_that_a_page_does_not_ask_are_not_kept(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-day")
    fields = {"school": "fun", "food": "hungry", "constructor": "z"}
    assert (await post(client, f"/a/{draft}/q/school-page", **fields)).status_code == 303
    assert await answers(service, draft) == {"school": Answer("given", "fun")}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"a\x00b", "a\ufffdb"),
        ("línea 1\r\nlínea 2 🙂".encode(), "línea 1\nlínea 2 🙂"),
        (b"  spaces stay  ", "  spaces stay  "),
    ],
)
async def test_words_that_no_database_can_hold_are_kept_as_near_as_can_be(
    client: httpx.AsyncClient, service: Service, begin: Begin, sent: bytes, kept: str
) -> None:
    draft = await begin("my-view")
    saved = await client.post(f"/a/{draft}/q/good-page", files={"good": (None, sent)})
    assert saved.status_code == 303
    assert await answers(service, draft) == {"good": Answer("given", kept)}


@pytest.mark.parametrize(
    ("name", "value"), [("x" * 10_000, b"y"), ("good", b"a\xed\xa0\x80b"), ("good", b"\xff")]
)
async def test_what_no_browser_sends_is_refused_and_what_was_saved_stays(
    client: httpx.AsyncClient, service: Service, begin: Begin, name: str, value: bytes
) -> None:
    draft = await begin("my-view")
    await post(client, f"/a/{draft}/q/good-page", good=WORDS)
    refused = await client.post(f"/a/{draft}/q/good-page", files={name: (None, value)})
    assert refused.status_code == 400
    assert "Childline" in refused.text
    assert await answers(service, draft) == {"good": Answer("given", WORDS)}


async def test_a_body_beyond_the_limit_is_refused_kindly_and_what_was_saved_stays(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-view")
    await post(client, f"/a/{draft}/q/good-page", good=WORDS)
    refused = await post(client, f"/a/{draft}/q/good-page", good="x" * 130_000)
    assert refused.status_code == 413
    assert "That is too much at once" in refused.text
    assert await answers(service, draft) == {"good": Answer("given", WORDS)}


async def test_words_that_could_not_be_saved_come_back_in_the_page_and_can_be_sent_again(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-view")
    with unwritable(service):
        unsaved = await post(client, f"/a/{draft}/q/good-page", good=WORDS)
        assert unsaved.status_code == 503
        assert "I like my bed &amp; &lt;b&gt;my&lt;/b&gt; cat</textarea>" in unsaved.text
        assert "We could not save this just now." in unsaved.text
        assert await answers(service, draft) == {}
    assert (await post(client, f"/a/{draft}/q/good-page", good=WORDS)).status_code == 303
    assert await answers(service, draft) == {"good": Answer("given", WORDS)}


async def test_answers_that_could_not_be_sent_stay_and_can_be_sent_later(
    client: httpx.AsyncClient, service: Service, begin: Begin
) -> None:
    draft = await begin("my-view")
    await post(client, f"/a/{draft}/q/good-page", good=WORDS)
    with unwritable(service):
        assert (await post(client, f"/a/{draft}/send")).status_code == 503
    assert await answers(service, draft) == {"good": Answer("given", WORDS)}
    sent = await post(client, f"/a/{draft}/send")
    assert sent.headers["location"] == f"/a/{draft}/done"
    assert (await client.get(f"/a/{draft}/done")).status_code == 200
    assert await drafting.find(service, draft) is None


async def test_the_page_before_sending_says_that_what_is_left_lying_is_sent_and_so_it_is(
    client: httpx.AsyncClient, service: Service, begin: Begin, clock: SettableClock
) -> None:
    draft = await begin("my-view")
    await post(client, f"/a/{draft}/q/good-page", good=WORDS)
    page = (await client.get(f"/a/{draft}/check")).text
    assert "If you just leave, what you said is sent to us later. To delete it, press “Stop”." in page
    assert f'href="/a/{draft}/stop"' in page
    clock.move(minutes=service.settings.link_draft_hours * 60 + 1)
    assert await drafting.send_idle(service) == 1


async def test_start_pressed_twice_begins_one_draft(
    client: httpx.AsyncClient, service: Service, address: Begin
) -> None:
    path, wanted = await address("my-day"), str(uuid_utils.uuid7())
    places = {(await post(client, path, submission=wanted)).headers["location"] for _ in range(2)}
    assert places == {f"/a/{wanted}"}
    async with service.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(drafts)) == 1


async def test_pages_are_compressed_and_none_of_them_holds_a_token(
    client: httpx.AsyncClient, address: Begin, begin: Begin
) -> None:
    client.headers["accept-encoding"] = "br"
    link = await address("my-day")
    opened = await client.get(link)
    assert opened.headers["content-encoding"] == "br"
    assert link.rpartition("/")[2] not in opened.text
    draft = await begin("my-day")
    question = await client.get(f"/a/{draft}/q/school-page")
    assert question.headers["content-encoding"] == "br"


async def test_a_typed_code_leads_to_its_link_however_it_is_spaced(
    client: httpx.AsyncClient, address: Begin
) -> None:
    code = (await address("my-day")).removeprefix("/l/")
    for typed in (code, f" {code.lower()} ", code.replace("-", " "), code.replace("-", "")):
        sent = await client.get("/l", params={"code": typed})
        assert sent.status_code == 303, typed
        assert (await client.get(sent.headers["location"])).status_code == 200, typed
    wrong = await client.get("/l", params={"code": code[:-1]})
    assert wrong.status_code == 404
    assert f'value="{code[:-1]}"' in wrong.text
