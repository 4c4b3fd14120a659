"""Small things that repeat: the third worry about one theme asks for a person, and again after three more."""

from typing import Any

import pytest
from sqlalchemy import select

from feedback_service.correcting import set_theme
from feedback_service.cumulative import CATEGORIES, watch
from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, add_codings
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.schema import concerns, notices
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.submission_view import codebook
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage import seeds
from tests.feedback_service.storage.seeds import arriving, make_north, new_id, rows, somebody

PLAIN = "we went to town"


@pytest.fixture
async def service(service: Service) -> Service:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["c1", "c2"], "north", 1))
    return service


@pytest.fixture
async def ash(service: Service) -> Worker:
    return await somebody(service)


async def said(service: Service, clock: SettableClock, subject: str | None = "c1", **changes: Any) -> str:  # noqa: ANN401
    clock.move(minutes=1)
    place = Place(team_id="north", channel="link", moment="start", subject_id=subject)
    arrival = arriving(
        service, answers=seeds.given(matters=changes.pop("words", PLAIN)), place=place, **changes
    )
    await submit(service, arrival)
    return arrival.id


def coding(service: Service, there: str, **changes: Any) -> StoredCoding:  # noqa: ANN401
    plain: dict[str, Any] = {
        "id": new_id(), "submission_id": there, "question_id": "matters", "theme_id": "food",
        "valence": "worry", "span_start": 0, "span_end": 2, "score": 1.0, "method": "worker",
        "version": "1", "assigned_by": None, "assigned_at": service.now(),
    }  # fmt: skip
    return StoredCoding(**(plain | changes))


async def worry(service: Service, there: str, **changes: Any) -> None:  # noqa: ANN401
    new = coding(service, there, **changes)

    async def work(tx: Any) -> None:  # noqa: ANN401
        await add_codings(tx, [new])
        await watch(tx, service, [there])

    await service.database.transaction(work)


async def raised(service: Service) -> list[tuple[str, str]]:
    query = select(concerns.c.submission_id, concerns.c.rule).order_by(concerns.c.raised_at)
    return [(one.submission_id, one.rule) for one in await rows(service, query)]


async def test_the_third_worry_about_a_theme_raises_a_concern_on_it_with_a_notice(
    service: Service, clock: SettableClock
) -> None:
    told = [await said(service, clock) for _ in range(3)]
    for number, there in enumerate(told):
        assert await raised(service) == []
        await worry(service, there, valence="both" if number == 1 else "worry")
    assert await raised(service) == [(told[2], "cumulative-food")]
    (found,) = await rows(service, select(concerns))
    assert (found.level, found.category, found.span_end) == ("concern", "hunger", 2)
    assert [one.concern_id for one in await rows(service, select(notices))] == [found.id]


async def test_what_does_not_count_raises_nothing(service: Service, clock: SettableClock) -> None:
    two = [await said(service, clock) for _ in range(2)]
    for there in two:
        await worry(service, there)
        await worry(service, there)  # twice in one submission is once
    for changes in ({"valence": "strength"}, {"suggested": True}, {"withdrawn_at": 5}, {"theme_id": "home"}):
        await worry(service, await said(service, clock), **changes)
    await worry(service, await said(service, clock, "c2"))
    await worry(service, await said(service, clock, None))
    await worry(service, await said(service, clock, follows=two[0]))  # added to the first one
    assert await raised(service) == []


async def test_it_is_raised_once_until_decided_and_then_after_three_more(
    service: Service, clock: SettableClock, ash: Worker
) -> None:
    for _ in range(5):
        await worry(service, await said(service, clock))
    ((concern,),) = await rows(service, select(concerns.c.id))
    made = Decision(
        id=new_id(), concern_id=concern, outcome="early_help", reason=None, referred_at=None,
        decided_by=ash.id, decided_at=service.now(),
    )  # fmt: skip
    await service.database.transaction(lambda tx: add_decisions(tx, [made]))
    later = [await said(service, clock) for _ in range(4)]
    await worry(service, later[0])  # with the two that came before the decision: three since the concern
    assert len(await raised(service)) == 2
    for there in later[1:]:
        await worry(service, there)
    assert len(await raised(service)) == 2


async def test_a_theme_that_a_worker_sets_counts_at_once(
    service: Service, clock: SettableClock, ash: Worker
) -> None:
    for _ in range(3):
        new = coding(service, await said(service, clock), assigned_by=ash.id)
        assert await set_theme(service, ash, new) == "coded"
    assert [rule for _, rule in await raised(service)] == ["cumulative-food"]


def test_each_everyday_theme_has_its_kind_of_neglect() -> None:
    assert set(CATEGORIES) == {one.id for one in codebook().themes.values() if one.group == "everyday"}
