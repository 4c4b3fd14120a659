"""A share of the requests that `python -m benchmarks fuzz` makes: whatever comes, no answer is our fault."""

import pytest

from benchmarks.asking import OWN_PAGE, Raw
from benchmarks.fuzz import fuzzed
from benchmarks.fuzz_house import fuzz_house

SHARE = 500


@pytest.mark.parametrize("number", [100_000, 200_000, 300_000])
def test_anything_sent_anywhere_by_anybody_comes_back_without_a_fault(number: int) -> None:
    outcome = fuzzed(SHARE, number)
    assert sum(outcome.statuses.values()) == SHARE
    assert outcome.faults == []
    assert outcome.statuses.keys() >= {200, 303, 400, 403, 404, 405}, "much of it reaches the pages"


def test_what_the_house_hands_out_opens_pages_of_every_kind() -> None:
    with fuzz_house() as house:
        pages = {
            "": f"/a/{house.known['draft_id']}/q/good-page",
            "practitioner": f"/staff/submissions/{house.known['submission_id']}",
            "safeguarding": f"/staff/concerns/{house.known['concern_id']}",
            "administrator": f"/staff/workers/{house.known['worker_id']}",
        }
        for who, path in pages.items():
            raw = Raw("GET", path, b"", (*OWN_PAGE, (b"cookie", house.cookies[who])))
            assert house.ask(raw).status == 200, path
