"""The fire drill: a made-up notice goes to each rung of the ladder, and what becomes of it is told."""

import asyncio
import time
from collections.abc import Sequence

import msgspec
import uuid_utils

from feedback_service.addressing import address_waiting, reached, ways_to
from feedback_service.notifying import send_due
from feedback_service.sending.channels import set_up
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import CHANNELS, Channel
from feedback_service.storage.notice_lists import NoticeLine, notices_by_id
from feedback_service.storage.notices import Contact, Notice, add_notices
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.rota import RUNGS, Rung, turns_at

KIND = "drill"
PAUSE = 0.2  # seconds between looks at what became of it


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be told, by which channels, and what they lack to be told by more."""

    name: str
    ways: tuple[Channel, ...]
    lacks: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who would be told at a rung now; `on_rota` is false where that is by role, for want of a shift."""

    rung: Rung
    on_rota: bool
    people: tuple[Person, ...]

    @property
    def reaches_all(self) -> bool:
        """Whether there is anybody, and a way to each."""
        return bool(self.people) and all(one.ways for one in self.people)


async def plan(service: Service, rungs: Sequence[Rung] = RUNGS) -> list[Plan]:
    """What a drill would do now. Nothing is sent or kept."""
    at = service.now()
    async with service.database.reading() as connection:
        turns = await turns_at(connection, at)
        planned = []
        for rung in rungs:
            made_up = Notice(id="", kind=KIND, step=RUNGS.index(rung), made_at=at, submission_id=None)
            people = await reached(connection, service.settings, made_up, at)
            on_rota = any(turn.rung == rung for turn in turns)
            told = tuple(_person(service.settings, one) for one in people)
            planned.append(Plan(rung=rung, on_rota=on_rota, people=told))
    return planned


def _person(settings: Settings, one: Contact) -> Person:
    there = set_up(settings)
    lacks = [
        said
        for said, missing in (
            ("no e-mail address", "email" in there and not one.email),
            ("no phone number", "text" in there and not one.phone),
        )
        if missing
    ]
    return Person(name=one.name, ways=tuple(ways_to(settings, KIND, one)), lacks=tuple(lacks))


async def begin(service: Service, rungs: Sequence[Rung], by: str | None) -> list[str]:
    """Make one notice a rung and return their ids; the service's jobs send them like any other."""
    at = service.now()
    rows = [NoticeRow(str(uuid_utils.uuid7()), KIND, None, RUNGS.index(rung), True, at) for rung in rungs]

    async def work(tx: Transaction) -> None:
        await add_notices(tx, rows)
        await note(tx, "drill-made", " ".join(rungs), by, at)

    await service.database.transaction(work)
    return [row.id for row in rows]


async def finish(service: Service, ids: Sequence[str], seconds: float) -> list[NoticeLine]:
    """Send what the drill made, as another process may too; how it stands at the end or when time is up."""
    until, only = time.monotonic() + seconds, frozenset(ids)
    while True:
        await address_waiting(service)
        await asyncio.gather(*(send_due(service, channel, only=only) for channel in CHANNELS))
        async with service.database.reading() as connection:
            lines = await notices_by_id(connection, list(ids))
        waiting = any(
            line.addressed_at is None or any(one.due_at is not None for one in line.told) for line in lines
        )
        if not waiting or time.monotonic() >= until:
            return lines
        await asyncio.sleep(PAUSE)
