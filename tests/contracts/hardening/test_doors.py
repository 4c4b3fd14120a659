"""What no request gets past and no answer goes without, over all routes: hosts, headers, other sites."""

import re

import httpx
import pytest
from litestar import Litestar

from feedback_service.service import Service
from feedback_service.web.doorway import MOST_HEADERS, host_of
from tests.contracts.hardening.conftest import asked, browser_for, changed, rows, ways

Browsers = dict[str, httpx.AsyncClient]
ODD = ("evil.example", "127.0.0.1.evil.example", "", "a b", "127.0.0.1:port", "127.0.0.1@evil.example", "é")
# What a token of its own protects: a page of another site may send no such header without leave.
BY_TOKEN = {"/api/submissions"}
# GET routes that change what is stored or ends, besides the notes of who opened what, and what each changes.
CHANGING = {
    "tablet_menu": {"drafts", "submissions"},  # opening the menu sends what the one before left
    "tablet_group": {"drafts", "submissions"},
    "open_on_tablet": {"drafts", "submissions"},
    "saved": {"receipts"},  # the entry by which the four words on the page are found
    "done": {"receipts"},
}
NOTES = {"audit", "sessions"}  # who opened what and when; when a session was used


async def every_answer(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> dict[tuple[str, str, str], httpx.Response]:
    """The answer to each way as one who may go it, as nobody, and to what has no way at all."""
    answers = {}
    for way in ways(app, known):
        for who, browser in (("allowed", browser_for(way, everybody)), ("nobody", everybody[""])):
            answers[who, way.method, way.path] = await asked(browser, way)
    plain = everybody[""]
    for method, path in (
        ("GET", "/nowhere"),
        ("DELETE", "/"),
        ("PUT", "/staff"),
        ("TRACE", "/"),
        ("HEAD", "/"),
    ):
        answers["nobody", method, path] = await plain.request(method, path)
    answers["nobody", "POST", "too much"] = await plain.post("/return", files={"x": (None, "x" * 200_000)})
    answers["nobody", "GET", "other host"] = await plain.get("/", headers={"host": "evil.example"})
    return answers


async def test_no_answer_goes_without_the_headers_that_keep_browsers_strict(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> None:
    answers = await every_answer(app, known, everybody)
    assert len(answers) > 200
    assert {one.status_code for one in answers.values()} >= {200, 303, 400, 401, 403, 404, 405, 413}
    for place, answer in answers.items():
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), place
        assert "unsafe" not in policy, place
        assert "*" not in policy, place
        assert headers["x-content-type-options"] == "nosniff", place
        assert headers["cross-origin-resource-policy"] == "same-origin", place
        assert "access-control-allow-origin" not in headers, place
        assert "server" not in headers, place
        if not place[2].startswith("/static/"):
            assert headers["referrer-policy"] == "no-referrer", place
        if answer.content:
            assert headers["content-type"], place
        if headers.get("content-type", "").startswith("text/html") and answer.content:
            assert headers["content-type"] == "text/html; charset=utf-8", place
            assert "frame-ancestors 'none'" in policy, place
            assert "base-uri 'none'" in policy, place
            assert "form-action 'self'" in policy, place
            assert headers["cross-origin-opener-policy"] == "same-origin", place
            assert headers["permissions-policy"].startswith("camera=(), geolocation=(), microphone="), place


async def test_nothing_but_files_and_harmless_pages_may_be_kept(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> None:
    answers = await every_answer(app, known, everybody)
    kept = {
        path
        for (_, _, path), one in answers.items()
        if one.headers["cache-control"] != "no-store" and not path.startswith("/static/")
    }
    assert kept == {"/away"}


@pytest.mark.parametrize("host", ODD)
async def test_a_request_for_another_host_reaches_no_page(client: httpx.AsyncClient, host: str) -> None:
    for path in ("/", "/staff/sign-in", "/healthz", "/nowhere"):
        answer = await client.get(path, headers={b"host": host.encode()})
        assert answer.status_code == 400, path
        assert "We could not read that" in answer.text, path
    assert host_of(host) not in {"127.0.0.1", "localhost"}


async def test_this_machine_may_ask_under_any_of_its_names_and_ports(client: httpx.AsyncClient) -> None:
    for host in ("127.0.0.1", "127.0.0.1:1", "localhost:65535", "[::1]:8000", "LOCALHOST"):
        assert (await client.get("/healthz", headers={"host": host})).status_code == 200, host


@pytest.mark.parametrize(
    "name", ["a%00b", "a" * 300, "b/" * 3_000, "site.css/x", "%ff", "../app.py", "%2e%2e/x"]
)
async def test_a_name_that_no_file_can_have_is_not_found(client: httpx.AsyncClient, name: str) -> None:
    (folder,) = set(re.findall(r"/static/[0-9a-f]+", (await client.get("/")).text))
    for path in (f"{folder}/{name}", f"{folder}/x/{name}"):
        assert (await client.get(path)).status_code == 404
        assert (await client.head(path)).status_code == 404


async def test_two_hosts_in_one_request_are_none(app: Litestar, client: httpx.AsyncClient) -> None:
    request = client.build_request("GET", "/", headers=[("host", "127.0.0.1"), ("host", "127.0.0.1")])
    assert (await client.send(request)).status_code == 400


async def test_a_head_of_too_many_or_too_long_lines_is_refused(client: httpx.AsyncClient) -> None:
    many = {f"x-{number}": "1" for number in range(MOST_HEADERS)}
    assert (await client.get("/", headers=many)).status_code == 400
    assert (await client.get("/", headers={"x-long": "x" * 40_000})).status_code == 400
    assert (await client.get("/", headers={"x-long": "x" * 4_000})).status_code == 200


async def test_nobody_who_asks_can_say_where_they_come_from(client: httpx.AsyncClient) -> None:
    forwarded = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "10.0.0.1",
        "forwarded": "host=evil.example;proto=https",
        "x-original-url": "/staff",
        "x-rewrite-url": "/staff",
        "x-http-method-override": "DELETE",
    }
    for path in ("/", "/staff", "/tablet", "/l?code=x"):
        plain, told = await client.get(path), await client.get(path, headers=forwarded)
        assert (told.status_code, told.headers, told.text) == (plain.status_code, plain.headers, plain.text)


async def test_no_change_from_another_site_is_taken_anywhere(
    app: Litestar, service: Service, known: dict[str, str], everybody: Browsers
) -> None:
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    before, tried = rows(service), 0
    for way in ways(app, known):
        if way.method in {"POST", "PUT", "PATCH", "DELETE"} and way.path not in BY_TOKEN:
            answer = await asked(browser_for(way, everybody), way, headers=foreign)
            assert answer.status_code == 403, way
            assert "set-cookie" not in answer.headers, way
            tried += 1
    assert tried > 50
    assert changed(before, rows(service)) - NOTES == set()


async def test_what_a_token_protects_takes_no_cookie_for_it(
    client: httpx.AsyncClient, known: dict[str, str]
) -> None:
    client.cookies.set("authorization", f"Bearer {known['token']}")
    answer = await client.post("/api/submissions", json={})
    assert answer.status_code == 401


async def test_looking_at_a_page_changes_nothing_but_the_notes_of_it(
    app: Litestar, service: Service, known: dict[str, str], everybody: Browsers
) -> None:
    found = {}
    for way in ways(app, known):
        if way.method == "GET":
            before = rows(service)
            await asked(browser_for(way, everybody), way)
            found[way.operation] = changed(before, rows(service)) - NOTES
    assert {name for name, tables in found.items() if tables - CHANGING.get(name, set())} == set()
