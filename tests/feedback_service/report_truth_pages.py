"""What the pages of a report ought to say where they work out numbers themselves: as in `report_truth`."""

from collections.abc import Iterator

from feedback_service.report_findings import Findings, Themes
from feedback_service.web.staff.report_kin import families_section
from feedback_service.web.staff.report_pages import Grid
from tests.feedback_service.report_truth import FEW, Raw, Row, number, percent

SHARES = "What share of each spoke of it"
SIDES = {"child": "Children", "family": "Families", "practitioner": "Practitioners"}


def shares(raw: Raw, findings: Findings) -> Iterator[str]:
    """The table of what share of children, families and practitioners spoke of each theme."""
    found = [one for one in families_section(findings, ()).parts if one.title == SHARES]
    told = {one.audience: one for one in findings.themes}
    mine = [told[side] for side in SIDES if side in told]
    truth = {row[0]: row[1:] for row in _rows(raw, mine)}
    yield from number("shares told", len(found), 1 if truth else 0)
    for grid in found:
        assert isinstance(grid, Grid)
        yield from number("shares", {row[0]: row[1:] for row in grid.rows}, truth)
        yield from number("of how many", grid.heads[1:], tuple(_head(raw, one.audience) for one in mine))


def _rows(raw: Raw, mine: list[Themes]) -> Iterator[tuple[str, ...]]:
    if len(mine) < 2:
        return
    for theme in mine[0].counts:
        row = [_share(raw, one, theme.theme_id) for one in mine]
        if sum(figure.endswith("%") for figure in row) >= 2:
            yield theme.name, *row


def _share(raw: Raw, themes: Themes, theme_id: str) -> str:
    tables = [one.table for one in themes.counts if one.theme_id == theme_id]
    if not tables or tables[0].n is None or tables[0].cells["not-spoken"] is None:
        return "hidden"
    sets = _sets(raw, themes.audience)
    spoke = {one["submission_id"] for one in raw.rows["codings"] if _counts(one, theme_id)} & sets
    share = percent(len(spoke), len(sets))
    return "too few to say" if share is None else f"{share}%"


def _counts(one: Row, theme_id: str) -> bool:
    return one["theme_id"] == theme_id and one["withdrawn_at"] is None and not one["suggested"]


def _sets(raw: Raw, audience: str) -> set[str]:
    return {one["id"] for one in raw.counted() if one["audience"] == audience}


def _head(raw: Raw, audience: str) -> str:
    n = len(_sets(raw, audience))
    return f"{SIDES[audience]} (of {'1 to 5' if n in FEW else f'{n:,}'})"
