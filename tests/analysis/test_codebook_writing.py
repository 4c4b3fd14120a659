"""A codebook that is written is read again as it was, and a change of one theme leaves the others alone."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import Codebook, Cues, Theme, load_codebook, read_codebook
from analysis.codebook_writing import with_theme, without_theme, written

BOOK = load_codebook()
WORDS = st.text(min_size=1, max_size=20).filter(lambda one: "{" not in one)
THEMES = st.builds(
    Theme, id=st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True), name=WORDS, group=WORDS, definition=WORDS,
    include=st.lists(WORDS, max_size=2).map(tuple), cues=st.builds(Cues, either=st.lists(WORDS).map(tuple)),
)  # fmt: skip


def same(one: Codebook, other: Codebook) -> bool:
    return msgspec.structs.replace(one, version="") == msgspec.structs.replace(other, version="")


def test_the_shipped_codebook_is_read_again_as_it_was_but_for_its_digest() -> None:
    again = read_codebook(written(BOOK), "again")
    assert same(again, BOOK)
    assert again.version.partition("+")[0] == BOOK.version.partition("+")[0]
    assert written(again) == written(BOOK)


@given(THEMES, st.dictionaries(WORDS, WORDS, max_size=2))
def test_whatever_a_theme_says_is_read_again(theme: Theme, retired: dict[str, str]) -> None:
    retired.pop(theme.id, None)
    book = Codebook("1+x", {theme.id: theme}, {"kin": ("mum", "dad")}, retired)
    assert same(read_codebook(written(book), "again"), book)


def test_a_new_theme_stands_after_the_others_of_its_group_and_a_changed_one_where_it_was() -> None:
    pets = Theme(id="pets", name="Pets", group="everyday", definition="Animals at home.")
    order = list(with_theme(BOOK, pets).themes)
    everyday = [one.id for one in BOOK.themes.values() if one.group == "everyday"]
    assert order[: len(everyday) + 1] == [*everyday, "pets"]
    food = msgspec.structs.replace(BOOK.themes["food"], name="Eating")
    changed = with_theme(BOOK, food)
    assert list(changed.themes) == list(BOOK.themes)
    assert changed.themes["food"].name == "Eating"


def test_a_retired_theme_keeps_its_name_and_gives_its_id_to_no_other() -> None:
    less = without_theme(BOOK, "food")
    assert "food" not in less.themes
    assert less.name_of("food") == BOOK.themes["food"].name
    assert read_codebook(written(less), "again").retired == {"food": BOOK.themes["food"].name}
    assert (less.name_of("home"), less.name_of("never")) == (BOOK.themes["home"].name, "never")
