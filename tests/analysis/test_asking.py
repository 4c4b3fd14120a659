"""Reading what a question wants to hear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.asking import KINDS, KINDS_OF, asked
from analysis.codebook import load_codebook
from analysis.themes import Asked

_QUESTIONS = {
    "praise": ["what_good", "What helped?", "What is working well?", "What's going well?"],
    "joy": ["What do you like doing?", "What makes you laugh?", "What are you looking forward to?"],
    "trouble": [
        "What did not help?", "What gets in the way?", "What is hard right now?", "What don't you like?",
        "What are you worried about?", "What's not so good?", "What has not got better?",
    ],
    "improve": [
        "could_improve", "What could we do better?", "How can we help?", "What would you tell the boss?",
        "What should workers do differently?", "What support do you need?", "Even better if",
    ],
    "change": ["What would you change?", "If you had a magic wand, what would you change?"],
    "wish": ["If you had three wishes?", "What do you want to happen next?"],
    "value": ["What matters most to you?", "Who do you talk to when you are sad?"],
    "rate": ["How was the meeting?", "What is bedtime like?", "What is different now?"],
    "service": ["nonspecific", "Why did you give that score?", "Comments"],
    "closed": ["Do you feel safe?", "Did people listen to you?", "Are you worried about anything?"],
    "open": ["Is there anything else?", "What should we know about you?", "Do you want to tell us more?", ""],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "label"), [(kind, label) for kind, labels in _QUESTIONS.items() for label in labels]
)
def test_a_question_is_read_as_its_kind(kind: str, label: str) -> None:
    assert asked(label).kind == kind


@pytest.mark.parametrize(
    ("label", "asks"),
    [("what_good", "good"), ("could_improve", "change"), ("nonspecific", "open"), ("", "open")],
)
def test_free_question_labels_are_read_as_what_was_asked(label: str, asks: str) -> None:
    assert asked(label).asks == asks


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("How are things at school?", "school"),
        ("Do you feel safe?", "looked_after"),
        ("What is tea time like?", "food"),
        ("What happens when you are poorly?", "health"),
        ("How sure do you feel in your work with neglect?", "confidence"),
        ("What is good about your worker?", None),
        ("Is there anything else?", None),
    ],
)
def test_a_question_about_one_thing_names_its_theme(label: str, topic: str | None) -> None:
    assert asked(label).topic == topic


def test_every_topic_is_a_theme_of_the_codebook() -> None:
    named = {asked(label).topic for labels in _QUESTIONS.values() for label in labels} - {None}
    assert named
    assert named <= load_codebook().themes.keys()


@pytest.mark.parametrize(
    ("label", "yes"),
    [
        ("Do you feel safe?", 1),
        ("Have things got better?", 1),
        ("Are you worried about anything?", -1),
        ("Are you ever hungry?", -1),
        ("Is there anything else?", 0),
        ("How are you?", 0),
        ("What helped?", 0),
    ],
)
def test_yes_is_good_news_or_bad_only_where_yes_is_an_answer(label: str, yes: int) -> None:
    assert asked(label).yes == yes


def test_a_question_in_a_childs_spelling_is_the_same_question() -> None:
    assert asked("wot dont you like??") == asked("What don't you like?")


def test_what_the_form_says_comes_before_what_its_words_seem_to_say() -> None:
    read = asked("What helped?", Asked(topic="home", asks="change"))
    assert (read.topic, read.asks) == ("home", "change")
    assert read.kind in KINDS_OF["change"]


def test_a_form_that_says_nothing_of_the_side_leaves_it_to_the_words() -> None:
    assert asked("What helped?", Asked(topic="home")).asks == "good"


@given(st.text(max_size=80))
def test_any_label_is_read_as_one_kind_on_the_side_of_that_kind(label: str) -> None:
    read = asked(label)
    assert read.kind in KINDS
    assert read.kind in KINDS_OF[read.asks]
