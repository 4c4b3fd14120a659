"""Theming what is new: waiting answers are read, coded and marked done, a batch at a time."""

import asyncio
import logging
from functools import partial
from typing import NamedTuple

import uuid_utils

from analysis.codebook import load_codebook
from analysis.themes import Asked, Coder
from feedback_service.faults import log_fault
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, store_codings
from feedback_service.storage.words import SealedText, unthemed_texts

log = logging.getLogger(__name__)
BATCH = 200


class Said(NamedTuple):
    """Somebody's words and what they were asked."""

    words: str
    asked: Asked


async def theme_pending(service: Service) -> int:
    """Code every waiting answer once and return how many were read. A killed run goes on where it stopped."""
    coder = await asyncio.to_thread(lambda: Coder(load_codebook()))
    read, after = 0, ("", "")
    while True:
        async with service.database.reading() as connection:
            texts = await unthemed_texts(connection, BATCH, after=after)
        if not texts:
            return read
        after = (texts[-1].submission_id, texts[-1].question_id)
        readable = _readable(service, texts)
        found = await asyncio.to_thread(_coded, service, coder, readable)
        themed = [(text.submission_id, text.question_id) for text, _ in readable]
        await service.database.transaction(partial(store_codings, themed=themed, found=found))
        read += len(readable)


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


def _coded(service: Service, coder: Coder, texts: list[tuple[SealedText, Said]]) -> list[StoredCoding]:
    """What the coder finds in these texts. CPU only, so that it can run beside the event loop."""
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
            version=coder.version,
            assigned_by=None,
            assigned_at=service.now(),
        )
        for text, said in texts
        for coding in coder.code(said.words, said.asked)
    ]


def _asked(service: Service, text: SealedText) -> Asked:
    question = service.catalogue.get(text.form_id, text.form_version).questions[text.question_id]
    return Asked(topic=question.topic, asks=question.asks)
