"""The forms for families, practitioners and observers: what each says first, asks and never asks."""

import re

import pytest

from forms.catalogue import PublishedForm, load_catalogue
from forms.model import Choice, Choices, LongText, WordsScale
from forms.reading_age import grade, whole

CATALOGUE = load_catalogue()
ADULT = {each.form.id: each for each in CATALOGUE.all_current() if each.form.audience != "child"}
FAMILY = [each for each in ADULT.values() if each.form.audience == "family"]
WATCHED = [ADULT["a-day-in-my-life-baby"], ADULT["a-day-in-my-life-child"]]
OBSERVED = [*WATCHED, ADULT["no-view-this-time"]]
SHIPPED = {
    "family-start": "first-visit",
    "family-experience": "review",
    "family-ending": "ending",
    "family-after": "after-closing",
    "wider-family": None,
}


def by_id(form: PublishedForm) -> str:
    return form.form.id


each_adult_form = pytest.mark.parametrize("form", ADULT.values(), ids=ADULT)
each_family_form = pytest.mark.parametrize("form", FAMILY, ids=by_id)
each_observation = pytest.mark.parametrize("form", OBSERVED, ids=by_id)
each_watched_day = pytest.mark.parametrize("form", WATCHED, ids=by_id)


def test_families_have_a_form_for_each_moment_and_one_for_those_who_are_often_left_out() -> None:
    assert {form.form.id: form.form.purpose for form in FAMILY} == SHIPPED


@each_adult_form
def test_no_form_promises_secrecy_or_names_neglect(form: PublishedForm) -> None:
    said = " ".join(whole(form.form)).lower()
    assert not [word for word in ("neglect", "anonym", "secret", "confidential") if word in said]


@each_adult_form
def test_every_form_says_first_who_reads_that_one_may_stop_and_what_happens_with_harm(
    form: PublishedForm,
) -> None:
    start = " ".join(form.form.start.lines)
    assert re.search(r"\bstop\b", start)
    assert re.search(r"\bread", start)
    assert re.search(r"being hurt|at risk", start)


@each_family_form
def test_a_family_hears_before_all_else_that_it_decides_nothing_about_their_case(form: PublishedForm) -> None:
    assert "do not decide anything about your case" in form.form.start.lines[0]


@each_family_form
def test_the_first_question_is_who_answers_with_mothers_fathers_and_grandparents_apart(
    form: PublishedForm,
) -> None:
    first = next(iter(form.questions.values()))
    assert isinstance(first, Choice)
    assert first.keeps == "person_role"
    assert {"mother", "father", "grandparent"} <= {option.code for option in first.options}


@each_family_form
def test_share_wishes_are_asked_one_by_one_at_the_end(form: PublishedForm) -> None:
    *_, words, worker = form.questions.values()
    assert [words.keeps, worker.keeps] == ["share_words", "share_worker"]
    assert "leave this out" in worker.hint


@each_family_form
def test_a_family_form_fits_a_phone_and_is_easy_to_read(form: PublishedForm) -> None:
    assert len(form.form.pages) <= 12
    assert grade(whole(form.form)) <= 7


def test_a_measure_is_asked_of_families_in_the_same_words_at_every_moment() -> None:
    scales = {
        (question.measure, question.labels)
        for form in (*FAMILY, CATALOGUE.get("family-experience", 1))
        for question in form.questions.values()
        if isinstance(question, WordsScale) and question.measure
    }
    assert len({measure for measure, _ in scales}) == len(scales) == 6


def test_the_first_versions_questions_keep_their_ids_so_that_answers_can_be_compared() -> None:
    for name in ("family-experience", "working-together"):
        assert set(CATALOGUE.get(name, 1).questions) - set(CATALOGUE.get(name, 2).questions) <= {
            "not-a-decision"
        }


def test_practitioners_are_asked_about_the_child_as_families_are_and_about_their_confidence() -> None:
    def measured(name: str) -> dict[str, tuple[str, ...]]:
        questions = ADULT[name].questions.values()
        return {str(q.measure): q.labels for q in questions if isinstance(q, WordsScale) and q.measure}

    theirs, family = measured("working-together"), measured("family-experience")
    assert theirs == {measure: family[measure] for measure in ("fed", "warm", "safe", "seen")}
    assert "confidence" in {question.measure for question in ADULT["working-together"].questions.values()}


@each_observation
def test_an_observation_has_no_age_band_no_measure_and_nobody_to_quote(form: PublishedForm) -> None:
    assert form.form.audience == "observation"
    assert form.form.band is None
    assert {question.measure for question in form.questions.values()} == {None}
    assert {question.keeps for question in form.questions.values()} <= {None, "person_role", "no_view"}


@each_watched_day
def test_a_day_is_told_by_what_was_seen_and_never_in_the_childs_voice(form: PublishedForm) -> None:
    choices = [question for question in form.questions.values() if isinstance(question, Choice)]
    seen = [question for question in choices if question.options[0].code == "saw"]
    assert len(seen) >= 12
    for question in seen:
        assert [option.label for option in question.options] == [
            "I saw this",
            "I did not see this",
            "I could not tell: there was no chance to see it",
        ]
    prompts = [question.prompt for question in form.questions.values()]
    assert not [prompt for prompt in prompts if re.search(r"\b(I|me|my|feels?|felt|think|thinks)\b", prompt)]


@each_watched_day
def test_a_day_covers_the_six_sides_of_everyday_life_with_words_for_each_part(form: PublishedForm) -> None:
    questions = form.questions.values()
    assert {"food", "home", "health", "school", "love", "looked_after"} <= {one.topic for one in questions}
    assert len([one for one in questions if isinstance(one, LongText)]) >= 8
    assert any(isinstance(one, Choices) and one.id == "there" for one in questions)


def test_a_child_who_could_not_give_a_view_is_kept_with_the_reason_and_what_is_tried_next() -> None:
    reason, *_, later = ADULT["no-view-this-time"].questions.values()
    assert isinstance(reason, Choice)
    assert reason.keeps == "no_view"
    codes = {option.code for option in reason.options}
    assert {"too-upset", "asleep-or-ill", "did-not-want-to", "not-alone", "no-interpreter", "other"} < codes
    assert later.id == "next-when"
