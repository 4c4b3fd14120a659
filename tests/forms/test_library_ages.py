"""The library by age: how long, how hard to read, what is asked and with what, from the youngest on."""

import re

import pytest

from forms.catalogue import PublishedForm
from forms.journey import path
from forms.model import (
    TOPICS,
    Answer,
    Choices,
    Drawing,
    Faces,
    LongText,
    Page,
    Pictures,
    Question,
    ShortText,
    SortCards,
    VoiceNote,
    WordsScale,
    ZeroToTen,
)
from forms.reading_age import grade, running, sentences, whole, words
from tests.forms.library import (
    CHILDREN,
    FORMS,
    asked,
    each_child_form,
    kept,
    of,
)

SIX_SIDES = {"food", "home", "health", "school", "love", "looked_after"}
MEASURED = {
    "fed": "food", "warm": "home", "safe": "looked_after", "seen": "love", "listened": "listened",
    "happier": "change",
}  # fmt: skip


@each_child_form
def test_a_childs_form_reads_well_below_its_age(published: PublishedForm) -> None:
    limit = {"4-7": 3, "8-11": 5, "12-17": 7}[published.form.band or ""]
    assert grade(tuple(whole(published.form))) <= limit
    assert grade(tuple(running(published.form))) <= limit


@each_child_form
def test_a_childs_form_is_as_long_as_its_age_allows(published: PublishedForm) -> None:
    least, most = {"4-7": (5, 6), "8-11": (8, 10), "12-17": (10, 14)}[published.form.band or ""]
    assert least <= len(published.form.pages) <= most


@each_child_form
def test_children_are_asked_who_was_there_and_who_tapped(published: PublishedForm) -> None:
    assert {"helper", "scribe"} <= kept(published)


@each_child_form
def test_the_words_of_children_are_shown_to_others_only_if_they_say_so(published: PublishedForm) -> None:
    assert bool(asked(published, ShortText, LongText)) == ("share_words" in kept(published))


@each_child_form
def test_children_from_eight_say_whether_their_parents_may_see_it(published: PublishedForm) -> None:
    assert ("share_parent" in kept(published)) == (published.form.band != "4-7")


@each_child_form
def test_safety_is_asked_neither_first_nor_last(published: PublishedForm) -> None:
    names = [each.id for each in asked(published) if each.keeps is None]
    assert names[0] != "safe"
    assert "safe" not in names or 0.1 < names.index("safe") / len(names) < 0.7


@each_child_form
def test_only_young_people_look_back_before_sending(published: PublishedForm) -> None:
    assert published.form.review == (published.form.band == "12-17")


@pytest.mark.parametrize("band", ["4-7", "8-11", "12-17"])
def test_an_age_is_asked_about_the_six_sides_of_everyday_life_and_being_heard(band: str) -> None:
    topics = {question.topic for published in of(band) for question in asked(published)}
    assert topics >= SIX_SIDES | {"listened"}
    assert topics - {None} <= TOPICS


@pytest.mark.parametrize("band", ["4-7", "8-11", "12-17"])
def test_an_age_is_asked_what_matters_and_what_should_change_in_own_words(band: str) -> None:
    texts = [each for published in of(band) for each in asked(published, ShortText, LongText)]
    assert any(re.search("matters most|most important", each.prompt) for each in texts)
    assert {each.asks for each in texts} == {"good", "change", "open"}


@pytest.mark.parametrize("band", ["4-7", "8-11", "12-17"])
def test_every_age_is_measured_alike(band: str) -> None:
    measured = {each.measure: each.topic for one in of(band) for each in asked(one) if each.measure}
    assert measured == MEASURED


@pytest.mark.parametrize("published", of("4-7"), ids=lambda each: each.form.id)
def test_the_youngest_choose_between_two_pictures_one_thing_a_screen(published: PublishedForm) -> None:
    pairs = [each for each in asked(published, Pictures) if each.keeps != "helper"]
    assert {len(each.options) for each in pairs} == {2}  # type: ignore[union-attr]
    scales = asked(published, Faces, WordsScale, ZeroToTen)
    assert [type(each) for each in scales] in ([], [Faces])
    assert {each.points for each in scales if isinstance(each, Faces)} <= {3}
    own_words = [page for page in published.form.pages if _holds(page, LongText)]
    assert len(own_words) <= 1
    assert all(_holds(page, Drawing) for page in own_words), "nobody of that age has to write"
    assert [len(page.questions) for page in published.form.pages if page not in own_words][:-1].count(1) >= 4


