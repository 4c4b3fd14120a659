"""Who may see a submission that may be about one of us: why it is kept from whom, and widening that."""

from typing import Annotated, NamedTuple
from urllib.parse import quote

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from feedback_service import handing_on
from feedback_service.handing_on import Done, barrable
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.kept_away import FOR_INDEPENDENT
from feedback_service.storage.opened import unopened
from feedback_service.storage.records import Record, find_record
from feedback_service.storage.routing_decisions import may_decide, said_so_far
from feedback_service.storage.routings import Routing, routings_of
from feedback_service.storage.sight import team_of
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.kept_pages import BarView, KeptPage, ReasonView
from feedback_service.web.staff.roles import TRIAGES
from feedback_service.web.staff.wording import form_title, when, who

PATH = "/submissions/{submission_id:str}/kept"
WHY = {
    "worker": "The words speak of a social worker, a support worker or somebody else who comes to help.",
    "staff": "The words speak of staff, or of somebody paid or trusted to be with children.",
    "carer": "The words speak of a foster carer or another carer.",
    "named": "The words name somebody who works here.",
    "unchecked": "It could not be found out whom the words are about.",
    "helper": "Somebody from outside the family was there while it was answered, or may have been.",
    "handed": "It was handed to the leads of the team.",
}
SPOKEN = "There is a recording in it. A lead listens first: it may be about somebody of the team."
NOW = {
    "independent": "Only an independent lead can see it, and nobody whom it names.",
    "leads": "Safeguarding leads and managers of the team can see it, but nobody whom it names.",
    "team": "Everybody who reads for the team can see it, but nobody whom it names.",
}
SURE = "Tick the box first: whoever can see it may have read it a minute later."
NEWER = "Nothing was changed."
OPEN = "Open the words first. A link on their page leads back here, where you can let more people see them."
MORE = "Something was added or put right since you read it. Read all of it, then come back here from there."
REST = "This goes for all that belongs to it, and you have not opened all of that. Read the rest first."
HIDDEN = "Some of what belongs to it is not for you to read. Somebody who may read all of it has to decide."
CHOOSE = "Choose from whom it is to be kept."
_WIDENS = ("hand", "show", "lift")
Saw = Annotated[str, QueryParameter(name="saw")]


class _Kept(NamedTuple):
    """A submission with why it is kept from whom, whether that is theirs to widen, and whom they may bar.

    `said` is how much of it was said by now, `saw` how much when they read it (empty: they did not).
    `unopened` is what belongs to it and was not opened by them since it was said; `hidden`: some they cannot.
    """

    record: Record
    routings: list[Routing]
    decides: bool
    barrable: list[Worker]
    said: str
    saw: str
    unopened: list[Record]
    hidden: bool

    @property
    def is_read(self) -> bool:
        return self.saw == self.said and not self.unopened and not self.hidden


@get(PATH, operation_id="staff_kept", guards=[allow(*TRIAGES)])
async def kept(request: Asked, submission_id: FromPath[str], saw: Saw = "") -> Page:
    """Why it is kept from whom. That it was looked at is noted, as of the submission itself.

    `saw` comes from the page on which the words were read; without it nothing can be widened, nor before all
    that belongs together was opened.
    """
    service, worker = service_of(request), worker_of(request)
    found = await _found(service, worker, submission_id, saw)
    now = service.now()
    await service.database.transaction(
        lambda tx: note(tx, "submission-opened", submission_id, worker.id, now)
    )
    return show(request, _page(request, found))


