"""The library: who has a form for what time, what every form asks and says, words that never appear."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator

import pytest

from forms import lint
from forms.catalogue import PublishedForm
from forms.model import (
    Choices,
    Drawing,
    Faces,
    LongText,
    Pictures,
    ShortText,
    SortCards,
    Statement,
    VoiceNote,
    WordsScale,
    ZeroToTen,
)
from tests.forms.library import (
    CATALOGUE,
    CHILDREN,
    DRAWN,
    FORMS,
    TIMES,
    asked,
    each_child_form,
    each_form,
    of,
)

BANNED = ("neglect", "anonym", "secret", "confidential")
# The one picture that stands for two answers: they differ in their code alone.
SYNONYMS = {"not-so-good": {"not-so-good", "worse"}}


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
    def measured(purpose: str) -> set[str]:
        [published] = [each for each in of("8-11", easy=True) if each.form.purpose == purpose]
        return {question.measure for question in asked(published) if question.measure}

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
