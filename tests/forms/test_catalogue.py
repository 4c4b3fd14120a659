"""Definitions: faults that name the place, published versions that never change."""

import hashlib
import runpy
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forms import publish
from forms.catalogue import DEFINITIONS, DefinitionError, load_catalogue, parse_form, read_form

Source = Callable[..., str]

PAGE = '[[pages]]\nid = "only"\nquestions = [{ id = "sure", type = "yes-no", prompt = "Sure?" }]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped definitions that may be broken."""
    return Path(shutil.copytree(DEFINITIONS, tmp_path / "forms" / "definitions"))


@pytest.fixture
def trial(tmp_path: Path, source: Source) -> Path:
    path = tmp_path / "trial.v1.toml"
    path.write_bytes(source(PAGE).encode())
    return path


def refusal(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        load_catalogue(folder)
    return str(refused.value).splitlines()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def test_a_published_form_carries_the_digest_and_the_text_of_its_file() -> None:
    published = load_catalogue().get("my-day", 1)
    content = (DEFINITIONS / "my-day.v1.toml").read_bytes()
    assert published.digest == hashlib.sha256(content).hexdigest()
    assert published.source.encode() == content


def test_forms_are_listed_from_the_youngest_to_observers() -> None:
    listed = [(each.form.audience, each.form.band) for each in load_catalogue().all_current()]
    assert list(dict.fromkeys(listed)) == [
        ("child", "4-7"),
        ("child", "8-11"),
        ("child", "12-17"),
        ("family", None),
        ("practitioner", None),
        ("observation", None),
    ]


def test_the_forms_of_families_are_listed_in_the_order_of_the_help() -> None:
    listed = [each.form.id for each in load_catalogue().all_current() if each.form.audience == "family"]
    assert listed == ["family-start", "family-experience", "family-ending", "family-after", "wider-family"]


def test_a_form_that_is_not_there_is_a_key_error() -> None:
    catalogue = load_catalogue()
    with pytest.raises(KeyError):
        catalogue.current("ghost")
    with pytest.raises(KeyError):
        catalogue.get("my-day", 99)


def test_a_newer_version_becomes_current_and_the_older_one_stays(folder: Path) -> None:
    old = (folder / "my-day.v1.toml").read_text()
    for version in (9, 10):
        newer = folder / f"my-day.v{version}.toml"
        newer.write_text(old.replace("version = 1", f"version = {version}"))
        publish.publish(newer)
    catalogue = load_catalogue(folder)
    assert catalogue.current("my-day").form.version == 10
    assert catalogue.get("my-day", 1).source == old
    assert [each.form.id for each in catalogue.all_current()].count("my-day") == 1


def test_a_published_file_that_changed_is_refused_even_by_one_space(folder: Path) -> None:
    change(folder / "my-day.v1.toml", "Is school fun", "Is  school fun")
    [line] = refusal(folder)
    assert line.startswith("forms/definitions/my-day.v1.toml: a published version never changes; put it back")
    assert line.endswith("python -m forms.publish forms/definitions/my-day.v2.toml")


def test_all_faults_of_all_files_are_told_together(folder: Path) -> None:
    (folder / "my-day.v1.toml").unlink()
    change(folder / "my-view.v1.toml", '"long-text"', '"long-txt"')
    (folder / "stray.toml").write_text("")
    shutil.copy(folder / "working-together.v1.toml", folder / "working-apart.v1.toml")
    lines = refusal(folder)
    assert [line.partition(": ")[0] for line in lines] == [
        "forms/definitions/my-view.v1.toml",
        "forms/definitions/stray.toml",
        "forms/definitions/working-apart.v1.toml",
        "forms/definitions/published.toml",
    ]
    assert "make name and content agree" in lines[2]
    assert lines[3].endswith("my-day.v1.toml is gone; put the published file back")


def test_a_definition_not_published_is_refused_with_the_command_to_run(trial: Path) -> None:
    [line] = refusal(trial.parent)
    assert "trial.v1.toml: not published yet; run python -m forms.publish" in line


@pytest.mark.parametrize("content", [b"not a ledger", b'"my-day.v1" = 7', b"\xff"])
def test_a_broken_ledger_is_refused(folder: Path, content: bytes) -> None:
    (folder / "published.toml").write_bytes(content)
    [line] = refusal(folder)
    assert line.startswith("forms/definitions/published.toml: ")
    assert line.endswith('every line is "name.v1" = "digest"')


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            '"yes-no"',
            '"facs"',
            "trial: pages[0].questions[0].type: 'facs' is not a kind of question; use one of pictures, ",
        ),
        (
            '"family"',
            '"cat"',
            "trial: audience: 'cat' is not a value of audience; use one of child, family, ",
        ),
        (
            '"yes-no"',
            '"faces", labels = [], points = 4',
            "trial: pages[0].questions[0].points: 4 is not a value of ",
        ),
        (
            ', prompt = "Sure?"',
            "",
            "trial: pages[0].questions[0]: Object missing required field `prompt`; add it",
        ),
        (
            'prompt = "Sure?"',
            'prompt = "Sure?", help = "x"',
            "trial: pages[0].questions[0]: Object contains unknown",
        ),
        ('id = "sure"', 'id = "Sure One"', "trial: pages[0].questions[0].id: Expected `str` matching regex"),
        ("version = 1", 'version = "1"', "trial: version: Expected `int`, got `str`; change the value"),
        ('title = "Trial"\naud', "aud", "trial: the form: Object missing required field `title`; add it"),
    ],
)
def test_a_fault_names_its_place_and_what_to_do(source: Source, old: str, new: str, fault: str) -> None:
    text = source(PAGE)
    assert old in text
    with pytest.raises(DefinitionError) as refused:
        parse_form(text.replace(old, new), "trial")
    assert str(refused.value).startswith(fault)
    assert "; " in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line"), [('id = "a"\nversion = = 1\n', 2), ('id = "a"\ntitle = "open\n', 2), ("id = [\n\n", 3)]
)
def test_what_is_not_toml_names_the_line(text: str, line: int) -> None:
    with pytest.raises(DefinitionError, match=rf"^trial\.toml:{line}: .+; look there"):
        parse_form(text, "trial.toml")


