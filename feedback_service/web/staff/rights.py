"""Pages on how long words are kept: what goes and stays, legal holds, the case record, proof of erasure."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.erasing import Certificate, certificate
from feedback_service.holding import HoldError, lift_hold, list_holds, set_hold
from feedback_service.retention import MEANINGS, confirm_filed, outlook, rules_of, to_file
from feedback_service.service import Service
from feedback_service.storage.erasing import ERASED
from feedback_service.storage.holds import CAUSES, Hold
from feedback_service.storage.retention import Filing
from feedback_service.storage.sight import sees
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.hold_pages import FilingPage, FilingView, HoldsPage, HoldView
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.rights_pages import ErasedPage, RightsPage
from feedback_service.web.staff.roles import SEES_RETENTION, SETTLES
from feedback_service.web.staff.wording import form_title, when, who

HERE = "/staff/rights"
CAUSE_NAMES = {
    "court": "A court",
    "complaint": "A complaint",
    "enquiry": "An enquiry or review",
    "access": "Somebody asked for a copy and has not had it yet",
    "other": "Something else",
}
TICK = "Tick the box to confirm, then press the button again."


@get("/rights", operation_id="staff_rights", guards=[allow(*SEES_RETENTION)])
async def rights(request: Asked) -> Page:
    """What goes and what stays, in numbers."""
    service, worker = service_of(request), worker_of(request)
    found = await outlook(service, worker.scope)
    page = RightsPage(
        frame=frame_of(request, "Keeping and erasing"),
        rules=_rules(service),
        counts=tuple((words, found.counts.get(fate, 0)) for fate, words in MEANINGS.items()),
        going=found.going,
        decides=worker.role in SETTLES,
    )
    return show(request, page)


def _rules(service: Service) -> tuple[str, ...]:
    words, concern = rules_of(service)
    return (
        f"Ordinary words: erased {words} days after the last reader marked them as read."
        if words
        else "Ordinary words: how long they are kept is not decided, so nothing is erased.",
        f"Words with a possible sign of harm: erased {concern} days after the decision, once somebody has "
        "confirmed that the case record holds what it needs."
        if concern
        else "Words with a possible sign of harm: how long they are kept is not decided: nothing is erased.",
    )


@get("/rights/holds", operation_id="staff_holds", guards=[allow(*SETTLES)])
async def holds(request: Asked) -> Page:
    """The holds, and a form to set one."""
    on = request.query_params.get("submission", "")
    return await _holds(request, {"what": ["submission" if on else "subject"], "on": [on]})


@post("/rights/holds", operation_id="staff_set_hold", guards=[allow(*SETTLES)])
async def add_hold(request: Asked) -> Page:
    """Set a hold; the page with 422 when it cannot be set."""
    worker, fields = worker_of(request), await posted(request)
    try:
        await set_hold(
            service_of(request),
            worker.scope,
            what=first(fields, "what"),
            on=first(fields, "on").strip(),
            cause=first(fields, "cause"),
            reference=first(fields, "reference"),
            by=worker.id,
        )
    except HoldError as error:
        return await _holds(request, fields, error=str(error))
    return send_on(f"{HERE}/holds?did=hold-set")


@post("/rights/holds/{hold_id:str}/end", operation_id="staff_end_hold", guards=[allow(*SETTLES)])
async def end_hold(request: Asked, hold_id: FromPath[str]) -> Page:
    """End a hold; the page with 422 when the box is not ticked."""
    worker = worker_of(request)
    if first(await posted(request), "sure") != "yes":
        return await _holds(request, {}, error=TICK)
    if not await lift_hold(service_of(request), worker.scope, hold_id, worker.id):
        raise missing()
    return send_on(f"{HERE}/holds?did=hold-ended")


async def _holds(request: Asked, fields: dict[str, list[str]], *, error: str = "") -> Page:
    found = await list_holds(service_of(request), worker_of(request).scope)
    page = HoldsPage(
        frame=frame_of(request, "Error: Legal holds" if error else "Legal holds"),
        rows=tuple(_hold(one) for one in found),
        causes=tuple(Option(value=code, label=CAUSE_NAMES[code]) for code in CAUSES),
        what=first(fields, "what"),
        on=first(fields, "on")[:80],
        cause=first(fields, "cause"),
        reference=first(fields, "reference")[:200],
        error=error,
    )
    return show(request, page, status=422 if error else 200)


def _hold(one: Hold) -> HoldView:
    return HoldView(
        id=one.id,
        on=f"Everything about {one.subject_id}" if one.subject_id else "One submission",
        href=f"/staff/submissions/{one.submission_id}" if one.submission_id else "",
        cause=CAUSE_NAMES.get(one.cause, one.cause),
        reference=one.reference,
        since=f"{when(one.set_at)}, {one.set_by or 'by command'}",
        ended=f"{when(one.ended_at)}, {one.ended_by or 'by command'}" if one.ended_at else "",
        end="" if one.ended_at else f"{HERE}/holds/{one.id}/end",
    )


@get("/rights/case-record", operation_id="staff_case_record", guards=[allow(*SETTLES)])
async def case_record(request: Asked) -> Page:
    """Decided concerns of which nobody has confirmed that the case record holds what it needs."""
    return await _filing(request)


@post(
    "/rights/case-record/{submission_id:str}",
    operation_id="staff_confirm_case_record",
    guards=[allow(*SETTLES)],
)
async def confirm(request: Asked, submission_id: FromPath[str]) -> Page:
    """Note that it does; the page with 422 when the box is not ticked."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        if not await sees(connection, worker.scope, submission_id):
            raise missing()
    if first(await posted(request), "sure") != "yes":
        return await _filing(request, at=submission_id)
    done = await confirm_filed(service, worker, submission_id)
    return send_on(f"{HERE}/case-record?did={'filed' if done else 'changed'}")


