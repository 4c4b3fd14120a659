"""What lies too long brings a notice to people, once an hour."""

from collections import Counter

import pytest

from feedback_service.addressing import address_waiting
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.notices import add_notices, unaddressed
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.stuck import Lying
from feedback_service.storage.teams import Team
from feedback_service.stuck import AGAIN_AFTER, LONGEST, LONGEST_UNSENT, too_long, watch
from feedback_service.team_making import make_team
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage.seeds import arriving, given, new_id


async def kinds(service: Service) -> Counter[tuple[str, int]]:
    async with service.database.reading() as connection:
        return Counter((one.kind, one.step) for one in await unaddressed(connection))


async def test_words_that_the_machine_has_not_read_bring_one_notice_an_hour_to_duty_and_managers(
    jobless: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await make_team(jobless, Team("north", "North team", "Council"))
    await submit(jobless, arriving(jobless, answers=given(matters="marmalade elephants")))
    clock.time += LONGEST
    assert await watch(jobless) == 0
    clock.time += 1
    assert await watch(jobless) == 2
    assert await kinds(jobless) == {("stuck", 0): 1, ("stuck", 2): 1}
    assert "Stuck: words" in caplog.text
    assert "marmalade" not in caplog.text
    clock.time += AGAIN_AFTER - 1
    assert await watch(jobless) == 0
    clock.time += 1
    assert await watch(jobless) == 2


async def test_a_notice_nobody_is_addressed_in_is_stuck_after_a_minute(
    jobless: Service, clock: SettableClock
) -> None:
    row = NoticeRow(new_id(), "concern", None, 0, False, clock.time)
    await jobless.database.transaction(lambda tx: add_notices(tx, [row]))
    clock.time += LONGEST + 1
    assert await watch(jobless) == 2
    await address_waiting(jobless)
    clock.time += AGAIN_AFTER
    assert await watch(jobless) == 0


def test_each_kind_has_its_own_time() -> None:
    since = Lying(words=START, notice=START, delivery=START)
    assert too_long(since, START + LONGEST) == ()
    assert too_long(since, START + LONGEST + 1) == ("words", "notice")
    assert too_long(since, START + LONGEST_UNSENT + 1) == ("words", "notice", "delivery")
    assert too_long(Lying(words=None, notice=None, delivery=None), START) == ()
