"""The rota by the command line: shifts added, listed with what is lacking, refused in plain words."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback_service.settings import Settings
from feedback_service.uk_time import ZONE
from tests.feedback_service.test_cli import done, refused

SINCE, UNTIL = "2099-11-30 17:00", "2099-12-01 09:00"


@pytest.fixture(autouse=True)
def made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service with a team, a lead and a practitioner of it."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    done("team", "add", "north", "--name", "North team", "--agency", "Council")
    for name, role in (("ash", "safeguarding"), ("elm", "practitioner")):
        account = ("--name", name, "--role", role, "--team", "north", "--invite")
        done("worker", "add", name, *account)
    return Path(settings.key_file).parent


def add(*changes: str, worker: str = "ash") -> tuple[str, ...]:
    return ("rota", "add", worker, "--rung", "duty", "--from", SINCE, "--to", UNTIL, *changes)


def test_a_shift_is_added_in_several_weeks_and_once_only() -> None:
    assert done(*add("--weeks", "3", "--team", "north")) == "Shifts of ash added: 3.\n"
    assert done(*add("--weeks", "4", "--team", "north")) == "Shifts of ash added: 1.\n"


def test_the_list_says_who_is_on_call_and_when_nobody_is() -> None:
    assert "NOBODY        for North team" in done("rota", "list")
    now = datetime.now(ZONE)
    since, until = (f"{now + timedelta(days=days):%Y-%m-%d %H:%M}" for days in (-1, 10))
    done("rota", "add", "ash", "--rung", "out_of_hours", "--from", since, "--to", until)
    listed = done("rota", "list", "--days", "9")
    assert "out_of_hours  ash  (every team)" in listed
    assert "NOBODY" not in listed
    assert "NOBODY" in done("rota", "list", "--days", "11")


def test_what_cannot_be_is_refused_in_plain_words() -> None:
    assert "There is no worker 'nobody'." in refused(*add(worker="nobody"))
    assert "Choose a safeguarding lead or manager" in refused(*add(worker="elm"))
    assert "a number of weeks from 1 to 52" in refused(*add("--weeks", "53"))
