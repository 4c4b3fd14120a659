"""The library: who has a form for what time, what every form asks and says, words that never appear."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms import lint
from forms.catalogue import PublishedForm, load_catalogue
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
    Statement,
    VoiceNote,
    WordsScale,
    ZeroToTen,
)
from forms.reading_age import grade, running, sentences, whole, words

CATALOGUE = load_catalogue()
FORMS = {each.form.id: each for each in CATALOGUE.all_current()}
DRAWN = {each.stem for each in (Path(__file__).parents[2] / "static" / "pictures").glob("*.svg")}
BANNED = ("neglect", "anonym", "secret", "confidential")
TIMES = ("first-visit", "after-visit", "review", "ending")
# The forms for a visit or a moment of the help; those for adding to what was sent are a few words only.
CHILDREN = {
    name: each for name, each in FORMS.items() if each.form.audience == "child" and each.form.purpose in TIMES
}
SIX_SIDES = {"food", "home", "health", "school", "love", "looked_after"}
MEASURED = {
    "fed": "food", "warm": "home", "safe": "looked_after", "seen": "love", "listened": "listened",
    "happier": "change",
}  # fmt: skip
# The one picture that stands for two answers: they differ in their code alone.
SYNONYMS = {"not-so-good": {"not-so-good", "worse"}}

each_form = pytest.mark.parametrize("published", FORMS.values(), ids=FORMS)
each_child_form = pytest.mark.parametrize("published", CHILDREN.values(), ids=CHILDREN)


def of(band: str, *, easy: bool = False) -> list[PublishedForm]:
    """The children's forms of a band, in plain or in easy words."""
    return [each for each in CHILDREN.values() if (each.form.band, each.form.easy_read) == (band, easy)]


def asked(published: PublishedForm, *kinds: type[Question]) -> list[Question]:
    """The questions of these kinds; all of them without any."""
    return [each for each in published.questions.values() if not kinds or isinstance(each, kinds)]


def kept(published: PublishedForm) -> set[str]:
    return {each.keeps for each in published.questions.values() if each.keeps}


def strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def pictured(published: PublishedForm) -> Iterator[tuple[str, str]]:
    """The picture and the code of every answer that has both."""
    for question in published.questions.values():
        for option in getattr(question, "options", ()):
            if option.picture:
                yield option.picture, option.code


@pytest.mark.parametrize("band", ["4-7", "8-11", "12-17"])
def test_every_age_has_a_form_for_every_time(band: str) -> None:
    assert {each.form.purpose for each in of(band)} == set(TIMES)


def test_there_is_a_form_in_easy_words_for_every_time() -> None:
    assert {each.form.purpose for each in of("8-11", easy=True)} == set(TIMES)


def test_easy_words_measure_at_the_end_what_they_measure_at_the_start_and_the_review() -> None:
    def measured(purpose: str) -> set[str | None]:
        [published] = [each for each in of("8-11", easy=True) if each.form.purpose == purpose]
        return {question.measure for question in asked(published)} - {None}

    assert measured("ending") == measured("first-visit") | measured("review")
    assert set() < measured("after-visit") <= measured("ending")


def test_families_have_a_form_for_every_time_and_after_closing() -> None:
    families = {each.form.purpose for each in FORMS.values() if each.form.audience == "family"}
    assert families >= {"first-visit", "review", "ending", "after-closing"}


def test_every_audience_has_a_form() -> None:
    assert {each.form.audience for each in FORMS.values()} == {
        "child",
        "family",
        "practitioner",
        "observation",
    }


@each_form
def test_no_form_promises_secrecy_or_names_neglect(published: PublishedForm) -> None:
    for text in strings(tomllib.loads(published.source)):
        assert not [word for word in BANNED if word in text.lower()]


@each_form
def test_every_form_says_first_that_one_may_stop_and_what_happens_with_harm(published: PublishedForm) -> None:
    start = " ".join(published.form.start.lines)
    assert re.search(r"\bstop\b", start)
    assert re.search(r"hurt|at risk", start)
    assert re.search(r"\bread", start)


@each_child_form
def test_children_hear_that_they_may_miss_any_question_and_who_is_told(published: PublishedForm) -> None:
    start = " ".join(published.form.start.lines)
    assert re.search(r"You choose\b.*\bmiss any question", start)
    assert re.search(r"(grown-up|worker).* will read", start)
    assert re.search(r"getting hurt, we", start)


@each_child_form
def test_children_hear_at_the_end_who_reads_it(published: PublishedForm) -> None:
    assert re.search(r"(grown-up|worker) .*will read", " ".join(published.form.closing))
    assert len(published.form.closing) >= 3


@each_form
def test_only_pictures_that_are_drawn_are_named(published: PublishedForm) -> None:
    assert set(re.findall(r'picture = "([^"]+)"', published.source)) <= DRAWN


def test_a_picture_has_one_meaning_in_all_forms_for_children() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for published in CHILDREN.values():
        for picture, code in pictured(published):
            meanings[picture].add(code)
    assert len(meanings) > 40
    assert {name: codes for name, codes in meanings.items() if len(codes) > 1} == SYNONYMS


@each_child_form
def test_the_picture_of_a_question_points_to_none_of_its_answers(published: PublishedForm) -> None:
    for question in asked(published):
        assert question.picture not in {option.picture for option in getattr(question, "options", ())} - {
            None
        }


@each_child_form
def test_nothing_makes_a_childs_form_hard_to_use(published: PublishedForm) -> None:
    """Length, reading age, both sides in the question, pictures: warnings count as well."""
    assert [str(each) for each in lint.findings(published, lint.Aids(pictures=DRAWN))] == []


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


def test_what_is_measured_is_asked_in_the_same_words_at_every_time_and_in_every_version() -> None:
    scales: dict[tuple[str, bool, str], set[tuple[str, ...]]] = defaultdict(set)
    for published in CATALOGUE.all_versions():
        form = published.form
        for question in published.questions.values():
            if form.audience == "child" and question.measure:
                labels = tuple(published.values[question.id].values())
                scales[form.band or "", form.easy_read, question.measure].add(labels)
    assert len(scales) >= 18 + 5
    assert {place: labels for place, labels in scales.items() if len(labels) > 1} == {}


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


def test_practitioners_alone_are_measured_by_confidence() -> None:
    measured = {
        each.form.audience
        for each in FORMS.values()
        for question in asked(each)
        if question.measure == "confidence"
    }
    assert measured == {"practitioner"}


@pytest.mark.parametrize(
    "published", [each for each in FORMS.values() if each.form.audience == "family"], ids=lambda e: e.form.id
)
def test_families_hear_that_it_does_not_decide_their_case(published: PublishedForm) -> None:
    told = [*published.form.start.lines, *(each.prompt for each in asked(published, Statement))]
    assert re.search("do(es)? not decide|decides? nothing", " ".join(told))


def test_all_kinds_of_question_are_in_use() -> None:
    used = {type(question) for published in FORMS.values() for question in published.questions.values()}
    assert used >= {
        *(Choices, Pictures, Faces, WordsScale, ZeroToTen, ShortText, LongText, Statement),
        *(Drawing, VoiceNote, SortCards),
    }
