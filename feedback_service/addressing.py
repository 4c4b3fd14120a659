"""Who is told of a notice, and by which channels: found once, as rows, in one transaction a notice."""

import logging
from collections.abc import Sequence

import uuid_utils

from feedback_service.duty import recipients
from feedback_service.faults import log_fault
from feedback_service.sending.channels import set_up
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import MUST_REACH, PRESSING, Channel, Delivery
from feedback_service.storage.notices import Contact, Notice, contacts, keep_addressed, unaddressed
from feedback_service.storage.rota import RUNGS

log = logging.getLogger(__name__)


async def address_waiting(service: Service) -> int:
    """Address every notice that waits for it; returns how many. One that fails holds up no other."""
    async with service.database.reading() as connection:
        waiting = await unaddressed(connection)
    done, reach_nobody = 0, list[str]()
    for notice in waiting:
        try:
            kept, reaches = await _address(service, notice)
        except Exception as error:  # noqa: BLE001 (it stays as it is, and is tried again)
            log_fault(log, error, f"Notice {notice.id} could not be addressed")
            continue
        done += kept
        if kept and not reaches and notice.kind in MUST_REACH:
            reach_nobody.append(notice.id)
    if reach_nobody:
        log.error("There is nobody whom these urgent notices can reach: %s", " ".join(reach_nobody))
    return done


async def _address(service: Service, notice: Notice) -> tuple[bool, bool]:
    """Whether it was for us to address, and whether that reaches a person."""
    at = service.now()

    async def work(tx: Transaction) -> tuple[bool, bool]:
        people = await reached(tx, service.settings, notice, at)
        found = _deliveries(service.settings, notice.kind, people, at)
        kept = await keep_addressed(tx, notice.id, found, at)
        return kept, any(one.worker_id for one in found)

    return await service.database.transaction(work)


async def reached(connection: Transaction, settings: Settings, notice: Notice, at: int) -> list[Contact]:
    """Who is told: whoever stands at this rung; if none of them can be reached and it presses, the next."""
    last = len(RUNGS) if notice.kind in MUST_REACH else notice.step + 1
    people: list[Contact] = []
    for step in range(notice.step, max(last, notice.step + 1)):
        people = await contacts(connection, await recipients(connection, notice.submission_id, step, at))
        if any(ways_to(settings, notice.kind, one) for one in people):
            break
    return people


def ways_to(settings: Settings, kind: str, person: Contact) -> list[Channel]:
    """The channels by which this person can be told of such a notice."""
    ways: list[Channel] = []
    there = set_up(settings)
    if person.email and "email" in there:
        ways.append("email")
    if person.phone and "text" in there and kind in PRESSING:
        ways.append("text")
    return ways


def _deliveries(settings: Settings, kind: str, people: Sequence[Contact], at: int) -> list[Delivery]:
    found = [_delivery(one.worker_id, way, at) for one in people for way in ways_to(settings, kind, one)]
    return found + ([_delivery(None, "webhook", at)] if "webhook" in set_up(settings) else [])


def _delivery(worker_id: str | None, channel: Channel, at: int) -> Delivery:
    return Delivery(id=str(uuid_utils.uuid7()), worker_id=worker_id, channel=channel, due_at=at)
