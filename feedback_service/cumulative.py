"""When small things repeat: the third worry about one theme by one subject asks for a person to look."""

from collections.abc import Collection

import uuid_utils

from feedback_service.service import Service
from feedback_service.storage.cumulative import Mention, Prompted, mentions_of, prompted, subjects_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.raising import ConcernRow, raise_concerns
from feedback_service.storage.scope import EVERYTHING

TIMES = 3
# The six everyday themes, and the kind of neglect that a worry about each may tell of.
CATEGORIES = {
    "food": "hunger",
    "home": "home_conditions",
    "health": "missed_health",
    "school": "missed_school",
    "love": "emotional_neglect",
    "looked_after": "home_alone",
}
PREFIX = "cumulative-"


async def watch(tx: Transaction, service: Service, submission_ids: Collection[str]) -> int:
    """Raise a concern for each theme that repeats, after codings of these submissions changed; how many.

    Call it in the transaction that changes them. It goes by rows alone, so called twice it adds nothing.
    """
    subjects = await subjects_of(tx, submission_ids)
    if not subjects:
        return 0
    mentions = await mentions_of(tx, EVERYTHING, subjects, CATEGORIES)
    before = await prompted(tx, subjects, [f"{PREFIX}{theme}" for theme in CATEGORIES])
    by_theme: dict[tuple[str, str], list[Mention]] = {}
    for one in mentions:
        by_theme.setdefault((one.subject_id, one.theme_id), []).append(one)
    raised = [
        _concern(service, third)
        for (subject, theme), found in by_theme.items()
        if (third := _repeated(found, before.get((subject, f"{PREFIX}{theme}"))))
    ]
    await raise_concerns(tx, raised)
    return len(raised)


def _repeated(mentions: list[Mention], last: Prompted | None) -> Mention | None:
    """The mention that makes it three since the last concern; None before, and while that is undecided."""
    if last is not None and not last.decided:
        return None
    since = last.received_at if last is not None else -1
    firsts = {one.first: one for one in reversed(mentions) if one.received_at > since}
    later = sorted(firsts.values(), key=lambda one: (one.received_at, one.submission_id))
    return later[-1] if len(later) >= TIMES else None


def _concern(service: Service, mention: Mention) -> ConcernRow:
    return ConcernRow(
        id=str(uuid_utils.uuid7()),
        submission_id=mention.submission_id,
        question_id=mention.question_id,
        level="concern",
        category=CATEGORIES[mention.theme_id],
        rule=f"{PREFIX}{mention.theme_id}",
        rules_version=service.rules.version,
        span_start=mention.span_start,
        span_end=mention.span_end,
        raised_at=service.now(),
    )
