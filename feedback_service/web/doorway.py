"""What every request and every answer passes: the host asked for, names of cookies, headers never missing."""

import re
from typing import Any

from litestar import Litestar, Request
from litestar.enums import ScopeType
from litestar.exceptions import ClientException
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from feedback_service.settings import Settings
from feedback_service.web.errors import refused

Headers = list[tuple[bytes, bytes]]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
PREFIX = b"__Host-"  # browsers take such a cookie from this very host over TLS only
MOST_HEAD_BYTES, MOST_HEADERS = 32_000, 100
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::[0-9]{1,5})?")
# What is said even of a file that never changes: each byte counts on a phone.
_OF_FILES = {
    b"content-security-policy": b"default-src 'none';frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"cross-origin-resource-policy": b"same-origin",
}
_OF_ANSWERS = {**_OF_FILES, b"referrer-policy": b"no-referrer", b"cache-control": b"no-store"}
_OVER_TLS = {b"strict-transport-security": b"max-age=31536000;includeSubDomains"}


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The names that browsers may call this service by: its public address, those set, and loopback."""
    public = host_of(settings.public_url.partition("://")[2].partition("/")[0])
    return frozenset({public, *(host.lower() for host in settings.allowed_hosts), *LOOPBACK})


def host_of(header: str) -> str:
    """The host that a Host header names, without its port; empty when it is none."""
    found = _HOST.fullmatch(header.lower())
    return found[1] if found else ""


def guarded(app: Litestar, settings: Settings) -> ASGIApp:
    """The handler of `app` behind this door.

    It stands before routing, so that what is not found and what fails pass it as well. Nothing here or behind
    it reads X-Forwarded headers: whoever sends a request could set them.
    """
    inner, hosts = app.asgi_handler, allowed_hosts(settings)
    over_tls = _OVER_TLS if settings.secure else {}
    of_files, of_answers = _OF_FILES | over_tls, _OF_ANSWERS | over_tls

    async def enter(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:  # there are none
            return await inner(scope, receive, send)
        headers: Headers = list(scope["headers"])
        always = of_files if scope["path"].startswith("/static/") else of_answers

        async def leave(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _outgoing(list(message["headers"]), always, secure=settings.secure)
            await send(message)

        named = [value for name, value in headers if name == b"host"]
        size = sum(len(name) + len(value) for name, value in headers)
        if len(named) != 1 or host_of(named[0].decode("latin-1")) not in hosts:
            return await _refuse(scope, receive, leave)
        if len(headers) > MOST_HEADERS or size > MOST_HEAD_BYTES or not scope["query_string"].isascii():
            return await _refuse(scope, receive, leave)
        if settings.secure:
            scope["headers"] = _own_cookies(headers)
        return await inner(scope, receive, leave)

    return enter


async def _refuse(scope: HTTPScope, receive: Receive, send: Send) -> None:
    # What came is not to be read any further.
    scope["headers"], scope["query_string"] = [(b"host", b"localhost")], b""
    request = Request[Any, Any, Any](scope)
    page = refused(request, ClientException())
    await page.to_asgi_response(None, request)(scope, receive, send)


def _own_cookies(headers: Headers) -> Headers:
    """The headers with our own cookies under their plain names; without any that another host could plant."""
    pairs = (
        pair.strip() for name, value in headers if name == b"cookie" for pair in value.split(b";") if pair
    )
    ours = [pair.removeprefix(PREFIX) for pair in pairs if pair.startswith(PREFIX)]
    others = [(name, value) for name, value in headers if name != b"cookie"]
    return [*others, (b"cookie", b"; ".join(ours))] if ours else others


def _outgoing(headers: Headers, always: dict[bytes, bytes], *, secure: bool) -> Headers:
    """The headers with whatever of `always` is missing, and over TLS with cookies for this very host only."""
    if secure:
        headers = [(name, PREFIX + value if name == b"set-cookie" else value) for name, value in headers]
    has = {name for name, _ in headers}
    return [*headers, *((name, value) for name, value in always.items() if name not in has)]
