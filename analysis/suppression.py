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
    can be worked out, even by someone who knows this rule, and all of them together are more than `threshold`
    too: what is taken from the total is a number of people as any other. A table of a single cell *is* its
    total: nothing in the table can protect it, so the caller hides such a total too.

    Tables that share people are not seen here: see `safe_beside` for the last one published,
    `analysis.differencing` for any number, and `analysis.crossed` for two breakdowns at once.
    Raises ValueError for a negative count or a threshold below 2, under which hiding would name the value.
    """
    if threshold < 2:  # noqa: PLR2004 - said in the docstring
        raise ValueError("the suppression threshold must be at least 2")
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count cannot be negative")
    hidden = {count for count in counts.values() if 1 <= count <= threshold}
    if total_shown and hidden:
        hidden |= _secondary(counts, hidden, threshold)
        for value in _next_values(counts, hidden):
            if sum(count for count in counts.values() if count in hidden) <= threshold:
                hidden.add(value)
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
    return set(_next_values(counts, hidden)[:1])


def _next_values(counts: Mapping[str, int], hidden: set[int]) -> list[int]:
    return sorted({count for count in counts.values() if count not in hidden}, key=lambda c: (c == 0, c))


def safe_beside(
    previous: Mapping[str, int | None],
    counts: Mapping[str, int],
    *,
    threshold: int = THRESHOLD,
    previous_total: int | None,
) -> dict[str, int | None]:
    """Return `counts` suppressed so that nobody who kept the last published table can subtract it.

    For tables over the same growing people: a cell that moved by 1 to `threshold` since it was shown is
    hidden. `previous_total` is the total shown beside the last table (None: none was, nor is one now). With
    totals, further cells are hidden (what moved least first) until the cells that are hidden now or were then
    did not move by 1 to `threshold` together either. Where even the total moved so little, every cell is
    hidden and the caller hides the total too. A cell not in `previous` is taken as 0 then.
    """
    shown = suppress(counts, threshold=threshold, total_shown=previous_total is not None)
    before = {key: previous.get(key, 0) for key in counts} | dict(previous)
    moved = {key: counts.get(key, 0) - then for key, then in before.items() if then is not None}
    hidden = {key for key, count in shown.items() if count is HIDDEN}
    hidden |= {key for key in counts if 1 <= abs(moved.get(key, 0)) <= threshold}
    if previous_total is not None:
        grown = sum(counts.values()) - previous_total
        _hide_together(hidden, moved, {key: key in counts for key in before}, grown, threshold)
    return {key: HIDDEN if key in hidden else count for key, count in counts.items()}


def _hide_together(
    hidden: set[str], moved: Mapping[str, int], now: Mapping[str, bool], grown: int, threshold: int
) -> None:
    """Add to `hidden` until the totals give neither one cell nor a small move of all unseen ones away."""

    def told() -> bool:
        unseen = {key for key in now if key in hidden or key not in moved}
        together = grown - sum(move for key, move in moved.items() if key not in unseen)
        return len(hidden) == 1 or len(unseen) == 1 or (bool(unseen) and 1 <= abs(together) <= threshold)

    for key in sorted((key for key in moved if now[key]), key=lambda key: (abs(moved[key]), key)):
        if told():
            hidden.add(key)
    if told():
        hidden.update(key for key, still in now.items() if still)


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
