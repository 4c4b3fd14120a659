"""Drawings: pointer strokes as numbers, read with care, so that only numbers reach a page."""

import re
from typing import NamedTuple

MOST_STROKES = 400
MOST_POINTS = 6_000
MOST_CHARACTERS = 60_000
MOST_SIDE = 2_000
WIDTH, HEIGHT = 600, 400

_POINT = r"(?:0|[1-9][0-9]{0,3}),(?:0|[1-9][0-9]{0,3})"
_FORMAT = re.compile(rf"{_POINT}(?:;{_POINT}(?: {_POINT})*)+")

Point = tuple[int, int]
Stroke = tuple[Point, ...]


class Drawing(NamedTuple):
    """Strokes on a canvas of `width` by `height`; points count from its top left corner."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]


def read(text: str) -> Drawing | None:
    """The drawing that `width,height;x,y x,y;x,y …` describes (whole numbers, a stroke after each semicolon).

    None for anything else: another form, more than the limits above, or a point outside the canvas.
    """
    if len(text) > MOST_CHARACTERS or not _FORMAT.fullmatch(text):
        return None
    size, *strokes = [tuple(_point(each) for each in part.split(" ")) for part in text.split(";")]
    drawing = Drawing(*size[0], tuple(strokes))
    return drawing if _is_within_limits(drawing) else None


def _point(text: str) -> Point:
    x, _, y = text.partition(",")
    return int(x), int(y)


def _is_within_limits(drawing: Drawing) -> bool:
    points = [point for stroke in drawing.strokes for point in stroke]
    return (
        0 < drawing.width <= MOST_SIDE
        and 0 < drawing.height <= MOST_SIDE
        and len(drawing.strokes) <= MOST_STROKES
        and len(points) <= MOST_POINTS
        and all(x <= drawing.width and y <= drawing.height for x, y in points)
    )


def written(drawing: Drawing) -> str:
    """The drawing as `read` takes it."""
    parts = [((drawing.width, drawing.height),), *drawing.strokes]
    return ";".join(" ".join(f"{x},{y}" for x, y in part) for part in parts)


def svg(drawing: Drawing) -> str:
    """The strokes as the `d` of one SVG path; a stroke of one point is a dot (with round line ends)."""
    return "".join(_line(stroke) for stroke in drawing.strokes)


def _line(stroke: Stroke) -> str:
    line = "L".join(f"{x},{y}" for x, y in stroke)
    return f"M{line}" if len(stroke) > 1 else f"M{line}h0"
