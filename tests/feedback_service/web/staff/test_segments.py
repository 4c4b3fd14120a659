"""Marked texts: nothing is lost, and every mark lies where its span says."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.web.staff.segments import Segment, Span, segments

SPANS = st.lists(
    st.builds(
        Span, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["theme", "concern", "urgent"])
    ),
    max_size=6,
)


@given(st.text(max_size=30), SPANS)
def test_the_pieces_together_are_the_text(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in segments(text, spans)) == text


@given(st.text(max_size=30), SPANS)
def test_each_character_has_the_marks_of_the_spans_that_cover_it(text: str, spans: list[Span]) -> None:
    marks = [piece.marks for piece in segments(text, spans) for _ in piece.text]
    covering = [{one.level for one in spans if one.start <= place < one.end} for place in range(len(text))]
    assert [set(each) for each in marks] == covering


def test_overlapping_spans_are_cut_where_they_meet() -> None:
    pieces = segments("abcd", [Span(0, 3, "theme"), Span(2, 4, "urgent")])
    assert pieces == (
        Segment("ab", ("theme",)),
        Segment("c", ("theme", "urgent")),
        Segment("d", ("urgent",)),
    )
