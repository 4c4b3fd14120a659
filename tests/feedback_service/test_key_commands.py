"""The commands about keys and the audit trail, as whoever runs the service uses them."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback_service import key_commands
from feedback_service.in_use import note_in_use
from feedback_service.key_file import load_keys, read_key_file, rotate_keys
from feedback_service.running import with_service
from feedback_service.settings import Settings
from tests.feedback_service.test_cli import done, refused, rows

PASSWORD = "three plain words"
DAY = 86_400_000


@pytest.fixture
def made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service with a team and one imported answer; no command waits for a running service."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    monkeypatch.setattr(key_commands, "TAKEN_UP", 0)
    folder = Path(settings.key_file).parent
    done("team", "add", "north", "--name", "North team", "--agency", "Council")
    (folder / "past.csv").write_text("said\nmy dog matters\n", encoding="utf-8")
    done("import", str(folder / "past.csv"), "--form", "my-view", "--team", "north", "--map", "said=matters")
    return folder


def backup(folder: Path, name: str) -> str:
    copy = folder / name
    with sqlite3.connect(folder / "feedback.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return str(copy)


def seen_by_the_service() -> None:
    """What a serving process does when it starts."""
    with_service(note_in_use)


def test_a_key_is_changed_moved_to_retired_and_let_go(made: Path) -> None:
    path = made / "keys.toml"
    old = backup(made, "old.db")
    assert "k1: current; wraps 1 in submission_keys" in done("keys", "status")
    rotate_keys(path, 1)
    assert "k2: current, made 1970-01-01; wraps nothing" in done("keys", "status")
    assert "keys rewrap" in refused("keys", "retire", "k1", "--yes")
    assert "has not taken up k2 yet" in refused("keys", "rewrap")
    seen_by_the_service()
    assert "1 keys are wrapped by k2" in done("keys", "rewrap")
    assert "taken out of the key file" in done("keys", "retire", "k1", "--yes")
    assert "k1: retired; opens what tablets sealed to it before 1970-01-01" in done("keys", "status")
    assert "They fit together" in done("restore-check", backup(made, "now.db"), str(path))
    told = refused("restore-check", old, str(path))
    assert "0 sealed answers open, 1 do not" in told
    assert "The key file lacks: k1" in told
    assert "Nothing of k1 is left" in done("keys", "retire", "k1", "--yes")
    assert load_keys(path).tablet_secret("k1") is None
    assert "no master key k1" in refused("keys", "retire", "k1", "--yes")


def test_tablets_are_waited_for(made: Path) -> None:
    path = made / "keys.toml"
    now = int(datetime.now(UTC).timestamp() * 1000)
    rotate_keys(path, now - 3 * DAY)
    seen_by_the_service()
    done("keys", "rewrap")
    done("keys", "retire", "k1", "--yes")
    day = (datetime.now(UTC) - timedelta(days=3) + timedelta(days=30)).date().isoformat()
    assert f"Run this again from {day} on" in refused("keys", "retire", "k1", "--yes")
    assert "k1" in read_key_file(path).tablets
    done("keys", "retire", "k1", "--yes", "--older-than-days", "2")
    assert read_key_file(path).tablets == {}


def test_rotate_says_what_to_do_next_and_shows_no_key(made: Path) -> None:
    told = done("keys", "rotate")
    content = read_key_file(made / "keys.toml")
    assert content.current == "k2" in told
    assert not [raw for raw in (*content.masters.values(), content.signing) if raw in told]
    assert content.made["k2"] > 0


def test_a_key_file_is_shared_out_and_put_together_by_any_two(made: Path) -> None:
    to = made / "shares"
    told = done("keys", "split", "--to", str(to))
    path = made / "keys.toml"
    content = path.read_bytes()
    assert sorted(each.name for each in to.iterdir()) == [
        *("keys.sealed", "share-1.txt", "share-2.txt", "share-3.txt")
    ]
    assert {each.stat().st_mode & 0o777 for each in to.iterdir()} == {0o600}
    whole = read_key_file(path)
    shown = told + "".join((to / f"share-{number}.txt").read_text() for number in (1, 2, 3))
    assert not [raw for raw in (*whole.masters.values(), whole.signing) if raw in shown]
    parts = [str(to / name) for name in ("share-3.txt", "share-1.txt", "keys.sealed")]
    assert "cannot be written" in refused("keys", "join", *parts, "--to", str(path))
    done("keys", "join", *parts, "--to", str(made / "again.toml"))
    assert (made / "again.toml").read_bytes() == content
    new = ("--to", str(made / "no.toml"))
    assert "2 different shares are needed" in refused("keys", "join", *parts[1:], *new)
    assert "no sealed copy" in refused("keys", "join", *parts[:2], *new)
    assert not (made / "no.toml").exists()
    assert "cannot be written" in refused("keys", "split", "--to", str(to))
    assert "2 or more" in refused("keys", "split", "--needed", "1", "--to", str(made / "few"))


def test_the_trail_is_checked_kept_and_written_to_a_file(made: Path, tmp_path: Path) -> None:
    kept = done("audit", "head").strip()
    done("worker", "add", "ash", "--name", "Ash", "--role", "manager", "--all-teams", "--password", PASSWORD)
    assert "rows hold" in done("audit", "verify", "--head", kept)
    today = datetime.now(UTC).date().isoformat()
    file = tmp_path / "trail.jsonl"
    done("audit", "export", "--from", today, "--to", today, "--output", str(file))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["action"] for line in lines[1:]][-2:] == ["worker-added", "audit-exported"]
    assert f"{len(lines) - 1} rows hold" in done("audit", "verify", "--file", str(file))
    changed = file.read_text().replace("worker-added", "worker-active")
    file.write_text(changed)
    assert "was changed, moved or put in" in refused("audit", "verify", "--file", str(file))
    assert "is no head" in refused("audit", "verify", "--head", "nonsense")
    file.write_text("{}\n")
    assert "no export of the audit trail" in refused("audit", "verify", "--file", str(file))


def test_tampering_is_found_by_the_command(made: Path) -> None:
    kept = done("audit", "head").strip()
    with sqlite3.connect(made / "feedback.db") as connection:
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    assert "its end was cut off" in refused("audit", "verify", "--head", kept)


def test_what_the_service_goes_by_is_noted_once_and_again_when_it_changes(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_by_the_service()
    before = rows(made, "audit")
    seen_by_the_service()
    assert rows(made, "audit") == before
    monkeypatch.setenv("FEEDBACK_LINK_DAYS", "3")
    seen_by_the_service()
    rotate_keys(made / "keys.toml", 1)
    seen_by_the_service()
    with sqlite3.connect(made / "feedback.db") as connection:
        found = connection.execute("SELECT action, object FROM audit ORDER BY seq DESC LIMIT 2").fetchall()
    assert found[0] == ("keys-taken-up", "master k2")
    assert (found[1][0], found[1][1].split()[0]) == ("settings-in-use", "link_days")


def test_a_copy_of_older_software_is_rehearsed_too(made: Path) -> None:
    copy = backup(made, "old.db")
    with closing(sqlite3.connect(copy)) as connection:
        for table in ("one_time_secrets", "emergent_runs", "analysed_texts"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE reports DROP COLUMN key_wrapped")
    assert "1 sealed answers open, 0 do not" in done("restore-check", copy, str(made / "keys.toml"))
    assert "no file" in refused("restore-check", str(made / "none.db"), str(made / "keys.toml"))
