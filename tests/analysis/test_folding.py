"""Folding: many spellings read as one, and every span leads back to what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.folding import fold, span_in_original


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I wasnt alowd 2 tell any1 wot he did", "i wasn't allowed to tell anyone what he did"),
        ("HEEEELP im so hungryyyy for fooood", "help i'm so hungry for food"),
        ("mum\u2019s boyfriend", "mum's boyfriend"),
        ("my bro kickd me wiv his boot", "my brother kicked me with his boot"),
        ("he hit\n\n me", "he hit me"),
        ("k\u200bi\u00adll", "kill"),
        ("\uff48\uff49\uff54", "hit"),
        ("\u043a\u0456ll", "kill"),
        ("caf\u00e9", "cafe"),
        ("my kichin and matress", "my kitchen and mattress"),
        ("a sacred score", "a sacred score"),
    ],
)
def test_a_childs_spelling_is_read_as_the_usual_word(written: str, read: str) -> None:
    assert fold(written).text == read


def test_an_emoji_is_read_as_its_word() -> None:
    assert fold("he has a \U0001f52a").text.split() == ["he", "has", "a", "knife"]


def test_a_span_leads_back_to_the_word_that_was_written() -> None:
    text = "im  not alowd to tell"
    folded = fold(text)
    start = folded.text.index("allowed")
    assert text[slice(*span_in_original(folded, start, start + len("allowed")))] == "alowd"


def test_part_of_a_respelled_word_gives_the_whole_word() -> None:
    text = "no1 saw"
    folded = fold(text)
    start = folded.text.index("one")
    assert text[slice(*span_in_original(folded, start, start + 3))] == "no1"


@given(st.text(max_size=80), st.data())
def test_every_folded_span_lies_inside_the_original(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert folded.origin[-1] == len(text)
    assert list(folded.origin) == sorted(folded.origin)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = span_in_original(folded, start, end)
        assert 0 <= first < last <= len(text)
        assert all(first <= place < last for place in folded.origin[start:end])


@given(st.text(alphabet="abeilot '1\n", max_size=60))
def test_folding_twice_changes_no_more_than_folding_once(text: str) -> None:
    once = fold(text).text
    assert not any(mark in once for mark in ("  ", "\n"))
    assert fold(once.upper()).text == fold(once).text
