"""Possible new themes: what texts that no theme fits have in common. A person decides about each."""

from contextlib import suppress
from typing import Final

from litestar import get

from feedback_service.emerging import EVERY, FEWEST_PEOPLE, SHOWN_FROM
from feedback_service.opening import note_opened
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage import candidates as store
from feedback_service.storage.candidates import Candidate
from feedback_service.storage.words import SealedText
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.candidate_pages import CandidatesPage, CandidateView, QuoteView
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS
from feedback_service.web.staff.wording import plural, when

_QUOTES: Final = 3
_NEAREST: Final = 12  # looked at for quotes: some say the same
_QUOTED_WORDS: Final = 45


@get("/candidates", operation_id="staff_candidates", guards=[allow(*CORRECTS)])
async def candidates(request: Asked) -> Page:
    """What the last run found, with words that this worker may see. That they were opened is noted."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        run = await store.last_run(connection)
        found = await store.candidates(connection)
        shown = [one for one in found if one.mentions >= SHOWN_FROM]
        texts = [await store.nearest_texts(connection, worker.scope, one.number, _NEAREST) for one in shown]
    views = [_view(service, one, each) for one, each in zip(shown, texts, strict=True)]
    await note_opened(service, (quote.submission for view in views for quote in view.quotes), worker.id)
    page = CandidatesPage(
        frame=frame_of(request, "Possible new themes"),
        shown=tuple(views),
        fewer=len(found) - len(shown),
        shown_from=SHOWN_FROM,
        fewest_people=FEWEST_PEOPLE,
        last=when(run.at) if run else "",
        texts=run.texts if run else 0,
        following=when(run.at + EVERY) if run else "",
    )
    return show(request, page)


def _view(service: Service, one: Candidate, texts: list[SealedText]) -> CandidateView:
    return CandidateView(
        number=one.number,
        name=one.name,
        words=one.words,
        mentions=one.mentions,
        people=plural(one.people, "different sender"),
        since=when(one.first_seen),
        quotes=_quotes(service, texts),
    )


def _quotes(service: Service, texts: list[SealedText]) -> tuple[QuoteView, ...]:
    """The nearest that say something different; words that do not open with the keys at hand are no quote."""
    quotes: dict[str, QuoteView] = {}
    for text in texts:
        with suppress(UnreadableWordsError):
            for _, words in opened(service, [text]):
                one = _quote(text, words)
                quotes.setdefault(one.words.casefold(), one)
    return tuple(quotes.values())[:_QUOTES]


def _quote(text: SealedText, words: str) -> QuoteView:
    pieces = words.split()
    return QuoteView(
        words=" ".join(pieces[:_QUOTED_WORDS]),
        cut=len(pieces) > _QUOTED_WORDS,
        submission=text.submission_id,
        question=text.question_id,
    )
