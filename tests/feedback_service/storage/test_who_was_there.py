"""Where somebody from outside the family was there, or may have been, a sign of harm is for leads."""

import msgspec
import pytest
from sqlalchemy import select

from feedback_service.intake import Place, submit
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.storage.schema import concerns
from feedback_service.storage.tablets import Tablet, add_tablet
from feedback_service.storage.unrouted import mark_all_unrouted
from tests.feedback_service.storage.seeds import arriving, given, new_id, rows
from tests.feedback_service.storage.test_routings import AT_HOME, database, why

__all__ = ["database"]

LEADS = {("helper", None)}


async def on_tablet(service: Service, form: str = "my-view") -> Place:
    made = Tablet(id=new_id(), name="Blue", team_id="north", forms=(form,))
    await service.database.transaction(lambda tx: add_tablet(tx, made, new_id().encode(), service.now()))
    return Place(team_id="north", channel="tablet", tablet_id=made.id)


async def worked_out(
    service: Service, said: dict[str, str], *, form: str = "my-view", tablet: bool = False
) -> set[tuple[str, str | None]]:
    """From whom a sign of harm is kept at once, and the same worked out anew."""
    place = await on_tablet(service, form) if tablet else Place(team_id="north", channel="link")
    answers = given(**{"matters": AT_HOME, **said})
    arrival = arriving(service, answers=answers, place=place, form=service.catalogue.current(form))
    await submit(service, arrival)
    raised = select(concerns.c.id).where(concerns.c.submission_id == arrival.id)
    assert await rows(service, raised)
    at_once = await why(service, arrival.id)
    await service.database.transaction(lambda tx: mark_all_unrouted(tx, new_id()))
    await route_waiting(service)
    assert await why(service, arrival.id) == at_once
    return at_once


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, False),
        ({"helper": "worker"}, True),
        ({"helper": "someone-else"}, True),
        ({"helper": "on-my-own"}, False),
        ({"helper": "family"}, False),
        ({"scribe": "helper"}, True),
        ({"scribe": "myself"}, False),
        ({"helper": "family", "scribe": "helper"}, False),
        ({"helper": "on-my-own", "scribe": "helper"}, False),
        ({"helper": "someone-else", "scribe": "myself"}, True),
    ],
)
async def test_somebody_was_there_where_that_is_said_or_somebody_unknown_put_the_answers_in(
    database: Database, service: Service, said: dict[str, str], kept: bool
) -> None:
    assert await worked_out(service, said) == (LEADS if kept else set())


async def test_on_a_tablet_who_does_not_say_who_was_there_may_not_have_been_alone(
    database: Database, service: Service
) -> None:
    assert await worked_out(service, {}, tablet=True) == LEADS
    assert await worked_out(service, {"scribe": "myself"}, tablet=True) == LEADS
    assert await worked_out(service, {"helper": "on-my-own"}, tablet=True) == set()
    assert await worked_out(service, {"helper": "family"}, tablet=True) == set()


async def test_a_form_that_does_not_ask_who_was_there_tells_nothing_of_it(
    database: Database, service: Service
) -> None:
    assert await worked_out(service, {}, form="family-experience", tablet=True) == set()


@pytest.mark.parametrize(
    ("first", "late", "kept"),
    [
        ({"helper": "family"}, {}, False),
        ({"helper": "on-my-own"}, {"scribe": "helper"}, False),
        ({"helper": "family"}, {"helper": "worker"}, True),
        ({"helper": "worker"}, {}, True),
        ({}, {}, True),
    ],
)
async def test_a_late_page_that_does_not_say_who_was_there_goes_by_what_was_said_first(
    database: Database, service: Service, first: dict[str, str], late: dict[str, str], kept: bool
) -> None:
    place = await on_tablet(service)
    arrival = arriving(service, answers=given(matters=AT_HOME, **first), place=place)
    await submit(service, arrival)
    page = msgspec.structs.replace(arrival, answers=given(food=2, **late), finished=False)
    assert (await submit(service, page)).result == "differs"
    assert await why(service, arrival.id) == (LEADS if kept else set())
