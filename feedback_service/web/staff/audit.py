"""The audit trail under /staff: who did what, whether all of it holds, and a file of what is shown."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, get_args

import msgspec
from litestar import get, post
from litestar.response import Stream

from feedback_service.auditing import AuditFileError, read_head, verify
from feedback_service.service import Service
from feedback_service.storage.audit import Action, note
from feedback_service.storage.audit_list import Noted, Sought, count_noted, noted, noted_at
from feedback_service.storage.workers import all_workers
from feedback_service.uk_time import ZONE, moment_of
from feedback_service.web.http import HEADERS, Asked, Page, first, posted, service_of, show
from feedback_service.web.staff.audit_pages import AuditPage, AuditRow
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.roles import AUDITS
from feedback_service.web.staff.wording import when

DAYS: Final = 7  # shown when no days are asked for
AT_ONCE: Final = 2_000  # rows of a file, about: it is written as it is read
BY_NOBODY: Final = "Nobody signed in"  # somebody at the server, the service, or an attempt to sign in
_WORDS: Final = {
    "sso-linked": "Tied to single sign-on",
    "came-back": "Came back with receipt words",
    "factors-reset": "Second step taken off",
    "proved": "Proved again who they are",
    "proof-failed": "Failed to prove who they are",
    "keys-taken-up": "Master key in use",
    "key-split": "Key file shared out",
    "settings-in-use": "Setting in use",
    "submission-opened-whole": "Submission opened, all of it",
}
_CODES: Final = tuple(sorted(get_args(Action)))


class _Wanted(NamedTuple):
    """What is asked for, as it was typed where it can be used."""

    first: date
    last: date
    worker: str
    action: str

    @property
    def sought(self) -> Sought:
        since, until = (_start_of(day) for day in (self.first, self.last + timedelta(days=1)))
        return Sought(since=since, until=until, worker_id=self.worker, action=self.action)


@get("/audit", operation_id="staff_audit", guards=[allow(*AUDITS)])
async def audit(request: Asked) -> Page:
    """The rows of the last seven days, or of the days, the worker and the kind asked for."""
    return show(request, await _page(request))


@post("/audit", operation_id="staff_check_audit", guards=[allow(*AUDITS)])
async def check_audit(request: Asked) -> Page:
    """Follow the whole trail, note that it was done, tell what came of it; 422 for a head that is none."""
    service, worker = service_of(request), worker_of(request)
    typed = first(await posted(request), "head").strip()
    page = msgspec.structs.replace(await _page(request), head=typed)
    try:
        checked = await verify(service, read_head(typed) if typed else None)
    except AuditFileError as error:
        return show(request, msgspec.structs.replace(page, error=str(error)), status=422)
    await _note(service, "audit-checked", checked.fault or str(checked.head.seq), worker.id)
    if checked.fault:
        told = f"{checked.fault} {checked.rows} rows before it hold."
        return show(request, msgspec.structs.replace(page, broken=told))
    told = f"All {checked.rows} rows hold."
    return show(request, msgspec.structs.replace(page, holds=told, newest=str(checked.head)))


@get("/audit/file", operation_id="staff_export_audit", guards=[allow(*AUDITS), proved("/staff/audit")])
async def export_audit(request: Asked) -> Stream:
    """What the page shows, all of it, as CSV. A file with links is written on the server (`audit export`)."""
    service, worker, sought = service_of(request), worker_of(request), _wanted(request).sought
    await _note(service, "audit-exported", f"{sought.since} {sought.until}", worker.id)
    named = {"content-disposition": 'attachment; filename="audit.csv"'}
    lines = _lines(service, worker.id, sought)
    return Stream(lines, media_type="text/csv; charset=utf-8", headers={**HEADERS, **named})


async def _lines(service: Service, worker_id: str, sought: Sought) -> AsyncIterator[str]:
    """The file, a part at a time: the rows of a whole time, so that what is noted meanwhile shifts none."""
    yield _csv([("When (UTC)", "By", "What", "Thing")])
    while sought.since < sought.until:
        async with service.database.reading() as connection:
            since = await noted_at(connection, worker_id, sought, AT_ONCE)
            part = msgspec.structs.replace(sought, since=since)
            rows = await noted(connection, worker_id, part, limit=None)
        yield _csv(_cells(row) for row in rows)
        sought = msgspec.structs.replace(sought, until=since)


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(part) for part in row] for row in rows)
    return text.getvalue()


HANDLERS = (audit, check_audit, export_audit)


async def _page(request: Asked) -> AuditPage:
    service, me, wanted = service_of(request), worker_of(request), _wanted(request)
    async with service.database.reading() as connection:
        place = pager(request, await count_noted(connection, me.id, wanted.sought))
        found = await noted(connection, me.id, wanted.sought, limit=PER_PAGE, offset=place.offset)
        people = await all_workers(connection)
    return AuditPage(
        frame=frame_of(request, "Audit trail"),
        rows=tuple(_row(one) for one in found),
        pager=place,
        workers=tuple(Option(one.id, one.name) for one in people),
        actions=tuple(Option(code, said(code)) for code in _CODES),
        worker=wanted.worker,
        action=wanted.action,
        first_day=wanted.first.isoformat(),
        last_day=wanted.last.isoformat(),
    )


def _wanted(request: Asked) -> _Wanted:
    asked, today = request.query_params, moment_of(service_of(request).now()).date()
    last = _day(asked.get("to", ""), today)
    begin = _day(asked.get("from", ""), last - timedelta(days=DAYS - 1))
    action = asked.get("action", "")
    return _Wanted(min(begin, last), last, asked.get("worker", ""), action if action in _CODES else "")


def _day(typed: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return otherwise
    return found if date(2000, 1, 1) <= found <= date(2999, 1, 1) else otherwise


def _start_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


def said(code: str) -> str:
    """What was done, in words."""
    return _WORDS.get(code, code.replace("-", " ").capitalize())


def _row(one: Noted) -> AuditRow:
    return AuditRow(when=when(one.at), by=one.worker or BY_NOBODY, what=said(one.action), thing=one.thing)


def _cells(one: Noted) -> tuple[str, ...]:
    at = datetime.fromtimestamp(one.at / 1000, UTC).isoformat(timespec="seconds")
    return at, one.worker or BY_NOBODY, said(one.action), one.thing


def _plain(cell: str) -> str:
    """No cell is taken for a formula: a name may begin with anything."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


async def _note(service: Service, action: Action, thing: str, worker_id: str) -> None:
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, action, thing, worker_id, now))
