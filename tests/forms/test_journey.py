"""The way through a form: skip logic, going on after a break, earlier words, what is sent."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import PublishedForm, parse_form
from forms.journey import final_answers, first_open, following, path, piped, previous, visible
from forms.model import Answer, Answers

PAGES = """
[[pages]]
id = "hello"
questions = [{ id = "welcome", type = "statement", prompt = "Hello." }]

[[pages]]
id = "one"
[[pages.questions]]
id = "changed"
type = "choice"
prompt = "Changed?"
options = [{ code = "same", label = "The same" }, { code = "different", label = "Different" }]
[[pages.questions]]
id = "goal"
type = "short-text"
prompt = "Goal?"

[[pages]]
id = "two"
[[pages.questions]]
id = "how"
type = "long-text"
prompt = "How?"
show_if = [{ question = "changed", answers = ["different", "not_sure"] }]
[[pages.questions]]
id = "better"
type = "yes-no"
prompt = "Better?"
show_if = [{ question = "changed", answers = ["different", "not_sure"] }]

[[pages]]
id = "three"
[[pages.questions]]
id = "worse"
type = "choices"
prompt = "Worse?"
options = [{ code = "food", label = "Food" }, { code = "sleep", label = "Sleep" }]
show_if = [
  { question = "changed", answers = ["different", "not_sure"] },
  { question = "better", answers = ["no"] },
]

[[pages]]
id = "four"
[[pages.questions]]
id = "near"
type = "zero-to-ten"
prompt = "How near is {{goal|your goal}}?"
low = "Far"
high = "There"
[[pages.questions]]
id = "sorry"
type = "statement"
prompt = "Sorry about the food."
show_if = [
  { question = "changed", answers = ["different", "not_sure"] },
  { question = "better", answers = ["no"] },
  { question = "worse", answers = ["food"] },
]

