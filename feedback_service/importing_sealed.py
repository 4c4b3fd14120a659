"""A file of sealed answers that a tablet saved when it could not send: each is taken once."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from feedback_service.sealed_post import NotTakenError, Sent, keep, opened
from feedback_service.service import Service
from feedback_service.storage.scope import Scope
from feedback_service.storage.tablets import Tablet, tablet_by_id
from feedback_service.tablet_keys import Envelope

MOST_BYTES = 20_000_000


class SealedFileError(Exception):
    """A file that a tablet did not save; the message says so."""


class SealedFile(msgspec.Struct, frozen=True):
    """What "Save to a file" on a tablet writes."""

    answers: tuple[Envelope, ...]


class Imported(msgspec.Struct, frozen=True):
    """How many were kept, were here already, or hold no answer; why others could not be kept."""

    stored: int
    again: int
    empty: int
    faults: tuple[str, ...]


def read_file(data: bytes) -> Sequence[Envelope]:
    """The sealed answers in the file. Raises SealedFileError."""
    try:
        return msgspec.json.decode(data, type=SealedFile).answers
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SealedFileError(f"This is not a file of answers that a tablet saved: {error}.") from error


async def import_sealed(service: Service, envelopes: Sequence[Envelope], scope: Scope) -> Imported:
    """Keep each answer as its tablet's, where the tablet's team lies in the scope."""
    counts: Counter[str] = Counter()
    faults = []
    for envelope in envelopes:
        try:
            sent = opened(service, envelope)
            counts[await keep(service, await _tablet(service, sent, scope), sent)] += 1
        except NotTakenError as error:
            faults.append(str(error))
    stored = counts["stored"] + counts["differs"]
    return Imported(stored=stored, again=counts["again"], empty=counts["empty"], faults=tuple(faults))


async def _tablet(service: Service, sent: Sent, scope: Scope) -> Tablet:
    async with service.database.reading() as connection:
        tablet = await tablet_by_id(connection, sent.tablet)
    if tablet is None or not scope.includes(tablet.team_id):
        raise NotTakenError(f"The answer {sent.id} comes from a tablet of no team that you work in.")
    return tablet
