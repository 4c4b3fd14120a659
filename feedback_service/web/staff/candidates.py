"""Possible new themes: what texts that no theme fits have in common. A person decides about each."""

from contextlib import suppress
from typing import Final

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service.candidate_deciding import decide_candidate
from feedback_service.codebook_use import current
from feedback_service.emerging import EVERY, FEWEST_PEOPLE, SHOWN_FROM
from feedback_service.opening import note_opened
from feedback_service.reading import opened
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage import candidates as store
from feedback_service.storage.candidate_decisions import (
    CandidateDecision,
    CandidateOutcome,
    candidate_history,
)
from feedback_service.storage.candidates import Candidate
from feedback_service.storage.words import SealedText
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.candidate_pages import CandidatesPage, CandidateView, QuoteView
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS, EDITS_CODEBOOK
from feedback_service.web.staff.submission_view import theme_groups
from feedback_service.web.staff.wording import plural, when

History = list[tuple[CandidateDecision, str]]

_QUOTES: Final = 3
_NEAREST: Final = 12  # looked at for quotes: some say the same
_QUOTED_WORDS: Final = 45
_LONGEST_NAME: Final = 80
_OUTCOMES: Final[dict[str, CandidateOutcome]] = {
    "renamed": "renamed",
    "merged": "merged",
    "refused": "refused",
}
_CHANGED = "Somebody decided about this one while you were reading. Nothing of yours was kept: decide again."


@get("/candidates", operation_id="staff_candidates", guards=[allow(*CORRECTS)])
async def candidates(request: Asked) -> Page:
    """What the last run found, with words that this worker may see. That they were opened is noted."""
    return show(request, await _page(request))


@post("/candidates/{number:str}", operation_id="staff_decide_candidate", guards=[allow(*EDITS_CODEBOOK)])
async def decide(request: Asked, number: FromPath[str]) -> Page:
    """Rename it, put it with a theme, or refuse it. 422 without what that takes, 409 when another decided."""
    service, worker, sent = service_of(request), worker_of(request), await posted(request)
    async with service.database.reading() as connection:
        known = {str(one.number) for one in await store.candidates(connection)}
    outcome = _OUTCOMES.get(first(sent, "do"))
    if number not in known:
        raise missing()
    name, theme = " ".join(first(sent, "name").split())[:_LONGEST_NAME], first(sent, "theme")
    if problem := _problem(outcome, name, theme):
        return await _again(request, int(number), problem, name, 422)
    done = await decide_candidate(
        service,
        worker.id,
        int(number),
        outcome or "refused",
        seen=first(sent, "seen"),
        theme_id=theme if outcome == "merged" else None,
        name=name if outcome == "renamed" else None,
    )
    if done == "changed":
        return await _again(request, int(number), _CHANGED, name, 409)
    return send_on(f"/staff/candidates?did=candidate#c-{number}")


HANDLERS = (candidates, decide)


def _problem(outcome: CandidateOutcome | None, name: str, theme: str) -> str:
    if outcome is None:
        return "Press one of the buttons to decide."
    if outcome == "renamed" and not name:
        return "Write the name that it is to have."
    return (
        "Choose the theme that it goes with." if outcome == "merged" and theme not in current().themes else ""
    )


async def _again(request: Asked, number: int, error: str, typed: str, status: int) -> Page:
    page = await _page(request)
    frame = frame_of(request, "Error: Possible new themes")
    again = msgspec.structs.replace(page, frame=frame, wrong=number, error=error, typed=typed)
    return show(request, again, status=status)


async def _page(request: Asked) -> CandidatesPage:
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        run = await store.last_run(connection)
        found = await store.candidates(connection)
        shown = [one for one in found if one.mentions >= SHOWN_FROM]
        texts = [await store.nearest_texts(connection, worker.scope, one.number, _NEAREST) for one in shown]
        history = await candidate_history(connection)
    views = [
        _view(service, one, each, history.get(one.number, [])) for one, each in zip(shown, texts, strict=True)
    ]
    await note_opened(service, (quote.submission for view in views for quote in view.quotes), worker.id)
    return CandidatesPage(
        frame=frame_of(request, "Possible new themes"),
        shown=tuple(one for one in views if one.open),
        settled=tuple(one for one in views if not one.open),
        fewer=len(found) - len(shown),
        shown_from=SHOWN_FROM,
        fewest_people=FEWEST_PEOPLE,
        last=when(run.at) if run else "",
        texts=run.texts if run else 0,
        following=when(run.at + EVERY) if run else "",
        may_decide=worker.role in EDITS_CODEBOOK,
        themes=theme_groups(),
    )


def _view(service: Service, one: Candidate, texts: list[SealedText], history: History) -> CandidateView:
    newest = history[0][0] if history else None
    renamed = next((made.name for made, _ in history if made.outcome == "renamed" and made.name), None)
    return CandidateView(
        number=one.number,
        name=renamed or one.name,
        words=one.words,
        mentions=one.mentions,
        people=plural(one.people, "different sender"),
        since=when(one.first_seen),
        quotes=_quotes(service, texts),
        decided=_told(*history[0]) if history else "",
        open=newest is None or newest.outcome == "renamed",
        seen=newest.id if newest else "",
        history=tuple(_told(*each) for each in history),
    )


def _told(made: CandidateDecision, by: str) -> str:
    """A decision in words."""
    theme = current().name_of(made.theme_id or "")
    what = {
        "accepted": f"Became the theme “{theme}”",
        "merged": f"Goes with “{theme}”, which is suggested on its texts",
        "renamed": f"Named “{made.name}”",
        "refused": "Refused: no theme of its own",
    }[made.outcome]
    return f"{what}, by {by}, {when(made.decided_at)}"


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
