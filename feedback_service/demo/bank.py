"""The bank of invented words: what a made-up person could say to a question."""

import random
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from forms.model import Asks, Audience, Band

WORDS = Path(__file__).parent / "words"
MOST_USES = 2

Fit = Literal["early", "late", "any"]
Use = Literal["free", "goal", "why"]
Said = dict[str, set[str]]


class Utterance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something somebody could write.

    `asks` and `topics` are the questions it answers; `fit` tells whether things are still hard (early), have
    got better (late) or neither; `use` marks a short wish that a later question can repeat (goal) and the
    reason for an answer just given (why); `role` limits it to one relative; `scribed` was written down by an
    adult; `harm` is a possible disclosure.
    """

    text: str
    audience: Audience
    band: Band | None = None
    asks: Asks
    topics: tuple[str, ...]
    fit: Fit = "any"
    use: Use = "free"
    role: str | None = None
    language: str = "en"
    scribed: bool = False
    harm: bool = False


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers and how things are for them.

    `level` runs from 0 (very hard) to 1 (very well), `gained` is what it has risen since the start, `tilts`
    is how far each topic lies from it.
    """

    who: str
    audience: Audience
    band: Band | None = None
    role: str | None = None
    language: str = "en"
    scribed: bool = False
    fits: frozenset[Fit]
    level: float
    gained: float
    tilts: Mapping[str, float]


class Wanted(msgspec.Struct, frozen=True):
    """The words that a question can be answered with; None as `topic` is any."""

    asks: frozenset[Asks]
    topic: str | None
    fits: frozenset[Fit]
    use: Use


def read_bank(folder: Path = WORDS) -> tuple[Utterance, ...]:
    """Every utterance of the folder's TOML files, in order of file name and line."""
    return tuple(each for path in sorted(folder.glob("*.toml")) for each in _read(path))


def _read(path: Path) -> list[Utterance]:
    shelf: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = shelf.pop("words")
    return msgspec.convert([shelf | entry for entry in entries], list[Utterance])


def pick(
    bank: tuple[Utterance, ...], voice: Voice, wanted: Wanted, said: Said, rng: random.Random
) -> str | None:
    """Words for this person and question, noted in `said`; None when nothing that fits is left.

    Words nobody has used come first; the same person never says a thing twice, a disclosure is told once.
    """
    could = [
        each for each in bank if _suits(each, voice) and _answers(each, wanted) and _left(each, voice, said)
    ]
    fresh = [each for each in could if each.text not in said] or could
    own = [each for each in fresh if _own(each, voice)] or fresh
    if not own:
        return None
    chosen = rng.choice(own)
    said.setdefault(chosen.text, set()).add(voice.who)
    return chosen.text


def _suits(each: Utterance, voice: Voice) -> bool:
    return (
        each.audience == voice.audience
        and each.band == voice.band
        and each.role in (None, voice.role)
        and each.language in ("en", voice.language)
        and (voice.scribed or not each.scribed)
    )


def _answers(each: Utterance, wanted: Wanted) -> bool:
    return (
        each.use == wanted.use
        and each.asks in wanted.asks
        and each.fit in wanted.fits
        and (wanted.topic is None or wanted.topic in each.topics)
    )


def _own(each: Utterance, voice: Voice) -> bool:
    return each.scribed == voice.scribed and each.language == voice.language


def _left(each: Utterance, voice: Voice, said: Said) -> bool:
    by = said.get(each.text, set())
    return voice.who not in by and len(by) < (1 if each.harm else MOST_USES)
