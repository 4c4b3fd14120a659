"""What came in month by month, counted straight from the tables."""

import pytest

from feedback_service.service import Service
from feedback_service.storage.codings import withdraw_coding
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_months import month_counts
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.report_seeding import DAY, FROM, TO, a_manager, answer, code, two_teams

EXTENT = Extent(scope=EVERYTHING, period_from=FROM, period_to=TO)
STARTS = [FROM, FROM + 20 * DAY, FROM + 40 * DAY]


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def counted(
    service: Service, extent: Extent = EXTENT, starts: list[int] = STARTS
) -> dict[tuple[str, str, int], int]:
    async with service.database.reading() as db:
        found = await month_counts(db, extent, starts)
    return {(one.audience, one.theme_id, one.month): one.n for one in found}


async def test_a_month_begins_with_its_first_moment_and_ends_before_the_next(service: Service) -> None:
    for at in (FROM - 1, FROM, STARTS[1] - 1, STARTS[1], STARTS[2], TO - 1, TO):
        await answer(service, "my-view", at=at)
    assert await counted(service) == {("child", "", 0): 2, ("child", "", 1): 1, ("child", "", 2): 2}
    assert await counted(service, starts=[FROM]) == {("child", "", 0): 5}
    assert await counted(service, starts=[]) == {("child", "", 0): 5}


async def test_a_set_of_answers_has_a_theme_once_while_its_codings_stand(service: Service) -> None:
    manager = await a_manager(service)
    said = await answer(service, "my-view", {"matters": "bread"}, at=STARTS[1])
    for question in ("matters", "want"):
        await code(service, said, "food", "worry", question)
    gone = await code(service, said, "play", "worry")
    await service.database.transaction(lambda tx: withdraw_coding(tx, gone, manager, TO))
    assert await counted(service) == {("child", "", 1): 1, ("child", "food", 1): 1}


async def test_only_the_teams_of_the_report_are_counted(service: Service) -> None:
    await answer(service, "my-view", team="south")
    north = Extent(scope=Scope(False, ("north",)), period_from=FROM, period_to=TO)
    assert await counted(service, north) == {}
    assert sum((await counted(service)).values()) == 1
