"""The codebook is data: the shipped one is whole, a partnership's own is checked and works alike."""

from pathlib import Path

import pytest

from analysis.codebook import SHIPPED, CodebookError, load_codebook
from analysis.themes import Asked, Coder

BOOK = load_codebook()
FIXED = {
    "everyday": {"food", "home", "health", "school", "love", "looked_after"},
    "matters": {"family", "friends_fun", "feelings", "hopes", "identity"},
    "help": {
        "listened",
        "explained",
        "timely",
        "respect",
        "same_person",
        "joined_up",
        "involved",
        "practical_help",
        "change",
    },
    "practitioners": {"confidence"},
}
OTHER = """
version = "local"
[[theme]]
id = "garden"
name = "The garden"
definition = "Plants, flower beds and the pond."
examples = ["the roses are pretty", "we planted roses by the pond"]
[[theme]]
id = "library"
name = "Library visits"
cues.either = ["borrow/borrowed book"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_fixed_themes_stand_in_their_groups() -> None:
    groups = {group: {t.id for t in BOOK.themes.values() if t.group == group} for group in FIXED}
    assert groups == FIXED
    assert set(BOOK.themes) == set().union(*FIXED.values())


@pytest.mark.parametrize("theme", BOOK.themes)
def test_every_theme_says_what_belongs_and_shows_it(theme: str) -> None:
    checked = BOOK.themes[theme]
    examples = checked.all_examples()
    assert checked.definition
    assert checked.include
    assert checked.exclude
    assert len(set(examples)) >= 8
    assert (checked.group == "everyday") == bool(checked.examples_strength and checked.examples_worry)


def test_most_examples_are_coded_as_the_theme_they_stand_under() -> None:
    coder = Coder(BOOK)
    pairs = [(theme.id, text) for theme in BOOK.themes.values() for text in theme.all_examples()]
    found = sum(theme in {c.theme for c in coder.code(text)} for theme, text in pairs)
    assert found / len(pairs) > 0.9


def test_everyday_examples_lean_the_right_way_and_almost_never_the_wrong_way() -> None:
    coder = Coder(BOOK)
    wrong = []
    for theme in BOOK.themes.values():
        for texts, other in ((theme.examples_strength, "worry"), (theme.examples_worry, "strength")):
            wrong += [t for t in texts for c in coder.code(t) if (c.theme, c.valence) == (theme.id, other)]
    assert len(wrong) <= 1


def test_the_version_changes_with_every_edit(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    same, edited = write(tmp_path, text), tmp_path / "edited.toml"
    edited.write_text(text.replace("Food and drink", "Eating"), encoding="utf-8")
    assert load_codebook(same).version == BOOK.version
    assert load_codebook(edited).version != BOOK.version
    assert BOOK.version.startswith("2026.1+")


def test_another_codebook_works_with_cues_or_only_with_its_own_words(tmp_path: Path) -> None:
    coder = Coder(load_codebook(write(tmp_path, OTHER)))
    assert [c.theme for c in coder.code("I liked the roses")] == ["garden"]
    assert [c.theme for c in coder.code("we borrowed a big book")] == ["library"]
    assert coder.code("my teeth hurt", Asked(topic="health")) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "not TOML"),
        ('version = "1"', "missing required field `theme`"),
        ('version = "1"\ntheme = []', "no themes"),
        ('version = "1"\n[[theme]]\nid = "a"\nname = "A"', "theme a says nothing"),
        (OTHER + '[[theme]]\nid = "garden"\nname = "B"\ndefinition = "x"', "theme garden stands twice"),
        (
            OTHER + '[[theme]]\nid = "c"\nname = "C"\ncues.either = ["{who} sings"]',
            "theme c: no group for {who}",
        ),
        (
            OTHER + '[[theme]]\nid = "d"\nname = "D"\ncue = ["x"]',
            "theme d: Object contains unknown field `cue`",
        ),
        (OTHER + '[[theme]]\nname = "E"', "theme number 3: Object missing required field `id`"),
    ],
)
def test_a_broken_codebook_names_file_and_theme(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert str(path) in str(error.value)
    assert message in str(error.value)
