"""What a phone downloads: the first page of a child's form with its assets, and the page after it."""

import http.client
import re
import uuid

import brotli  # type: ignore[import-untyped]

from benchmarks.served import fresh, running

FORM = "my-day"
FIRST_TARGET, NEXT_TARGET = 14_000, 4_000  # bytes: one round trip; then a page at a time


def run() -> tuple[str, bool]:
    """Bytes of bodies as they travel (brotli), by plain HTTP; head lines are not counted."""
    with fresh(FORM) as (settings, token), running(settings):
        browser = Browser(settings.port)
        start = f"/l/{token}"
        first = browser.weigh(start)
        begun = browser.ask("POST", start, f"submission={uuid.uuid4()}")
        following = browser.weigh(browser.follow(begun))
    line = (
        f"first page {first} bytes with its assets (target {FIRST_TARGET}), "
        f"the next {following} (target {NEXT_TARGET})"
    )
    return line, first <= FIRST_TARGET and following <= NEXT_TARGET


class Browser:
    """Asks for pages and what they need, keeps cookies, and fetches no asset twice."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        self._seen: set[str] = set()

    def ask(self, method: str, path: str, body: str = "") -> tuple[http.client.HTTPResponse, bytes]:
        """One request and its body as it came over the wire."""
        headers = {"accept-encoding": "br", "sec-fetch-site": "same-origin"}
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("set-cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response, response.read()

    def follow(self, answered: tuple[http.client.HTTPResponse, bytes]) -> str:
        """The address of the page at the end of a chain of redirects."""
        address = ""
        while answered[0].status == http.HTTPStatus.SEE_OTHER:
            address = answered[0].headers["location"]
            answered = self.ask("GET", address)
        assert answered[0].status == http.HTTPStatus.OK, answered[0].status
        return address

    def weigh(self, path: str) -> int:
        """The bytes of a page and of every asset it needs that was not fetched before."""
        response, body = self.ask("GET", path)
        assert response.status == http.HTTPStatus.OK, response.status
        text = brotli.decompress(body) if response.headers["content-encoding"] == "br" else body
        needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text.decode())) - self._seen
        self._seen |= needed
        return len(body) + sum(len(self.ask("GET", asset)[1]) for asset in sorted(needed))
