"""Stored words as the analysis process takes them: opened, with the question, and sealed vectors back."""

import logging
from collections.abc import Iterable, Iterator

from analysis.themes import Asked
from feedback_service.faults import log_fault
from feedback_service.machine import Said
from feedback_service.reading import opened, place_of
from feedback_service.sealing import DataKey, UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.words import SealedText

log = logging.getLogger(__name__)


def said(service: Service, texts: Iterable[SealedText]) -> Iterator[tuple[SealedText, Said]]:
    """The texts that open, with what was said; the others are noted in the log and hold nothing up."""
    for text in texts:
        try:
            yield from _said(service, text)
        except (UnreadableWordsError, KeyError) as error:
            log_fault(log, error, f"Words of {text.submission_id} could not be opened; they go on waiting")


def _said(service: Service, text: SealedText) -> Iterator[tuple[SealedText, Said]]:
    question = service.catalogue.get(text.form_id, text.form_version).questions[text.question_id]
    asked = Asked(topic=question.topic, asks=question.asks)
    for _, words in opened(service, [text]):
        yield text, Said(words, question.prompt, asked, _vectors(service, text))


def _vectors(service: Service, text: SealedText) -> bytes | None:
    """Those kept from an earlier reading; None where there are none or none that open."""
    if text.vectors is None:
        return None
    try:
        return _key(service, text).open_bytes(text.vectors, _place(text))
    except UnreadableWordsError:
        return None


def sealed_vectors(service: Service, text: SealedText, vectors: bytes) -> bytes:
    """Vectors as they are stored: what somebody said can be guessed from them, so they are no plainer."""
    return _key(service, text).seal_bytes(vectors, _place(text))


def _key(service: Service, text: SealedText) -> DataKey:
    return service.keys.data_key(text.owner, WrappedKey(text.master, text.wrapped))


def _place(text: SealedText) -> str:
    return f"{place_of(text.owner, text.question_id)}/vectors"
