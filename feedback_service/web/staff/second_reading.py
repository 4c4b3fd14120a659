"""Reading blind: words without any theme on them, so that it can be seen how far readers agree."""

from collections.abc import Sequence
from typing import ClassVar, Final
from urllib.parse import urlencode

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service.codebook_use import current
from feedback_service.opening import note_opened
from feedback_service.quote_waiting import said_at
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.second_readings import (
    Place,
    SecondReading,
    keep_second_reading,
    next_to_read_blind,
)
from feedback_service.storage.sight import sees
from feedback_service.storage.words import SealedText, sealed_texts
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, Page, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.roles import CORRECTS
from feedback_service.web.staff.submission_pages import ThemeGroup
from feedback_service.web.staff.submission_view import theme_groups
from forms.journey import neutral

_TRIES = 20
_LEFT: Final = 20  # places left for later that an address carries
_NONE = "none"


class SecondReadingPage(StaffPage, frozen=True, kw_only=True):
    """POST `theme` (any number of them) or `none` to `action`; without words nothing waits."""

    template: ClassVar[str] = "staff/second_reading.html"
    prompt: str = ""
    words: str = ""
    action: str = ""
    skip: str = ""
    groups: tuple[ThemeGroup, ...] = ()
    error: str = ""


@get("/second-reading", operation_id="staff_second_reading", guards=[allow(*CORRECTS)])
async def second_reading(request: Asked) -> Page:
    """The next words to read blind. `leave` passes over one, any number of times. That they were opened is
    noted."""
    return show(request, await _next(request, _left(request)))


@post(
    "/second-reading/{submission_id:str}/{question_id:str}",
    operation_id="staff_keep_second_reading",
    guards=[allow(*CORRECTS)],
)
async def keep_reading(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """Keep what was chosen and go on; 422 with the same words when nothing was. The first reading stays."""
    service, worker, sent = service_of(request), worker_of(request), await posted(request)
    text = await _there(service, worker, (submission_id, question_id))
    if text is None:
        raise missing()
    known = current()
    chosen = tuple(theme for theme in known.themes if theme in sent.get("theme", ()))
    if not chosen and _NONE not in sent:
        page = await _page(request, text, _left(request))
        frame = frame_of(request, "Error: Read blind")
        error = "Choose the themes that fit, or that none does."
        return show(request, msgspec.structs.replace(page, frame=frame, error=error), status=422)
    row = SecondReading(
        submission_id=submission_id,
        question_id=question_id,
        worker_id=worker.id,
        themes=chosen,
        codebook=known.version,
        at=service.now(),
    )

    async def work(tx: Transaction) -> bool:
        if not await keep_second_reading(tx, row):
            return False
        await note(tx, "second-reading", submission_id, worker.id, row.at)
        return True

    kept = await service.database.transaction(work)
    done = {"did": f"second-reading{'' if kept else '-there'}"}
    return send_on(f"/staff/second-reading{_query(_left(request), **done)}")


HANDLERS = (second_reading, keep_reading)


async def _next(request: Asked, leave: list[Place]) -> SecondReadingPage:
    service, worker = service_of(request), worker_of(request)
    for _ in range(_TRIES):  # words that do not open with the keys at hand are passed over
        async with service.database.reading() as db:
            text = await next_to_read_blind(db, worker.scope, worker.id, service.now(), leave=leave)
        if text is None:
            break
        if said_at(service, [text]):
            return await _page(request, text, leave)
        leave.append((text.submission_id, text.question_id))
    return SecondReadingPage(frame=frame_of(request, "Read blind"))


async def _page(request: Asked, text: SealedText, leave: Sequence[Place]) -> SecondReadingPage:
    service, place = service_of(request), (text.submission_id, text.question_id)
    question = service.catalogue.get(text.form_id, text.form_version).questions[text.question_id]
    await note_opened(service, [text.submission_id], worker_of(request).id)
    return SecondReadingPage(
        frame=frame_of(request, "Read blind"),
        prompt=neutral(question.prompt),
        words=said_at(service, [text])[place],
        action=f"/staff/second-reading/{'/'.join(place)}{_query(leave)}",
        skip=f"/staff/second-reading{_query([*leave, place])}",
        groups=theme_groups(),
    )


async def _there(service: Service, worker: Worker, place: Place) -> SealedText | None:
    """The words at this place, where this worker may read them."""
    async with service.database.reading() as db:
        if not await sees(db, worker.scope, place[0]):
            return None
        texts = await sealed_texts(db, [place[0]])
    found = [one for one in texts if one.question_id == place[1]]
    return found[0] if said_at(service, found) else None


def _left(request: Asked) -> list[Place]:
    """What was left for later, the last of it last."""
    asked = request.query_params.getall("leave", [])
    return [place for one in asked[-_LEFT:] if (place := _place(one))]


def _query(leave: Sequence[Place], **more: str) -> str:
    left = [("leave", ".".join(place)) for place in leave[-_LEFT:]]
    return f"?{urlencode([*more.items(), *left])}" if more or left else ""


def _place(text: str) -> Place | None:
    submission_id, _, question_id = text.partition(".")
    return (submission_id, question_id) if question_id else None
