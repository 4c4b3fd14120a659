"""How often each theme is spoken of where a codebook is used, read from an archive that nobody has labelled.

Examples do not say how common a theme is: the rarest has as many as the most common. Scores are read as
chances by the examples held out (Platt 1999, "Probabilistic outputs for support vector machines"), and how
often each theme comes is estimated from the archive's scores by expectation and maximisation (Saerens,
Latinne & Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori probabilities"). Common
themes get lower bars and rare ones higher. Nothing in it is random.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.ridge import Numbers

# What the examples suggest counts as so many texts of the archive: few texts change little.
_DOUBT: Final = 50
# A theme may seem rare only because its examples are few: that is believed in part, or its texts are lost.
_RARER: Final = 0.3
_ROUNDS: Final = 30
_RAREST, _COMMONEST = 1e-4, 0.9


def lowering(held_out: Numbers, labels: NDArray[np.bool_], scores: Numbers) -> Numbers:
    """How far each theme's bar goes down, (themes,), for an archive with these `scores`, (texts, themes).

    Below 0 it goes up. `held_out`, `labels`: the examples' own scores and themes, (examples, themes).
    """
    slope, level = _chances(held_out, labels)
    taught = labels.mean(axis=0).clip(1 / len(labels), _COMMONEST)
    odds = slope * scores + level
    shift = np.zeros(len(taught))
    for _ in range(_ROUNDS):
        found = (1 / (1 + np.exp(-odds - shift))).sum(axis=0)
        common = ((found + _DOUBT * taught) / (len(scores) + _DOUBT)).clip(_RAREST, _COMMONEST)
        shift = _logit(common) - _logit(taught)
    return np.asarray(np.where(shift > 0, 1.0, _RARER) * shift / slope)


def _chances(held_out: Numbers, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and level that make a score the logarithm of odds; the same for all themes, as each has few."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (60 MB that readers do without)

    line = LogisticRegression(C=1e6).fit(held_out.reshape(-1, 1), labels.ravel())
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def _logit(chance: Numbers) -> Numbers:
    return np.asarray(np.log(chance / (1 - chance)))
