"""How own words sounded, over many answers: a machine's impression, and never of one person's."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from analysis.suppression import MINIMUM_BASE
from feedback_service.report_findings import Audience, Tone, safe_table
from feedback_service.storage.report_tones import ToneCount

READ: Final = ("positive", "mixed", "negative", "neutral", "unsure")
_APART: Final = ("unread", "waiting")
# What a worker saw of a child sounds like the worker.
_AUDIENCES: Final[tuple[Audience, ...]] = ("child", "family", "practitioner")


def tones(counted: Sequence[ToneCount], threshold: int) -> tuple[Tone, ...]:
    """For each audience of which at least 20 answers were read, how they sounded; what was not read is apart.

    All of it is one breakdown of the audience's own-words answers, so that no part gives another away.
    """
    found = []
    for audience in _AUDIENCES:
        counts = Counter({one.sound: one.n for one in counted if one.audience == audience})
        if sum(counts[tone] for tone in READ) >= MINIMUM_BASE:
            cells = {tone: counts[tone] for tone in (*READ, *_APART)}
            found.append(Tone(audience=audience, table=safe_table(cells, threshold)))
    return tuple(found)
