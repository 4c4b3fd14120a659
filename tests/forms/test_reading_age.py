"""The reading age: the formula itself, and what it is taken over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.reading_age import grade, running, sentences, syllables, whole
from tests.forms.conftest import Make

PAGE = """
[[pages]]
id = "p"
title = "Your week"
questions = [
  { id = "week", type = "faces", points = 3, labels = ["Bad", "In between", "Good"],
    prompt = "How was it?", hint = "Say it." },
]
""".replace(",\n    prompt", ", prompt")


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("tired", 2),
        ("grandparents", 3),
        ("hospital", 3),
        ("grown-ups", 2),
        ("it\u2019s", 1),
        ("Mum\u2019s", 1),
        ("7", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_word_without_a_known_sound_is_counted_by_its_hyphens() -> None:
    assert syllables("snorfleberrying") >= 3


def test_the_grade_is_the_published_formula() -> None:
    # 2 sentences, 6 words, 8 syllables: "the cat sat" (3), "a hospital smiled" (1 + 3 + 1)
    expected = 0.39 * 6 / 2 + 11.8 * 8 / 6 - 15.59
    assert grade(("The cat sat. A hospital smiled.",)) == pytest.approx(expected)


def test_a_text_without_words_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no word"):
        grade(("… 😀",))


def test_a_placeholder_is_read_as_what_stands_there_without_an_answer() -> None:
    assert sentences("You want {{want|a big dog}}. Good!") == ("You want a big dog.", "Good!")
    assert sentences("You said {{want}}.") == ("You said what you told us.",)


def test_the_whole_form_is_read_from_start_to_closing_with_every_answer(make: Make) -> None:
    form = make(PAGE, "4-7").form
    prose = ["Trial", "You choose.", "Thank you.", "Your week", "How was it?", "Say it."]
    assert list(running(form)) == prose
    assert sorted(whole(form)) == sorted([*prose, "Bad", "In between", "Good"])


@given(st.lists(st.sampled_from(["cat", "ran", "hospital", "mother"]), min_size=2, max_size=12), st.data())
def test_a_full_stop_in_the_middle_always_makes_it_easier(said: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(said) - 1))
    parted = (" ".join(said[:cut]) + ".", " ".join(said[cut:]) + ".")
    assert grade(parted) < grade((" ".join(said),))
