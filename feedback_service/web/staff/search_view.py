"""From what a search found to what its page shows: short passages with what was found marked."""

from typing import Final

from feedback_service.searching import Hit, Passage, Results
from feedback_service.service import Service
from feedback_service.storage.searching import Found
from feedback_service.web.staff.search_pages import FoundView, HitView, PassageView
from feedback_service.web.staff.segments import Span, segments
from feedback_service.web.staff.wording import MOMENTS, form_title, when, who
from forms.journey import neutral

_BEFORE: Final = 90  # characters before the first thing that was found
_AFTER: Final = 210
_SHOWN: Final = 3  # passages of one submission


def found_view(service: Service, results: Results, looked: int) -> FoundView:
    """One page; `looked` were looked at on the pages before."""
    at, last = results.after or ("", "")
    return FoundView(
        hits=tuple(_hit(service, one) for one in results.hits),
        looked=min(looked + results.looked, max(results.total, results.looked)),
        total=results.total,
        goes_on=results.after is not None,
        at=str(at),
        id=last,
    )


def _hit(service: Service, one: Hit) -> HitView:
    found = one.found
    return HitView(
        href=f"/staff/submissions/{found.id}",
        form=form_title(service, found.form_id, found.form_version),
        who=who(found.audience, found.band),
        team=found.team,
        subject=found.subject_id or "",
        subject_at=f"/staff/subjects/{found.id}" if found.subject_id else "",
        moment=MOMENTS.get(found.moment or "", ""),
        when=when(found.answered_at),
        wishes=("Do not show to parents",) if found.share_parent is False else (),
        passages=tuple(_passage(service, found, passage) for passage in one.passages[:_SHOWN]),
    )


def _passage(service: Service, found: Found, one: Passage) -> PassageView:
    question = service.catalogue.get(found.form_id, found.form_version).questions[one.question_id]
    start, end = _window(one.words, one.spans[0][0])
    spans = [Span(begins - start, ends - start, "match") for begins, ends in one.spans if ends > start]
    return PassageView(
        asked=neutral(question.prompt),
        segments=segments(one.words[start:end], [span for span in spans if span.start < end - start]),
        before=start > 0,
        after=end < len(one.words),
        href=f"/staff/submissions/{found.id}#{one.question_id}",
    )


def _window(words: str, place: int) -> tuple[int, int]:
    """What is shown around a place; it begins and ends between words, where there are any nearby."""
    start, end = max(0, place - _BEFORE), min(len(words), place + _AFTER)
    if start:
        gap = words.find(" ", start, place)
        start = gap + 1 if gap >= 0 else start
    if end < len(words):
        gap = words.rfind(" ", place + 1, end)
        end = gap if gap >= place + _AFTER // 2 else end
    return start, end
