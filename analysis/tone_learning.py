"""Tone learned from labels that people gave, upon the tone that is read without any.

Method: stacking (Wolpert 1992, "Stacked generalization"): the scores read without labels are features beside
the text's own, and the two are blended where leave-one-out scores say that it helps, as in `by_question`.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.asking import Question
from analysis.bank import Tone
from analysis.by_question import Made, Numbers, learn_with_held_out, shares
from analysis.embedding import Matrix
from analysis.features import Wording
from analysis.tone import TONES, WORDING, Tones

METHOD_VERSION: Final = "labels-2"

_STIFFNESS: Final = 8.0
# Products of the scores read without labels: a text that is near two tones is unlike one that is near none.
_PRODUCTS: Final = 0.3**0.5
_MANY: Final = 100
_SHARES: Final = (0.25, 0.5, 0.75, 1.0)
_SHIFTS: Final = tuple(step / 10 for step in range(-2, 11))
# Better by chance alone happens; below this gain in accuracy plus F1 the labels count for nothing.
_GAIN: Final = 0.01
# What a shift of 1 must gain: of two that do nearly the same, the smaller.
_BENT: Final = 0.01


class Labelled(NamedTuple):
    """An answer whose tone a person gave."""

    text: str
    question: Question
    tone: Tone


class Learned:
    """Reads tone as `tones` does, moved by labels as far as those support it."""

    def __init__(self, tones: Tones, rows: Sequence[Labelled], vectors: Matrix) -> None:
        """Learn from `rows`, whose `vectors` stand in the same order; two or more are needed."""
        self._tones = tones
        said = [(row.text, row.question, row.tone) for row in rows]
        digest = hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:8]
        self.version = f"{tones.version}/{METHOD_VERSION}-{len(rows)}-{digest}"
        labels = np.array([[row.tone == tone for tone in TONES] for row in rows])
        texts, questions = [row.text for row in rows], [row.question for row in rows]
        self._wording = Wording(fewest=2 if len(rows) > _MANY else 1)
        self._wording.learn(texts)
        made, prior = self._made(texts, vectors, questions)
        kinds = shares([(one.kind,) for one in questions])
        self._own, held_out = learn_with_held_out(made, kinds, labels, _STIFFNESS)
        self.share, self._shifts = _best_blend(prior, held_out, labels)

    def scores(self, texts: Sequence[str], vectors: Matrix, questions: Sequence[Question]) -> Numbers:
        """Scores (texts, 4) in the order of TONES; `share` of them comes from the labels."""
        made, prior = self._made(texts, vectors, questions)
        own = self._own.scores(made, [one.kind for one in questions])
        return np.asarray((1 - self.share) * prior + self.share * own + self._shifts)

    def _made(
        self, texts: Sequence[str], vectors: Matrix, questions: Sequence[Question]
    ) -> tuple[Made, Numbers]:
        made = self._tones.made(texts, vectors, questions)
        prior = self._tones.learned.scores(made, [one.kind for one in questions])
        wording = sparse.csr_array(WORDING * self._wording.of(texts))
        first, second = np.triu_indices(len(TONES))
        products = _PRODUCTS * prior[:, first] * prior[:, second]
        return Made(np.hstack([made.dense, prior, products]), wording), prior


def _best_blend(prior: Numbers, own: Numbers, labels: Numbers) -> tuple[float, Numbers]:
    """The share of `own`, and what to add to each tone, that read held-out texts best."""
    right = labels.argmax(axis=1)
    best = (_worth(prior, right) + _GAIN, 0.0, np.zeros(len(TONES)))
    for share in _SHARES:
        blend = (1 - share) * prior + share * own
        shifts = _best_shifts(blend, right)
        worth = _worth(blend + shifts, right)
        if worth > best[0]:
            best = (worth, share, shifts)
    return best[1], best[2]


def _best_shifts(scores: Numbers, right: NDArray[np.intp]) -> Numbers:
    """What to add to the rarer tones, one after the other from the rarest; 0 for the most frequent one."""
    given, counts = np.unique(right, return_counts=True)
    shifts = np.zeros(len(TONES))
    for tone in given[counts.argsort(kind="stable")][:-1]:
        tried = shifts + np.outer(_SHIFTS, np.arange(len(TONES)) == tone)
        worths = [_worth(scores + one, right) - _BENT * abs(one[tone]) for one in tried]
        shifts = tried[int(np.argmax(worths))]
    return shifts


def _worth(scores: Numbers, right: NDArray[np.intp]) -> float:
    """Accuracy and macro F1 together."""
    given = scores.argmax(axis=1)
    f1 = [
        2 * np.sum((given == tone) & (right == tone)) / max(1, np.sum(given == tone) + np.sum(right == tone))
        for tone in np.unique(right)
    ]
    return float(np.mean(given == right) + np.mean(f1))
