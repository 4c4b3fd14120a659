"""Who is told of a notice, and by which channels: found once, as rows, in one transaction a notice."""

import logging
from collections.abc import Sequence

import uuid_utils

from feedback_service.duty import ANYBODY, late_readers, recipients
from feedback_service.faults import log_fault
from feedback_service.sending.channels import set_up
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import PRESSING, Channel, Delivery
from feedback_service.storage.notices import Contact, Notice, contacts, keep_addressed, unaddressed

log = logging.getLogger(__name__)
_DAY = 86_400_000


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
        if kept and not reaches:
            reach_nobody.append(notice.id)
    if reach_nobody:
        log.error("There is nobody whom these notices can reach: %s", " ".join(reach_nobody))
    return done


async def _address(service: Service, notice: Notice) -> tuple[bool, bool]:
    """Whether it was for us to address, and whether that reaches a person."""
    at = service.now()

    async def work(tx: Transaction) -> tuple[bool, bool]:
        people = await reached(tx, service.settings, notice, at)
        found = deliveries_of(service.settings, notice.kind, people, at)
        kept = await keep_addressed(tx, notice.id, found, at)
        return kept, any(one.worker_id for one in found)

    return await service.database.transaction(work)


async def reached(connection: Transaction, settings: Settings, notice: Notice, at: int) -> list[Contact]:
    """Who is told: whoever stands at this rung; if none of them can be reached, the next, up to anybody.

    A drill tries its own rung alone.
    """
    people: list[Contact] = []
    for step in range(notice.step, notice.step + 1 if notice.kind == "drill" else ANYBODY + 1):
        people = await contacts(connection, await _told(connection, settings, notice, step, at))
        if any(ways_to(settings, notice.kind, one) for one in people):
            break
    return people


async def _told(connection: Transaction, settings: Settings, notice: Notice, step: int, at: int) -> list[str]:
    if notice.kind == "unread":
        return await late_readers(connection, step, at - settings.read_within_days * _DAY)
    return await recipients(connection, notice.submission_id, step, at)


def ways_to(settings: Settings, kind: str, person: Contact) -> list[Channel]:
    """The channels by which this person can be told of such a notice."""
    ways: list[Channel] = []
    there = set_up(settings)
    if person.email and "email" in there:
        ways.append("email")
    if person.phone and "text" in there and kind in PRESSING:
        ways.append("text")
    return ways


def deliveries_of(settings: Settings, kind: str, people: Sequence[Contact], at: int) -> list[Delivery]:
    """What is to be sent so that these people are told, and whoever listens by webhook."""
    found = [_delivery(one.worker_id, way, at) for one in people for way in ways_to(settings, kind, one)]
    return found + ([_delivery(None, "webhook", at)] if "webhook" in set_up(settings) else [])


def _delivery(worker_id: str | None, channel: Channel, at: int) -> Delivery:
    return Delivery(id=str(uuid_utils.uuid7()), worker_id=worker_id, channel=channel, due_at=at)
