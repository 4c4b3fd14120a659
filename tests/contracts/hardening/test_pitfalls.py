"""Traps of the framework and of the web that others fell into: one test each, which fails if we do."""

import ast
import re
from pathlib import Path
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar import _parsers as parsers
from litestar.routes import HTTPRoute

from feedback_service.service import Service
from feedback_service.web.http import send_on
from feedback_service.web.staff.guards import KnownWorkers
from tests.contracts.hardening.conftest import asked, browser_for, ways
from tests.feedback_service.answering import link_token
from tests.feedback_service.web.staff.conftest import PASSWORD
from tests.feedback_service.web.tablets import post

ROOT = Path(__file__).parents[3]
PROGRAM = sorted((ROOT / "feedback_service").rglob("*.py"))
Browsers = dict[str, httpx.AsyncClient]
# Comparing what is secret must take the same time however much of it fits.
SECRET = re.compile(r"signature|hash|token|secret|digest|password|\bmac\b|proof", re.IGNORECASE)
# Equal signs beside such a name that compare no secret of ours with what somebody sent.
HARMLESS = {
    "account_passwords.py: password != again",  # typed twice by the same person
    "forms.py: known[key] != form.digest",  # of published forms
    "account.py: one.token_hash == here",  # which of a worker's own sessions this is
}


async def test_a_session_that_somebody_planted_is_never_the_one_that_is_signed_in(
    client: httpx.AsyncClient, people: dict[str, str]
) -> None:
    client.cookies.set("staff", "planted", path="/staff")
    fields = {"username": "manager", "password": PASSWORD}
    first = await post(client, "/staff/sign-in", **fields)
    planted = httpx.Cookies({"staff": "planted"})
    assert (await client.get("/staff")).status_code == 200
    token = re.findall(r"staff=([^;]+)", first.headers["set-cookie"])[0]
    assert token != "planted"
    again = await post(client, "/staff/sign-in", **fields)
    assert re.findall(r"staff=([^;]+)", again.headers["set-cookie"])[0] != token
    for stale in (planted["staff"], token):
        client.cookies.clear()
        shown = await client.get("/staff", headers={"cookie": f"staff={stale}"})
        assert shown.status_code == 303, "neither what was planted nor what came before is signed in"


async def test_cookies_that_the_framework_shares_between_requests_are_changed_by_no_route(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> None:
    seen = set()
    for way in ways(app, known):
        answer = await asked(browser_for(way, everybody), way)
        header = answer.request.headers["cookie"]
        assert parsers.parse_cookie_string(header) == parsers.parse_cookie_string.__wrapped__(header), way
        seen.add(header)
    assert len(seen) > 1


async def test_no_address_is_let_in_for_looking_like_one_that_is_open(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    """Where openness went by patterns, an open word anywhere in the address opened it."""
    words = ("sign-in", "sign-in/second", "staff/sign-in", "welcome", "healthz", "static", "sso/back")
    tried = 0
    for route in app.routes:
        if isinstance(route, HTTPRoute) and KnownWorkers in _middleware(route):
            for word in words:
                parts = [
                    part if isinstance(part, str) else quote(word, safe="") for part in route.path_components
                ]
                for address in (f"/{'/'.join(parts)}", f"/{'/'.join(parts)}?next=/staff/sign-in"):
                    for method in route.methods & {"GET", "POST"}:
                        answer = await client.request(method, address)
                        assert answer.status_code in {303, 404, 405}, address
                        tried += answer.status_code == 303
    assert tried > 100


def _middleware(route: HTTPRoute) -> set[object]:
    return {one for handler in route.route_handlers for one in handler.resolve_middleware()}


def test_no_route_is_kept_open_by_a_pattern_or_a_flag() -> None:
    for path in PROGRAM:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"exclude_from_auth|exclude_http_methods|\bexclude=", text), path.name


async def test_each_limit_counts_in_a_bucket_of_its_own(
    client: httpx.AsyncClient, service: Service, people: dict[str, str]
) -> None:
    token = await link_token(service)
    words, wrong = {"words": "apple river button lantern"}, {"username": "reviewer", "password": "wrong"}
    for path, fields in (("/return", words), ("/staff/sign-in", wrong)):
        statuses = [(await post(client, path, **fields)).status_code for _ in range(20)]
        assert statuses[-1] == 429, path
    assert (await post(client, f"/l/{token}")).status_code == 303
    assert (await post(client, "/staff/sign-in", username="manager", password=PASSWORD)).status_code == 303
    assert (await client.get("/staff")).status_code == 200


async def test_no_posted_form_stays_in_the_memory_of_the_framework(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> None:
    kept = parsers.parse_url_encoded_form_data.cache_info()
    for number, way in enumerate(ways(app, known)):
        if way.method == "POST":
            body = f"good=marmalade{number}&matters=elephants{number}"
            browser = browser_for(way, everybody)
            headers = {"content-type": "application/x-www-form-urlencoded"}
            await browser.request("POST", way.path, content=body, headers=headers)
    assert parsers.parse_url_encoded_form_data.cache_info() == kept


@given(st.text(max_size=200) | st.sampled_from(["/a\r\nset-cookie: x=y", "/\x00", "/é🙂", "/" + "x" * 3000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_redirect_holds_an_address_and_nothing_else(address: str) -> None:
    located = send_on(address).headers["location"]
    assert located.isascii()
    assert re.search(r"[\x00-\x20\x7f\"<>\\^`{|}]", located) is None


async def test_nothing_that_somebody_sends_starts_a_header_of_its_own(
    app: Litestar, known: dict[str, str], everybody: Browsers
) -> None:
    odd = "x%0d%0aset-cookie:%20planted=1%0d%0a"
    names = dict.fromkeys(known, odd)
    for way in ways(app, names):
        answer = await asked(
            browser_for(way, everybody), way, params={"language": "en\r\nx: y", "did": "é\n"}
        )
        assert answer.status_code < 500, way
        for name, value in answer.headers.multi_items():
            assert "\r" not in value, (way, name)
            assert "\n" not in value, (way, name)
        assert "planted" not in answer.cookies, way


def test_nothing_secret_is_compared_by_an_equals_sign() -> None:
    found = {
        f"{path.name}: {ast.unparse(node)}"
        for path in PROGRAM
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare) and _compares_a_secret(node)
    }
    assert found == HARMLESS


def _compares_a_secret(node: ast.Compare) -> bool:
    """Whether `==` or `!=` stands between two values one of which is named like a secret.

    Columns in a query are no such place: the database looks a hash up, and learns nothing of a token by it.
    """
    if not any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops):
        return False
    sides = [node.left, *node.comparators]
    if any(isinstance(side, ast.Constant) or ".c." in ast.unparse(side) for side in sides):
        return False
    return any(SECRET.search(ast.unparse(side)) for side in sides)
