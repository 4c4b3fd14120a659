"""A server between a browser and the service that fails as networks do, and a browser that can be killed."""

import contextlib
import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, sync_playwright

from tests.journeys.browsing import ARGUMENTS, CHROMIUM

KILL_SECONDS = 10
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Between(ThreadingHTTPServer):
    """Hands everything on to the service at `target`; the next `failures` sealed answers get 503 instead of
    their reply, every other one after the service has stored it. `sealed` counts those that came; while it
    `is_away` nothing is handed on.
    """

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.failures, self.sealed, self.is_away = 0, 0, False
        self.lock = threading.Lock()

    def fate(self, path: str) -> str:
        """What becomes of a request: "fine", "lost" before the service has it, or "after" it has."""
        if self.is_away:
            return "lost"
        if path != "/api/sealed":
            return "fine"
        with self.lock:
            self.sealed += 1
            self.failures -= 1
            return "fine" if self.failures < 0 else "after" if self.failures % 2 else "lost"


class _Handler(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._hand_on()

    do_POST = do_GET  # noqa: N815 (the library's name)

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        fate = self.server.fate(self.path)
        if fate == "lost":
            return self._reply(503, [], b"")
        connection = http.client.HTTPConnection(self.server.target, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if fate == "after":
            return self._reply(503, [], b"")
        return self._reply(answer.status, answer.getheaders(), data)

    def _reply(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one_request(self) -> None:
        """One request; a browser that was ended in the middle of one is no fault."""
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def log_message(self, *_: object) -> None:
        """Nothing: what passes is nobody's business."""


@contextmanager
def between(target: str) -> Iterator[Between]:
    """The failing server in front of the service, until the block ends."""
    server = Between(target)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def life(profile: Path, *, free: bool = False) -> Iterator[BrowserContext]:
    """One life of the tablet's browser: what it kept in `profile` is there again in the next."""
    for left in profile.glob("Singleton*"):
        left.unlink()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=list(ARGUMENTS),
            viewport={"width": 1024, "height": 768},
            reduced_motion="reduce",
            bypass_csp=free,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context.set_default_timeout(30_000)
        yield context
        if _processes(profile):
            context.close()


def kill(profile: Path) -> None:
    """End the browser of this profile, and no other, as a flat battery does."""
    for pid in _processes(profile):
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + KILL_SECONDS
    while _processes(profile):
        assert time.monotonic() < end, "the browser does not die"


def _processes(profile: Path) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(profile).encode() in path.read_bytes() and b"chromium" in path.read_bytes():
                found.append(int(path.parent.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found
