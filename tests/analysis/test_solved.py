"""What is shipped as solved is the solution for what is shipped to learn from."""

import numpy as np
import pytest

from analysis.asking import asked
from analysis.bank import load_bank
from analysis.codebook import load_codebook
from analysis.features import Wording, joined
from analysis.harm_lessons import labels_of, load_lessons
from analysis.known import vectors
from analysis.likeness import Likeness, above
from analysis.pieces import spans_of
from analysis.reader import Reader, samples_of
from analysis.screening import load_rules
from analysis.solved import SOLVED, digest, shipped
from analysis.tone import TONES, Tones, load_examples

_STIFFNESS_OF_THEMES, _STIFFNESS_OF_TONE, _STIFFNESS_OF_SIGNS = 1.0, 2.0, 0.1
STALE = "run `make vectors`: what is learnt from has changed"


def test_themes_are_shipped_as_the_solution_of_their_equations() -> None:
    codebook = load_codebook()
    samples = samples_of(codebook)
    texts = [one.text for one in samples]
    meaning = vectors(texts)
    reader = Reader(codebook, samples, meaning)
    kept = shipped(reader.key)
    assert kept is not None, STALE
    share, held_out = kept
    target = np.array([[2.0 * (name in one.themes) - 1.0 for name in reader.themes] for one in samples])
    said = reader.fit.scores(joined(meaning, Wording().learn(texts)))
    assert np.allclose(said + _STIFFNESS_OF_THEMES * share, target, atol=1e-6), STALE
    # Leaving a text out moves its score by its share, over the same number whatever the theme.
    ratio = share / (target - held_out)
    assert np.allclose(ratio, ratio[:, :1], rtol=1e-6)
    assert (ratio > 0).all()
    assert (ratio <= 1 / _STIFFNESS_OF_THEMES).all()


def test_tone_is_shipped_as_the_solution_of_its_equations() -> None:
    bank, examples = load_bank(), load_examples()
    meaning = vectors([one.text for one in examples])
    tones = Tones(vectors([one.text for one in bank]), meaning)
    share = shipped(tones.key)
    assert share is not None, STALE
    questions = [asked(one.question) for one in examples]
    said = tones.scores([one.text for one in examples], meaning, questions)
    target = np.array([[2.0 * (one.tone == tone) - 1.0 for tone in TONES] for one in examples])
    assert np.allclose(said + _STIFFNESS_OF_TONE * share[len(bank) :], target, atol=1e-6), STALE


def test_signs_of_harm_are_shipped_as_the_solution_of_their_equations() -> None:
    lessons = load_lessons()
    likeness = Likeness(load_rules(), lessons, vectors)
    kept = shipped(likeness.key)
    assert kept is not None, STALE
    pieces = [(one, one.text[slice(*span)]) for one in lessons for span in spans_of(one.text)]
    some = [n for n in range(0, len(pieces), 17) if kept[0, n, 0] and spans_of(pieces[n][1]) != []]
    some = [n for n in some if len(spans_of(pieces[n][1])) == 1]
    said = likeness.order([pieces[n][1] for n in some])
    target = 2.0 * labels_of([pieces[n][0] for n in some]) - 1.0
    assert len(some) > 300
    assert np.allclose(said, above(target - _STIFFNESS_OF_SIGNS * kept[1][some]), atol=5e-3), STALE


def test_nothing_but_what_is_in_use_is_shipped() -> None:
    with np.load(SOLVED) as kept:
        assert len(kept.files) == 4


@pytest.mark.parametrize("other", [("b", 1), ("a", 2), ("a", 1, "c")])
def test_another_thing_to_learn_from_is_not_taken_for_what_is_shipped(other: tuple[object, ...]) -> None:
    assert digest("a", 1) == digest("a", 1) != digest(*other)
    assert shipped(digest(*other)) is None
