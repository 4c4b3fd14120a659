"""Quotes stand for many, come from different people, and are held back when they may point at someone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quotes import Candidate, choose, looks_identifying

FOOD = "we always have a nice dinner at the table"
DENTIST = "nobody takes us to the dentist when teeth hurt"


def said(key: str, text: str, person: str | None = None, score: float = 0.5) -> Candidate:
    return Candidate(key=key, person=person or key, text=text, score=score)


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
        ),
        max_size=12,
        unique_by=lambda c: c.key,
    ),
)
def test_the_order_of_candidates_does_not_matter(pool: list[Candidate]) -> None:
    shuffled = sorted(pool, key=lambda c: c.key[::-1])
    chosen = choose(pool, 3)
    assert chosen == choose(shuffled, 3)
    assert len({c.person for c in chosen}) == len(chosen) <= 3


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


def test_a_name_in_small_letters_is_beyond_this_guard() -> None:
    assert not looks_identifying("i told kezia about it")
