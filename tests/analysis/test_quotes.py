"""Quotes stand for many, come from different people, and are held back when they may point at someone."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import quotes
from analysis.pointing import looks_identifying
from analysis.quotable import proposed, without
from analysis.quotes import Candidate, Choice

FOOD = "we always have a nice dinner at the table"
DENTIST = "nobody takes us to the dentist when teeth hurt"


def said(key: str, text: str, person: str | None = None, score: float = 0.5) -> Candidate:
    return Candidate(key=key, person=person or key, text=text, score=score)


def choose(candidates: list[Candidate], count: int = 5) -> tuple[Candidate, ...]:
    return quotes.choose(candidates, count).quotes


def sided(
    key: str,
    text: str,
    valence: Literal["strength", "worry", "both"],
    *,
    person: str | None = None,
    score: float = 0.5,
) -> Candidate:
    return Candidate(key=key, person=person or key, text=text, score=score, valence=valence)


def test_quotes_cover_what_is_said_before_repeating_it() -> None:
    pool = [said(f"f{i}", FOOD) for i in range(6)] + [said(f"d{i}", DENTIST) for i in range(3)]
    assert {c.key[0] for c in choose(pool, 2)} == {"f", "d"}
    assert choose(pool, 2)[0].key.startswith("f")


def test_one_person_is_quoted_once() -> None:
    pool = [said("1", FOOD, "A"), said("2", DENTIST, "A"), said("3", "my teacher helps me with reading", "B")]
    assert sorted(c.person for c in choose(pool, 5)) == ["A", "B"]


def test_very_short_and_very_long_texts_are_not_quoted() -> None:
    pool = [said("short", "mum is nice"), said("long", "word " * 46), said("fits", "word " * 45)]
    assert [c.key for c in choose(pool)] == ["fits"]


def test_the_surer_of_two_equal_texts_is_quoted() -> None:
    assert choose([said("a", FOOD, score=0.5), said("b", FOOD, score=0.9)], 1)[0].key == "b"


def test_nobody_to_quote_gives_no_quotes() -> None:
    assert choose([]) == ()
    assert choose([said("a", FOOD)], 0) == ()


@given(
    st.lists(
        st.builds(
            Candidate,
            key=st.uuids().map(str),
            person=st.sampled_from("ABCDE"),
            text=st.lists(st.sampled_from(FOOD.split()), min_size=3, max_size=9).map(" ".join),
            score=st.floats(0, 1),
            valence=st.sampled_from([None, "strength", "worry", "both"]),
        ),
        max_size=12,
        unique_by=lambda c: c.key,
    ),
)
def test_the_order_of_candidates_does_not_matter(pool: list[Candidate]) -> None:
    shuffled = sorted(pool, key=lambda c: c.key[::-1])
    chosen = choose(pool, 3)
    assert chosen == choose(shuffled, 3)
    assert len(chosen) <= 3
    fitting = [c for c in pool if len(c.text.split()) >= 5]
    for side in ("strength", "worry"):
        assert any(c.valence in (side, "both") for c in chosen) == any(
            c.valence in (side, "both") for c in fitting
        )


def test_strengths_and_worries_are_both_shown_even_when_one_side_scores_low() -> None:
    good = [sided(f"g{i}", FOOD, "strength", score=0.9) for i in range(8)]
    chosen = choose([*good, sided("w", DENTIST, "worry", score=0.1)], 2)
    assert [c.key[0] for c in chosen] == ["w", "g"]


def test_two_people_are_quoted_where_two_can_show_both_sides() -> None:
    pool = [
        sided("1", FOOD, "strength", person="A", score=0.9),
        sided("2", DENTIST, "worry", person="A", score=0.9),
        sided("3", FOOD, "strength", person="B", score=0.1),
    ]
    assert sorted(c.key for c in choose(pool, 2)) == ["2", "3"]


def test_one_person_speaking_for_both_sides_alone_is_quoted_for_both() -> None:
    pool = [sided("1", FOOD, "strength", person="A"), sided("2", DENTIST, "worry", person="A")]
    assert quotes.choose(pool, 3) == Choice(quotes=(pool[0], pool[1]), alone=True)


def test_a_single_quote_shows_both_sides_when_one_text_does() -> None:
    pool = [sided("1", FOOD, "strength", score=0.9), sided("2", "food is nice but home is cold", "both")]
    assert [c.key for c in choose(pool, 1)] == ["2"]


def test_a_claim_of_one_person_says_so() -> None:
    assert quotes.choose([said("1", FOOD, "A"), said("2", DENTIST, "A")]).alone
    assert not quotes.choose([said("1", FOOD, "A"), said("2", DENTIST, "B")]).alone
    assert not quotes.choose([said("1", FOOD, "A"), said("2", "too short", "B")]).alone
    both = [sided("1", FOOD, "strength"), sided("2", FOOD, "strength"), sided("3", DENTIST, "worry")]
    assert quotes.choose(both).alone
    assert not quotes.choose([]).alone


def test_vectors_decide_what_is_near_when_they_are_given() -> None:
    pool = [said("a", FOOD), said("b", FOOD), said("c", FOOD), said("d", FOOD)]
    turned = np.eye(3, dtype=np.float32)[[0, 0, 1, 2]]
    chosen = quotes.choose(pool, 3, turned).quotes
    assert [c.key for c in chosen] == ["a", "c", "d"]
    shuffled = quotes.choose(pool[::-1], 3, turned[::-1]).quotes
    assert shuffled == chosen


@pytest.mark.parametrize(
    "text",
    [
        "I told Kezia about it",
        "my dog called biscuit sleeps on my bed",
        "i am 9 and i like football",
        "ring me on 07700 900123",
        "we live at LS1 4DY near the park",
        "mail me at cat@example.org",
        "look at www.example.org for me",
        "mrs okafor helps me read",
        "It was nice. Then Kezia came",
        "WE WENT TO KEZIAS HOUSE",
    ],
)
def test_what_may_point_at_a_person_is_held_back(text: str) -> None:
    assert looks_identifying(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mum makes tea and I help Nan on Sunday",
        "My worker listened. She was kind",
        "i miss my mum and my aunty is nice",
        "I like Christmas and my GP is kind",
        "it\u2019s warm and I\u2019m happy",
    ],
)
def test_ordinary_words_are_not_held_back(text: str) -> None:
    assert not looks_identifying(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("it began when I was nine and we moved", "it began when I was [hidden] and we moved"),
        ("he is eleven, and he hides", "he is [hidden], and he hides"),
        ("then she turned twelve and left", "then she turned [hidden] and left"),
        ("im nearly thirteen", "im nearly [hidden]"),
        ("she\u2019s only four", "she\u2019s only [hidden]"),
        ("my mum was twenty-one when she had me", "my mum was [hidden] when she had me"),
        ("from the age of six he was hit", "from the age of [hidden] he was hit"),
        ("my five-year-old sister shouts", "my [hidden]-year-old sister shouts"),
        ("a boy of seven years old lives here", "a boy of [hidden] years old lives here"),
        ("we went there for my tenth birthday", "we went there for my [hidden] birthday"),
        ("he left when I was nine or ten.", "he left when I was [hidden]."),
        ("when I was 9 or ten he left", "when I was [hidden] he left"),
        ("she was aged nine to 10 then", "she was aged [hidden] then"),
        ("the boys were between eight and eleven when", "the boys were between [hidden] when"),
        ("they turned four, five and six", "they turned [hidden]"),
        ("a nine- or ten-year-old boy", "a [hidden]-year-old boy"),
        ("since my ninth or tenth birthday", "since my [hidden] birthday"),
    ],
)
def test_an_age_in_words_is_proposed_for_hiding(text: str, shown: str) -> None:
    assert without(text, proposed(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "there are three of us and we have two dogs",
        "she is one of my friends",
        "we read two pages at once",
        "he was one step behind us",
        "it is the first time that they asked me twice",
        "we wait for one hour or ten minutes",
        "there were nine or ten of us",
        "what I like is that help is one to one",
    ],
)
def test_a_number_in_words_that_is_no_age_stays(text: str) -> None:
    assert proposed(text) == ()


@pytest.mark.parametrize("count", [1, 2, 8, 9, 40])
def test_of_a_list_of_ages_none_is_left_however_long_it_is(count: int) -> None:
    ages = ", ".join(["nine"] * count)
    found = proposed(f"we were {ages} years old")
    assert without(f"we were {ages} years old", found).count("nine") == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("she turned nine, 12 March was hard for us", "she turned [hidden], [date] was hard for us"),
        ("aged seven and 12 Mill Lane", "aged [hidden] [address]"),
        ("I turned eleven, 21/3/2020 was the day", "I turned [hidden], [date] was the day"),
        ("my sister turned eight or 9/10/2014", "my sister turned [hidden] [date]"),
        ("they turned nine or ten, 12 Acacia Road", "they turned [hidden], [address]"),
        ("on 12 March I was nine, 12 March again", "on [date] I was [hidden], [date] again"),
    ],
)
def test_an_age_before_a_date_or_an_address_is_hidden_too(text: str, shown: str) -> None:
    assert without(text, proposed(text)) == shown


def test_of_words_all_in_capitals_nothing_is_left_beside_a_name() -> None:
    text = "I AM NINE AND KEZIA HIT ME"
    assert without(text, proposed(text)) == "[hidden] [name] [hidden]"


def test_a_name_in_small_letters_is_beyond_this_guard() -> None:
    assert not looks_identifying("i told kezia about it")
