"""Links and sets of answers by what is known of whom they are about, and what became of links, as SQL."""

from typing import Final

import msgspec
from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.report_data import Extent, rows
from feedback_service.storage.schema import links, subjects, submissions


class LinkCount(msgspec.Struct, frozen=True, kw_only=True):
    """`n` links that are alike in what a report breaks them down by; `state` is what became of them."""

    form_id: str
    team_id: str
    moment: str
    role: str | None
    state: str
    n: int
    area: str | None = None
    needs: str | None = None


class AboutCount(msgspec.Struct, frozen=True, kw_only=True):
    """`n` sets of answers of an audience about subjects of one area, alike in needs; None where not known."""

    audience: str
    area: str | None
    needs: str | None
    n: int


class KeptAbout(msgspec.Struct, frozen=True, kw_only=True):
    """The areas kept for any subject of the partnership, and whether needs are kept for any."""

    areas: frozenset[str]
    needs: bool


_ABOUT: Final = [subjects.c.area, subjects.c.needs]


async def links_made(connection: AsyncConnection, extent: Extent) -> list[LinkCount]:
    """The links made in the period, counted; `state` is answered, opened or not opened."""
    answered = exists().where(submissions.c.link_id == links.c.id)
    state = case((answered, "answered"), (links.c.opened_at.is_not(None), "opened"), else_="not opened")
    made = and_(links.c.created_at >= extent.period_from, links.c.created_at < extent.period_to)
    kinds = [links.c[name] for name in ("form_id", "team_id", "moment", "role")] + _ABOUT
    query = select(*kinds, state.label("state"), func.count().label("n")).select_from(
        links.outerjoin(subjects, subjects.c.id == links.c.subject_id)
    )
    query = query.where(extent.scope.covers(links.c.team_id), made).group_by(*kinds, "state")
    return await rows(connection, query, LinkCount)


async def answers_about(connection: AsyncConnection, extent: Extent) -> list[AboutCount]:
    """The sets of answers of the report, counted by what is known now of their subjects."""
    kinds = [submissions.c.audience, *_ABOUT]
    query = select(*kinds, func.count().label("n")).select_from(
        submissions.outerjoin(subjects, subjects.c.id == submissions.c.subject_id)
    )
    return await rows(connection, query.where(extent.counted()).group_by(*kinds), AboutCount)


async def about_kept(connection: AsyncConnection) -> KeptAbout:
    """What is kept for anybody at all."""
    areas = select(subjects.c.area).where(subjects.c.area.is_not(None)).distinct()
    needs = select(exists().where(subjects.c.needs.is_not(None)))
    found = frozenset((await connection.execute(areas)).scalars())
    return KeptAbout(areas=found, needs=bool(await connection.scalar(needs)))
