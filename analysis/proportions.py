"""Two shares of different people: how far apart they may be, as far as their numbers tell."""

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927). Raises ValueError for no share, or one of nobody."""
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is not a share")
    share = part / whole
    middle = share + _Z**2 / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2))
    scale = 1 + _Z**2 / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def difference(now: tuple[int, int], before: tuple[int, int]) -> tuple[float, float]:
    """The 95% interval of one share less another, each as (part, whole), of independent people.

    Method 10 of Newcombe 1998, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17. Raises ValueError as `wilson` does.
    """
    (low, high), (low_before, high_before) = wilson(*now), wilson(*before)
    share, share_before = now[0] / now[1], before[0] / before[1]
    apart = share - share_before
    return (
        apart - sqrt((share - low) ** 2 + (high_before - share_before) ** 2),
        apart + sqrt((high - share) ** 2 + (share_before - low_before) ** 2),
    )
