"""What an edition says differently, where there is much of it."""

from msgspec.structs import replace

from feedback_service.report_corrected import corrected
from tests.feedback_service.report_truth_beyond import correction
from tests.feedback_service.web.staff.papers.views import findings, kept_back


def test_of_many_tables_the_first_are_named_and_nothing_else_is_left_out() -> None:
    before, now = findings(), kept_back()
    method = replace(now.method, software="9.9")
    now = replace(now, quotes=(), method=method, actions=())
    lines = corrected(before, now)
    tables, others = lines[:40], lines[41:]
    assert all("hidden" in one for one in tables)
    assert lines[40].endswith(" more tables differ.")
    assert {
        f"Quotes taken out: {len(before.quotes)}.",
        f"Software: was {before.method.software}, is 9.9.",
        "Actions: something differs.",
        "Indicators from elsewhere: something differs.",
    } <= set(others)
    assert [*correction(before, replace(now, corrected=lines))] == []
    for wrong in (lines[:-1], lines[1:], (*lines[:40], "7 more tables differ.", *others), tuple(others)):
        assert [*correction(before, replace(now, corrected=wrong))] != []
