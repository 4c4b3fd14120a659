"""Finding what is looked for, however it was spelt."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.finding import find, needle


def found(typed: str, text: str) -> list[str]:
    return [text[start:end] for start, end in find(text, needle(typed))]


def test_capitals_accents_and_slips_do_not_matter() -> None:
    assert found("school", "I hate SKOOL and the Schóol bus") == ["SKOOL", "Schóol"]
    assert found("CAFÉ", "the cafe is nice") == ["cafe"]


def test_a_term_is_found_where_a_word_begins_with_it_and_not_inside_one() -> None:
    assert found("shout", "he is shouting") == ["shout"]
    assert found("hat", "what that") == []


def test_every_term_has_to_stand_and_a_phrase_stands_together() -> None:
    assert found("mum bed", "my bed, said mum") == ["bed", "mum"]
    assert found("mum bed", "my mum") == []
    assert found('"my  bed"', "in my bed") == ["my bed"]
    assert found("“my bed”", "my big bed") == []


def test_words_of_another_script_are_found() -> None:
    assert found("مدرسة", "أحب المدرسة") == ["مدرسة"]
    assert found("ਘਰ", "ਮੇਰਾ ਘਰ") == ["ਘਰ"]


def test_what_has_no_letter_looks_for_nothing() -> None:
    assert needle(' !? "" ').terms == ()
    assert find("anything", needle("...")) == ()


@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_typed_is_found_within_the_text(typed: str, text: str) -> None:
    for start, end in find(text, needle(typed)):
        assert 0 <= start < end <= len(text)
