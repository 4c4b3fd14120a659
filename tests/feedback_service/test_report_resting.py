"""What a report tells that rests on its other numbers, as long as those are shown and no longer."""

from msgspec.structs import replace

from feedback_service.report_feelings import FAMILIES
from feedback_service.report_findings import Concerns, Feeling, Gap, Table, safe_table
from feedback_service.report_gaps import told
from feedback_service.report_resting import followed
from feedback_service.storage.report_outcomes import OUTCOMES, WAITING
from feedback_service.web.staff.report_pages import Grid
from feedback_service.web.staff.report_work import concerns_section
from tests.feedback_service.web.staff.papers.views import findings

FEW = 5
CHILDREN = "Children 12 to 17"


def raised(seen: int, waiting: int) -> Concerns:
    """Concerns of which nobody was found to be in need."""
    decided = dict.fromkeys((*OUTCOMES, WAITING), 0) | {OUTCOMES[-1]: seen, WAITING: waiting}
    return Concerns(
        level="urgent",
        seen=safe_table({"seen": seen, "waiting": waiting}, FEW),
        median_minutes=20,
        outcomes=safe_table(decided, FEW),
    )


def said(one: Concerns) -> list[tuple[str, ...]]:
    """What the page says of the concerns, and of what was decided on them."""
    kept = followed(replace(findings(), concerns=(one,)))
    return [row[1:] for part in concerns_section(kept).parts if isinstance(part, Grid) for row in part.rows]


def test_of_few_concerns_it_is_told_that_none_waits_and_what_none_was_decided_as() -> None:
    assert said(raised(3, 0)) == [("hidden", "hidden", "0", "hidden"), ("0", "0", "0", "0", "hidden", "0")]
    assert said(raised(0, 3)) == [("hidden", "0", "hidden", "none seen"), ("0", "0", "0", "0", "0", "hidden")]
    assert said(raised(8, 0)) == [("8", "8", "0", "20"), ("0", "0", "0", "0", "8", "0")]


def test_where_one_table_of_concerns_may_not_tell_how_many_there_are_the_other_tells_nothing() -> None:
    many = raised(8, 9)
    hidden = Table(None, {"seen": None, "waiting": None})
    assert said(replace(many, seen=hidden)) == [("hidden",) * 4, ("hidden",) * 6]


def answers(group: str, *counts: int | None) -> Feeling:
    cells = {str(place): count for place, count in enumerate(counts)}
    n = None if None in counts else sum(count or 0 for count in counts)
    return Feeling(measure="safe", group=group, table=Table(n, cells), scribed=Table(0, {}))


def test_a_gap_goes_with_the_very_table_that_it_was_worked_out_from() -> None:
    gap = Gap(
        measure="safe", groups=(CHILDREN, FAMILIES), answered=(30, 24), difference=1.0, interval=(0.5, 1.5)
    )
    families, older = answers(FAMILIES, 12, 12), answers(CHILDREN, 9, 9, 9)
    assert told(gap, [answers(CHILDREN, 15, 15), older, families])
    assert not told(gap, [answers(CHILDREN, None, None), older, families])  # in other words they still tell
    assert not told(gap, [answers(CHILDREN, 15, 15), older])
