"""What is done in the process that reads signs of harm: texts are held against written examples.

The process that serves pages loads this to hand work over, so what is heavy is loaded inside the functions.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.rulebook import Level
from analysis.screening import Hit, load_rules

if TYPE_CHECKING:
    from analysis.likeness import Likeness


class Signs(NamedTuple):
    """The sign in each text, if there is one, in the order they were given; and what `version` found them."""

    version: str
    found: tuple[Hit | None, ...]


def find(texts: Sequence[str], missed: Sequence[tuple[str, str, Level]] = ()) -> Signs:
    """Read texts for what is like the examples, or like words (with category, level) that somebody missed."""
    from analysis.likeness import Missed  # noqa: PLC0415

    return Signs(version(), tuple(_likeness().signs(texts, [Missed(*one) for one in missed])))


def version() -> str:
    """What reads here; the first call makes it ready."""
    return _likeness().version


@cache
def _likeness() -> "Likeness":
    from analysis.embedding import session  # noqa: PLC0415
    from analysis.harm_lessons import load_lessons  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.likeness import Likeness  # noqa: PLC0415

    session()  # first, as it needs 100 MB more while it loads than it keeps
    return Likeness(load_rules(), load_lessons(), vectors)
