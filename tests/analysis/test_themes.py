"""Which themes a text speaks of, which way it leans, and on what words."""

import csv
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.asking import asked
from analysis.codebook import load_codebook
from analysis.evaluation_themes import evaluate_themes
from analysis.themes import Asked, Coder, Coding

CHECKS = Path(__file__).with_name("theme_checks.csv")
CODER = Coder(load_codebook())
OPEN = Asked()
TraceFunction = Callable[[FrameType, str, Any], Any]


def coded(text: str, asked: Asked = OPEN) -> dict[str, str | None]:
    return {coding.theme: coding.valence for coding in CODER.code(text, asked)}


def only(codings: tuple[Coding, ...], theme: str) -> Coding:
    return next(coding for coding in codings if coding.theme == theme)


def test_one_text_may_speak_of_several_themes_with_words_for_each() -> None:
    text = "I am always hungry and my teeth hurt"
    codings = CODER.code(text)
    assert {c.theme: text[c.start : c.end] for c in codings} == {"food": "hungry", "health": "teeth hurt"}
    assert {c.valence for c in codings} == {"worry"}


@pytest.mark.parametrize(
    ("text", "theme", "valence"),
    [
        ("i don't have breakfast", "food", "worry"),
        ("i'm not hungry any more", "food", "strength"),
        ("not cold any more in my room", "home", "strength"),
        ("i have a warm bed", "home", "strength"),
        ("mum doesn't love me", "love", "worry"),
        ("i wish mum cuddled me", "love", "worry"),
        ("i like school but i hate maths", "school", "both"),
        ("they stopped fighting", "looked_after", "strength"),
        ("we are never left alone now", "looked_after", "strength"),
        ("i dont feel safe", "looked_after", "worry"),
        ("no more empty cupboards", "food", "strength"),
        ("i have not been to the dentist", "health", "worry"),
        ("mum gives hugs but dad shouts at me", "love", "both"),
    ],
)
def test_negations_and_wishes_turn_a_strength_into_a_worry_and_back(
    text: str, theme: str, valence: str
) -> None:
    assert coded(text)[theme] == valence


def test_a_bare_mention_leans_as_the_question_does() -> None:
    assert coded("breakfast", Asked(asks="good")) == {"food": "strength"}
    assert coded("breakfast", Asked(asks="change")) == {"food": "worry"}
    assert coded("breakfast") == {"food": None}


def test_more_of_a_good_thing_is_a_wish_only_where_change_was_asked_for() -> None:
    assert coded("more cuddles", Asked(asks="change")) == {"love": "worry"}
    assert coded("more cuddles", Asked(asks="good")) == {"love": "strength"}


def test_themes_outside_everyday_life_do_not_lean() -> None:
    assert coded("seeing my dad", Asked(asks="good")) == {"family": None}


@pytest.mark.parametrize(
    ("text", "theme"), [("mum", "family"), ("football", "friends_fun"), ("the dentist", "health")]
)
def test_one_word_answers_are_coded(text: str, theme: str) -> None:
    assert theme in coded(text)


@pytest.mark.parametrize("text", ["", "  ", "nothing", "N/A", "Did not answer", "i dont know", "?!", "..."])
def test_texts_that_say_nothing_get_no_theme(text: str) -> None:
    assert CODER.code(text, Asked(topic="home", asks="change")) == ()


def test_an_answer_without_a_theme_of_its_own_takes_the_weak_theme_of_its_question() -> None:
    text = "The sky is purple. Ha ha."
    (coding,) = CODER.code(text, Asked(topic="home", asks="good"))
    assert (coding.theme, coding.method, coding.valence) == ("home", "question", "strength")
    assert text[coding.start : coding.end] == "The sky is purple."
    assert coding.score < min(c.score for c in CODER.code("my bed is warm"))


def test_a_question_lifts_its_own_theme_and_adds_none_beside_others() -> None:
    plain, asked = CODER.code("my bed"), CODER.code("my bed", Asked(topic="home"))
    assert only(asked, "home").score > only(plain, "home").score
    assert "school" not in coded("my bed", Asked(topic="school"))


def test_evidence_points_into_the_text_as_it_was_written() -> None:
    text = "\U0001f600\u200b My BED\u2019S warm!!"
    coding = only(CODER.code(text), "home")
    assert "warm" in text[coding.start : coding.end] or "BED" in text[coding.start : coding.end]


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["my", "mum", "bed", "not", "hungry,", "\U0001f600", "\u0130"])).map(" ".join)
)
def test_any_text_gets_each_theme_once_with_evidence_in_order_of_score(text: str) -> None:
    codings = CODER.code(text, Asked(topic="home", asks="change"))
    assert len({c.theme for c in codings}) == len(codings)
    assert all(0 <= c.start < c.end <= len(text) and 0 < c.score <= 1 for c in codings)
    assert list(codings) == sorted(codings, key=lambda c: (-c.score, c.theme))
    assert codings == CODER.code(text, Asked(topic="home", asks="change"))


def by_words(texts: Sequence[str], asked: Sequence[Asked]) -> list[tuple[Coding, ...]]:
    return [CODER.code(text, question) for text, question in zip(texts, asked, strict=True)]


def test_theming_keeps_its_measured_quality_on_labelled_checks() -> None:
    with CHECKS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = evaluate_themes(rows, by_words, clock=count().__next__)
    assert figures["micro_f1"] > 0.9
    assert figures["macro_f1"] > 0.9
    assert figures["unassigned"] < 0.05


def test_evaluation_counts_what_is_right_wrong_and_missed() -> None:
    rows = [
        {"text": "I am hungry", "question": "open", "themes": "food"},
        {"text": "my teeth hurt", "question": "open", "themes": "health;food"},
        {"text": "football", "question": "open", "themes": ""},
        {"text": "xyz", "question": "open", "themes": "hopes"},
    ]
    figures = evaluate_themes(rows, by_words, clock=count().__next__)
    assert figures["micro_precision"] == pytest.approx(2 / 3)
    assert figures["micro_recall"] == pytest.approx(2 / 4)
    assert figures["micro_f1"] == pytest.approx(4 / 7)
    assert figures["per_theme"]["food"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "n": 2,
    }
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 1 + 0 + 0) / 4)
    assert figures["unassigned"] == pytest.approx(1 / 3)
    assert figures["texts_per_second"] == 4


@pytest.mark.parametrize(
    ("label", "asks"),
    [("what_good", "good"), ("could_improve", "change"), ("nonspecific", "open"), ("", "open")],
)
def test_free_question_labels_are_read_as_what_was_asked(label: str, asks: str) -> None:
    assert asked(label).asks == asks


def steps(text: str) -> int:
    """Bytecode instructions that coding a text takes: work without a clock."""
    taken = 0

    def trace(frame: FrameType, event: str, _argument: object) -> TraceFunction:
        nonlocal taken
        frame.f_trace_opcodes = True
        taken += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        CODER.code(text)
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize("piece", ["my mum ", "mum and dad ", "bed, ", "not warm bed "])
def test_work_grows_with_the_length_of_a_text_and_not_with_its_square(piece: str) -> None:
    CODER.code(piece * 2)
    assert steps(piece * 200) < 2.3 * steps(piece * 100)
