"""Words on a theme that a worker may read, as the theme's page shows them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from feedback_service.quote_spans import quoted
from feedback_service.quote_waiting import said_at
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.explored_answers import Spoken, words_with
from feedback_service.storage.exploring import By, Look
from feedback_service.storage.quote_checks import Check, Place, standing_checks
from feedback_service.storage.report_codings import still_quotable
from feedback_service.storage.words import sealed_texts
from feedback_service.web.staff.one_theme_pages import SaidView
from feedback_service.web.staff.segments import Span, segments
from feedback_service.web.staff.wording import when, who

SHOWN: Final = 6
_LOOKED_AT: Final = 24
_CLEARED_AMONG: Final = 240
_LONGEST: Final = 400


class Said(NamedTuple):
    """The words as they are shown, and of which submission."""

    submission: str
    view: SaidView


async def said_on(
    service: Service, look: Look, group: tuple[By, str] | None = None, *, only_cleared: bool = False
) -> list[Said]:
    """The newest words on the theme of `look` in its scope; those that do not open are passed over.

    `group`: only of those whose column has this value. `only_cleared`: only what a person has cleared for
    quoting, as it may be quoted: beside a number that is hidden, words as written could tell who spoke.
    """
    async with service.database.reading() as db:
        places = await words_with(db, look, _CLEARED_AMONG if only_cleared else _LOOKED_AT, group)
        checks = await _cleared(db, places) if only_cleared else {}
        ids = sorted({one.submission_id for one in places if not only_cleared or _place(one) in checks})
        texts = await sealed_texts(db, ids)
        quotable = await still_quotable(db, ids)
    words = said_at(service, texts)
    views = []
    for one in places:
        place = _place(one)
        said = words.get(place)
        if said is None or (only_cleared and (place not in checks or one.submission_id not in quotable)):
            continue
        views.append(_view(one, said, checks.get(place), quotable=one.submission_id in quotable))
    return views[:SHOWN]


def _place(one: Spoken) -> Place:
    return one.submission_id, one.question_id


async def _cleared(db: Transaction, places: Sequence[Spoken]) -> dict[Place, Check]:
    checks = await standing_checks(db, [_place(one) for one in places])
    return {place: check for place, check in checks.items() if check.outcome == "clear"}


def _view(one: Spoken, words: str, check: Check | None, *, quotable: bool) -> Said:
    """`check`: the words are shown as it lets them be quoted, with nothing marked in them."""
    shown = (quoted(words, check) or "") if check else words
    marks = [] if check else [Span(one.span_start, one.span_end, "theme")]
    view = SaidView(
        segments=segments(shown[:_LONGEST], marks),
        cut=len(shown) > _LONGEST,
        who=who(one.audience, one.band),
        when=when(one.answered_at),
        href=f"/staff/submissions/{one.submission_id}#{one.question_id}",
        quotable="may be quoted like this" if check else _QUOTABLE[quotable],
    )
    return Said(one.submission_id, view)


_QUOTABLE: Final = {True: "may be quoted once checked", False: "not to be quoted"}
