"""The computer's voice: real programs make real sound, and only what is missing."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_service import speech
from feedback_service.cli import main
from feedback_service.listening import key_of
from feedback_service.speech import SpeechError, Text, build
from forms.catalogue import DEFINITIONS
from forms.publish import publish

FRAME = b"\xff\xf3"  # MPEG 2, layer III


def sounds(folder: Path) -> dict[str, int]:
    return {f"{path.parent.name}/{path.stem}": path.stat().st_mtime_ns for path in folder.glob("*/*")}


def test_each_text_is_spoken_once_and_only_what_is_missing_is_made_later(
    programs: None, tmp_path: Path
) -> None:
    texts = [Text("en", "Is it warm?"), Text("en", "Skip"), Text("en", "Skip"), Text("pl", "Pomiń")]
    assert build(tmp_path, texts) == (3, 0, ())
    before = sounds(tmp_path)
    assert set(before) == {f"{text.language}/{key_of(text.words)}" for text in texts}
    assert build(tmp_path, [*texts, Text("en", "Stop")]) == (1, 3, ())
    assert before.items() <= sounds(tmp_path).items()


def test_a_sound_is_mp3_and_a_longer_text_sounds_longer(programs: None) -> None:
    short, long = (speech.speak(Text("en", words)) for words in ("Skip", "Is your home warm or cold?"))
    assert short.startswith(FRAME)
    assert 3_000 < len(short) < len(long) < 20_000


def test_a_language_without_a_voice_is_named_and_left_out(programs: None, tmp_path: Path) -> None:
    assert build(tmp_path, [Text("xx-none", "Bla"), Text("en", "Skip")]) == (1, 0, ("xx-none",))
    assert not (tmp_path / "xx-none").exists()


def test_without_the_programs_the_command_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeechError, match="espeak-ng and lame"):
        build(tmp_path, [Text("en", "Skip")])
    answer = CliRunner().invoke(main, ["speech", "--if-possible"])
    assert (answer.exit_code, answer.output) == (
        0,
        "Listening is off: espeak-ng and lame are not installed.\n",
    )


def test_the_command_speaks_the_forms_of_a_folder(
    programs: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forms, spoken = tmp_path / "forms", tmp_path / "spoken"
    forms.mkdir()
    text = (DEFINITIONS / "my-day.v1.toml").read_text(encoding="utf-8")
    head, *pages = text.split("[[pages]]\n")
    (forms / "my-day.v1.toml").write_text("[[pages]]\n".join([head, pages[0]]), encoding="utf-8")
    shutil.copy(DEFINITIONS / "adding-young.v1.toml", forms)
    for each in forms.iterdir():
        publish(each)
    monkeypatch.setenv("FEEDBACK_FORMS_FOLDER", str(forms))
    monkeypatch.setenv(
        "FEEDBACK_TRANSLATIONS_FOLDER", str(spoken)
    )  # none of the shipped ones is of this form
    monkeypatch.setenv("FEEDBACK_SPEECH_FOLDER", str(spoken))
    answer = CliRunner().invoke(main, ["speech", "--language", "en"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    assert f"en/{key_of('Is school fun or hard for you?')}" in sounds(spoken)
    assert f"en/{key_of('What do you want to tell us?')}" in sounds(spoken), "who adds can listen too"
    assert f"{len(sounds(spoken))} sounds made" in answer.output
