"""Settings are taken from a file and the environment, or refused with the name of what is wrong."""

from pathlib import Path

import pytest

from feedback_service.settings import HELPLINES, SettingsError, load_settings


def test_without_anything_set_the_defaults_stand() -> None:
    chosen = load_settings({"PATH": "/bin"})
    assert (chosen.port, chosen.helplines, chosen.secure) == (8000, HELPLINES, False)


def test_a_variable_overrides_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'port = 9000\nlink_days = 7\npublic_url = "https://say.example"\n'
        '[[helplines]]\nname = "A"\nnumber = "1"\nnote = "N"\n'
    )
    chosen = load_settings({"FEEDBACK_CONFIG": str(file), "FEEDBACK_PORT": "9001"})
    assert (chosen.port, chosen.link_days, chosen.secure) == (9001, 7, True)
    assert [line.name for line in chosen.helplines] == ["A"]


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("FEEDBACK_PROT", "80", "prot"),
        ("FEEDBACK_PORT", "many", "port"),
        ("FEEDBACK_PORT", "70000", "port"),
        ("FEEDBACK_LINK_DAYS", "0", "link_days"),
        ("FEEDBACK_SMALL_NUMBER", "11", "small_number"),
        ("FEEDBACK_LOG_LEVEL", "loud", "log_level"),
        ("FEEDBACK_HELPLINES", "Childline", "helplines"),
        ("FEEDBACK_PUBLIC_URL", "https://say.example/", "public_url"),
        ("FEEDBACK_PUBLIC_URL", "say.example", "public_url"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, value: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings({variable: value})


@pytest.mark.parametrize("content", [b"port = ", b"\xff", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "settings.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="settings"):
        load_settings({"FEEDBACK_CONFIG": str(file)})
