"""Answers in words."""

import pytest

from forms.catalogue import PublishedForm
from forms.model import Answer
from forms.wording import in_words


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("pet", "dog", "Dog"),
        ("drink", "tea", "Tea"),
        ("toys", ("kite", "ball"), "Kite, Ball"),
        ("mood", 1, "Bad"),
        ("week", 4, "Always"),
        ("near", 7, "7 out of 10"),
        ("line", " as written ", " as written "),
        ("sure", "no", "No"),
        ("pet", "cow", "cow"),
        ("toys", ("boat", "ball"), "boat, Ball"),
        ("mood", 9, "9"),
    ],
)
def test_an_answer_is_said_as_the_form_says_it(
    every_kind: PublishedForm, question: str, value: str | int, words: str
) -> None:
    assert in_words(every_kind.questions[question], Answer("given", value)) == words


def test_not_sure_and_skipped_are_said_too(every_kind: PublishedForm) -> None:
    for question in every_kind.questions.values():
        assert in_words(question, Answer("not_sure")) == "Not sure"
        assert in_words(question, Answer("skipped")) == "Skipped"
