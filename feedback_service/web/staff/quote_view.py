"""From words and what to hide in them to what the page for checking a quote shows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from analysis.quotable import Span, is_quotable, without
from feedback_service.quote_checking import ToCheck
from feedback_service.quote_spans import KINDS, options_of, written
from feedback_service.storage.quote_checks import Check
from feedback_service.web.staff.pages import Frame
from feedback_service.web.staff.quote_pages import KindChoice, Option, Piece, QuotePage
from feedback_service.web.staff.wording import when

ADD: Final = "add_error"
_ADDED = ("name", "place", "school", "hidden")
_OUTCOMES = {"clear": "may be quoted with what is ticked below hidden", "held": "are never quoted"}


def chosen_of(one: ToCheck) -> tuple[Span, ...]:
    """What is hidden before anybody changes it: what the decision that stands hides, else all proposed."""
    return one.check.spans if one.check else one.proposed


def quote_page(frame: Frame, one: ToCheck, chosen: tuple[Span, ...], *, kind: str = "") -> QuotePage:
    """The page as it is when `chosen` is hidden."""
    place = "/".join(one.place)
    options = options_of(chosen, (*(one.check.spans if one.check else ()), *one.proposed))
    wording = without(one.words, chosen)
    return QuotePage(
        frame=frame,
        action=f"/staff/quotes/{place}",
        submission=f"/staff/submissions/{one.place[0]}",
        pieces=_pieces(one.words, options),
        options=tuple(_option(one.words, span, chosen) for span in options),
        kinds=tuple(KindChoice(value=name, label=KINDS[name], chosen=name == kind) for name in _ADDED),
        wording=wording,
        too_short=not is_quotable(wording),
        standing=_standing(one.check),
        shown=written(chosen),
        seen=one.check.id if one.check else "",
        place=place,
        add="",
        error="",
        add_error="",
    )


def _option(words: str, span: Span, chosen: Sequence[Span]) -> Option:
    start, end, kind = span
    return Option(
        id=f"hide-{start}",
        value=written([span]),
        text=words[start:end],
        kind=KINDS[kind],
        chosen=span in chosen,
    )


def _pieces(words: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    kinds = {(start, end): KINDS[kind] for start, end, kind in spans}
    cuts = sorted({0, len(words), *(place for start, end, _ in spans for place in (start, end))})
    return tuple(Piece(text=words[a:b], kind=kinds.get((a, b), "")) for a, b in pairwise(cuts))


def _standing(check: Check | None) -> str:
    if check is None:
        return ""
    return f"Decided by {check.worker}, {when(check.decided_at)}: these words {_OUTCOMES[check.outcome]}."
