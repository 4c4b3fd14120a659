"""Bar charts as SVG: figures beside the bars, patterns besides colours, what is hidden only an outline.

A chart is the same in a page, on paper and as a file of its own, so it brings its colours and needs nothing.
"""

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil
from textwrap import wrap
from typing import Final

import msgspec

WIDTH: Final = 480  # two stand side by side on a desktop, and one can be read on a phone
_LABELS, _FIGURES = 190, 62  # room for the labels left of the bars, and for the figures right of them
_REACH: Final = WIDTH - _LABELS - _FIGURES
_LINE, _BAR, _GAP = 17, 16, 8
_OUTLINE: Final = 48
_WRAP, _WRAP_HEAD = 27, 62  # characters a line
_UPRIGHT: Final = 120  # how high the tallest column is
_NAMED: Final = 46  # how wide the name of a month is
_INK, _QUIET = "#1c1b22", "#46434f"
# Colour and lines of each series; the first and the darkest are told apart in grey too.
_SERIES: Final = (
    ("#0b4a54", ""),
    ("#8a3a00", '<path d="M0 6L6 0" stroke="{c}" stroke-width="2.5"/>'),
    ("#4b3d8f", '<circle cx="3" cy="3" r="1.8" fill="{c}"/>'),
    ("#1c5c2e", '<path d="M0 3H6" stroke="{c}" stroke-width="2"/>'),
    ("#7a1f4b", '<path d="M3 0V6" stroke="{c}" stroke-width="2"/>'),
    ("#46434f", '<path d="M0 3H6M3 0V6" stroke="{c}" stroke-width="1.2"/>'),
)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar: `value` None is hidden, `series` counts from 0 and tells its colour and pattern."""

    label: str
    value: float | None
    figure: str
    series: int = 0


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Bars that belong together under a heading (empty: none); `upright`: columns, in the order of time."""

    heading: str
    bars: tuple[Bar, ...]


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn: `finding` is its title, `told` all figures in words."""

    id: str
    finding: str
    told: str
    groups: tuple[Group, ...]
    upright: bool = False


def draw(drawing: Drawing, *, alone: bool = False) -> str:
    """The SVG; `alone` stands on white with its finding written above, as a slide or a file needs it."""
    longest = max((bar.value or 0 for group in drawing.groups for bar in group.bars), default=0)
    top = _heading_room(drawing.finding) if alone else 2
    shapes, height = _stacked(drawing, longest, top)
    lines = wrap(drawing.finding, _WRAP_HEAD) if alone else []
    titled = [_text(0, 16 + place * _LINE, line, bold=True) for place, line in enumerate(lines)]
    paper = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>' if alone else ""
    place = f'viewBox="0 0 {WIDTH} {height}"'
    sized = f'{place} width="{WIDTH}" height="{height}"' if alone else place
    named = f'role="img" aria-labelledby="{drawing.id}-title" aria-describedby="{drawing.id}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {sized} {named} font-family="Arial, Helvetica, sans-serif" '
        f'font-size="13"><title id="{drawing.id}-title">{escape(drawing.finding)}</title>'
        f'<desc id="{drawing.id}-desc">{escape(drawing.told)}</desc>'
        f"<defs>{_patterns(drawing)}</defs>{paper}"
        f'<g aria-hidden="true">{"".join((*titled, *shapes))}</g></svg>'
    )


def _heading_room(finding: str) -> int:
    return len(wrap(finding, _WRAP_HEAD)) * _LINE + _GAP


def _stacked(drawing: Drawing, longest: float, top: int) -> tuple[list[str], int]:
    """The shapes of all groups, one below the other, and where they end."""
    shapes: list[str] = []
    for group in drawing.groups:
        for line in wrap(group.heading, _WRAP_HEAD):
            top += _LINE
            shapes.append(_text(0, top - 4, line, bold=True))
        made, top = (_columns if drawing.upright else _rows)(drawing.id, group, longest, top)
        shapes += made
        top += _GAP
    return shapes, top


def _rows(name: str, group: Group, longest: float, top: int) -> tuple[list[str], int]:
    shapes: list[str] = []
    for bar in group.bars:
        lines = wrap(bar.label, _WRAP) or [""]
        shapes += [_text(0, top + 13 + place * _LINE, line) for place, line in enumerate(lines)]
        width = round(_REACH * bar.value / longest) if bar.value and longest else 0
        shapes.append(
            _shape(name, bar, (_LABELS, top + 1, width or (_OUTLINE if bar.value is None else 0), _BAR))
        )
        right = _LABELS + (_OUTLINE if bar.value is None else width) + 6
        shapes.append(_text(right, top + 13, bar.figure, bold=bar.value is not None))
        top += max(len(lines) * _LINE, _BAR) + 5
    return shapes, top


def _columns(name: str, group: Group, longest: float, top: int) -> tuple[list[str], int]:
    """Columns side by side; where there are many, only some have their labels under them."""
    wide = WIDTH / max(len(group.bars), 1)
    heights = [_height(bar, longest) for bar in group.bars]
    base, shapes, every = top + max(heights, default=0) + _LINE, [], ceil(_NAMED / wide)
    for place, (bar, height) in enumerate(zip(group.bars, heights, strict=True)):
        left, thick = round(place * wide + wide * 0.15), round(wide * 0.7)
        shapes.append(_shape(name, bar, (left, base - height, thick, height)))
        middle = left + thick // 2
        shapes.append(
            _text(middle, base - height - 4, bar.figure, anchor="middle", bold=bar.value is not None)
        )
        if place % every == 0:
            shapes.append(_text(middle, base + 15, bar.label, anchor="middle"))
    shapes.append(f'<path d="M0 {base}H{WIDTH}" stroke="{_QUIET}"/>')
    return shapes, base + _LINE + 4


def _height(bar: Bar, longest: float) -> int:
    if bar.value is None:
        return _BAR
    return round(_UPRIGHT * bar.value / longest) if longest else 0


def _shape(name: str, bar: Bar, place: tuple[int, int, int, int]) -> str:
    x, y, width, height = place
    at = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    if bar.value is None:
        return f'<rect {at} fill="none" stroke="{_QUIET}" stroke-dasharray="3 3"/>'
    if not width or not height:
        return ""
    series = bar.series % len(_SERIES)
    colour, lines = _SERIES[series]
    fill = f"url(#{name}-p{series})" if lines else colour
    return f'<rect {at} fill="{fill}" stroke="{colour}"/>'


def _patterns(drawing: Drawing) -> str:
    used = {bar.series % len(_SERIES) for group in drawing.groups for bar in group.bars}
    return "".join(_pattern(drawing.id, series) for series in sorted(used) if _SERIES[series][1])


def _pattern(name: str, series: int) -> str:
    colour, lines = _SERIES[series]
    return (
        f'<pattern id="{name}-p{series}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#ffffff"/>{lines.format(c=colour)}</pattern>'
    )


def _text(x: int, y: int, words: str, *, bold: bool = False, anchor: str = "") -> str:
    weight = ' font-weight="600"' if bold else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x}" y="{y}" fill="{_INK}"{weight}{anchored}><tspan>{escape(words)}</tspan></text>'


def told_in_words(groups: Sequence[Group]) -> str:
    """Every figure of a chart in one text, for those who do not see it."""
    return " ".join(_sentence(group) for group in groups)


def _sentence(group: Group) -> str:
    figures = ", ".join(f"{bar.label}: {bar.figure}" for bar in group.bars)
    return f"{group.heading}: {figures}." if group.heading else f"{figures}."


def most_of(group: Group) -> Iterator[Bar]:
    """The bars with the largest shown number above nothing; several when they are as large."""
    largest = max((bar.value or 0 for bar in group.bars), default=0)
    return (bar for bar in group.bars if largest and bar.value == largest)