def _holds(page: Page, kind: type[Question]) -> bool:
    return any(isinstance(question, kind) for question in page.questions)


@pytest.mark.parametrize("name", ["my-day", "bye-for-now"])
def test_happier_is_asked_in_two_steps_of_the_youngest(name: str) -> None:
    form = FORMS[name]
    same = path(form, {"changed": Answer("given", "same")})
    different = path(form, {"changed": Answer("given", "different")})
    assert {page.id for page in different} - {page.id for page in same} == {"happier-page"}


@pytest.mark.parametrize("published", of("8-11"), ids=lambda each: each.form.id)
def test_the_middle_ones_have_three_faces_and_two_short_boxes(published: PublishedForm) -> None:
    assert {each.points for each in asked(published, Faces) if isinstance(each, Faces)} == {3}
    boxes = [page for page in published.form.pages if _holds(page, ShortText)]
    assert len(boxes) <= 2
    assert asked(published, LongText) == []


def test_the_middle_ones_sort_cards_and_fill_three_houses_at_a_review() -> None:
    [houses] = [page for page in FORMS["how-things-are"].form.pages if page.layout == "houses"]
    assert [question.id for question in houses.questions] == ["good", "worries", "wishes"]
    [cards] = asked(FORMS["how-things-are"], SortCards)
    assert 2 <= len(cards.options) <= 8  # type: ignore[union-attr]


def test_feelings_are_picked_from_pictures_of_good_and_hard_ones() -> None:
    pickers = [each.questions["feelings"] for each in CHILDREN.values() if "feelings" in each.questions]
    assert len(pickers) >= 3
    for picker in pickers:
        assert isinstance(picker, Choices)
        assert {option.picture for option in picker.options} >= {"happy", "calm", "sad", "scared", "cross"}


@pytest.mark.parametrize("published", of("12-17"), ids=lambda each: each.form.id)
def test_the_oldest_have_five_words_an_own_goal_wishes_and_can_ask_for_a_person(
    published: PublishedForm,
) -> None:
    scales = asked(published, WordsScale)
    assert {len(each.labels) for each in scales if isinstance(each, WordsScale)} == {5}
    assert isinstance(published.questions["want"], ShortText)
    [goal] = asked(published, ZeroToTen)
    assert "{{want|" in goal.prompt
    assert {"share_words", "share_worker", "share_parent"} <= kept(published)
    assert published.questions["talk"].keeps == "wants_to_talk"


@each_child_form
def test_words_stand_last_on_their_screen_as_their_skip_button_sends_it(published: PublishedForm) -> None:
    for page in published.form.pages:
        others = [each for each in page.questions if not isinstance(each, ShortText | VoiceNote)]
        if _holds(page, LongText):
            assert isinstance(others[-1], LongText)


def test_a_voice_note_is_offered_in_one_place_beside_writing() -> None:
    places = [
        (each, page) for each in CHILDREN.values() for page in each.form.pages if _holds(page, VoiceNote)
    ]
    [(published, page)] = places
    assert (published.form.id, _holds(page, LongText)) == ("my-view", True)


@pytest.mark.parametrize("published", of("8-11", easy=True), ids=lambda each: each.form.id)
def test_easy_words_come_one_question_a_screen_with_pictures_and_eight_words(
    published: PublishedForm,
) -> None:
    assert {len(page.questions) for page in published.form.pages} == {1}
    for question in published.questions.values():
        assert question.picture, question.id
        assert all(option.picture for option in getattr(question, "options", ())), question.id
    said = [sentence for text in running(published.form) for sentence in sentences(text)]
    assert [sentence for sentence in said if len(words(sentence)) > 8] == []
    assert len(said) > 25
