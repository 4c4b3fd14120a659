"""Opening sealed words for those who may read them."""

from collections.abc import Iterable, Iterator

from feedback_service.sealing import DataKey, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.words import SealedText


def opened(service: Service, texts: Iterable[SealedText]) -> Iterator[tuple[SealedText, str]]:
    """Each text with its words; a submission's key is unwrapped once. Raises UnreadableWordsError."""
    keys: dict[str, DataKey] = {}
    for text in texts:
        key = keys.get(text.submission_id)
        if key is None:
            key = service.keys.data_key(text.owner, WrappedKey(text.master, text.wrapped))
            keys[text.submission_id] = key
        yield text, key.open(text.words, place_of(text.owner, text.question_id))


def opened_correction(service: Service, key: tuple[str, str, bytes], name: str, words: bytes) -> str:
    """The words of the correction with the id `name`; `key` is what `key_of` gives of its submission.

    Raises UnreadableWordsError.
    """
    owner, master, wrapped = key
    return service.keys.data_key(owner, WrappedKey(master, wrapped)).open(
        words, correction_place(owner, name)
    )


def correction_place(owner: str, name: str) -> str:
    """What the sealed words of the correction with the id `name` are bound to."""
    return place_of(owner, f"correction/{name}")


def place_of(owner: str, name: str) -> str:
    """What sealed words are bound to; `owner` is the id the client gave, also for words kept aside."""
    return f"{owner}/{name}"
