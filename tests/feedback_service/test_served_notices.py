"""A service that is really served: what a child sent is told of, also when the service dies right after."""

import json
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.engine import make_url

from benchmarks.served import fresh, running
from feedback_service.settings import Settings
from feedback_service.storage.schema import workers
from tests.feedback_service.answering import FORM, whole_form
from tests.feedback_service.receivers import Mailbox, mail_server
from tests.feedback_service.storage.seeds import new_id

SCARED = "my dad hits me and I am scared to go home"


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Mailbox, threading.Event]]:
    """A mail server that services find in their environment, and what is set when it took a mail."""
    box, came = Mailbox(), threading.Event()
    box.meanwhile = lambda stage: came.set() if stage == "taken" else None
    with mail_server(box):
        chosen = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(box.port), "SMTP_SECURITY": "none"}
        for name, value in {**chosen, "MAIL_FROM": "notices@feedback.example"}.items():
            monkeypatch.setenv(f"FEEDBACK_{name}", value)
        yield box, came


def hire(settings: Settings) -> None:
    engine = create_engine(make_url(settings.database_url).set(drivername="sqlite"))
    lead = {"id": new_id(), "username": "lead", "name": "Lead", "role": "safeguarding", "all_teams": True}
    with engine.begin() as connection:
        reached = {"email": "lead@agency.example", "active": True, "created_at": 1, "password_hash": "none"}
        connection.execute(insert(workers).values(**lead, **reached))
    engine.dispose()


def send(settings: Settings, token: str) -> None:
    """Answers with a sign of harm, acknowledged."""
    body = json.dumps(whole_form(matters=SCARED)).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    asked = Request(f"{settings.public_url}/api/submissions", body, headers)  # noqa: S310 (loopback)
    with urlopen(asked, timeout=30) as answer:  # noqa: S310
        assert answer.status == 201


def references(box: Mailbox) -> set[str]:
    return {str(message_from_bytes(one.original_content or b"")["Message-ID"]) for one in box.mails}


def test_a_mail_comes_within_seconds_and_after_a_kill_when_the_service_is_there_again(
    mailed: tuple[Mailbox, threading.Event],
) -> None:
    box, came = mailed
    with fresh(FORM) as (settings, token):
        hire(settings)
        with running(settings) as process:
            begun = time.monotonic()
            send(settings, token)
            assert came.wait(60)
            print(f"from the submission to the mail: {time.monotonic() - begun:.1f} s")  # noqa: T201
            came.clear()
            send(settings, token)
            process.kill()
        with running(settings):
            while len(references(box)) < 2:
                assert came.wait(120), "a minute at most for what the dead one had taken on"
                came.clear()
    assert len(references(box)) == 2
