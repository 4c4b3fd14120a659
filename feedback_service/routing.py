"""Working out from whom submissions are kept where that could not be done as they came.

So it is for concerns that are raised later and for what is added, differs or is put right, when all that
belongs together is looked at. Nothing here lets words through: what fails is kept for an independent lead.
"""

from collections.abc import Sequence

import uuid_utils

from feedback_service.reading import opened, opened_correction
from feedback_service.service import Service
from feedback_service.storage.corrections import SealedCorrection, corrections_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.moving import tell_who_sees_now
from feedback_service.storage.replies import key_of
from feedback_service.storage.routings import add_routings
from feedback_service.storage.submission_rows import RoutingRow
from feedback_service.storage.unrouted import (
    Mark,
    Person,
    drop_marks,
    family_of,
    marks,
    people_here,
)
from feedback_service.storage.words import sealed_texts
from feedback_service.whom_about import routings


async def route_waiting(service: Service, *, only: str | None = None) -> int:
    """Work out from whom marked submissions are kept; returns how many marks were dealt with.

    `only`: what belongs to this submission.
    """
    done = 0
    while True:
        async with service.database.reading() as connection:
            waiting = await marks(connection, root=only)
            people = await people_here(connection)
        if not waiting:
            return done
        await _route(service, waiting, people)
        done += len(waiting)


async def _route(service: Service, waiting: Sequence[Mark], people: Sequence[Person]) -> None:
    """A lot of marks at once: a new worker marks everything that has a sign of harm.

    Nothing is kept from anybody meanwhile but by these marks, so who sees what is known once they are gone.
    """
    rows: list[RoutingRow] = []
    for root in dict.fromkeys(mark.submission_id for mark in waiting):
        rows += await _worked_out(service, root, people)

    async def work(tx: Transaction) -> None:
        await add_routings(tx, rows)
        await drop_marks(tx, [mark.id for mark in waiting])
        await tell_who_sees_now(tx, service.now(), sorted({mark.submission_id for mark in waiting}))

    await service.database.transaction(work)


async def _worked_out(service: Service, root: str, people: Sequence[Person]) -> list[RoutingRow]:
    async with service.database.reading() as connection:
        family = await family_of(connection, root)
        if not family or not family.concern:
            return []
        sealed = await sealed_texts(connection, family.ids)
        corrected = await _corrections(connection, family.ids)
    now = service.now()
    try:
        texts = [words for _, words in opened(service, sealed)]
        texts += [opened_correction(service, key, row.id, row.words) for row, key in corrected]
        writers = family.audiences | {row.asked_by for row, _ in corrected}
        return routings(
            family._replace(audiences=writers), texts, people, root, now, catalogue=service.catalogue
        )
    except Exception:  # noqa: BLE001 (words that do not open may be about anybody)
        return [RoutingRow(str(uuid_utils.uuid7()), root, "unchecked", None, now)]


async def _corrections(
    connection: Transaction, submission_ids: Sequence[str]
) -> list[tuple[SealedCorrection, tuple[str, str, bytes]]]:
    """What was put right in these submissions, with the keys; not where the words were erased."""
    rows = await corrections_of(connection, submission_ids)
    keys = {one: await key_of(connection, one) for one in {row.submission_id for row in rows}}
    return [(row, key) for row in rows if (key := keys[row.submission_id])]
