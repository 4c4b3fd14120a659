"""Words on a theme that a worker may read, as the theme's page shows them."""

from typing import Final, NamedTuple

from analysis.pointing import looks_identifying
from analysis.quotable import is_quotable
from feedback_service.quote_spans import quoted
from feedback_service.quote_waiting import said_at
from feedback_service.service import Service
from feedback_service.storage.explored_answers import Spoken, words_with
from feedback_service.storage.exploring import By, Look
from feedback_service.storage.quote_checks import Check, Place, standing_checks
from feedback_service.storage.quote_places import pointing_nowhere
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
_LENGTH: Final = "too short or too long to be quoted"


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
        plain = await pointing_nowhere(db, [_place(one) for one in places])
    words = said_at(service, texts)
    views = []
    for one in places:
        said, check = words.get(_place(one)), checks.get(_place(one))
        never = one.submission_id not in quotable or one.audience == "observation"  # nobody's own words
        if said is None or (only_cleared and never):
            continue
        if only_cleared:
            views.append(_as_cleared(one, said, check))
        else:
            told = _NEVER if never else _told(said, check, is_plain=_place(one) in plain)
            views.append(_view(one, said, [Span(one.span_start, one.span_end, "theme")], told))
    return views[:SHOWN]


def _place(one: Spoken) -> Place:
    return one.submission_id, one.question_id


def _is_clear(check: Check | None) -> bool:
    return check is not None and check.outcome == "clear"


def _told(words: str, check: Check | None, *, is_plain: bool) -> str:
    """How words that their submission lets be quoted may be; `is_plain`: found to point at nobody.

    What points by its shape alone waits all the same, as reports hold it against that too.
    """
    shown = quoted(words, check)
    if shown is None:
        return _NEVER
    if not is_quotable(shown):
        return _LENGTH
    if check is None:
        waits = not is_plain or looks_identifying(words)
        return "may be quoted once checked" if waits else "may be quoted"
    return "may be quoted, with what was marked hidden" if check.spans else "may be quoted"


def _as_cleared(one: Spoken, words: str, check: Check | None) -> Said:
    """Nothing is marked in words that are shown as they may be quoted."""
    shown = quoted(words, check) or ""
    return _view(one, shown, [], "may be quoted like this" if is_quotable(shown) else _LENGTH)


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
