"""Reading answers: every fault at once, no words lost, never an exception."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import PublishedForm, load_catalogue
from forms.journey import final_answers
from forms.model import Answer, Answers
from forms.validate import check_answers, clean, cleaned, read_page

GOOD = {
    "pet": ["cat"],
    "drink": ["milk"],
    "toys": ["kite", "ball"],
    "mood": ["3"],
    "week": ["4"],
    "near": ["0"],
    "line": [" hi "],
    "box": ["one\r\ntwo"],
    "sure": ["yes"],
}
TAKEN: Answers = {
    "pet": Answer("given", "cat"),
    "drink": Answer("given", "milk"),
    "toys": Answer("given", ("kite", "ball")),
    "mood": Answer("given", 3),
    "week": Answer("given", 4),
    "near": Answer("given", 0),
    "line": Answer("given", " hi "),
    "box": Answer("given", "one\ntwo"),
    "sure": Answer("given", "yes"),
}
Fields = dict[str, list[str]]


def faults(published: PublishedForm, raw: Fields) -> dict[str, str]:
    reading = read_page(published, published.pages["first"], raw, {})
    return {error.question: error.message for error in reading.errors}


def test_a_page_filled_in_is_read_as_answers_with_the_words_untouched(every_kind: PublishedForm) -> None:
    reading = read_page(every_kind, every_kind.pages["first"], GOOD, {})
    assert reading.answers == TAKEN
    assert reading.errors == ()


def test_not_sure_and_skip_are_answers_to_every_question(every_kind: PublishedForm) -> None:
    for press, state in (("not-sure", "not_sure"), ("skip", "skipped")):
        raw = {name: [press] for name in ("pet", "drink", "mood", "week", "near", "sure")}
        raw |= {f"{name}--instead": [press] for name in ("toys", "line", "box")}
        reading = read_page(every_kind, every_kind.pages["first"], raw, {})
        assert {answer.state for answer in reading.answers.values()} == {state}
        assert reading.answers.keys() == GOOD.keys()


def test_an_empty_page_has_a_fault_for_each_question_at_once(every_kind: PublishedForm) -> None:
    found = faults(every_kind, {})
    assert found.keys() == GOOD.keys()
    assert found["line"] == "Write something, or press Skip."
    assert found["pet"] == "Choose one answer. You can also choose Not sure or Skip."


def test_a_good_answer_is_kept_beside_a_faulty_one(every_kind: PublishedForm) -> None:
    reading = read_page(every_kind, every_kind.pages["first"], GOOD | {"mood": ["9"]}, {})
    assert reading.answers == {name: answer for name, answer in TAKEN.items() if name != "mood"}
    assert [error.question for error in reading.errors] == ["mood"]


def test_words_are_never_thrown_away_by_a_button(every_kind: PublishedForm) -> None:
    found = faults(
        every_kind,
        GOOD | {"line--instead": ["skip"], "box--instead": ["not-sure"], "toys--instead": ["skip"]},
    )
    assert found["line"] == "You wrote some words. Press Continue to keep them, or delete them first."
    assert found["box"] == found["line"]
    assert found["toys"] == "You ticked some answers. Press Continue to keep them, or untick them first."


def test_blank_space_is_no_words(every_kind: PublishedForm) -> None:
    assert "line" in faults(every_kind, GOOD | {"line": [" \r\n "]})
    assert "line" not in faults(every_kind, GOOD | {"line": [" \r\n "], "line--instead": ["skip"]})


def test_only_known_buttons_count(every_kind: PublishedForm) -> None:
    assert "line" in faults(every_kind, GOOD | {"line": [], "line--instead": ["later"]})


@pytest.mark.parametrize(
    ("field", "sent", "message"),
    [
        ("pet", ["cat", "dog"], "Choose only one answer."),
        ("pet", ["cow"], "Choose one of the answers shown."),
        ("near", ["11"], "Choose one of the answers shown."),
        ("near", ["-1"], "Choose one of the answers shown."),
        ("near", ["٣"], "Choose one of the answers shown."),
        ("toys", ["ball", "boat"], "Choose one of the answers shown."),
        ("line", ["x" * 21], "Please use 20 characters or fewer."),
    ],
)
def test_what_cannot_be_an_answer_is_a_fault(
    every_kind: PublishedForm, field: str, sent: list[str], message: str
) -> None:
    assert faults(every_kind, GOOD | {field: sent}) == {field: message}


def test_a_text_of_just_the_limit_is_taken(every_kind: PublishedForm) -> None:
    assert faults(every_kind, GOOD | {"line": ["é" * 20]}) == {}


def test_little_children_get_little_words() -> None:
    published = load_catalogue().current("my-day")
    [error] = read_page(published, published.pages["safe-page"], {}, {}).errors
    assert error.message == "Tap one. You can tap Not sure or Skip."
    page = published.pages["matters-page"]
    errors = read_page(published, page, {"matters": ["mum"], "matters--instead": ["skip"]}, {}).errors
    [error] = [each for each in errors if each.question == "matters"]
    assert error.message == "You wrote some words. Press Continue to keep them, or rub them out first."


def test_a_whole_submission_is_told_all_its_faults(every_kind: PublishedForm) -> None:
    wrong = {
        "ghost": Answer("given", "boo"),
        "note": Answer("given", "read"),
        "pet": Answer("skipped", "cat"),
        "drink": Answer("given", ("tea",)),
        "toys": Answer("given", ("ball", "ball")),
        "mood": Answer("given", "3"),
        "week": Answer("given", 5),
        "near": Answer("given"),
        "line": Answer("given", ""),
        "box": Answer("given", 7),
        "sure": Answer("given", "maybe"),
    }
    errors = check_answers(every_kind, wrong)
    assert [error.question for error in errors] == list(wrong)
    assert errors[0].message == "This form does not ask that."


@pytest.mark.parametrize("value", ["ball", (), ("boat",), None])
def test_ticks_sent_as_anything_else_are_a_fault(every_kind: PublishedForm, value: str | None) -> None:
    assert len(check_answers(every_kind, {"toys": Answer("given", value)})) == 1


def test_a_whole_submission_may_leave_questions_out(every_kind: PublishedForm) -> None:
    assert check_answers(every_kind, {}) == ()
    assert check_answers(every_kind, TAKEN) == ()
    assert check_answers(every_kind, dict.fromkeys(TAKEN, Answer("not_sure"))) == ()


def test_a_truth_value_is_not_a_point_on_a_scale(every_kind: PublishedForm) -> None:
    assert len(check_answers(every_kind, {"mood": Answer("given", True)})) == 1


def test_cleaning_changes_only_line_ends_and_what_cannot_be_kept() -> None:
    assert clean(" a\r\nb\rc\x00d\ud83de \t😀") == " a\nb\rc\ufffdd\ufffde \t😀"


def test_cleaning_answers_leaves_choices_and_states_alone() -> None:
    answers = {
        "a": Answer("given", "x\x00"),
        "b": Answer("given", ("c",)),
        "c": Answer("skipped"),
        "d": TAKEN["mood"],
    }
    assert cleaned(answers) == answers | {"a": Answer("given", "x\ufffd")}


@given(st.text(st.characters(categories=None)))
def test_clean_words_can_be_stored_and_are_clean_for_good(text: str) -> None:
    once = clean(text)
    assert once.encode().decode() == once
    assert "\x00" not in once
    assert clean(once) == once.replace("\r\n", "\n")
    assert len(once) == len(text) - text.count("\r\n")


NAMES = st.sampled_from([*GOOD, *(f"{name}--instead" for name in GOOD), "note", "ghost", "", "--instead"])
SENT = st.one_of(
    st.text(st.characters(categories=None), max_size=30),
    st.sampled_from(["skip", "not-sure", "cat", "tea", "ball", "1", "10", "yes"]),
)


@given(st.dictionaries(NAMES, st.lists(SENT, max_size=3)))
def test_whatever_is_posted_is_either_taken_or_explained(every_kind: PublishedForm, raw: Fields) -> None:
    reading = read_page(every_kind, every_kind.pages["first"], raw, {})
    faulty = [error.question for error in reading.errors]
    assert sorted([*reading.answers, *faulty]) == sorted(GOOD)
    assert check_answers(every_kind, reading.answers) == ()
    assert cleaned(reading.answers) == reading.answers


@given(st.dictionaries(st.sampled_from(["line", "box"]), st.text(min_size=1, max_size=20)))
def test_words_that_fit_come_out_as_they_went_in(every_kind: PublishedForm, words: dict[str, str]) -> None:
    raw = {name: [text] for name, text in words.items()}
    reading = read_page(every_kind, every_kind.pages["first"], raw, {})
    for name, text in words.items():
        if text.strip():
            assert reading.answers[name] == Answer("given", clean(text))


VALUES = st.one_of(
    st.none(), st.integers(), st.text(max_size=30), st.tuples(st.sampled_from(["ball", "kite", "x"]))
)
ANSWERS = st.builds(Answer, st.sampled_from(["given", "not_sure", "skipped"]), VALUES)


@given(st.dictionaries(NAMES, ANSWERS))
def test_whatever_is_sent_as_json_is_checked_without_an_exception(
    every_kind: PublishedForm, answers: Answers
) -> None:
    errors = check_answers(every_kind, answers)
    faulty = {error.question for error in errors}
    assert len(errors) == len(faulty)
    kept = {name: answer for name, answer in answers.items() if name not in faulty}
    assert check_answers(every_kind, kept) == ()
    assert final_answers(every_kind, kept) == kept
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Answers) == kept