def test_a_file_that_is_not_text_is_refused(trial: Path) -> None:
    trial.write_bytes(b"\xff\xfe")
    with pytest.raises(DefinitionError, match=r"trial\.v1\.toml: .* save the file as UTF-8"):
        read_form(trial)


def test_publishing_writes_the_ledger_once(trial: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish.main([str(trial)]) == 0
    assert publish.main([str(trial)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "trial.v1.toml is published: from now on it never changes",
        "trial.v1.toml is already published",
    ]
    assert (
        load_catalogue(trial.parent).current("trial").digest in (trial.parent / "published.toml").read_text()
    )


def test_publishing_refuses_what_changed_and_what_is_faulty(
    trial: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish.publish(trial)
    before = (trial.parent / "published.toml").read_text()
    change(trial, "Sure?", "Certain?")
    assert publish.main([str(trial), str(trial.parent / "ghost.v1.toml")]) == 1
    told = capsys.readouterr().err
    assert "a published version never changes" in told
    assert "ghost.v1.toml" in told
    assert (trial.parent / "published.toml").read_text() == before


def test_publishing_nothing_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["publish"])
    with pytest.raises(SystemExit, match="1"):
        runpy.run_path(publish.__file__, run_name="__main__")


def test_every_version_is_listed_in_order(folder: Path) -> None:
    newer = folder / "my-day.v10.toml"
    newer.write_text((folder / "my-day.v1.toml").read_text().replace("version = 1", "version = 10"))
    publish.publish(newer)
    listed = [(each.form.id, each.form.version) for each in load_catalogue(folder).all_versions()]
    assert listed == sorted(listed)
    mine = [version for name, version in listed if name == "my-day"]
    assert (mine[0], mine[-1]) == (1, 10)
