"""Words on a theme that a worker may read, as the theme's page shows them."""

from collections.abc import Collection
from typing import Final, NamedTuple

from feedback_service.quote_spans import quoted
from feedback_service.quote_waiting import said_at
from feedback_service.service import Service
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
_NEVER: Final = "not to be quoted"


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
        checks = await standing_checks(db, [_place(one) for one in places])
        if only_cleared:
            places = [one for one in places if _is_clear(checks.get(_place(one)))]
        ids = sorted({one.submission_id for one in places})
        texts = await sealed_texts(db, ids)
        quotable = await still_quotable(db, ids)
    words = said_at(service, texts)
    views = []
    for one in places:
        said, check = words.get(_place(one)), checks.get(_place(one))
        told = _told(one, check, quotable)
        if said is None or (only_cleared and told == _NEVER):
            continue
        views.append(_as_cleared(one, said, check) if only_cleared else _as_written(one, said, told))
    return views[:SHOWN]


def _place(one: Spoken) -> Place:
    return one.submission_id, one.question_id


def _is_clear(check: Check | None) -> bool:
    return check is not None and check.outcome == "clear"


def _told(one: Spoken, check: Check | None, quotable: Collection[str]) -> str:
    """Whether these words may be quoted. What workers saw is told in themes: it is nobody's own words."""
    if one.submission_id not in quotable or one.audience == "observation":
        return _NEVER
    if check is None:
        return "may be quoted once checked"
    return "may be quoted, with what was marked hidden" if _is_clear(check) else _NEVER


def _as_cleared(one: Spoken, words: str, check: Check | None) -> Said:
    """Nothing is marked in words that are shown as they may be quoted."""
    return _view(one, quoted(words, check) or "", [], "may be quoted like this")


def _as_written(one: Spoken, words: str, told: str) -> Said:
    return _view(one, words, [Span(one.span_start, one.span_end, "theme")], told)


def _view(one: Spoken, shown: str, marks: list[Span], told: str) -> Said:
    view = SaidView(
        segments=segments(shown[:_LONGEST], marks),
        cut=len(shown) > _LONGEST,
        who=who(one.audience, one.band),
        when=when(one.answered_at),
        href=f"/staff/submissions/{one.submission_id}#{one.question_id}",
        quotable=told,
    )
    return Said(one.submission_id, view)
