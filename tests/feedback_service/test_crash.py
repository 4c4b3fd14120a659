"""What was acknowledged survives a kill of the whole process in the middle of its work."""

from benchmarks.crash import FORM, crash
from benchmarks.served import fresh


def test_whatever_was_acknowledged_before_a_kill_is_stored_whole() -> None:
    with fresh(FORM) as (settings, token):
        counted = crash(settings, token, 2)
    assert counted.acknowledged > 0
    assert counted.lost == set()
