"""What the theme explorer counts fast is what a count of every submission by `Scope.covers` gives."""

import random
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import and_, func, insert, select, update

from feedback_service.intake import submit
from feedback_service.report_places import start_of
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, add_codings, replace_codings, withdraw_coding
from feedback_service.storage.conditions import counts
from feedback_service.storage.database import Transaction
from feedback_service.storage.explored_answers import answers_behind, words_with
from feedback_service.storage.exploring import (
    By,
    Explored,
    Look,
    explored,
    explored_by_team,
    kept_marks,
    sides,
)
from feedback_service.storage.schema import codings, routings, submissions, theme_marks, unrouted
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.theme_marks import begins, keep_marks, marked_by_utc, month_of
from feedback_service.team_making import make_team
from feedback_service.tidying import tidy
from tests.feedback_service.storage.seeds import arriving, given, make_north, make_worker, new_id, rows

DAY = 86_400_000
THEMES = ("food", "home", "school")
BYS: tuple[By, ...] = ("audience", "band", "moment", "team_id", "month")


def coding(submission_id: str, theme: str, **more: Any) -> StoredCoding:  # noqa: ANN401 (columns)
    plain: dict[str, Any] = {
        "id": new_id(), "submission_id": submission_id, "question_id": "matters", "theme_id": theme,
        "valence": "worry", "span_start": 0, "span_end": 2, "score": 1.0, "method": "cues", "version": "1",
        "assigned_by": None, "assigned_at": 1,
    }  # fmt: skip
    return StoredCoding(**(plain | more))


@pytest.fixture
def service(jobless: Service) -> Service:
    """Without jobs, which would work out meanwhile from whom words are kept."""
    return jobless


@pytest.fixture
async def said(service: Service) -> list[str]:
    """Forty submissions over three months with themes; some are kept from some, in every way there is."""
    await make_north(service)
    draw, ids = random.Random(4), list[str]()  # noqa: S311 (no secret)
    worker = await make_worker(service, "ash")
    for at in range(40):
        answered = service.now() - at * 2 * DAY
        arrival = arriving(service, answers=given(matters="my dog"), answered_at=answered)
        await submit(service, arrival)
        ids.append(arrival.id)
    new = [
        coding(one, theme, valence=draw.choice(["worry", "strength", "both", None]))
        for one in ids
        for theme in draw.sample(THEMES, draw.randrange(3))
    ]
    await service.database.transaction(lambda tx: add_codings(tx, new))
    await service.database.transaction(lambda tx: add_codings(tx, [coding(ids[0], "food", suggested=True)]))
    await service.database.transaction(lambda tx: withdraw_coding(tx, new[0].id, worker, 2))
    await service.database.transaction(lambda tx: replace_codings(tx, [new[1].id], 2))

    async def keep_away(tx: Transaction) -> None:
        changes: list[dict[str, Any]] = [
            {"share_worker": False}, {"follows": ids[10]}, {"follows": ids[12]},
        ]  # fmt: skip
        for at, change in enumerate(changes):
            await tx.execute(update(submissions).where(submissions.c.id == ids[14 + at]).values(**change))
        for at, about in ((10, "worker"), (11, "helper")):
            row = {"id": new_id(), "submission_id": ids[at], "about": about, "made_at": 1}
            await tx.execute(insert(routings), row)
        named = {
            "id": new_id(),
            "submission_id": ids[12],
            "about": "named",
            "worker_id": worker,
            "made_at": 1,
        }
        await tx.execute(insert(routings), named)
        await tx.execute(insert(unrouted), {"id": new_id(), "submission_id": ids[13]})

    await service.database.transaction(keep_away)
    return ids


async def slowly(service: Service, look: Look, by: str) -> Explored:
    """Every submission asked whether it is covered, as reports ask."""
    at = submissions.c.answered_at
    within = and_(at >= begins(look.first), at < begins(look.last + 1))
    counted = and_(look.scope.covers(), submissions.c.differs_from.is_(None), within)
    columns = (submissions.c.id, submissions.c.answered_at, *(submissions.c[name] for name in BYS[:-1]))

    def value(row: object) -> str:
        found = month_of(row.answered_at) if by == "month" else getattr(row, by)  # type: ignore[attr-defined]
        return "" if found is None else str(found)

    sizes = Counter(value(row) for row in await rows(service, select(*columns).where(counted)))
    query = select(codings.c.theme_id, *columns).join_from(codings, submissions).where(counted, counts())
    spoken = Counter((row.theme_id, value(row)) for row in await rows(service, query.distinct()))
    return Explored(dict(spoken), dict(sizes))


async def looked(db: Transaction, look: Look, *each: By) -> list[Explored]:
    return await explored(db, look, await kept_marks(db, look), *each)


async def test_fast_counts_are_the_slow_ones_for_everybody_who_may_ask(
    service: Service, said: list[str]
) -> None:
    ash = (await rows(service, select(routings.c.worker_id).where(routings.c.worker_id.is_not(None))))[0][0]
    askers = [
        EVERYTHING,
        Scope(all_teams=True, worker_id=ash, role="manager"),
        Scope(all_teams=True, worker_id="else", role="reviewer", sees_withheld=False),
        Scope(all_teams=False, team_ids=("north",), worker_id="lead", role="safeguarding", independent=True),
        Scope(all_teams=False, team_ids=("south",), worker_id="far", role="manager"),
    ]
    last = month_of(service.now())
    seen = set()
    for scope in askers:
        look = Look(scope=scope, first=last - 1, last=last)
        async with service.database.reading() as db:
            found = await looked(db, look, "audience", "band", "moment", "team_id", "month")
        for by, one in zip(BYS, found, strict=True):
            assert one == await slowly(service, look, by), (scope, by)
        seen.add(sum(found[0].sizes.values()))
    assert len(seen) > 3  # they are kept from different things


