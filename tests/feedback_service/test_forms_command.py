"""`forms check` as it is typed: one line a finding, and an exit code that a build can stand on."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_service.cli import main
from forms import reading_age
from tests.forms.conftest import toml

GOOD = '[[pages]]\nid = "p"\nquestions = [{ id = "q", type = "yes-no", prompt = "Is it warm?" }]\n'
WRONG = GOOD.replace('"Is it warm?"', '"Is it warm?", picture = "nowhere"')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEEDBACK_SPEECH_FOLDER", str(tmp_path / "no-speech"))
    keep(tmp_path, GOOD, 1)
    return tmp_path


def keep(folder: Path, pages: str, version: int) -> None:
    text = toml(pages).replace("version = 1", f"version = {version}")
    (folder / f"trial.v{version}.toml").write_text(text, encoding="utf-8")


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["forms", "check", *map(str, words)])


def test_the_shipped_forms_have_no_error() -> None:
    result = check()
    assert result.exit_code == 0, result.output
    assert "\n0 errors, " in f"\n{result.output}"


def test_warnings_pass_and_are_errors_when_it_is_strict(folder: Path) -> None:
    result = check(folder)
    assert result.exit_code == 0
    assert "trial.v1.toml: form: 4 texts cannot be listened to, the first 'Trial'; record them (warning)" in (
        result.output
    )
    assert (
        "trial.v1.toml: form: texts that may not be shown translated: 5 into cy, 5 into pl" in result.output
    )
    assert result.output.endswith("0 errors, 2 warnings.\n")
    assert check(folder, "--strict").exit_code == 1


def test_an_error_names_file_place_fault_and_what_to_do(folder: Path) -> None:
    keep(folder, WRONG, 2)
    result = check(folder)
    assert result.exit_code == 1
    assert "trial.v2.toml: p/q: there is no picture 'nowhere'; draw it or name another\n" in result.output


def test_only_the_newest_version_is_checked(folder: Path) -> None:
    keep(folder, WRONG, 1)
    assert check(folder).exit_code == 1
    keep(folder, GOOD, 10)
    assert check(folder).exit_code == 0


def test_a_file_that_cannot_be_read_is_told_beside_the_others(folder: Path) -> None:
    (folder / "torn.v1.toml").write_text('id = "torn', encoding="utf-8")
    keep(folder, WRONG, 1)
    lines = check(folder).output.splitlines()
    assert any("torn.v1.toml:1: " in line for line in lines)
    assert any("no picture 'nowhere'" in line for line in lines)


def test_own_symbols_count_as_pictures_and_pale_ones_are_an_error(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    symbols = tmp_path_factory.mktemp("symbols")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" fill="{}"/></svg>'
    monkeypatch.setenv("FEEDBACK_SYMBOLS_FOLDER", str(symbols))
    keep(folder, WRONG, 1)
    (symbols / "nowhere.svg").write_text(drawing.format("#202020"), encoding="utf-8")
    assert check(folder).exit_code == 0
    (symbols / "nowhere.svg").write_text(drawing.format("#f0f0f0"), encoding="utf-8")
    result = check(folder)
    assert result.exit_code == 1
    assert "nowhere.svg: no line or surface reaches 3:1" in result.output


def test_without_its_packages_it_says_that_the_reading_age_was_not_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, GOOD.replace("Is it warm?", "Institutional accommodation arrangements deteriorated?"), 1)
    assert "reading grade" in check(folder).output
    monkeypatch.setattr(reading_age, "_PACKAGES", ("no_such_package_at_all",))
    result = check(folder)
    assert "The reading age was not checked" in result.output
    assert "reading grade" not in result.output
