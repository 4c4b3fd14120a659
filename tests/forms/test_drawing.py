"""Drawings: numbers in, the same numbers out, and nothing else ever."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import drawing
from forms.drawing import Drawing, read, svg, written


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    width, height = draw(st.integers(1, 2_000)), draw(st.integers(1, 2_000))
    point = st.tuples(st.integers(0, width), st.integers(0, height))
    stroke = st.lists(point, min_size=1, max_size=20).map(tuple)
    return Drawing(width, height, draw(st.lists(stroke, min_size=1, max_size=12).map(tuple)))


@given(drawings())
def test_a_drawing_comes_back_as_it_was_sent(drawn: Drawing) -> None:
    assert read(written(drawn)) == drawn


@given(drawings())
def test_a_path_holds_the_numbers_of_the_drawing_and_nothing_but_numbers(drawn: Drawing) -> None:
    path = svg(drawn)
    assert re.fullmatch(r"(M\d+,\d+(h0|(L\d+,\d+)+))+", path)
    numbers = [int(each) for each in re.findall(r"\d+", path.replace("h0", ""))]
    assert numbers == [number for stroke in drawn.strokes for point in stroke for number in point]


@given(st.one_of(st.text(max_size=60), st.text(st.sampled_from("0123456789,; -.M"), max_size=60)))
def test_what_is_taken_is_written_the_only_way_there_is(text: str) -> None:
    drawn = read(text)
    assert drawn is None or written(drawn) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "600,400",
        "600,400;",
        "600,400;1,2;",
        "600,400;1,2  3,4",
        "600,400;01,2",
        "600,400;-1,2",
        "600,400;1.5,2",
        "600,400;٣,2",
        "600,400;601,2",
        "600,400;1,401",
        "0,400;0,1",
        "2001,400;0,1",
        '600,400;1,2"/><script>',
        "600,400;1,2\n",
        "600,400;" + ";".join(["1,2"] * (drawing.MOST_STROKES + 1)),
        "600,400;" + " ".join(["1,2"] * (drawing.MOST_POINTS + 1)),
    ],
)
def test_anything_else_is_no_drawing(text: str) -> None:
    assert read(text) is None


def test_the_largest_drawing_is_taken() -> None:
    most = (((600, 400),) * 15,) * drawing.MOST_STROKES
    drawn = Drawing(600, 400, most)
    assert len(written(drawn)) <= drawing.MOST_CHARACTERS
    assert read(written(drawn)) == drawn