[[pages]]
id = "bye"
questions = [{ id = "thanks", type = "statement", prompt = "Thanks." }]
"""
SAME = Answer("given", "same")
DIFFERENT = Answer("given", "different")
GOAL = Answer("given", "a dog")
NO = Answer("given", "no")
STATEMENTS = {"welcome", "sorry", "thanks"}


@pytest.fixture(scope="session")
def trial(source: Callable[..., str]) -> PublishedForm:
    return parse_form(source(PAGES), "trial.v1.toml")


def on(published: PublishedForm, answers: Answers) -> list[str]:
    return [page.id for page in path(published, answers)]


def shown(published: PublishedForm, page: str, answers: Answers) -> list[str]:
    return [question.id for question in visible(published.pages[page], answers)]


def opened(published: PublishedForm, answers: Answers) -> str | None:
    page = first_open(published, answers)
    return page.id if page else None


def test_a_page_with_nothing_to_show_is_off_the_path(trial: PublishedForm) -> None:
    assert on(trial, {}) == ["hello", "one", "four", "bye"]
    assert on(trial, {"changed": SAME}) == ["hello", "one", "four", "bye"]
    assert on(trial, {"changed": DIFFERENT}) == ["hello", "one", "two", "four", "bye"]
    assert on(trial, {"changed": DIFFERENT, "better": NO}) == ["hello", "one", "two", "three", "four", "bye"]


def test_not_sure_can_lead_on_and_skip_can_not(trial: PublishedForm) -> None:
    assert "two" in on(trial, {"changed": Answer("not_sure")})
    assert "two" not in on(trial, {"changed": Answer("skipped")})


def test_an_answer_left_from_before_a_change_no_longer_steers(trial: PublishedForm) -> None:
    assert "three" not in on(trial, {"changed": SAME, "better": NO})


def test_one_of_several_ticks_is_enough(trial: PublishedForm) -> None:
    worse: Answers = {"changed": DIFFERENT, "better": NO, "worse": Answer("given", ("sleep", "food"))}
    assert shown(trial, "four", worse) == ["near", "sorry"]
    assert shown(trial, "four", worse | {"worse": Answer("given", ("sleep",))}) == ["near"]


def test_next_and_back_pass_over_what_is_not_shown(trial: PublishedForm) -> None:
    one, four = trial.pages["one"], trial.pages["four"]
    assert following(trial, {"changed": SAME}, one) is four
    assert previous(trial, {"changed": SAME}, four) is one
    assert following(trial, {"changed": DIFFERENT}, one) is trial.pages["two"]
    assert following(trial, {}, trial.pages["bye"]) is None
    assert previous(trial, {}, trial.pages["hello"]) is None


def test_next_and_back_work_from_a_page_that_left_the_path(trial: PublishedForm) -> None:
    assert following(trial, {"changed": SAME}, trial.pages["two"]) is trial.pages["four"]
    assert previous(trial, {"changed": SAME}, trial.pages["two"]) is trial.pages["one"]


def test_going_on_starts_where_an_answer_is_missing(trial: PublishedForm) -> None:
    assert opened(trial, {}) == "hello"
    assert opened(trial, {"changed": SAME}) == "one"
    assert opened(trial, {"changed": SAME, "goal": GOAL}) == "four"
    assert opened(trial, {"changed": DIFFERENT, "goal": GOAL}) == "two"
    assert opened(trial, {"changed": DIFFERENT, "near": Answer("skipped")}) == "one"
    assert opened(trial, {"changed": SAME, "goal": Answer("skipped"), "near": Answer("not_sure")}) is None


def test_an_earlier_answer_is_said_in_words(trial: PublishedForm) -> None:
    assert piped("You want {{goal|it}}: {{changed|x}}.", trial, {"goal": GOAL, "changed": SAME}) == (
        "You want \u2068a dog\u2069: The same."
    )


@pytest.mark.parametrize("answers", [{}, {"goal": Answer("skipped")}, {"goal": Answer("not_sure")}])
def test_a_neutral_wording_stands_in_for_a_missing_answer(trial: PublishedForm, answers: Answers) -> None:
    assert piped("You want {{goal|it}}.", trial, answers) == "You want it."
    assert piped("Think of {{goal}}.", trial, answers) == "Think of what you told us."


def test_an_answer_that_left_the_path_is_not_said_again(trial: PublishedForm) -> None:
    assert piped("{{how|that}}", trial, {"changed": SAME, "how": Answer("given", "badly")}) == "that"


def test_words_that_look_like_a_placeholder_stay_as_written(trial: PublishedForm) -> None:
    answers: Answers = {"goal": Answer("given", r"{{changed|x}} \1 <b>"), "changed": SAME}
    assert piped("{{goal|it}}", trial, answers) == "\u2068{{changed|x}} \\1 <b>\u2069"
    assert piped("{{ghost|nobody}} {{", trial, answers) == "nobody {{"


def test_words_off_the_path_are_sent_and_choices_off_it_are_not(trial: PublishedForm) -> None:
    answers: Answers = {"how": Answer("given", "he hit me"), "better": NO, "goal": GOAL, "changed": SAME}
    assert final_answers(trial, answers) == {
        "changed": SAME,
        "goal": GOAL,
        "how": Answer("given", "he hit me"),
    }
    assert "how" not in final_answers(trial, answers | {"how": Answer("skipped")})


CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "changed": st.sampled_from([SAME, DIFFERENT, Answer("not_sure"), Answer("skipped")]),
        "goal": st.sampled_from([GOAL, Answer("skipped")]),
        "how": st.sampled_from([Answer("given", "it just is"), Answer("skipped")]),
        "better": st.sampled_from([NO, Answer("given", "yes"), Answer("not_sure")]),
        "worse": st.sampled_from([Answer("given", ("food",)), Answer("skipped")]),
        "near": st.just(Answer("given", 3)),
    },
)


@given(CHOSEN)
def test_pressing_continue_walks_the_path_and_back_again(trial: PublishedForm, answers: Answers) -> None:
    for here, there in pairwise(path(trial, answers)):
        assert following(trial, answers, here) is there
        assert previous(trial, answers, there) is here


@given(CHOSEN)
def test_skipping_each_open_page_comes_to_an_end_and_loses_no_words(
    trial: PublishedForm, answers: Answers
) -> None:
    words = {name for name in ("goal", "how") if name in answers and answers[name].state == "given"}
    page = first_open(trial, answers)
    for _ in trial.form.pages:
        asked = [each.id for each in visible(page, answers) if each.id not in STATEMENTS] if page else []
        answers = {name: Answer("skipped") for name in asked} | answers
        page = following(trial, answers, page) if page and not asked else first_open(trial, answers)
    assert first_open(trial, answers) is None
    assert words <= final_answers(trial, answers).keys()