@post(PATH, operation_id="staff_change_kept", guards=[allow(*TRIAGES)])
async def change_kept(request: Asked, submission_id: FromPath[str]) -> Page:
    """Change who may see it; the page again, with 422 when something was left out, 409 when more was said."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    change, saw = first(fields, "change"), first(fields, "saw")
    found = await _found(service, worker, submission_id, saw)
    if change in _WIDENS and first(fields, "sure") != "yes":
        if not found.is_read:
            return _newer(request, found)
        at = first(fields, "routing") or change
        return show(request, _page(request, found, error_at=at, error=SURE), status=422)
    if change == "bar" and not first(fields, "worker"):
        return show(request, _page(request, found, error_at="bar", error=CHOOSE), status=422)
    done = await _change(service, worker, submission_id, change, fields)
    if done == "newer":
        return _newer(request, await _found(service, worker, submission_id, saw))
    if done is None:
        raise missing()
    async with service.database.reading() as connection:
        still = await find_record(connection, worker.scope, submission_id)
    read = f"&saw={quote(saw, safe='')}" if saw else ""
    here = f"/staff/submissions/{submission_id}/kept?did={done}{read}"
    return send_on(here if still else f"/staff?did={done}")


def _newer(request: Asked, found: _Kept) -> Page:
    return show(request, _page(request, found, error_at="top", error=NEWER), status=409)


async def _change(
    service: Service, worker: Worker, submission_id: str, change: str, fields: dict[str, list[str]]
) -> Done | None:
    saw = first(fields, "saw")
    if change == "hand":
        return await handing_on.hand_on(service, worker, submission_id, saw=saw)
    if change == "show":
        return await handing_on.show_to_team(service, worker, submission_id, saw=saw)
    if change == "keep":
        return await handing_on.keep_away(service, worker, submission_id)
    if change == "bar":
        return await handing_on.bar(service, worker, submission_id, first(fields, "worker"))
    if change == "lift":
        return await handing_on.lift_bar(service, worker, submission_id, first(fields, "routing"), saw=saw)
    raise missing()


async def _found(service: Service, worker: Worker, submission_id: str, saw: str) -> _Kept:
    """404 for a submission that this worker may not see, as for one that is not there."""
    async with service.database.reading() as connection:
        record = await find_record(connection, worker.scope, submission_id)
        if record is None:
            raise missing()
        rest = await unopened(connection, submission_id, worker.id)
        found = [await find_record(connection, worker.scope, one) for one in rest]
        return _Kept(
            record,
            await routings_of(connection, submission_id),
            await may_decide(connection, worker.scope, submission_id),
            barrable(worker, await all_workers(connection), await team_of(connection, submission_id)),
            await said_so_far(connection, submission_id),
            saw,
            [one for one in found if one],
            None in found,
        )


def _page(request: Asked, found: _Kept, *, error_at: str = "", error: str = "") -> KeptPage:
    record = found.record
    general = [one for one in found.routings if one.worker_id is None]
    standing = {one.about for one in general if one.released_at is None}
    for_independent = not standing.isdisjoint(FOR_INDEPENDENT)
    may_hand, may_show = for_independent and found.decides, bool(standing) and not for_independent
    may_lift = found.decides and any(one.worker_id and one.released_at is None for one in found.routings)
    title, address = "Who may see this", f"/staff/submissions/{record.id}"
    level = "independent" if for_independent else "leads" if standing else "team"
    return KeptPage(
        frame=frame_of(request, f"Error: {title}" if error else title),
        who=_title(request, record),
        submission=address,
        address=f"{address}/kept",
        now=NOW[level],
        reasons=tuple(ReasonView(words=_why(one), since=_since(one), ended=_ended(one)) for one in general),
        barred=tuple(
            BarView(id=one.id, worker=one.worker or "", since=_since(one), ended=_ended(one))
            for one in found.routings
            if one.worker_id is not None
        ),
        people=tuple((one.id, one.name) for one in found.barrable),
        may_hand=found.is_read and may_hand,
        may_show=found.is_read and may_show,
        may_keep=not for_independent,
        may_lift=found.is_read and may_lift,
        saw=found.saw,
        unread=_unread(found) if may_hand or may_show or may_lift else "",
        to_open=_to_open(request, found),
        error_at=error_at,
        error=error,
    )


def _unread(found: _Kept) -> str:
    if found.is_read:
        return ""
    if found.hidden:
        return HIDDEN
    return OPEN if not found.saw else MORE if found.saw != found.said else REST


def _to_open(request: Asked, found: _Kept) -> tuple[tuple[str, str], ...]:
    """Addresses and what their links say: of what was not opened, else of what the page was opened from."""
    here = found.record
    rest = found.unopened if found.unopened or found.hidden else [here]
    return tuple(
        (f"/staff/submissions/{one.id}", "Open the words" if one.id == here.id else _title(request, one))
        for one in rest
    )


def _title(request: Asked, record: Record) -> str:
    form = form_title(service_of(request), record.form_id, record.form_version)
    return f"{form}, {who(record.audience, record.band)}, {when(record.answered_at)}"


def _why(one: Routing) -> str:
    """Handed by nobody is what was spoken."""
    return SPOKEN if one.about == "handed" and one.made_by is None else WHY[one.about]


def _since(one: Routing) -> str:
    return f"{when(one.made_at)}{f', by {one.made_by}' if one.made_by else ''}"


def _ended(one: Routing) -> str:
    return when(one.released_at) if one.released_at is not None else ""
