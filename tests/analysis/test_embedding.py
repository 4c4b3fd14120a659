"""Sentences as vectors: cut as the model was taught, the same each time, near where the meaning is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import embedding, known
from analysis.codebook import load_codebook
from analysis.embedding import WIDTH, WrongModelError, embed
from analysis.reader import samples_of
from analysis.wordpiece import LONGEST, pieces

TEXTS = ["mum makes us a hot tea", "we never have enough food in", "my worker rings when she says she will"]


def test_words_are_cut_into_the_pieces_that_the_model_was_taught() -> None:
    # As the tokenizer that is published with the model cuts them.
    assert pieces("Héllo, wheelchair-ish _x") == [101, 7592, 1010, 13204, 1011, 2003, 2232, 1035, 1060, 102]
    assert pieces("1,000.50 £5") == [101, 1015, 1010, 2199, 1012, 2753, 27813, 102]
    assert pieces("हिन्दी") == [101, 1339, 29877, 29863, 29861, 29878, 102]
    assert pieces("我喜") == [101, 1855, 100, 102]
    assert pieces("a\u200bb c\u00adD") == [101, 11113, 3729, 102]


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_pieces_between_the_two_marks(text: str) -> None:
    found = pieces(text)
    assert (found[0], found[-1]) == (101, 102)
    assert len(found) <= LONGEST


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    together = embed(TEXTS)
    assert together.shape == (len(TEXTS), WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(embed([text])[0], vector)


def test_what_means_the_same_is_nearer_than_what_does_not() -> None:
    asked, near, far = embed(["the cupboards are bare", "there is nothing to eat at home", "my bike is red"])
    assert asked @ near > asked @ far


def test_no_text_gives_no_vectors() -> None:
    assert embed([]).shape == (0, WIDTH)


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "SHA256", "0" * 64)
    with pytest.raises(WrongModelError, match="install the locked packages"):
        embedding.session.__wrapped__()


def test_the_vectors_of_every_shipped_example_are_shipped() -> None:
    texts = [one.text for one in samples_of(load_codebook())]
    assert {text for text in texts if known.key(text) not in known.shipped()} == set()
    some = texts[::250]
    assert np.allclose(known.vectors(some), embed(some), atol=2e-3)


def test_texts_that_are_not_shipped_are_embedded() -> None:
    mixed = [samples_of(load_codebook())[0].text, "a text that nobody wrote down before"]
    assert np.allclose(known.vectors(mixed)[1], embed(mixed[1:])[0])
