"""What a question wants to hear, read from its words: under another question an answer means another thing.

Forms say themselves what they ask (`asks`, `topic`); this is for labels and for questions that others have
written. Patterns over folded words (questions.toml), the first that fits wins; where none fits it is `open`.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple, get_args

from analysis.folding import fold
from analysis.themes import Asked

Kind = Literal[
    "praise", "joy", "trouble", "improve", "change", "wish", "value", "rate", "service", "closed", "open"
]
Side = Literal["good", "change", "open"]

QUESTIONS: Final = Path(__file__).with_name("questions.toml")
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KINDS_OF: Final[dict[Side, tuple[Kind, ...]]] = {
    "good": ("praise", "joy"),
    "change": ("trouble", "improve", "change"),
    "open": ("wish", "value", "rate", "service", "closed", "open"),
}
"""The kinds of question that a form may mean when it only says which side it asks for."""

_SIDE_OF: Final[dict[Kind, Side]] = {kind: side for side, kinds in KINDS_OF.items() for kind in kinds}
_USUAL: Final[dict[Side, Kind]] = {"good": "praise", "change": "change", "open": "open"}


class Question(Asked, frozen=True):
    """What was asked, in more detail than a form says.

    `kind`: praise (what helped), joy (what you like or look forward to), trouble (what is hard), improve
    (what the service could do better), change (what you would change), wish, value (what matters), rate (how
    was it), service (a verdict on the service), closed (yes or no), open. `yes`: 1 where yes is good news,
    -1 where it is bad news, 0 where it is neither.
    """

    kind: Kind = "open"
    yes: int = 0


class _Patterns(NamedTuple):
    closed: re.Pattern[str]
    bad_news: re.Pattern[str]
    invites: re.Pattern[str]
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...]
    topics: tuple[tuple[str, re.Pattern[str]], ...]


def asked(label: str, known: Asked = Asked()) -> Question:  # noqa: B008 - frozen
    """Read a question or a label such as `what_good`; what the form itself says (`known`) comes first."""
    words = " ".join(fold(label.replace("_", " ")).text.split())
    patterns = _patterns()
    kind: Kind = next((kind for kind, pattern in patterns.kinds if pattern.search(words)), "open")
    if known.asks not in ("open", _SIDE_OF[kind]):
        kind = _USUAL[known.asks]
    topic = next((theme for theme, pattern in patterns.topics if pattern.search(words)), None)
    return Question(topic=known.topic or topic, asks=_SIDE_OF[kind], kind=kind, yes=_good_news(words))


def _good_news(words: str) -> int:
    patterns = _patterns()
    if not patterns.closed.search(words) or patterns.invites.search(words):
        return 0
    return -1 if patterns.bad_news.search(words) else 1


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    closed = re.compile(data["closed"])
    kinds = tuple(
        (one["id"], _any_of(one["patterns"]) if "patterns" in one else closed) for one in data["kind"]
    )
    topics = tuple((one["id"], _any_of(one["patterns"])) for one in data["topic"])
    return _Patterns(closed, _any_of(data["bad_news"]), _any_of(data["invites"]), kinds, topics)


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})")
