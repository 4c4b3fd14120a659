"""Theming what is new: waiting answers are read, coded and marked done, a batch at a time."""

import asyncio
from functools import partial

import uuid_utils

from analysis.codebook import load_codebook
from analysis.themes import Asked, Coder
from feedback_service.reading import opened
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding, store_codings
from feedback_service.storage.words import SealedText, unthemed_texts

BATCH = 200


async def theme_pending(service: Service) -> int:
    """Code every waiting answer once and return how many were read. A killed run goes on where it stopped."""
    coder = await asyncio.to_thread(lambda: Coder(load_codebook()))
    read = 0
    while True:
        async with service.database.reading() as connection:
            texts = await unthemed_texts(connection, BATCH)
        if not texts:
            return read
        found = await asyncio.to_thread(_coded, service, coder, texts)
        themed = [(text.submission_id, text.question_id) for text in texts]
        await service.database.transaction(partial(store_codings, themed=themed, found=found))
        read += len(texts)


def _coded(service: Service, coder: Coder, texts: list[SealedText]) -> list[StoredCoding]:
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
        for text, words in opened(service, texts)
        for coding in coder.code(words, _asked(service, text))
    ]


def _asked(service: Service, text: SealedText) -> Asked:
    question = service.catalogue.get(text.form_id, text.form_version).questions[text.question_id]
    return Asked(topic=question.topic, asks=question.asks)
