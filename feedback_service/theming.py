"""Theming what is new: waiting answers are read, coded and marked done, a batch at a time."""

import logging
from functools import partial

import uuid_utils

from analysis.themes import Asked
from feedback_service.analysing import Found, Said, read
from feedback_service.faults import log_fault
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, store_codings
from feedback_service.storage.words import SealedText, unthemed_texts

log = logging.getLogger(__name__)
BATCH = 200


async def theme_pending(service: Service) -> int:
    """Code every waiting answer once and return how many were read. A killed run goes on where it stopped."""
    done, after = 0, ("", "")
    while True:
        async with service.database.reading() as connection:
            texts = await unthemed_texts(connection, BATCH, after=after)
        if not texts:
            return done
        after = (texts[-1].submission_id, texts[-1].question_id)
        readable = _readable(service, texts)
        found = _stored(service, readable, await read([said for _, said in readable]))
        themed = [(text.submission_id, text.question_id) for text, _ in readable]
        await service.database.transaction(partial(store_codings, themed=themed, found=found))
        done += len(readable)


def _readable(service: Service, texts: list[SealedText]) -> list[tuple[SealedText, Said]]:
    """The texts that open, with what was said; the others go on waiting, and do not hold these up."""
    readable = []
    for text in texts:
        try:
            asked = _asked(service, text)
            readable += [(text, Said(words, asked)) for _, words in opened(service, [text])]
        except (UnreadableWordsError, KeyError) as error:
            log_fault(log, error, f"Words of {text.submission_id} could not be themed; they go on waiting")
    return readable


def _stored(service: Service, texts: list[tuple[SealedText, Said]], found: Found) -> list[StoredCoding]:
    return [
        StoredCoding(
            id=str(uuid_utils.uuid7()),
            submission_id=text.submission_id,
            question_id=text.question_id,
            theme_id=coding.theme,
            valence=coding.valence,
            span_start=coding.start,
            span_end=coding.end,
            score=coding.score,
            method=coding.method,
            version=found.version,
            assigned_by=None,
            assigned_at=service.now(),
            suggested=not coding.sure,
        )
        for (text, _), codings in zip(texts, found.codings, strict=True)
        for coding in codings
    ]


def _asked(service: Service, text: SealedText) -> Asked:
    question = service.catalogue.get(text.form_id, text.form_version).questions[text.question_id]
    return Asked(topic=question.topic, asks=question.asks)
