"""Which months of a theme are hidden, so that none tells of a few people."""

from collections.abc import Mapping
from typing import Final

_REST: Final = "rest"


def safe_months(
    spoken: Mapping[str, int], sets: Mapping[str, int], shown: Mapping[str, int | None], threshold: int
) -> dict[str, int | None]:
    """In how many of each month's sets a theme stands, where neither that nor the rest of them tells of few.

    Beside it stand its total and the sets of each month (`shown`, None for those hidden). Further months are
    hidden, what is smallest first and zeros last, until no hidden one can be narrowed down to `threshold`
    values or fewer by whoever knows all that is shown: within 0 and the month's sets, and with the total.
    """
    known = {name: size for name, size in sets.items() if shown[name] is not None}
    size = {**known, _REST: sum(sets.values()) - sum(known.values())}
    count = {name: spoken[name] for name in known}
    count[_REST] = sum(spoken.values()) - sum(count.values())
    hidden = {name for name in known if _few(count[name], known[name], threshold)}
    if size[_REST]:
        hidden.add(_REST)
    others = sorted(known.keys() - hidden, key=lambda name: (count[name] == 0, count[name], name))
    while others and any(_narrow(name, hidden, size, count, threshold) for name in hidden):
        hidden.add(others.pop(0))
    return {name: count[name] if name in known.keys() - hidden else None for name in sets}


def _few(count: int, of: int, threshold: int) -> bool:
    return 1 <= count <= threshold or 1 <= of - count <= threshold


def _narrow(
    name: str, hidden: set[str], size: Mapping[str, int], count: Mapping[str, int], threshold: int
) -> bool:
    """Whether the total gives a hidden month away; of one with few sets nothing at all may be ruled out."""
    together = sum(count[one] for one in hidden)
    least = max(0, together - sum(size[one] for one in hidden if one != name))
    return min(size[name], together) - least < min(size[name], threshold + 1)
