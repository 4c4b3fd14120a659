"""Subjects: whom there is something to read of, one subject over time, and that as a file for the case file.

No address holds a subject's reference: a page is named by any submission of theirs.
"""

import re
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import Guard
from markupsafe import Markup

from feedback_service.casefile import CaseFile, names_of_workers, open_case
from feedback_service.opening import note_opened
from feedback_service.service import Service
from feedback_service.storage.scope import Scope
from feedback_service.storage.subject_list import (
    HeardOf,
    NotHeard,
    Order,
    heard_of,
    not_heard,
    said_about,
    whose,
)
from feedback_service.storage.subjects import About, about_subject
from feedback_service.web.http import (
    HEADERS,
    UNCOMPRESSED,
    Asked,
    Page,
    first,
    missing,
    posted,
    send_on,
    service_of,
    show,
)
from feedback_service.web.render import environment, render, static_folder
from feedback_service.web.staff.about import Refused, about_form, keep_posted
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.paging import PER_PAGE
from feedback_service.web.staff.roles import INVITES, READS
from feedback_service.web.staff.subject_pages import SubjectFile, SubjectPage, SubjectRow, SubjectsPage
from feedback_service.web.staff.subject_view import subject_view
from feedback_service.web.staff.wording import age, when

HERE: Final = "/staff/subjects"
NEWEST: Final = 40  # submissions on a page that is not asked for all of them
LISTS: Final = {"lately": "Heard last", "longest": "Longest ago", "none": "Nothing yet"}
_LAST_PAGE: Final = 1_000
_NUMBER: Final = re.compile("[1-9][0-9]{0,5}")
_LONGEST: Final = 80  # characters of a reference
NOTHING: Final = "Nothing that you may read"
EXPORTS: Final[list[Guard]] = [allow(*READS), proved()]


@get("/subjects", operation_id="staff_subjects", guards=[allow(*READS)])
async def subjects(request: Asked) -> Page:
    """Fifty at a time."""
    chosen = request.query_params.get("show", "")
    chosen = chosen if chosen in LISTS else "lately"
    return await _list(request, chosen, "", _page_of(request))


@post("/subjects", operation_id="staff_find_subject", guards=[allow(*READS)])
async def find_subject(request: Asked) -> Page:
    """Straight to the subject whose reference was typed whole; otherwise those that hold what was typed."""
    sought = first(await posted(request), "subject").strip()[:_LONGEST]
    if sought:
        async with service_of(request).database.reading() as db:
            found = await heard_of(db, worker_of(request).scope, typed=sought, limit=PER_PAGE)
        same = [one for one in found if one.subject_id == sought] or found
        if len(same) == 1:
            return send_on(f"{HERE}/{same[0].submission_id}")
    return await _list(request, "lately", sought, 1)


@get("/subjects/{submission_id:str}", operation_id="staff_subject", guards=[allow(*READS)])
async def subject(request: Asked, submission_id: FromPath[str]) -> Page:
    """Everything of whom this submission is about, the newest forty; all of it with `?all=1`."""
    return await _page(request, submission_id)


@post("/subjects/{submission_id:str}/about", operation_id="staff_describe_subject", guards=[allow(*INVITES)])
async def describe_subject(request: Asked, submission_id: FromPath[str]) -> Page:
    """Keep the area and whether there are additional needs; 404 where the subject is another team's."""
    async with service_of(request).database.reading() as db:
        ref = await whose(db, worker_of(request).scope, submission_id)
    if ref is None:
        raise missing()
    if refused := await keep_posted(request, ref, thing=submission_id):
        return await _page(request, submission_id, refused)
    return send_on(f"{HERE}/{submission_id}?did=described")


@get(
    "/subjects/{submission_id:str}/file", operation_id="staff_subject_file", guards=EXPORTS, opt=UNCOMPRESSED
)
async def subject_file(request: Asked, submission_id: FromPath[str]) -> Response[str]:
    """The same, all of it, as one HTML file that needs nothing else."""
    service, worker = service_of(request), worker_of(request)
    ref, about, cases, _ = await _opened(service, worker.scope, submission_id, None)
    await note_opened(service, [case.record.id for case in cases], worker.id, "subject-exported")
    sheets = [(static_folder() / name).read_text(encoding="utf-8") for name in ("tokens.css", "subject.css")]
    page = SubjectFile(
        view=subject_view(service, worker, ref, cases, earlier=0, about=about),
        css=Markup("\n".join(sheets)),  # noqa: S704 (our own files)
        made=when(service.now()),
        by=worker.name,
    )
    html = render(environment(service_name=service.settings.service_name), page)
    headers = {**HEADERS, "content-disposition": 'attachment; filename="subject.html"'}
    return Response(html, media_type="text/html", headers=headers)


