"""The administrator's commands: each does its work, or ends as one plain message with exit code 1."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_service.cli import main
from feedback_service.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for a new service; the environment points at it."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/data/feedback.db")
    monkeypatch.setenv("FEEDBACK_KEY_FILE", f"{tmp_path}/data/keys.toml")
    return tmp_path


@pytest.fixture
def made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new service, already migrated, with a team."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    done("team", "add", "north", "--name", "North team", "--agency", "Council")
    return Path(settings.key_file).parent


def ran(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def done(*words: str) -> str:
    result = ran(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    """What the command says when it cannot be done: a sentence, not a trace."""
    result = ran(*words)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert [line[:7] for line in result.output.splitlines()].count("Error: ") == 1
    return result.output


def rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "feedback.db") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 (our own)


def test_init_makes_a_service_once_and_migrate_can_be_repeated(folder: Path) -> None:
    assert "keys.toml" in done("init")
    assert "exists already" in refused("init")
    assert "up to date" in done("migrate")
    assert rows(folder / "data", "submissions") == 0


def test_teams_and_workers_are_added_and_a_bad_password_is_not(made: Path) -> None:
    add = ("worker", "add", "ash", "--name", "Ash", "--role", "manager", "--team", "north")
    assert "at least 12" in refused(*add, "--password", "short").lower()
    assert "ash" in done(*add, "--password", "three plain words")
    refused(*add, "--password", "three plain words")
    assert "new password" in done("worker", "password", "ash", "--password", "other plain words")
    assert "nobody" in refused("worker", "password", "nobody", "--password", "other plain words")
    assert "cannot sign in" in done("worker", "stop", "ash")
    assert "may sign in again" in done("worker", "start", "ASH")
    assert "password alone" in done("worker", "reset-factors", "ash")
    assert "/staff/welcome/" in done("worker", "invite", "ash")


def test_a_worker_is_added_by_an_invitation_with_how_they_are_reached(made: Path) -> None:
    add = ("worker", "add", "oak", "--name", "Oak", "--role", "safeguarding", "--all-teams", "--invite")
    assert "British number" in refused(*add, "--phone", "12")
    assert "whole e-mail address" in refused(*add, "--email", "oak")
    said = done(*add, "--phone", "07700 900123", "--email", "oak@council.example", "--independent")
    assert "/staff/welcome/" in said
    again = ("worker", "add", "elm", *add[3:], "--email", "OAK@council.example")
    assert "Somebody else has the address" in refused(*again)
    assert rows(made, "workers") == 1


def test_a_worker_of_an_agency_sees_a_team_that_is_added_to_it(made: Path) -> None:
    add = ("worker", "add", "elm", "--name", "Elm", "--role", "manager", "--agency", "Council", "--invite")
    assert "no agency 'Nowhere'. Agencies: Council." in refused(*add, "--agency", "Nowhere")
    done(*add, "--agency", "Council")
    assert rows(made, "worker_agencies") == 1
    assert "sign in anew" not in done("team", "add", "east", "--name", "East", "--agency", "School")
    assert "every team of Council" in done("team", "add", "south", "--name", "South", "--agency", "Council")


def test_a_link_is_printed_once_and_what_is_unknown_is_answered_with_what_is_there(made: Path) -> None:
    assert "/l/" in done("link", "create", "my-day", "--team", "north", "--subject", "CASE-1", "--days", "3")
    assert "my-view" in refused("link", "create", "no-form", "--team", "north")
    assert "north" in refused("link", "create", "my-day", "--team", "south")
    assert "subject" in refused("link", "create", "my-day", "--team", "north", "--subject", "x" * 81)
    assert (rows(made, "links"), rows(made, "subjects")) == (1, 1)


def test_a_tablet_is_enrolled_with_some_forms_or_all(made: Path) -> None:
    assert "/tablet/enrol?code=" in done("tablet", "enrol", "Hub", "--team", "north", "--form", "my-day")
    assert "PIN of the corner for staff: 8642" in done(
        "tablet", "enrol", "School", "--team", "north", "--pin", "8642"
    )
    assert "--pin" in refused("tablet", "enrol", "x", "--team", "north", "--pin", "12")
    assert "no-form" in refused("tablet", "enrol", "x", "--team", "north", "--form", "no-form")
    with sqlite3.connect(made / "feedback.db") as connection:
        menus = [json.loads(row[0]) for row in connection.execute("SELECT forms FROM tablets ORDER BY id")]
    assert menus[0] == ["my-day"]
    assert len(menus[1]) > 1


def test_past_feedback_is_imported_themed_and_reported(made: Path, tmp_path: Path) -> None:
    file, report = tmp_path / "past.csv", tmp_path / "report.html"
    file.write_text("said,food\nwe never have enough food at home,1\nbad,99\n")
    plan = ("import", str(file), "--form", "my-view", "--team", "north", "--map", "said=matters")
    said = refused(*plan, "--map", "food=food")
    assert "line 3" in said
    assert rows(made, "submissions") == 0
    assert "Imported 1 rows" in done(*plan, "--map", "food=food", "--skip-bad")
    assert "1 were here already" in done(*plan, "--map", "food=food", "--skip-bad")
    assert "Themed 1" in done("theme")
    assert rows(made, "codings") > 0
    period = ("--from", "2020-01-01", "--to", "2099-12-31", "--output", str(report))
    assert "draft" in done("report", *period)
    assert "</html>" in report.read_text()
    assert ran("report", *reversed(period[:2]), *period[2:]).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--map", "said"), "COLUMN=question"),
        (("--map", "sayd=matters"), "sayd"),
        (("--map", "said=matters", "--encoding", "no-such"), "no-such"),
        (("--map", "said=matters", "--encoding", "utf-16"), "utf-16"),
    ],
)
def test_an_import_that_cannot_be_done_says_why(
    made: Path, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    file = tmp_path / "past.csv"
    file.write_text("said\nx\n")
    assert word in refused("import", str(file), "--form", "my-view", "--team", "north", *arguments)
    assert rows(made, "submissions") == 0


def test_evaluate_prints_figures_and_refuses_other_files(tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text(
        "text,age_band,category,urgent\nhe hits me with a belt,8-11,physical,1\nmy dog,8-11,none,0\n"
    )
    figures = json.loads(done("evaluate", "screening", str(file), "--json").splitlines()[-1])
    assert figures
    for kind in ("themes", "learning", "quotes"):
        assert "question, themes" in refused("evaluate", kind, str(file))
    assert "none.csv" in refused("evaluate", "screening", str(tmp_path / "none.csv"))
    broken = tmp_path / "codebook.toml"
    broken.write_text("themes = 5")
    labelled = tmp_path / "themes.csv"
    labelled.write_text("text,band,question,themes\nmy dog,8-11,matters,\n")
    refused("evaluate", "themes", str(labelled), "--codebook", str(broken))


def test_learning_and_quotes_are_measured_on_a_file_and_another_codebook(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    themes = (("lift", "the lift was broken again"), ("tea", "they made us hot tea"))
    told = "".join(
        f'[[theme]]\nid = "{id_}"\nname = "{id_}"\nexamples = ["{said}"]\n' for id_, said in themes
    )
    codebook.write_text(f'version = "1"\n{told}')
    labelled = tmp_path / "themes.csv"
    said = [f"the lift was broken on day {n},,lift\n" for n in range(7)]
    labelled.write_text("text,question,themes\n" + "".join(said))
    figures = {
        kind: json.loads(
            done("evaluate", kind, str(labelled), "--codebook", str(codebook), "--json").splitlines()[-1]
        )
        for kind in ("learning", "quotes")
    }
    assert figures["quotes"]["themes"] == figures["quotes"]["purity"] == 1
    assert figures["learning"]["all"]["micro"] >= figures["learning"]["all"]["prior_micro"] > 0


def test_what_is_missing_or_broken_in_the_set_up_is_said_plainly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "feedback-service init" in refused("theme")
    done("init")
    (folder / "data" / "feedback.db").unlink()
    assert "feedback-service migrate" in refused("theme")
    assert "feedback-service migrate" in refused("serve")
    (folder / "settings.toml").write_text("port = [")
    monkeypatch.setenv("FEEDBACK_CONFIG", str(folder / "settings.toml"))
    assert "settings.toml" in refused("theme")
    monkeypatch.delenv("FEEDBACK_CONFIG")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", "nonsense://u:hidden@h/d")
    assert "database_url" in refused("migrate")
    assert "hidden" not in refused("theme")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", "postgresql+psycopg://u:hidden@127.0.0.1:1/d")
    for command in ("migrate", "theme"):
        assert "hidden" not in refused(command)
    monkeypatch.setenv("FEEDBACK_PROT", "1")
    assert "prot" in refused("theme")


def test_a_port_that_is_taken_is_said_without_a_trace(made: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {**os.environ, "FEEDBACK_PORT": str(taken.getsockname()[1])}
        ended = subprocess.run(
            [sys.executable, "-m", "feedback_service", "serve"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode not in (0, -9)
    assert "address already in use" in ended.stderr
    assert "Traceback" not in ended.stderr
