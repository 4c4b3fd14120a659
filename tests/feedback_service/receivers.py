"""Real servers on loopback that notices are sent to: mail, GOV.UK Notify's API, and a signed webhook."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer

SERVICE_ID, API_SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"our_key-{SERVICE_ID}-{API_SECRET}"
SECRET = "a secret of more than twenty-four bytes"
USER, PASSWORD = "notices", "mail server's password"
Meanwhile = Callable[[str], None]


def nothing(_stage: str) -> None:
    """What happens while something is being taken, unless a test says otherwise."""


class Got(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ABC):
    """What an HTTP server took, by reference; what it says next; what it does before it answers."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.taken: list[str] = []  # references, once for each time
        self.next: list[str] = []  # "500", "429", "302", "garbage", "close", "taken then 500", "hang"
        self.refused: list[str] = []  # why a request was not one of ours
        self.meanwhile: Meanwhile = nothing
        self.url = ""
        self.let_go = threading.Event()

    def answer(self, got: Got) -> tuple[int, bytes]:
        """Take it or not, and say so; ConnectionError ends the connection without a word."""
        self.got.append(got)
        self.meanwhile("asked")
        way = self.next.pop(0) if self.next else "take"
        if way == "hang":
            self.let_go.wait(30)
        if way in {"close", "hang"}:
            raise ConnectionError
        if way.isdigit():
            return int(way), b'{"status_code": 0, "errors": []}'
        answered = self.take(got)
        self.meanwhile("taken")
        return {"take": answered, "garbage": (201, b"<html>")}.get(way, (500, b"{}"))

    @abstractmethod
    def take(self, got: Got) -> tuple[int, bytes]:
        """Keep what was asked, if it is right, and answer with a status and a body."""


class Webhook(Receiver):
    """Verifies signatures as Standard Webhooks say, with its own code."""

    def take(self, got: Got) -> tuple[int, bytes]:
        reference, at = got.headers["webhook-id"], got.headers["webhook-timestamp"]
        content = b".".join((reference.encode(), at.encode(), got.body))
        expected = base64.b64encode(hmac.digest(SECRET.encode(), content, hashlib.sha256)).decode()
        if got.headers["webhook-signature"] != f"v1,{expected}" or json.loads(got.body)["id"] != reference:
            self.refused.append(reference)
            return 401, b""
        self.taken.append(reference)
        return 204, b""


class Notify(Receiver):
    """As much of GOV.UK Notify's API as its client uses here; it never takes what its key did not sign."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[dict[str, Any]] = []

    def take(self, got: Got) -> tuple[int, bytes]:
        token = got.headers["authorization"].removeprefix("Bearer ")
        issuer, signed = get_token_issuer(token), decode_jwt_token(token, API_SECRET)  # type: ignore[no-untyped-call]
        if issuer != SERVICE_ID or not signed:
            self.refused.append(got.path)
            return 403, b"{}"
        if got.method == "GET":
            (wanted,) = parse_qs(urlsplit(got.path).query)["reference"]
            found = [one for one in self.kept if one["reference"] == wanted]
            return 200, json.dumps({"notifications": found, "links": {}}).encode()
        sent = json.loads(got.body)
        self.kept.append({**sent, "way": got.path.rpartition("/")[2], "status": "created"})
        self.taken.append(sent["reference"])
        return 201, json.dumps({"id": f"n{len(self.kept)}", "reference": sent["reference"]}).encode()


@contextmanager
def serving(receiver: Receiver) -> Iterator[None]:
    """The receiver listening at its `url` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                status, answer = receiver.answer(Got(self.command, self.path, headers, body))
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.send_header("location", "/elsewhere")
                self.end_headers()
                self.wfile.write(answer)
            except OSError:  # whoever asked has gone, or is to be left without an answer
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 (the server's own names)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield
    receiver.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


class Mailbox:
    """Mails that a server took, and what it says next: "451 …" to whatever is asked."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.next: list[str] = []
        self.over_tls: list[bool] = []
        self.meanwhile: Meanwhile = nothing
        self.port = 0

    async def handle_MAIL(  # noqa: N802 (the server's own names)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.meanwhile("asked")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.meanwhile("addressed")
        if self.next:
            return self.next.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        self.over_tls.append(session.ssl is not None)
        self.meanwhile("taken")
        return "250 OK"


class _Server(Controller):
    def _trigger_server(self) -> None:
        """The port is chosen by the machine: it is known once the server listens."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _allowed(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: object) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=login == right, handled=False)


@contextmanager
def mail_server(box: Mailbox, tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """A mail server on `box.port`; with `tls` it takes mail only after STARTTLS and a right password."""
    strict: dict[str, Any] = {"authenticator": _allowed, "auth_required": True, "require_starttls": True}
    server = _Server(
        box, hostname="127.0.0.1", port=0, **({"tls_context": tls, **strict} if tls is not None else {})
    )
    server.start()
    box.port = server.port
    yield
    server.stop()
