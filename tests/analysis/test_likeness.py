"""Signs of harm by likeness: found where no rule knows a word, and learnt from what people mark."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.harm import CATEGORIES, load_harm
from analysis.harm_lessons import load_lessons
from analysis.known import vectors
from analysis.likeness import Likeness, Missed
from analysis.screening import Hit, load_rules

RULES = load_rules()


@cache
def likeness() -> Likeness:
    return Likeness(RULES, load_lessons(), vectors)


def signs(*texts: str, missed: tuple[Missed, ...] = ()) -> list[Hit | None]:
    return likeness().signs(texts, missed)


# Written for this test; none stands among the examples.
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("i put my coat on to go to sleep cos the heating never goes on", "home_conditions"),
        ("my baby sister is wiv me wen mum goes out all nite", "home_alone"),
        ("he says if i tell any one ill never see my mum agen", "unsafe_adult"),
        ("I save half my school dinner for my little brother", "hunger"),
        ("we was in the flat by are selfs till the sun came", "home_alone"),
    ],
)
def test_it_finds_what_is_told_by_what_follows_from_it(text: str, category: str) -> None:
    (found,) = signs(text)
    assert found is not None
    assert found.category == category
    assert text[found.start : found.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "we had fish fingers and then we watched a film",
        "More swings please and a bigger slide",
        "The worker was late twice but she always rang to say so",
        "Everyone at reception was friendly and the wait was short",
        "i want my frend to sleep over and have crisps",
        "Ask his dad, he is at every match and not one meeting",
        "He was my neighbour's lad and now he has our box room and a bike",
    ],
)
def test_it_leaves_ordinary_answers_alone(text: str) -> None:
    assert signs(text) == [None]


def test_in_a_long_cheerful_answer_it_points_at_the_sentence() -> None:
    cheerful = "I love football and my dog and we went to the beach with nan on Sunday which was brilliant."
    hidden = "I have to be quiet when his friends come or I get locked in the shed."
    (found,) = signs(f"{cheerful} {hidden} My best subject is art and I want to be a vet when I grow up.")
    assert found is not None
    assert (found.start, found.end) == (len(cheerful) + 1, len(cheerful) + 1 + len(hidden))


def test_texts_are_read_apart_from_one_another() -> None:
    several = ("my tooth hurts for weeks and nobody takes me", "", "I like maths", "Lubię szkołę i moją mamę")
    assert signs(*several) == [found for one in several for found in signs(one)]


def test_what_a_worker_marked_is_found_again_and_nothing_far_from_it() -> None:
    marked = "the zoo man comes on wednesdays"
    assert signs(marked) == [None]
    missed = (Missed(marked, "exploitation", "urgent"),)
    again, other = signs("the zoo man comes wednesdays", "we saw lions on a trip", missed=missed)
    assert again == Hit("likeness-missed", "exploitation", "urgent", 0, len("the zoo man comes wednesdays"))
    assert other is None


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_a_sign_lies_within_it(text: str) -> None:
    (found,) = signs(text)
    assert found is None or (0 <= found.start < found.end <= len(text) and found.category in CATEGORIES)


def test_without_the_sentence_itself_most_signs_are_found_and_few_ordinary_answers_raised() -> None:
    """Held out one by one: a floor under what is shipped, and no promise about real words."""
    unseen = likeness().unseen[: len(load_harm())]
    kinds = np.array([one.kind for one in load_harm()])
    urgent = np.array([one.urgent == "1" for one in load_harm()])
    harm = ~np.isin(kinds, ("trap", "ordinary"))
    assert unseen[harm].mean() >= 0.85
    assert unseen[urgent].mean() >= 0.9
    assert unseen[kinds == "ordinary"].mean() <= 0.17
    assert unseen[kinds == "trap"].mean() <= 0.4
