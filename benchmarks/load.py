"""A small HTTP/1.1 client that keeps many connections busy with prepared requests (loopback only)."""

import asyncio
import time
from collections.abc import Iterator
from typing import NamedTuple


class Outcome(NamedTuple):
    """What one run of load brought: answers by status, bodies in order of arrival, seconds it took."""

    statuses: dict[int, int]
    bodies: list[bytes]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds


class _Caller(asyncio.Protocol):
    """One connection: sends the next request when the answer to the last one is whole."""

    def __init__(self, requests: Iterator[bytes], outcome: Outcome, done: asyncio.Future[None]) -> None:
        self._requests, self._outcome, self._done = requests, outcome, done
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, gap, rest = self._buffer.partition(b"\r\n\r\n")
        if not gap:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(rest) >= length:
            status = int(head[9:12])
            self._outcome.statuses[status] = self._outcome.statuses.get(status, 0) + 1
            self._outcome.bodies.append(rest[:length])
            self._buffer = b""
            self._next()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)


async def load(port: int, requests: list[bytes], connections: int) -> Outcome:
    """Send all `requests` over `connections` kept-alive connections; ends early when the server dies."""
    loop = asyncio.get_running_loop()
    outcome, source = Outcome({}, [], 0.0), iter(requests)
    ends = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    for end in ends:
        await loop.create_connection(lambda end=end: _Caller(source, outcome, end), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    return outcome._replace(seconds=time.perf_counter() - began)


def post(path: str, body: bytes, *, token: str = "") -> bytes:
    """A JSON POST as it goes over the wire."""
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"{authorization}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
