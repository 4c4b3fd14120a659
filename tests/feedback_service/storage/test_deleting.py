"""A whole submission goes with every row about it, and not while something keeps it."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Table, Text, false, func, insert, or_, select, text, update

from feedback_service.deleting import delete_submission
from feedback_service.holding import HoldError, set_hold
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.deleting import delete_whole, others_with
from feedback_service.storage.schema import audit, concerns, legal_holds, metadata, notices, submissions
from feedback_service.storage.scope import EVERYTHING
from tests.feedback_service.storage.seeds import arriving, given, make_north, new_id, plain_engine, rows

HARM = "my uncle hits me with a belt"


async def sent(service: Service, **changes: Any) -> str:  # noqa: ANN401
    arrival = arriving(service, answers=given(matters=HARM), **changes)
    await submit(service, arrival)
    return arrival.id


def about(table: Table, submission: str, concern: str, notice: str) -> dict[str, str]:
    """The columns of a table by which its rows tell of the submission, with what stands in them."""
    owned = {"submission_id": submission, "concern_id": concern, "notice_id": notice}
    owned |= {"owner_id": submission} if table.name in {"recordings", "receipts"} else {}
    return {name: value for name, value in owned.items() if name in table.c}


def fill(service: Service, submission: str, concern: str, notice: str) -> None:
    """A row about it in each table that has none yet."""
    engine = plain_engine(service.database)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for table in metadata.sorted_tables:
            ours = about(table, submission, concern, notice)
            same = or_(false(), *(table.c[name] == value for name, value in ours.items()))
            if ours and not connection.scalar(select(func.count()).select_from(table).where(same)):
                needed = {one.name: _some(one.type) for one in table.c if not one.nullable}
                connection.execute(insert(table).values({**needed, **ours}))
    engine.dispose()


def _some(kind: object) -> object:
    return "x" if isinstance(kind, String | Text) else b"x" if isinstance(kind, LargeBinary) else 1


async def left(service: Service, submission: str, concern: str, notice: str) -> dict[str, int]:
    found = {}
    for table in metadata.sorted_tables:
        if ours := about(table, submission, concern, notice):
            same = or_(*(table.c[name] == value for name, value in ours.items()))
            ((count,),) = await rows(service, select(func.count()).select_from(table).where(same))
            found[table.name] = count
    return found


async def test_a_whole_submission_goes_with_every_row_about_it(service: Service) -> None:
    await make_north(service)
    submission, other = await sent(service), await sent(service)
    ((concern, notice),) = await rows(
        service,
        select(concerns.c.id, notices.c.id)
        .join(notices, notices.c.concern_id == concerns.c.id)
        .where(concerns.c.submission_id == submission),
    )
    if service.database.is_sqlite:
        fill(service, submission, concern, notice)
        before = await left(service, submission, concern, notice)
        assert len(before) > 20
        assert all(before.values())
        await service.database.transaction(lambda tx: tx.execute(update(legal_holds).values(ended_at=1)))
    assert await delete_submission(service, submission) > 3
    assert not any((await left(service, submission, concern, notice)).values())
    assert await rows(service, select(submissions.c.id)) == [(other,)]
    assert await service.database.transaction(partial(delete_whole, submission_id=new_id())) == 0
    noted = select(audit.c.object).where(audit.c.action == "submission-deleted")
    assert await rows(service, noted) == [(submission,)]


async def test_what_is_held_or_has_others_with_it_is_not_deleted(service: Service) -> None:
    await make_north(service)
    first = await sent(service)
    added = await sent(service, follows=first)
    async with service.database.reading() as connection:
        assert await others_with(connection, first) == [added]
        assert await others_with(connection, added) == []
    with pytest.raises(HoldError, match=added):
        await delete_submission(service, first)
    await set_hold(service, EVERYTHING, what="submission", on=first, cause="court", reference="R", by=None)
    with pytest.raises(HoldError, match="hold"):
        await delete_submission(service, added)
    with pytest.raises(HoldError, match="no such"):
        await delete_submission(service, new_id())
