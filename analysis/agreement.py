"""How far people who coded the same texts agree beyond chance."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

FEWEST_UNITS: Final = 20
"""Below this alpha swings too much to be shown; it is still computed, the caller decides."""


def alpha(units: Sequence[Sequence[int]], *, level: Literal["nominal", "ordinal"]) -> float | None:
    """Krippendorff's alpha: 1 full agreement, 0 as by chance, below 0 worse. `units`: each unit's values.

    Method: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": the coincidence matrix of
    values paired within units, each unit weighing as many values as it has. Any number of coders, any of them
    missing; a unit with one value tells nothing. Ordinal: the distance of two values is the number of values
    given between them, ends counting half. None where no two values can be paired, or all are the same: then
    there is nothing to agree about, which is not agreement.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({value for unit in paired for value in unit})
    if len(values) < 2:  # noqa: PLR2004 - said in the docstring
        return None
    seen = _coincidences(paired, values)
    given = seen.sum(axis=1)
    far = _distances(given, level)
    return float(1 - (given.sum() - 1) * (seen * far).sum() / (np.outer(given, given) * far).sum())


def _coincidences(units: Sequence[Sequence[int]], values: Sequence[int]) -> NDArray[np.float64]:
    found = np.zeros((len(values), len(values)))
    for unit in units:
        counts = np.array([unit.count(value) for value in values], dtype=float)
        found += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return found


def _distances(given: NDArray[np.float64], level: Literal["nominal", "ordinal"]) -> NDArray[np.float64]:
    if level == "nominal":
        return 1 - np.eye(len(given))
    middle = np.cumsum(given) - given / 2
    return np.square(np.subtract.outer(middle, middle))