async def test_what_is_counted_by_team_is_what_a_look_at_each_team_counts(
    service: Service, said: list[str]
) -> None:
    async def move(tx: Transaction) -> None:
        away = update(submissions).where(submissions.c.id.in_(said[::3]))
        await tx.execute(away.values(team_id="south"))
        await keep_marks(tx, said)

    await make_team(service, Team("south", "South team", "Agency"))
    await service.database.transaction(move)
    last = month_of(service.now())
    for scope in (EVERYTHING, Scope(all_teams=True, worker_id="x", role="manager", sees_withheld=False)):
        for more in ({}, {"theme_id": "food"}, {"audience": "child"}):
            look = Look(scope=scope, first=last - 4, last=last, **more)
            async with service.database.reading() as db:
                found = await explored_by_team(db, look, await kept_marks(db, look), *BYS)
                for team in ("north", "south"):
                    one = msgspec.structs.replace(look, team_id=team)
                    assert [by[team] for by in found] == await looked(db, one, *BYS), (scope, team)
            assert all(by.keys() == {"north", "south"} for by in found)


async def test_marks_follow_the_codings_and_are_made_anew_from_them(
    service: Service, said: list[str]
) -> None:
    before = set(await rows(service, select(theme_marks)))
    assert before
    await service.database.transaction(lambda tx: keep_marks(tx, said))
    assert set(await rows(service, select(theme_marks))) == before
    standing = select(codings.c.theme_id, codings.c.submission_id).where(counts()).distinct()
    assert {(row.theme_id, row.submission_id) for row in before} == set(await rows(service, standing))


async def test_the_answers_and_words_behind_a_number_are_as_many_as_it_says(
    service: Service, said: list[str]
) -> None:
    last = month_of(service.now())
    for scope in (EVERYTHING, Scope(all_teams=True, worker_id="x", role="reviewer", sees_withheld=False)):
        look = Look(scope=scope, first=last - 4, last=last, theme_id="food")
        async with service.database.reading() as db:
            (found,) = await looked(db, look, "month")
            leans = await sides(db, look)
            for (_, month), n in found.spoken.items():
                listed = await answers_behind(db, look, "month", month, limit=99, offset=0)
                assert len({one.id for one in listed}) == len(listed) == n
                of_month = await words_with(db, look, 99, ("month", month))
                assert {one.submission_id for one in of_month} == {one.id for one in listed}
            everything = await answers_behind(db, look, None, "", limit=99, offset=0)
            words = await words_with(db, look, 99)
        assert len(everything) == sum(found.spoken.values()) == sum(leans.values())
        assert {one.submission_id for one in words} == {one.id for one in everything}
        assert [one.answered_at for one in everything] == sorted(
            (o.answered_at for o in everything), reverse=True
        )


async def test_what_a_month_is(service: Service) -> None:
    now = service.now()
    assert begins(month_of(now)) <= now < begins(month_of(now) + 1)
    for month in range(month_of(now) - 30, month_of(now)):
        assert begins(month) == start_of(date(month // 12, month % 12 + 1, 1))
        assert (month_of(begins(month) - 1), month_of(begins(month))) == (month - 1, month)
    assert await rows(service, select(func.count()).select_from(theme_marks)) == [(0,)]


JULY = 2025 * 12 + 6


@pytest.fixture
async def at_midnight(service: Service) -> str:
    """An answer with a theme of half past midnight on 1 July on clocks in the UK, when UTC has June."""
    await make_north(service)
    answered = int(datetime(2025, 6, 30, 23, 30, tzinfo=UTC).timestamp() * 1000)
    arrival = arriving(service, answers=given(matters="my dog"), answered_at=answered)
    await submit(service, arrival)
    await service.database.transaction(lambda tx: add_codings(tx, [coding(arrival.id, "food")]))
    return arrival.id


async def test_an_answer_of_the_first_half_hour_of_july_is_of_july(
    service: Service, at_midnight: str
) -> None:
    async with service.database.reading() as db:
        for first, spoken in ((JULY - 1, {}), (JULY, {("food", str(JULY)): 1})):
            (found,) = await looked(db, Look(scope=EVERYTHING, first=first, last=first), "month")
            assert found.spoken == spoken
            assert sum(found.sizes.values()) == len(spoken)


async def test_marks_of_the_months_that_utc_had_are_put_right(service: Service, at_midnight: str) -> None:
    old = update(theme_marks).values(month=JULY - 1)
    await service.database.transaction(lambda tx: tx.execute(old))
    async with service.database.reading() as db:
        assert await marked_by_utc(db, 5) == [at_midnight]
    assert await tidy(service) == 0
    assert await rows(service, select(theme_marks.c.month)) == [(JULY,)]
    async with service.database.reading() as db:
        assert await marked_by_utc(db, 5) == []