async def _filing(request: Asked, *, at: str = "") -> Page:
    service = service_of(request)
    found = await to_file(service, worker_of(request).scope)
    title = "Error: Concerns to the case record" if at else "Concerns to the case record"
    rows = tuple(_filing_view(service, one, TICK if one.submission_id == at else "") for one in found)
    return show(request, FilingPage(frame=frame_of(request, title), rows=rows), status=422 if at else 200)


def _filing_view(service: Service, one: Filing, error: str) -> FilingView:
    return FilingView(
        id=one.submission_id,
        form=form_title(service, one.form_id, one.form_version),
        who=who(one.audience, one.band),
        team=one.team,
        subject=one.subject_id or "",
        when=when(one.answered_at),
        decided=when(one.decided_at),
        href=f"/staff/submissions/{one.submission_id}",
        action=f"{HERE}/case-record/{one.submission_id}",
        error=error,
    )


@get("/rights/erased/{submission_id:str}", operation_id="staff_erased", guards=[allow(*SETTLES)])
async def erased(request: Asked, submission_id: FromPath[str]) -> Page:
    """The certificate that the words of a submission are gone, looked up now."""
    service = service_of(request)
    async with service.database.reading() as connection:
        seen = await sees(connection, worker_of(request).scope, submission_id)
    found = await certificate(service, submission_id) if seen else None
    if found is None:
        raise missing()
    return show(request, _erased(request, found))


def _erased(request: Asked, found: Certificate) -> ErasedPage:
    one = found.erasure
    return ErasedPage(
        frame=frame_of(request, "Proof of erasure"),
        submission=f"/staff/submissions/{one.submission_id}",
        why="The person asked for it" if one.cause == "asked" else f"The rule {one.rule}",
        when=when(one.erased_at),
        by=found.worker or "The service",
        digest=one.key_digest.hex(),
        holds=found.holds,
        signed=found.signed,
        left=tuple((ERASED[name].capitalize(), count) for name, count in found.left.items()),
    )


HANDLERS = (rights, holds, add_hold, end_hold, case_record, confirm, erased)
