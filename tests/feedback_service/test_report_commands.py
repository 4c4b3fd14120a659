"""Drafts on schedule and indicators by the command line."""

from pathlib import Path

import pytest

from feedback_service.settings import Settings
from tests.feedback_service.test_cli import done, refused


@pytest.fixture(autouse=True)
def made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service with a team."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    done("team", "add", "north", "--name", "North team", "--agency", "Council")


def test_what_is_due_is_told_tried_and_run_once() -> None:
    assert "month   team/north" in done("reports", "due")
    tried = done("reports", "dry-run")
    assert tried.count("Nobody was heard in this period") == 2
    assert done("reports", "dry-run") == tried
    assert done("reports", "run") == "Drafts made: 0.\n"
    assert done("reports", "dry-run") == "Nothing is due.\n"


def test_numbers_are_imported_whole_or_not_at_all_listed_and_deleted(tmp_path: Path) -> None:
    file = tmp_path / "numbers.csv"
    head = "source,place,name,unit,from,to,value\n"
    file.write_text(f"{head}Census,north,Attendance,%,2025-07-01,2025-09-30,91.5\nCensus,east,A,,x,y,1\n")
    told = refused("indicators", "import", str(file))
    assert "line 3: there is no team or agency “east”" in told
    assert "Nothing was kept" in told
    assert done("indicators", "list") == "There are none.\n"
    file.write_text(f"{head}Census,*,Attendance,%,2025-07-01,2025-09-30,91.5\n")
    assert done("indicators", "import", str(file)) == "Kept 1 rows; 0 took the place of older ones.\n"
    listed = done("indicators", "list")
    assert listed.endswith("  *  2025-07-01  Attendance: 91.5 %\n")
    gone = listed.partition(" ")[0]
    assert done("indicators", "delete", gone) == "Taken away.\n"
    assert "no indicator with this id" in refused("indicators", "delete", gone)
