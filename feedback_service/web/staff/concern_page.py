"""One concern: what was said, who looks at it, and what is decided. No decision is overwritten."""

from typing import cast

import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.cumulative import PREFIX
from feedback_service.deciding import LONGEST, REFERRED, Choice, decide, history, others_of
from feedback_service.opening import note_opened
from feedback_service.raising_by_hand import more_urgent, raise_by_hand
from feedback_service.rota_plans import RotaError, local_time, milliseconds
from feedback_service.storage.concerns import Concern, categories_of, find_concern
from feedback_service.storage.cumulative import mentions_of
from feedback_service.storage.decisions import OUTCOMES, Outcome
from feedback_service.storage.tellings import tellings_of
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.concern_view import Known, concern_page, written
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.raise_pages import Entered
from feedback_service.web.staff.roles import TRIAGES
from feedback_service.web.staff.wording import category

ONE = "/concerns/{concern_id:str}"
NEWER = (
    "Somebody decided about this while you were reading. Nothing of yours was kept. Read what they decided, "
    "below; press again if you see it otherwise."
)
_CHOOSE = "Choose what you decide."
_WHY = "Write why. It is kept with the decision, sealed like the words it is about."
_WHEN = "Give the date and time at which it was referred or called, not one to come."


@get(ONE, operation_id="staff_concern", guards=[allow(*TRIAGES)])
async def concern(request: Asked, concern_id: FromPath[str]) -> Page:
    """The concern with the words it is about. That they were opened is noted."""
    found = await _concern(request, concern_id)
    return await _page(request, found, Entered(referred=written(service_of(request).now())))


@post(f"{ONE}/decision", operation_id="staff_decide_concern", guards=[allow(*TRIAGES)])
async def decide_concern(request: Asked, concern_id: FromPath[str]) -> Page:
    """Record a decision; the page again, with 422 when something is missing, 409 when somebody was first."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    found, errors = await _concern(request, concern_id), dict[str, str]()
    entered = Entered(
        outcome=first(fields, "outcome"),
        reason=first(fields, "reason").strip(),
        referred=first(fields, "referred"),
        also=tuple(fields.get("also", ())),
    )
    choice = _choice(entered, service.now(), errors)
    if choice is None:
        return await _page(request, found, entered, errors, status=422)
    shown = dict(_pair(text) for text in fields.get("standing", ()))
    after = {one: shown[one] for one in (concern_id, *entered.also) if one in shown}
    if concern_id not in after or not await decide(service, worker, choice, after, shown=shown):
        found = await _concern(request, concern_id)
        return await _page(request, found, entered, {"changed": NEWER}, status=409)
    return send_on(f"/staff/concerns/{concern_id}?did=decided")


@post(f"{ONE}/urgent", operation_id="staff_make_urgent", guards=[allow(*TRIAGES)])
async def make_urgent(request: Asked, concern_id: FromPath[str]) -> Page:
    """Raise the same sign as urgent, which calls whoever is on duty. Pressed twice, it is raised once."""
    service, worker = service_of(request), worker_of(request)
    found = await _concern(request, concern_id)
    others = await others_of(service, worker, found)
    if not any(_is_same(one, found) for one in (found, *others)):
        case = await case_here(request, found.submission_id)
        await raise_by_hand(service, worker, case, more_urgent(found), concern_id=str(uuid_utils.uuid7()))
    return send_on("/staff/concerns?did=made-urgent")


HANDLERS = (concern, decide_concern, make_urgent)


def _is_same(one: Concern, other: Concern) -> bool:
    same = (one.question_id, one.category) == (other.question_id, other.category)
    return same and one.level == "urgent" and one.decision is None


async def _concern(request: Asked, concern_id: str) -> Concern:
    """404 for a concern that this worker may not see, as for one that is not there."""
    async with service_of(request).database.reading() as connection:
        found = await find_concern(connection, worker_of(request).scope, concern_id)
    if found is None:
        raise missing()
    return found


def _choice(entered: Entered, now: int, errors: dict[str, str]) -> Choice | None:
    """What was decided; None with `errors` filled when that is not clear."""
    referred: int | None = None
    if entered.outcome not in OUTCOMES:
        errors["outcome"] = _CHOOSE
    if not entered.reason:
        errors["reason"] = _WHY
    elif len(entered.reason) > LONGEST:
        errors["reason"] = f"This has {len(entered.reason)} characters. Say it in {LONGEST} at most."
    if entered.outcome in REFERRED:
        try:
            referred = milliseconds(local_time("referred", entered.referred))
        except RotaError:
            errors["referred"] = _WHEN
        else:
            if referred > now:
                errors["referred"] = _WHEN
    return None if errors else Choice(cast("Outcome", entered.outcome), entered.reason, referred)


def _pair(text: str) -> tuple[str, str]:
    name, _, decision = text.partition("=")
    return name, decision


async def _page(
    request: Asked,
    found: Concern,
    entered: Entered,
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Page:
    service, worker = service_of(request), worker_of(request)
    case = await case_here(request, found.submission_id)
    await note_opened(service, [found.submission_id], worker.id)
    subject, repeats = found.subject_id, found.rule.startswith(PREFIX)
    async with service.database.reading() as connection:
        tellings = await tellings_of(connection, found.submission_id)
        until = case.record.received_at
        earlier = await categories_of(connection, worker.scope, subject, until) if subject else set()
        theme = [found.rule.removeprefix(PREFIX)]
        again = await mentions_of(connection, worker.scope, [subject], theme) if subject and repeats else []
    known = Known(
        worker=worker,
        concern=found,
        case=case,
        others=await others_of(service, worker, found),
        history=await history(service, worker, found.id),
        tellings=tellings,
        mentions=again,
        earlier=earlier,
    )
    title = f"Concern: {category(found.category)}"
    frame = frame_of(request, f"Error: {title}" if errors else title)
    page = concern_page(service, frame, known, entered, errors or {})
    return show(request, page, status=status)
