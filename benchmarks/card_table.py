"""What the model card is made of: sections of figures, each with its data, its bar and whether it is met."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """One line of a table. `bar`: what is asked, as least or (`at_most`) as most; None where nothing is."""

    name: str
    value: float | bool
    bar: float | None = None
    at_most: bool = False


class Section(NamedTuple):
    """Figures, and what is `told` before them: on which data, and what is to be known of those."""

    told: str
    figures: Sequence[Figure]


def markdown(title: str, section: Section) -> str:
    """The section as it stands in the card."""
    lines = [f"**{title}**", "", section.told, "", "| figure | value | bar | met |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, section.figures), ""])


def taken(found: Mapping[str, Any], **bars: float | None) -> Iterator[Figure]:
    """Figures under the names they were found by; those that could not be worked out are left out."""
    for name, bar in bars.items():
        if found[name] is not None:
            yield Figure(name.replace("_", " "), found[name], bar)


def _line(figure: Figure) -> str:
    if isinstance(figure.value, bool):
        return f"| {figure.name} | {_yes(figure.value)} | yes | {_yes(figure.value)} |"
    shown = f"{figure.value:.3f}"
    if figure.bar is None:
        return f"| {figure.name} | {shown} | | |"
    sign, met = ("≤", figure.value <= figure.bar) if figure.at_most else ("≥", figure.value >= figure.bar)
    return f"| {figure.name} | {shown} | {sign} {figure.bar:.3f} | {_yes(met)} |"


def _yes(true: bool) -> str:
    return "yes" if true else "no"
