"""The commands about people's rights: what they say, what they write, and what they refuse."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_service.cli import main
from feedback_service.intake import Place, submit
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.desk import mark_read
from feedback_service.storage.erasing import ERASED
from feedback_service.storage.schema import unrouted, unscreened, unthemed
from feedback_service.storage.subjects import know_subjects
from tests.feedback_service.storage.seeds import DAY, arriving, given, make_north, somebody

WORDS = "I play with Danny Marlow at the park"


@pytest.fixture
def sent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a child's submission about C-1, read ten days ago; the environment points at its service."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    return with_service(_send)


async def _send(service: Service) -> str:
    await make_north(service)
    worker, then = await somebody(service), service.now() - 10 * DAY
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-1"], "north", then))
    place = Place(team_id="north", channel="link", moment="start", subject_id="C-1")
    arrival = arriving(service, answers=given(matters=WORDS), place=place)
    await submit(service, arrival)

    async def settle(tx: object) -> None:
        for table in (unthemed, unscreened, unrouted):
            await tx.execute(table.delete())  # type: ignore[attr-defined]
        await mark_read(tx, arrival.id, worker.id, then)  # type: ignore[arg-type]

    await service.database.transaction(settle)
    return arrival.id


def ran(*words: str) -> Result:
    return CliRunner().invoke(main, ["rights", *words])


def done(*words: str) -> str:
    result = ran(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    result = ran(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_dry_run_erases_nothing_a_hold_keeps_it_and_then_it_goes_with_proof(
    sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "how long ordinary words are kept is not decided" in done("retention", "--dry-run")
    monkeypatch.setenv("FEEDBACK_KEEP_WORDS_DAYS", "5")
    for _ in range(2):
        assert "1 would be erased now" in done("retention", "--dry-run")
    assert "No erasure is on record" in refused("proof", sent)
    hold = done("hold", "set", "subject", "C-1", "--cause", "court", "--reference", "AB12").split()[1]
    assert hold in done("hold", "list")
    assert "Erased 0." in done("retention")
    done("hold", "end", hold)
    assert "No hold stands" in refused("hold", "end", hold)
    assert "Erased 1." in done("retention")
    proof = done("proof", sent)
    assert "keep_words_days=5" in proof
    assert "LEFT" not in proof
    assert proof.count("nothing left") == len(ERASED)


def test_a_hold_on_nothing_is_refused(sent: str) -> None:
    told = refused("hold", "set", "subject", "C-9", "--cause", "court", "--reference", "1")
    assert "There is no subject" in told


def test_a_proof_tells_what_came_back(sent: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_KEEP_WORDS_DAYS", "5")
    done("retention")
    with sqlite3.connect(Path(settings.key_file).parent / "feedback.db") as connection:
        connection.execute("UPDATE answers SET words = x'00' WHERE question_id = 'matters'")
    told = refused("proof", sent)
    assert "answers.words: 1 LEFT" in told
    assert "cannot be certified" in told


def test_a_copy_is_written_as_the_machine_or_a_person_hides(sent: str, tmp_path: Path) -> None:
    whose = ("C-1", "--for", "child")
    left = done("export", *whose, "--output", str(tmp_path / "none.zip"))
    assert f"Left out: {sent}. A child or young person said this" in left
    child = (*whose, "--include", sent)
    plain = tmp_path / "plain.zip"
    assert "1 submissions" in done("export", *child, "--output", str(plain))
    assert plain.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(plain) as whole:
        html = whole.read("copy.html").decode()
    assert "No person has checked it" in html
    assert "Danny" not in html
    checked, file = tmp_path / "words.json", tmp_path / "checked.zip"
    done("third-parties", *child, "--output", str(checked))
    (one,) = json.loads(checked.read_bytes())
    assert one["hide"] == ["Danny Marlow"]
    checked.write_text(json.dumps([{**one, "hide": ["the park"]}]))
    done("export", *child, "--third-parties-checked", str(checked), "--output", str(file))
    with zipfile.ZipFile(file) as whole:
        assert "I play with Danny Marlow at [hidden]" in whole.read("copy.html").decode()
    checked.write_text("[]")
    assert "says nothing about" in refused(
        "export", *child, "--third-parties-checked", str(checked), "--output", str(file)
    )


def test_for_a_parent_a_child_goes_in_only_when_somebody_said_so(sent: str, tmp_path: Path) -> None:
    parent = ("C-1", "--for", "parent", "--role", "mother", "--output", str(tmp_path / "copy.zip"))
    told = done("export", *parent)
    assert "0 submissions" in told
    assert f"Left out: {sent}. Never" in told
    assert "must not be part" in refused("export", *parent, "--include", sent)
    assert "There is no submission" in refused("export", *parent, "--include", "nothing")
