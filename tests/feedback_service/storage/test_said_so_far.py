"""How much was said of a submission and what belongs to it changes with whatever is said or put right."""

import pytest

from feedback_service.amending import correct
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.routing_decisions import said_so_far
from tests.feedback_service.storage.seeds import arriving, given, make_north, new_id, somebody


@pytest.mark.parametrize("put_right_in", ["first", "added"])
async def test_each_thing_said_or_put_right_is_told_the_same_of_all_that_belongs_together(
    service: Service, put_right_in: str
) -> None:
    await make_north(service)
    first, other = arriving(service), arriving(service)
    added = arriving(service, answers=given(matters="and more"), follows=first.id)
    worker, seen = await somebody(service), []

    async def said(*submission_ids: str) -> str:
        async with service.database.reading() as connection:
            (one,) = {await said_so_far(connection, each) for each in submission_ids}
        return one

    await submit(service, first)
    seen.append(await said(first.id))
    await submit(service, other)
    assert await said(first.id) == seen[0], "what belongs to another is not among it"
    await submit(service, added)
    seen.append(await said(first.id, added.id))
    place = ({"first": first.id, "added": added.id}[put_right_in], "matters")
    await correct(service, worker, place, new_id=new_id(), asked_by="child", words="my cat")
    seen.append(await said(first.id, added.id))
    assert len(set(seen)) == 3
