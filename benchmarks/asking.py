"""Asking an application directly, without a server in between, and what comes back."""

import re
from typing import Any, NamedTuple

from litestar import Litestar


class Raw(NamedTuple):
    """A request as it comes off the wire."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def answered(app: Litestar, raw: Raw) -> Answered:
    """What the application makes of the request, without a server in between that would refuse most of it."""
    parts: list[Any] = [
        {"type": "http.request", "body": raw.body, "more_body": False},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 (the framework's own)
        return parts.pop(0) if len(parts) > 1 else parts[0]

    async def send(message: Any) -> None:  # noqa: ANN401 (the framework's own)
        sent.append(message)

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": raw.method,
        "scheme": "http",
        "path": raw.path,
        "raw_path": raw.path.encode("utf-8", "surrogatepass"),
        "query_string": raw.query,
        "root_path": "",
        "headers": list(raw.headers),
        "client": ("192.0.2.7", 40_000),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answered(sent[0]["status"], list(sent[0]["headers"]), body)


OWN_PAGE = ((b"host", b"127.0.0.1:8000"), (b"sec-fetch-site", b"same-origin"))


BOUNDARY = b"an-edge"


MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY


def multipart(fields: dict[str, str]) -> bytes:
    """The fields as a page of ours sends them."""
    parts = (
        b'--%s\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (
            BOUNDARY,
            re.sub(r'[\r\n"]', "_", name).encode("utf-8", "replace"),
            value.encode("utf-8", "replace"),
        )
        for name, value in fields.items()
    )
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
