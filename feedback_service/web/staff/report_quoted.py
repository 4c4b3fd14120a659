"""Quotes by theme and side, as parts of the sections they belong to."""

from collections.abc import Sequence
from itertools import groupby

from feedback_service.report_findings import Audience, Quote
from feedback_service.report_summary import WHO
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_pages import Quotes, QuoteView

Quoted = Sequence[tuple[Quote, QuoteView]]

_SIDES = {"strength": "what is good", "worry": "worries", "said": "in their words"}


def quotes_of(quoted: Quoted, audience: Audience) -> tuple[Quotes, ...]:
    """The quotes of one audience: strengths, then worries, then what leans no way."""
    mine = sorted(
        (pair for pair in quoted if pair[0].audience == audience),
        key=lambda pair: list(_SIDES).index(pair[0].side),
    )
    return tuple(
        _claim(audience, theme, side, list(group))
        for (side, theme), group in groupby(mine, lambda pair: (pair[0].side, pair[0].theme))
    )


def _claim(audience: Audience, theme: str, side: str, group: Quoted) -> Quotes:
    return Quotes(
        title=f"{WHO[audience]}: {theme}, {_SIDES[side]}",
        note=words.ALONE if any(quote.alone for quote, _ in group) else "",
        quotes=tuple(view for _, view in group),
    )
