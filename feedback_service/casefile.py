"""One submission brought together for the person who reads it: answers, words, themes, concerns, readers."""

from typing import NamedTuple

import msgspec

from feedback_service.amending import Amended, amended
from feedback_service.colleagues import Asked, asked_about
from feedback_service.reading import opened
from feedback_service.replying import Told, told
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, codings_of
from feedback_service.storage.concerns import Concern, concerns_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.erasing import Erasure, erasure_of
from feedback_service.storage.recordings import SealedRecording, recordings_of
from feedback_service.storage.records import (
    Reading,
    Record,
    StoredAnswer,
    answers_of,
    find_record,
    readings_of,
)
from feedback_service.storage.removals import Removal, removal_of
from feedback_service.storage.returned import added_to
from feedback_service.storage.routing_decisions import said_so_far
from feedback_service.storage.routings import routings_of
from feedback_service.storage.scope import Scope
from feedback_service.storage.words import SealedText, sealed_texts
from feedback_service.storage.workers import all_workers
from forms.catalogue import PublishedForm
from forms.model import Answer, Answers

_value = msgspec.json.Decoder(str | int | tuple[str, ...]).decode


class CaseFile(NamedTuple):
    """Everything about one submission.

    `answers` are as given; texts that cannot be shown are not in it but in `erased` (removed at the person's
    request) or `unreadable` (they do not open with the keys at hand). `recordings` are sealed, by question;
    one that an answer names and that is not there was removed. `names` are workers' names by id,
    `told` what workers replied, `added` the ids of what the person added later. `kept`: from somebody who may
    see the team, because of whom it is about. `shown`: in which order pairs of pictures stood, by question.
    `said` is how much was said in it and what belongs to it when it was opened (`said_so_far`).
    """

    record: Record
    form: PublishedForm
    answers: Answers
    erased: frozenset[str]
    unreadable: frozenset[str]
    codings: tuple[StoredCoding, ...]
    concerns: tuple[Concern, ...]
    readings: tuple[Reading, ...]
    recordings: dict[str, SealedRecording]
    names: dict[str, str]
    told: tuple[Told, ...]
    added: tuple[str, ...]
    removal: Removal | None
    amended: tuple[Amended, ...]
    erasure: Erasure | None
    kept: bool
    shown: dict[str, tuple[str, ...]]
    asks: tuple[Asked, ...]
    said: str


async def names_of_workers(connection: Transaction) -> dict[str, str]:
    """Names by id, of all workers there are or were."""
    return {worker.id: worker.name for worker in await all_workers(connection)}


async def open_case(
    service: Service, scope: Scope, submission_id: str, names: dict[str, str] | None = None
) -> CaseFile | None:
    """The submission with its words opened, or None when there is none in this scope.

    Whoever opens many gives the `names`, so that they are read once.
    """
    async with service.database.reading() as connection:
        record = await find_record(connection, scope, submission_id)
        if record is None:
            return None
        said = await said_so_far(connection, submission_id)  # before the words: what comes meanwhile is newer
        stored = await answers_of(connection, submission_id)
        sealed = await sealed_texts(connection, [submission_id])
        spoken = await recordings_of(connection, submission_id)
        codings = await codings_of(connection, submission_id)
        concerns = await concerns_of(connection, scope, submission_id)
        readings = await readings_of(connection, submission_id)
        names = names if names is not None else await names_of_workers(connection)
        added = await added_to(connection, submission_id)
        removal = await removal_of(connection, submission_id)
        erasure = await erasure_of(connection, submission_id)
        routings = await routings_of(connection, submission_id)
    words = {text.question_id: _words(service, text) for text in sealed}
    return CaseFile(
        record=record,
        form=service.catalogue.get(record.form_id, record.form_version),
        answers={one.question_id: _answer(one, words) for one in stored if _can_show(one, words)},
        erased=frozenset(one.question_id for one in stored if one.has_words and one.question_id not in words),
        unreadable=frozenset(name for name, text in words.items() if text is None),
        codings=tuple(codings),
        concerns=tuple(concerns),
        readings=tuple(readings),
        recordings={one.question_id: one for one in spoken},
        names=names,
        told=await told(service, [submission_id]),
        added=tuple(one.id for one in added),
        removal=removal,
        amended=await amended(service, [submission_id]),
        erasure=erasure,
        kept=any(one.released_at is None for one in routings),
        shown={one.question_id: tuple(one.shown.split(",")) for one in stored if one.shown},
        asks=await asked_about(service, [submission_id]),
        said=said,
    )


def _words(service: Service, text: SealedText) -> str | None:
    """One text's words; None when they do not open, so that the others can still be read."""
    try:
        return next(words for _, words in opened(service, [text]))
    except UnreadableWordsError:
        return None


def _can_show(one: StoredAnswer, words: dict[str, str | None]) -> bool:
    return not one.has_words or words.get(one.question_id) is not None


def _answer(one: StoredAnswer, words: dict[str, str | None]) -> Answer:
    value = words[one.question_id] if one.has_words else _value(one.value) if one.value else None
    return msgspec.convert({"state": one.state, "value": value}, Answer)
