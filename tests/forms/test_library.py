"""The five forms: what each must ask, and words that must never appear."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from forms.catalogue import PublishedForm, load_catalogue
from forms.journey import path
from forms.model import (
    Answer,
    Choices,
    Faces,
    LongText,
    Pictures,
    ShortText,
    Statement,
    WordsScale,
    ZeroToTen,
)

FORMS = {each.form.id: each for each in load_catalogue().all_current()}
CHILDREN = [each for each in FORMS.values() if each.form.audience == "child"]
NOT_CHILDREN = [each for each in FORMS.values() if each.form.audience != "child"]
BANNED = ("neglect", "anonym", "secret", "confidential")
PICTURES = frozenset(
    re.findall(
        r"\S+",
        """
    face-1 face-2 face-3 face-4 face-5 face3-1 face3-2 face3-3 yes no not-sure skip stop talk listen food
    hungry bed tired home-warm home-cold clothes bath doctor tooth school someone-there alone love sad safe
    worried friends play family worker-at-door helper me same different better not-so-good star house pencil
    heart
    """,
    )
)

# What a worker saw is nobody's own answer: those forms are tested beside the other adults' forms.
ASKING = {name: each for name, each in FORMS.items() if each.form.audience != "observation"}

each_form = pytest.mark.parametrize("published", ASKING.values(), ids=ASKING)
each_child_form = pytest.mark.parametrize("published", CHILDREN, ids=[each.form.id for each in CHILDREN])


def strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def said(published: PublishedForm) -> list[str]:
    return list(strings(tomllib.loads(published.source)))


@each_form
def test_no_form_promises_secrecy_or_names_neglect(published: PublishedForm) -> None:
    for text in said(published):
        assert not [word for word in BANNED if word in text.lower()]


@each_form
def test_every_form_covers_the_six_sides_of_everyday_life_and_being_heard(published: PublishedForm) -> None:
    topics = {question.topic for question in published.questions.values()}
    assert {"food", "home", "health", "school", "love", "looked_after", "listened"} <= topics


@each_form
def test_every_form_asks_what_matters_and_what_should_change_in_own_words(published: PublishedForm) -> None:
    boxes = [question for question in published.questions.values() if isinstance(question, LongText)]
    assert any(box.asks == "open" and re.search("matters most|most important", box.prompt) for box in boxes)
    assert any(box.asks == "change" for box in boxes)


@each_form
def test_every_form_asks_whether_words_may_be_shared(published: PublishedForm) -> None:
    assert [question.prompt for question in published.questions.values() if question.keeps == "share_words"]


@each_form
def test_every_form_says_first_that_one_may_stop_and_what_happens_with_harm(published: PublishedForm) -> None:
    start = " ".join(published.form.start.lines)
    assert re.search(r"\bstop\b", start)
    assert re.search(r"getting hurt|being hurt|at risk", start)
    assert re.search(r"\bread", start)


@each_form
def test_every_form_starts_with_a_strength_and_has_safety_in_the_middle(published: PublishedForm) -> None:
    asked = [
        each.id
        for each in published.questions.values()
        if each.keeps is None and not isinstance(each, Statement)
    ]
    assert asked[0] in ("school", "good")
    place = next((asked.index(name) for name in ("safe", "looked-after") if name in asked), -1) / len(asked)
    assert 0.25 < place < 0.7


@each_form
def test_only_pictures_that_are_drawn_are_named(published: PublishedForm) -> None:
    named = set(re.findall(r'picture = "([^"]+)"', published.source))
    assert named <= PICTURES


@each_form
def test_only_the_youngest_go_without_a_look_back_before_sending(published: PublishedForm) -> None:
    assert published.form.review == (published.form.band not in ("4-7", "8-11"))


@each_child_form
def test_children_are_asked_who_was_there_and_who_tapped(published: PublishedForm) -> None:
    kept = {question.keeps for question in published.questions.values()}
    assert {"helper", "scribe"} <= kept


@pytest.mark.parametrize("name", ["my-day", "how-things-are"])
def test_young_children_read_sentences_of_ten_words_at_most(name: str) -> None:
    form = FORMS[name].form
    texts = [*form.start.lines, *form.closing]
    texts += [
        text for question in FORMS[name].questions.values() for text in (question.prompt, question.hint)
    ]
    sentences = [part for text in texts for part in re.split(r"(?<=[.?!])\s+", text) if part]
    assert [sentence for sentence in sentences if len(sentence.split()) > 10] == []
    assert len(sentences) > 25


def test_the_youngest_have_two_pictures_for_each_thing_asked() -> None:
    for question in FORMS["my-day"].questions.values():
        if question.topic is not None:
            assert isinstance(question, Pictures)
            assert len(question.options) == 2


def test_the_middle_ones_have_three_faces_and_two_boxes() -> None:
    questions = FORMS["how-things-are"].questions.values()
    assert {question.points for question in questions if isinstance(question, Faces)} == {3}
    assert len([question for question in questions if isinstance(question, LongText)]) == 2


def test_the_oldest_have_five_words_three_boxes_and_can_ask_for_a_person() -> None:
    questions = FORMS["my-view"].questions.values()
    assert {len(question.labels) for question in questions if isinstance(question, WordsScale)} == {5}
    assert len([question for question in questions if isinstance(question, LongText)]) == 3
    assert [question.id for question in questions if question.keeps == "wants_to_talk"] == ["talk"]


def test_happier_is_asked_in_two_steps_of_the_youngest() -> None:
    my_day = FORMS["my-day"]
    same = path(my_day, {"changed": Answer("given", "same")})
    different = path(my_day, {"changed": Answer("given", "different")})
    assert {page.id for page in different} - {page.id for page in same} == {"happier-page"}


def test_an_own_goal_is_rated_in_the_words_of_the_young_person() -> None:
    rated = [question for question in FORMS["my-view"].questions.values() if isinstance(question, ZeroToTen)]
    assert [isinstance(FORMS["my-view"].questions["want"], ShortText), "{{want|" in rated[0].prompt] == [
        True,
        True,
    ]


@pytest.mark.parametrize("name", ["my-day", "how-things-are", "my-view", "family-experience"])
def test_children_and_families_are_measured_alike(name: str) -> None:
    measured = {
        question.measure: question.topic for question in FORMS[name].questions.values() if question.measure
    }
    assert measured == {
        "fed": "food",
        "warm": "home",
        "safe": "looked_after",
        "seen": "love",
        "listened": "listened",
        "happier": "change",
    }


def test_all_kinds_of_question_are_in_use() -> None:
    used = {type(question) for published in FORMS.values() for question in published.questions.values()}
    assert {Choices, Pictures, Faces, WordsScale, ZeroToTen, ShortText, LongText, Statement} <= used
