"""The fire drill: who was reached at each rung, what is missing, and that it leaves no concern behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.engine import Engine, make_url

from feedback_service.cli import main
from feedback_service.settings import Settings
from feedback_service.storage.schema import audit, concerns, deliveries, notices, shifts, workers
from tests.feedback_service import receivers
from tests.feedback_service.receivers import Mailbox, Webhook, mail_server, serving
from tests.feedback_service.storage.seeds import new_id


@pytest.fixture
def box() -> Iterator[Mailbox]:
    found = Mailbox()
    with mail_server(found):
        yield found


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The database that the command finds, from outside."""
    found = create_engine(make_url(settings.database_url).set(drivername="sqlite"))
    yield found
    found.dispose()


@pytest.fixture
def _set_up(settings: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {
        "DATABASE_URL": settings.database_url,
        "KEY_FILE": settings.key_file,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(box.port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "notices@feedback.example",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(f"FEEDBACK_{name}", value)


def hire(engine: Engine, role: str, name: str, email: str | None) -> str:
    found = new_id()
    row = {"id": found, "username": found, "name": name, "role": role, "all_teams": True, "active": True}
    with engine.begin() as connection:
        connection.execute(insert(workers).values(**row, password_hash="none", created_at=1, email=email))
    return found


def put_on(engine: Engine, rung: str, worker_id: str) -> None:
    row = {
        "id": new_id(),
        "rung": rung,
        "worker_id": worker_id,
        "starts_at": 0,
        "ends_at": 2**50,
        "made_at": 0,
    }
    with engine.begin() as connection:
        connection.execute(insert(shifts).values(**row))


def count(engine: Engine, *tables: object) -> list[int]:
    with engine.connect() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
            for table in tables
        ]


def drill(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["drill", "--wait", "5", *arguments])


@pytest.mark.usefixtures("_set_up")
def test_a_drill_reaches_each_rung_and_leaves_no_concern(engine: Engine, box: Mailbox) -> None:
    for rung, role, name in (
        ("duty", "safeguarding", "Ash"),
        ("deputy", "safeguarding", "Birch"),
        ("manager", "manager", "Cedar"),
        ("out_of_hours", "safeguarding", "Dogwood"),
    ):
        put_on(engine, rung, hire(engine, role, name, f"{name.lower()}@agency.example"))
    done = drill()
    assert done.exit_code == 0, done.output
    assert [line.split()[-4:-2] for line in done.output.splitlines()[1:5]] == [["accepted", "after"]] * 4
    assert "Everybody was reached." in done.output
    reached = [one.rcpt_tos[0].split("@")[0] for one in box.mails]
    assert sorted(reached) == ["ash", "birch", "cedar", "dogwood"]
    assert all(b"This is a drill" in (one.original_content or b"") for one in box.mails)
    assert count(engine, concerns, notices, deliveries) == [0, 4, 4]
    with engine.connect() as connection:
        assert connection.execute(select(notices.c.drill, notices.c.kind).distinct()).all() == [
            (True, "drill")
        ]
        assert connection.execute(select(audit.c.action)).scalars().all() == ["drill-made"]


@pytest.mark.usefixtures("_set_up")
def test_who_has_no_way_to_be_told_and_an_empty_rung_are_named_and_fail(engine: Engine) -> None:
    put_on(engine, "duty", hire(engine, "safeguarding", "Ash", "ash@agency.example"))
    hire(engine, "manager", "Cedar", None)
    done = drill()
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert any(line.startswith("Duty") and "Ash" in line and "accepted" in line for line in lines)
    assert any(
        line.startswith("Manager") and "Cedar" in line and "no e-mail address" in line for line in lines
    )
    assert any(
        line.startswith("Deputy") and "nobody on the rota now for some team: told by role" in line
        for line in lines
    )
    assert "Not everybody can be reached" in done.output


@pytest.mark.usefixtures("_set_up")
def test_a_server_that_refuses_fails_the_drill_with_its_code(engine: Engine, box: Mailbox) -> None:
    put_on(engine, "duty", hire(engine, "safeguarding", "Ash", "ash@agency.example"))
    box.next = ["550 no"] * 9
    done = CliRunner().invoke(main, ["drill", "--wait", "0", "--rung", "duty"])
    assert done.exit_code == 1
    assert "NOT SENT: SMTP 550" in done.output


@pytest.mark.usefixtures("_set_up")
def test_a_dry_run_says_who_would_be_told_and_sends_and_keeps_nothing(engine: Engine, box: Mailbox) -> None:
    put_on(engine, "duty", hire(engine, "safeguarding", "Ash", "ash@agency.example"))
    done = drill("--dry-run", "--rung", "duty")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1].split() == ["Duty", "Ash", "E-mail"]
    assert "Everybody can be reached." in done.output
    assert box.mails == []
    assert count(engine, notices) == [0]


def test_without_a_channel_or_without_anybody_a_drill_fails(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    nobody = drill()
    assert nobody.exit_code == 1
    assert "No channel is set up" in nobody.output
    assert "nobody on the rota now for some team: and nobody has the role" in nobody.output
    hook = Webhook()
    (tmp_path / "secret").write_text(receivers.SECRET)
    monkeypatch.setenv("FEEDBACK_WEBHOOK_SECRET_FILE", f"{tmp_path}/secret")
    with serving(hook):
        monkeypatch.setenv("FEEDBACK_WEBHOOK_URL", hook.url)
        put_on(engine, "duty", hire(engine, "safeguarding", "Ash", None))
        done = drill("--rung", "duty")
    assert done.exit_code == 1, "a webhook alone reaches no person"
    assert len(hook.taken) == 1
    monkeypatch.setenv("FEEDBACK_WEBHOOK_URL", "http://elsewhere.example")
    refused = drill()
    assert refused.exit_code == 1
    assert "webhook_url must begin with https://" in refused.output
