"""Learning from workers: what they left standing on texts corrects the codebook's reading, theme by theme.

For each theme, scores learnt from corrections are mixed with the reader's own, the more the more texts of the
theme have been corrected, and only where that reads the corrections themselves better, each held out in turn.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.embedding import WIDTH, Matrix
from analysis.features import Wording, joined
from analysis.lessons import Change
from analysis.reader import Reader, Reading, Sample
from analysis.ridge import Features, Fit, Numbers, best_bar, best_bars, fit
from analysis.themes import Asked

METHOD_VERSION: Final = "learnt-2"
# The fewest texts of a theme that can change how it is read.
FEWEST: Final = 8

_STIFFNESS: Final = 2.0
_PRIOR: Final = 2.0**0.5
_QUESTION: Final = 0.5**0.5
# With so many texts of a theme, what is learnt weighs as much as what the codebook says.
_EVEN: Final = 10
_EVEN_BAR: Final = 50
_MANY: Final = 50

_ASKS: Final = get_args(Literal["good", "change", "open"])


class _Mix(NamedTuple):
    """For each theme: the bar of what was learnt, its share, and the shift of the mix's bar."""

    bars: Numbers
    share: Numbers
    shift: Numbers

    def of(self, before: Numbers, learnt: Numbers) -> Numbers:
        """The prior's scores and learnt ones together."""
        return np.asarray(before + self.share * (learnt - self.bars - before) - self.shift)


class _Model(NamedTuple):
    """What was learnt, and how it is mixed with the prior."""

    wording: Wording
    fit: Fit
    mix: _Mix


class Learned(Reading):
    """Reads as `prior`, corrected; `changes` has one entry a theme, in the codebook's order."""

    def __init__(
        self, prior: Reader, version: str, changes: tuple[Change, ...], model: _Model | None
    ) -> None:
        """Keep what `learn` found."""
        self.prior, self.version, self.changes, self._model = prior, version, changes, model
        self.coder, self.themes = prior.coder, prior.themes

    def scores(self, texts: Sequence[str], vectors: Matrix, asked: Sequence[Asked]) -> Numbers:
        """How far each text is above (or below) each theme's bar, (texts, themes)."""
        before = self.prior.scores(texts, vectors, asked)
        if self._model is None:
            return before
        model = self._model
        features = _features(model.wording, texts, vectors, asked, before)
        return model.mix.of(before, model.fit.scores(features))


def learn(reader: Reader, corrections: Sequence[Sample], vectors: Matrix) -> Learned:
    """Correct `reader` by texts with all the themes that a worker left standing; `vectors` (texts, 384).

    The same corrections in any order give the same model and version. Costs grow with the cube of their
    number: 1,000 take about a second, 4,000 half a minute. Method: ridge regression with leave-one-out values
    (`analysis.ridge`) over meaning, words, question and the prior's scores, as in stacking (Wolpert 1992,
    "Stacked generalization"), shrunk towards the prior.
    """
    order = sorted(range(len(corrections)), key=lambda row: _encoded(corrections[row]))
    rows = [corrections[row] for row in order]
    digest = hashlib.sha256(b"\n".join(map(_encoded, rows))).hexdigest()[:12]
    version = f"{reader.version}/{METHOD_VERSION}-{len(rows)}-{digest}"
    labels = np.array([[name in one.themes for name in reader.themes] for one in rows], dtype=np.bool_)
    labels = labels.reshape(len(rows), len(reader.themes))
    vectors = vectors[order].reshape(len(rows), WIDTH)
    if not rows:
        return Learned(reader, version, _changes(reader, labels, np.zeros(labels.shape), None), None)
    before = reader.scores([one.text for one in rows], vectors, [one.asked for one in rows])
    if labels.sum(axis=0).max() < FEWEST:
        return Learned(reader, version, _changes(reader, labels, before, None), None)
    model, after = _fitted(rows, vectors, labels, before)
    changes = _changes(reader, labels, before, after)
    used = np.array([one.used for one in changes])
    mix = model.mix._replace(share=model.mix.share * used, shift=model.mix.shift * used)
    return Learned(reader, version, changes, model._replace(mix=mix))


def _fitted(
    rows: Sequence[Sample], vectors: Matrix, labels: NDArray[np.bool_], before: Numbers
) -> tuple[_Model, Numbers]:
    """The model as if used for every theme, and the scores it gives each correction held out.

    Of those, the mix of one half of the corrections was chosen on the other half.
    """
    texts = [one.text for one in rows]
    wording = Wording(fewest=2 if len(texts) > _MANY else 1)
    wording.learn(texts)
    learnt = fit(_features(wording, texts, vectors, [one.asked for one in rows], before), labels, _STIFFNESS)
    after = np.empty_like(before)
    for half in (slice(0, None, 2), slice(1, None, 2)):
        other = slice(1 - half.start, None, 2)
        after[half] = _mix(before[other], learnt.held_out[other], labels[other]).of(
            before[half], learnt.held_out[half]
        )
    return _Model(wording, learnt, _mix(before, learnt.held_out, labels)), after


def _mix(before: Numbers, held_out: Numbers, labels: NDArray[np.bool_]) -> _Mix:
    """How to mix, by the corrections' own scores."""
    bars = best_bars(held_out, labels, even=_EVEN_BAR)
    count = labels.sum(axis=0)
    mix = _Mix(bars, count / (count + _EVEN), np.zeros(len(bars)))
    mixed = mix.of(before, held_out)
    best = np.array([best_bar(mixed[:, one], labels[:, one]) for one in range(labels.shape[1])])
    return mix._replace(shift=np.where(count >= FEWEST, best * count / (count + _EVEN_BAR), 0.0))


def _features(
    wording: Wording, texts: Sequence[str], vectors: Matrix, asked: Sequence[Asked], before: Numbers
) -> Features:
    """Meaning, words and the prior's scores; and the meaning again apart for each kind of question."""
    ones = np.full((len(texts), 1), 0.5**0.5)
    meant = np.hstack([vectors, ones])
    kinds = np.array([[one.asks == kind for kind in _ASKS] for one in asked], dtype=np.float64)
    apart = (kinds.reshape(len(texts), len(_ASKS), 1) * meant[:, None, :]).reshape(len(texts), -1)
    return joined(vectors, wording.of(texts), _QUESTION * apart, _PRIOR * before)


def _changes(
    reader: Reader, labels: NDArray[np.bool_], before: Numbers, after: Numbers | None
) -> tuple[Change, ...]:
    counts = labels.sum(axis=0).tolist()
    old = f1_of(before >= 0, labels).tolist()
    new = [None] * len(old) if after is None else f1_of(after >= 0, labels).tolist()
    return tuple(_change(*one) for one in zip(reader.themes, counts, old, new, strict=True))


def _change(theme: str, n: int, before: float, after: float | None) -> Change:
    if after is None or n < FEWEST:
        return Change(theme, n, before, None, used=False, why="too few")
    better = after > before
    return Change(theme, n, before, after, used=better, why="better" if better else "no better")


def f1_of(said: NDArray[np.bool_], right: NDArray[np.bool_]) -> Numbers:
    """F1 of each theme, (themes,); 0 where it is neither said nor right."""
    return np.asarray(2 * (said & right).sum(axis=0) / np.maximum(1, said.sum(axis=0) + right.sum(axis=0)))


def _encoded(one: Sample) -> bytes:
    return msgspec.json.encode((one.text, sorted(one.themes), one.asked.topic, one.asked.asks))
