"""One thing that was looked at: how it stands, in plain words, and what to do about it."""

from typing import Literal, NamedTuple

Level = Literal["good", "warning", "bad"]


class Finding(NamedTuple):
    """`about` is a short name that never changes; `do` is empty where nothing is to be done."""

    level: Level
    about: str
    says: str
    do: str = ""


def good(about: str, says: str) -> Finding:
    """As it should be."""
    return Finding("good", about, says)


def warning(about: str, says: str, do: str) -> Finding:
    """It runs, but somebody should decide."""
    return Finding("warning", about, says, do)


def bad(about: str, says: str, do: str) -> Finding:
    """Children's words may be lost, late or seen by others as long as this stands."""
    return Finding("bad", about, says, do)
