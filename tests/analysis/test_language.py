"""Language basis: where sentences stand."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.language import noun_phrases, sentences


def _written(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_sentences_stand_where_they_were_written() -> None:
    text = "I like Mr. Brown. He is nice!  my mum said no"
    assert _written(text) == ["I like Mr. Brown.", "He is nice!", "my mum said no"]


def test_a_line_break_ends_a_sentence() -> None:
    assert _written("food\nbed\n\nmy cat") == ["food", "bed", "my cat"]


def test_the_same_sentence_twice_is_found_twice() -> None:
    assert list(sentences("no. no. no.")) == [(0, 3), (4, 7), (8, 11)]


def test_nothing_written_has_no_sentences() -> None:
    assert sentences("") == ()


@given(st.text(max_size=200))
def test_sentences_never_overlap_and_lose_no_character_but_white_space(text: str) -> None:
    spans = sentences(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(between).strip()


def test_nouns_stand_with_what_describes_them() -> None:
    assert noun_phrases("I like the card game on Fridays. my key worker runs a homework club") == (
        ("card", "game"),
        ("key", "worker"),
        ("homework", "club"),
    )
    assert noun_phrases("the minibus was late") == ()
    assert noun_phrases("") == ()


@given(st.text(max_size=200))
def test_a_noun_phrase_has_two_words_or_more(text: str) -> None:
    assert all(len(phrase) > 1 and all(phrase) for phrase in noun_phrases(text))
