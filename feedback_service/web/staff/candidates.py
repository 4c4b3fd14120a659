"""Possible new themes: what texts that no theme fits have in common. A person decides about each."""

from typing import Final

from litestar import get

from feedback_service.emerging import EVERY, FEWEST_PEOPLE, SHOWN_FROM
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage import candidates as store
from feedback_service.storage.audit import note
from feedback_service.storage.candidates import Candidate
from feedback_service.storage.database import Transaction
from feedback_service.storage.words import SealedText
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.candidate_pages import CandidatesPage, CandidateView, QuoteView
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS
from feedback_service.web.staff.wording import when

_QUOTES: Final = 3
_QUOTED_WORDS: Final = 45


@get("/candidates", operation_id="staff_candidates", guards=[allow(*CORRECTS)])
async def candidates(request: Asked) -> Page:
    """What the last run found, with words that this worker may see. That they were opened is noted."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        run = await store.last_run(connection)
        found = await store.candidates(connection)
        shown = [one for one in found if one.mentions >= SHOWN_FROM]
        texts = [await store.nearest_texts(connection, worker.scope, one.number, _QUOTES) for one in shown]
    await _note_opened(service, worker.id, [text for each in texts for text in each])
    page = CandidatesPage(
        frame=frame_of(request, "Possible new themes"),
        shown=tuple(_view(service, one, each) for one, each in zip(shown, texts, strict=True)),
        fewer=len(found) - len(shown),
        shown_from=SHOWN_FROM,
        fewest_people=FEWEST_PEOPLE,
        last=when(run.at) if run else "",
        texts=run.texts if run else 0,
        following=when(run.at + EVERY) if run else "",
    )
    return show(request, page)


async def _note_opened(service: Service, worker_id: str, texts: list[SealedText]) -> None:
    ids, now = sorted({text.submission_id for text in texts}), service.now()

    async def work(tx: Transaction) -> None:
        for one in ids:
            await note(tx, "submission-opened", one, worker_id, now)

    if ids:
        await service.database.transaction(work)


def _view(service: Service, one: Candidate, texts: list[SealedText]) -> CandidateView:
    quotes = (_quote(service, text) for text in texts)
    return CandidateView(
        number=one.number,
        name=one.name,
        words=one.words,
        mentions=one.mentions,
        since=when(one.first_seen),
        quotes=tuple(quote for quote in quotes if quote),
    )


def _quote(service: Service, text: SealedText) -> QuoteView | None:
    """None for words that do not open with the keys at hand."""
    try:
        ((_, words),) = opened(service, [text])
    except UnreadableWordsError:
        return None
    pieces = words.split()
    return QuoteView(
        words=" ".join(pieces[:_QUOTED_WORDS]),
        cut=len(pieces) > _QUOTED_WORDS,
        href=f"/staff/submissions/{text.submission_id}#{text.question_id}",
    )
