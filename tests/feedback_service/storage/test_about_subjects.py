"""What is known of subjects: kept and taken away within a scope, and counted with links and answers."""

import pytest

from feedback_service.deleting import delete_submission
from feedback_service.erasing import Why, erase_for_good
from feedback_service.service import Service
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_reach import about_kept, answers_about, links_made
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import (
    About,
    about_subject,
    forget_about,
    keep_about,
    know_subjects,
)
from tests.feedback_service.report_seeding import DURING, FROM, TO, answer, two_teams
from tests.feedback_service.storage.seeds import make_link

SOUTH = Scope(all_teams=False, team_ids=("south",))
FENS = About(area="Fens", needs="yes")


@pytest.fixture(autouse=True)
async def known(service: Service) -> None:
    await two_teams(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-1", "C-2"], "north", FROM))


async def keep(service: Service, about: About, subject: str = "C-1", scope: Scope = EVERYTHING) -> bool:
    return await service.database.transaction(lambda tx: keep_about(tx, scope, subject, about))


async def of(service: Service, subject: str = "C-1", scope: Scope = EVERYTHING) -> About | None:
    async with service.database.reading() as connection:
        return await about_subject(connection, scope, subject)


async def test_what_is_known_is_kept_for_the_subjects_own_team_alone(service: Service) -> None:
    assert await of(service) == About()
    assert await keep(service, FENS)
    assert not await keep(service, FENS)  # nothing is different
    assert not await keep(service, About(), scope=SOUTH)
    assert (await of(service), await of(service, "C-2")) == (FENS, About())
    assert (await of(service, scope=SOUTH), await of(service, "C-9")) == (None, None)
    assert await keep(service, About(needs="no"))
    assert await of(service) == About(needs="no")


async def test_links_and_answers_are_counted_by_what_is_known_of_their_subject(service: Service) -> None:
    async with service.database.reading() as connection:
        assert not (await about_kept(connection)).needs
    await keep(service, FENS)
    for subject in ("C-1", "C-1", "C-2", None):
        await make_link(service, subject_id=subject, created_at=DURING)
        await answer(service, "my-view", subject=subject)
    extent = Extent(scope=EVERYTHING, period_from=FROM, period_to=TO)
    async with service.database.reading() as connection:
        made, said = await links_made(connection, extent), await answers_about(connection, extent)
        kept = await about_kept(connection)
    assert (sorted(kept.areas), kept.needs) == (["Fens"], True)
    assert {(one.area, one.needs, one.n) for one in made} == {("Fens", "yes", 2), (None, None, 2)}
    assert {(one.audience, one.area, one.needs, one.n) for one in said} == {
        ("child", "Fens", "yes", 2),
        ("child", None, None, 2),
    }


async def test_who_asks_for_the_last_words_to_go_is_not_counted_by_area_or_needs_any_more(
    service: Service,
) -> None:
    first, second, third = [await answer(service, "my-view", {"matters": "m"}, subject="C-1") for _ in "123"]
    await keep(service, FENS)
    by_rule, asked = Why("rule", "", TO, None), Why("asked", "", TO, None)

    async def erase(one: str, why: Why) -> None:
        await service.database.transaction(lambda tx: erase_for_good(tx, service.keys, [one], why))

    await erase(first, asked)
    assert await of(service) == FENS  # others' words are still held
    await erase(second, by_rule)
    await erase(third, by_rule)
    assert await of(service) == FENS
    await service.database.transaction(lambda tx: forget_about(tx, [third]))
    assert await of(service) == About()
    await keep(service, FENS)
    await delete_submission(service, first)
    assert await of(service) == About()
