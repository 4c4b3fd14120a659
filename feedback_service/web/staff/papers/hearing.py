"""Sentences that are heard in one go: where that is on a page, and as what they stand in a file."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

import msgspec

from feedback_service.children_words import LANGUAGE
from feedback_service.listening import Listening, key_of

MP3: Final = "audio/mpeg"
_BESIDE: Final = 2  # players that one thing may have: more of them help nobody
Sound = tuple[str, bytes]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences, and how they are heard: on a page at `address`, in a file as `sounds` that hold themselves.

    Neither where one of them has no sound: what is left of them would say something else. `computer`: some of
    it is the computer's voice.
    """

    texts: tuple[str, ...]
    address: str = ""
    sounds: tuple[str, ...] = ()
    computer: bool = False


def on_page(listening: Listening, heard: Heard) -> Heard:
    """With the address where they are heard."""
    if not all(listening.key(text, LANGUAGE) for text in heard.texts):
        return heard
    address = f"{listening.address(heard.texts, LANGUAGE)}?whole"
    computer = listening.is_computer(heard.texts, LANGUAGE)
    return msgspec.structs.replace(heard, address=address, computer=computer)


def in_file(listening: Listening, found: Mapping[str, Sound], heard: Heard) -> Heard:
    """With the sounds themselves; `found` by key. MP3s are strung together, else each is its own sound."""
    sounds = [found[key] for key in map(key_of, heard.texts) if key in found]
    if all(mime == MP3 for mime, _ in sounds):
        sounds = [(MP3, b"".join(data for _, data in sounds))] if len(sounds) == len(heard.texts) else []
    elif len(sounds) < len(heard.texts) or len(sounds) > _BESIDE:
        return heard
    computer = bool(sounds) and listening.is_computer(heard.texts, LANGUAGE)
    return msgspec.structs.replace(heard, sounds=tuple(map(_whole, sounds)), computer=computer)


def _whole(sound: Sound) -> str:
    mime, data = sound
    return f"data:{mime};base64,{b64encode(data).decode()}"
