"""What a person said to hide in a copy: phrases, found again in the words wherever they stand."""

from collections.abc import Mapping, Sequence

import msgspec

from analysis.quotable import Span
from feedback_service.access_choice import AccessError
from feedback_service.quote_spans import also_hidden

KIND = "hidden"


class Wished(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words at a place, and the phrases to be hidden in them."""

    place: str
    words: str
    hide: tuple[str, ...] = ()


def hidden_by(file: bytes, words: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """What a checked file says to hide at every place. AccessError where it does not fit the words."""
    try:
        wished = {one.place: one for one in msgspec.json.decode(file, type=list[Wished])}
    except msgspec.DecodeError as error:
        raise AccessError(f"The file of checked words cannot be read: {error}") from error
    if missing := set(words) - set(wished):
        raise AccessError(f"The file says nothing about {min(missing)}. Write it again, and check it.")
    return {place: hide(said, (), wished[place].hide) for place, said in words.items()}


def hide(words: str, spans: Sequence[Span], phrases: Sequence[str]) -> tuple[Span, ...]:
    """The spans and every place where one of the phrases stands. AccessError for one that stands nowhere."""
    found = tuple(spans)
    for phrase in phrases:
        more = also_hidden(words, found, phrase, KIND)
        if more is None:
            raise AccessError("A word to hide does not stand in the words. Copy it as the person wrote it.")
        found = more
    return found
