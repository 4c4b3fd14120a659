"""What a worker saw of a child is told as that, and never as the child's own answer."""

import html

import pytest
from sqlalchemy import select, update

from feedback_service.report_counts import SEEN, VIEW_HEADING
from feedback_service.report_findings import decode
from feedback_service.service import Service
from feedback_service.storage.schema import submissions
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import answer, code, findings, know, report, two_teams

DAY_FORM = "a-day-in-my-life-child"
NO_VIEW = "no-view-this-time"


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def written(service: Service) -> str:
    known = await report(service)
    return html.unescape(await report_html(service, known.report.id))


async def test_an_observation_is_a_group_of_its_own_and_weighs_nothing_in_whose_voice_it_is(
    service: Service,
) -> None:
    for place in range(8):
        await answer(service, "my-view", {"matters": "two words"}, subject=f"S{place}")
        await answer(service, "family-experience", {"role": "mother", "matters": "two words"})
    before = await findings(service)
    for place in range(20, 29):
        said: dict[str, str | int] = {"food": "saw", "food-words": "ate well and asked for more by sign"}
        await answer(service, DAY_FORM, said, subject=f"S{place}")
    after = await findings(service)
    sizes = {group.audience: group.n for group in after.groups}
    assert sizes == {"child": 8, "family": 8, "practitioner": 0, "observation": 9}
    assert after.voices == before.voices
    assert after.feelings == before.feelings


async def test_a_child_who_was_only_seen_is_not_among_those_who_answered(service: Service) -> None:
    await know(service, [f"S{place}" for place in range(30)])
    for place in range(8):
        await answer(service, "my-view", subject=f"S{place}")
    for place in range(6, 15):
        await answer(service, DAY_FORM, {"food": "saw"}, subject=f"S{place}")
    for place in range(15, 21):
        await answer(service, NO_VIEW, {"reason": "too-upset"}, subject=f"S{place}")
    cells = (await findings(service)).subjects.heard.cells
    assert cells == {"child": 8, "observed": 7, "adults": 0, "nobody": 15}
    assert "For 7 more, a worker wrote what they saw" in await written(service)


async def test_children_who_could_give_no_view_are_counted_by_reason(service: Service) -> None:
    for reason, times in (("too-upset", 6), ("no-interpreter", 7)):
        for _ in range(times):
            await answer(service, NO_VIEW, {"reason": reason})
    for _ in range(8):
        await answer(service, DAY_FORM, {"food": "saw"})
    found = await findings(service)
    group = next(group for group in found.groups if group.audience == "observation")
    cells = group.breakdowns[VIEW_HEADING].cells
    assert cells == {
        "The child was too upset": 6,
        "There was no interpreter": 7,
        SEEN: 8,
    }
    told = (
        "Children could not give a view 13 times: The child was too upset (6), There was no interpreter (7)."
    )
    assert told in await written(service)


async def test_few_children_without_a_view_are_hidden_like_every_small_number(service: Service) -> None:
    for _ in range(3):
        await answer(service, NO_VIEW, {"reason": "other"})
    for _ in range(9):
        await answer(service, DAY_FORM, {"food": "saw"})
    text = await written(service)
    assert (
        "Children could not give a view a hidden number of times: Another reason (a hidden number)." in text
    )
    observed = decode((await report(service)).report.findings).groups[-1]
    assert observed.breakdowns[VIEW_HEADING].cells == {"Another reason": None, SEEN: None}


async def test_a_reason_that_was_not_given_still_counts_as_no_view(service: Service) -> None:
    for _ in range(7):
        await answer(service, NO_VIEW, subject="S1")
    found = await findings(service)
    assert found.groups[-1].breakdowns[VIEW_HEADING].cells == {"Not said": 7}
    assert found.subjects.heard.cells["observed"] == 0
    async with service.database.reading() as connection:
        kept = (await connection.execute(select(submissions.c.no_view).distinct())).scalars().all()
    assert kept == ["not-said"]


async def test_what_a_worker_saw_is_themed_and_never_quoted(service: Service) -> None:
    for place in range(12):
        words = f"was given toast and ate all of it {place}"
        await code(service, await answer(service, DAY_FORM, {"good": words}), "food", "strength", "good")
    await service.database.transaction(lambda tx: tx.execute(update(submissions).values(share_words=True)))
    found = await findings(service)
    (themes,) = found.themes
    assert themes.audience == "observation"
    food = next(one for one in themes.counts if one.theme_id == "food")
    assert food.table.cells["good"] == 12
    assert found.quotes == ()
    assert found.summary[0].words == "Nobody answered in this period."  # workers are not asked here


async def test_how_practitioners_see_the_child_stands_beside_and_is_not_added(service: Service) -> None:
    for _ in range(7):
        await answer(service, "family-experience", {"role": "mother", "safe": 4})
        await answer(service, "working-together", {"role": "health", "day-safe": 2})
    safe = {one.group: one.table.cells for one in (await findings(service)).feelings if one.measure == "safe"}
    assert list(safe) == ["Families", "Practitioners, about the child"]
    assert [cells["Mostly safe"] for cells in safe.values()] == [7, 0]
    assert "Practitioners, about the child" in await written(service)
