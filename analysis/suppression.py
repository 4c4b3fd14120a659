"""Small-number suppression: which counts may be shown, and which percentages."""

from collections.abc import Mapping
from typing import Final

HIDDEN: Final = None
"""What stands in a suppressed table where a count must not be shown."""

THRESHOLD: Final = 5
MINIMUM_BASE: Final = 20


def suppress(
    counts: Mapping[str, int], *, threshold: int = THRESHOLD, total_shown: bool
) -> dict[str, int | None]:
    """Return the table in the same order with unsafe counts replaced by HIDDEN.

    Counts of 1 to `threshold` are hidden, 0 is shown. When the total of the table is shown beside it, further
    counts are hidden (the next smallest value, with everything equal to it; zeros last) until no hidden count
    can be worked out, even by someone who knows this rule. A table of a single cell *is* its total: nothing
    in the table can protect it, so the caller hides such a total too.

    Tables that share people (a second breakdown, last quarter's report) are not seen here.
    Raises ValueError for a negative count or a threshold below 2, under which hiding would name the value.
    """
    if threshold < 2:  # noqa: PLR2004 - said in the docstring
        raise ValueError("the suppression threshold must be at least 2")
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count cannot be negative")
    hidden = {count for count in counts.values() if 1 <= count <= threshold}
    if total_shown and hidden:
        hidden |= _secondary(counts, hidden, threshold)
        if hidden >= set(counts.values()) - {0}:
            # With nothing else left to show, a shown zero would tell that all the others are at least 1.
            hidden.add(0)
    return {key: HIDDEN if count in hidden else count for key, count in counts.items()}


def _secondary(counts: Mapping[str, int], hidden: set[int], threshold: int) -> set[int]:
    """Return the value to hide besides, if the shown total would give the hidden counts away.

    The rule looks at values only, never at keys, so whoever sees the result cannot tell which hidden cell
    holds which of two different values. Hidden cells that are all equal are safe only when several of them
    could be one lower and one higher within the threshold.
    """
    if len(hidden) > 1:
        return set()
    (value,) = hidden
    alone = sum(count == value for count in counts.values()) == 1
    if not alone and 1 < value < threshold:
        return set()
    others = sorted({count for count in counts.values() if count != value}, key=lambda c: (c == 0, c))
    return set(others[:1])


def percentage(
    part: int, whole: int, *, minimum: int = MINIMUM_BASE, threshold: int = THRESHOLD
) -> int | None:
    """Return a whole-number percentage, halves rounded up.

    HIDDEN when fewer than `minimum` people are behind it, or when either side is a count of 1 to `threshold`.
    Raises ValueError unless 0 <= part <= whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share")
    if whole < max(minimum, 1) or any(1 <= side <= threshold for side in (part, whole - part)):
        return HIDDEN
    return (200 * part + whole) // (2 * whole)