async def _page(request: Asked, submission_id: str, refused: Refused | None = None) -> Page:
    service, worker = service_of(request), worker_of(request)
    most = None if "all" in request.query_params else NEWEST
    ref, about, cases, earlier = await _opened(service, worker.scope, submission_id, most)
    await note_opened(service, [case.record.id for case in cases], worker.id)
    address, form = f"{HERE}/{submission_id}", None
    if about is not None and worker.role in INVITES:
        form = about_form(service, f"{address}/about", about, refused)
    title = f"Subject {ref}"
    page = SubjectPage(
        frame=frame_of(request, f"Error: {title}" if refused else title),
        view=subject_view(service, worker, ref, cases, earlier=earlier, about=about),
        address=address,
        all_at=f"{address}?all=1" if earlier else "",
        about=form,
    )
    return show(request, page, status=refused.status if refused else 200)


async def _opened(
    service: Service, scope: Scope, submission_id: str, most: int | None
) -> tuple[str, About | None, list[CaseFile], int]:
    """The reference, what is known of it, what may be come across (newest last), how many are left out."""
    async with service.database.reading() as db:
        ref = await whose(db, scope, submission_id)
        about = await about_subject(db, scope, ref) if ref else None
        ids = await said_about(db, scope, ref) if ref else []
        names = await names_of_workers(db)
    if ref is None:
        raise missing()
    shown = ids[-most:] if most else ids
    cases = [case for one in shown if (case := await open_case(service, scope, one, names))]
    return ref, about, cases, len(ids) - len(shown)


def _page_of(request: Asked) -> int:
    asked = request.query_params.get("page", "1")
    return min(int(asked), _LAST_PAGE) if _NUMBER.fullmatch(asked) else 1


async def _list(request: Asked, chosen: str, sought: str, page: int) -> Page:
    service, scope = service_of(request), worker_of(request).scope
    limit, offset, now = PER_PAGE + 1, (page - 1) * PER_PAGE, service.now()
    rows: list[SubjectRow] = []
    async with service.database.reading() as db:
        if chosen != "none":
            order: Order = "longest" if chosen == "longest" else "lately"
            heard = await heard_of(db, scope, order=order, like=sought, limit=limit, offset=offset)
            rows = [_heard(one, now) for one in heard]
        if chosen == "none" or sought:
            unheard = await not_heard(db, scope, like=sought, limit=limit, offset=offset)
            rows += [_unheard(one, now) for one in unheard]
    more = len(rows) > PER_PAGE and not sought
    return show(
        request,
        SubjectsPage(
            frame=frame_of(request, "Subjects"),
            lists=tuple(LISTS.items()),
            chosen="" if sought else chosen,
            sought=sought,
            rows=tuple(rows[:PER_PAGE]),
            before=_address(chosen, page - 1) if page > 1 else "",
            after=_address(chosen, page + 1) if more else "",
        ),
    )


def _address(chosen: str, page: int) -> str:
    return f"{HERE}?{urlencode({'show': chosen, 'page': page})}"


def _heard(one: HeardOf, now: int) -> SubjectRow:
    return SubjectRow(
        href=f"{HERE}/{one.submission_id}",
        subject=one.subject_id,
        team=one.team,
        heard=one.heard,
        last=when(one.last_at),
        ago=f"{age(one.last_at, now)} ago",
        child=when(one.child_at) if one.child_at is not None else NOTHING,
    )


def _unheard(one: NotHeard, now: int) -> SubjectRow:
    return SubjectRow(
        href=f"{HERE}/invited/{one.link_id}",
        subject=one.subject_id,
        team=one.team,
        heard=0,
        last=f"Invited {when(one.last_at)}",
        ago=f"{age(one.last_at, now)} ago",
        child=NOTHING,
    )


HANDLERS = (subjects, find_subject, subject, describe_subject, subject_file)
