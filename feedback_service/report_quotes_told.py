"""Which quotes may stand beside the numbers that a report shows: words tell that somebody said so."""

from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from feedback_service.report_counts import BAND_HEADING
from feedback_service.report_findings import Findings, Quote
from feedback_service.report_themes import BEHIND


def quotes_told(findings: Findings) -> tuple[Quote, ...]:
    """The quotes of which it is told how many stand behind them, without bands whose size is hidden."""
    told = {
        (one.audience, theme.theme_id, cell)
        for one in findings.themes
        for theme in one.counts
        for cell, n in theme.table.cells.items()
        if n
    }
    bands = {
        band
        for group in findings.groups
        if group.audience == "child" and BAND_HEADING in group.breakdowns
        for band, n in group.breakdowns[BAND_HEADING].cells.items()
        if n
    }
    return tuple(
        _named(one, bands)
        for one in findings.quotes
        if (one.audience, one.theme_id, BEHIND[one.side]) in told
    )


def _named(quote: Quote, bands: AbstractSet[str]) -> Quote:
    who, _, band = quote.who.partition(", ")
    return quote if not band or band in bands else replace(quote, who=who)
