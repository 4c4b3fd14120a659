"""Giving somebody a copy of what is held: whose it is, what goes in, what is hidden, and the file."""

from concurrent.futures.process import BrokenProcessPool

from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.types import Guard

from analysis.quotable import Span
from feedback_service.access_choice import VERSIONS, AccessError, Choice, Request, choices, chosen
from feedback_service.access_giving import (
    Opened,
    compose,
    note_given,
    open_all,
    packed,
    proposed,
    sounds,
    texts,
)
from feedback_service.access_hiding import hide
from feedback_service.inviting_family import PARENTS, WIDER
from feedback_service.opening import note_opened
from feedback_service.quote_spans import KINDS, fits
from feedback_service.service import Service
from feedback_service.storage.rights import Version
from feedback_service.web.http import (
    HEADERS,
    UNCOMPRESSED,
    Asked,
    Page,
    first,
    posted,
    service_of,
    show,
)
from feedback_service.web.staff.copy_file import copy_html
from feedback_service.web.staff.copy_pages import ChoiceView, CopiesPage, CopyCheckPage, SpanView, TextView
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.roles import SETTLES
from feedback_service.web.staff.wording import form_title, role_name, when, who
from forms.journey import piped

HERE = "/staff/rights/copies"
GUARDS: list[Guard] = [allow(*SETTLES), proved(HERE)]
NOBODY = "Nothing is held under this reference that you may see. Look how the case record writes it."
NOTHING = "Tick what goes into the copy, then press the button again."
AWAY = "What points at others cannot be looked for just now. Try again in a minute."
Fields = dict[str, list[str]]


@get("/rights/copies", operation_id="staff_copies", guards=GUARDS)
async def copies(request: Asked) -> Page:
    """Whose copy it is to be."""
    return await _choose(request, {}, None)


@post("/rights/copies", operation_id="staff_choose_copy", guards=GUARDS)
async def choose(request: Asked) -> Page:
    """What is held, to tick what goes in; 422 when nothing is held."""
    fields = await posted(request)
    found = await _found(request, fields)
    return await _choose(request, fields, found, error="" if found else NOBODY)


@post("/rights/copies/check", operation_id="staff_check_copy", guards=GUARDS)
async def check(request: Asked) -> Page:
    """The words with what the machine would hide, for a person to check."""
    fields = await posted(request)
    try:
        opened = await _opened(request, fields)
        words = texts(opened)
        spans = await proposed(words)
    except AccessError as error:
        return await _choose(request, fields, await _found(request, fields), error=str(error))
    except BrokenProcessPool:
        return await _choose(request, fields, await _found(request, fields), error=AWAY)
    worker = worker_of(request)
    await note_opened(service_of(request), [case.record.id for case in opened.cases], worker.id)
    return _check(request, fields, opened, [(place, words[place], spans[place]) for place in words])


@post("/rights/copies/give", operation_id="staff_give_copy", guards=GUARDS, opt=UNCOMPRESSED)
async def give(request: Asked) -> Response[bytes] | Page:
    """The copy as a ZIP file; the page again with 422 when something to hide does not stand in the words."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    try:
        opened = await _opened(request, fields)
    except AccessError as error:
        return await _choose(request, fields, await _found(request, fields), error=str(error))
    words = texts(opened)
    ticked = {place: _ticked(fields, place, said) for place, said in words.items()}
    hidden, wrong = _all_hidden(fields, words, ticked)
    if wrong or set(fields.get("place", ())) != set(words):
        rows = [(place, words[place], ticked[place]) for place in words]
        await note_opened(service, [case.record.id for case in opened.cases], worker.id)
        return _check(request, fields, opened, rows, wrong=wrong)
    copy = compose(service, opened, hidden, checked=True)
    data = packed(copy, copy_html(service, copy), sounds(service, opened))
    await note_given(service, opened, worker.id)
    headers = {**HEADERS, "content-disposition": 'attachment; filename="copy.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


def _request(fields: Fields) -> Request:
    version: Version = next((one for one in VERSIONS if one == first(fields, "version")), "parent")
    role = first(fields, "role")
    known = role if version == "parent" and role in (*PARENTS, *WIDER) else ""
    return Request(first(fields, "subject").strip(), version, known)


async def _found(request: Asked, fields: Fields) -> tuple[Choice, ...]:
    return await choices(service_of(request), worker_of(request).scope, _request(fields))


async def _opened(request: Asked, fields: Fields) -> Opened:
    """What was ticked. AccessError when that is nothing, or not to be had."""
    found, ticked = await _found(request, fields), fields.get("include", [])
    if not ticked:
        raise AccessError(NOTHING)
    own = [one.held.id for one in found if one.standing == "in"]
    ids = chosen(found, include=ticked, leave_out=[one for one in own if one not in ticked])
    return await open_all(service_of(request), worker_of(request).scope, _request(fields), ids)


async def _choose(
    request: Asked, fields: Fields, found: tuple[Choice, ...] | None, *, error: str = ""
) -> Page:
    service, wished = service_of(request), _request(fields)
    roles = (*PARENTS, *WIDER)
    page = CopiesPage(
        frame=frame_of(request, "Error: Copies of what is held" if error else "Copies of what is held"),
        subject=wished.subject[:80],
        version=first(fields, "version"),
        role=wished.role,
        versions=tuple(Option(value=code, label=label) for code, label in VERSIONS.items()),
        roles=tuple(Option(value=code, label=role_name(code)) for code in roles),
        rows=tuple(_choice(service, one) for one in found) if found else None,
        error=error,
    )
    return show(request, page, status=422 if error else 200)


def _choice(service: Service, one: Choice) -> ChoiceView:
    held = one.held
    role = f", {role_name(held.person_role).lower()}" if held.person_role else ""
    return ChoiceView(
        id=held.id,
        form=form_title(service, held.form_id, held.form_version),
        who=f"{who(held.audience, held.band)}{role}",
        when=when(held.answered_at),
        href=f"/staff/submissions/{held.id}",
        standing=one.standing,
        why=one.why,
    )


def _check(
    request: Asked,
    fields: Fields,
    opened: Opened,
    rows: list[tuple[str, str, tuple[Span, ...]]],
    *,
    wrong: dict[str, str] | None = None,
) -> Page:
    also = dict(zip(fields.get("place", ()), fields.get("also", ()), strict=False))
    title, problems = "Check what is hidden", wrong or {}
    page = CopyCheckPage(
        frame=frame_of(request, f"Error: {title}" if problems else title),
        subject=opened.request.subject,
        version=opened.request.version,
        made_for=VERSIONS[opened.request.version],
        role=opened.request.role,
        include=tuple(case.record.id for case in opened.cases),
        texts=tuple(
            _text(opened, number, row, also.get(row[0], ""), problems.get(row[0], ""))
            for number, row in enumerate(rows)
        ),
        error="Some of what is to be hidden does not stand in the words. Look below." if problems else "",
    )
    return show(request, page, status=422 if problems else 200)


def _text(
    opened: Opened, number: int, row: tuple[str, str, tuple[Span, ...]], also: str, error: str
) -> TextView:
    place, words, spans = row
    submission, _, rest = place.partition("/")
    case = next(one for one in opened.cases if one.record.id == submission)
    question = case.form.questions.get(rest.partition("/")[0])
    prompt = piped(question.prompt, case.form, {}) if question else "What a worker wrote to the person"
    label = f"Put right: {prompt}" if "/correction-" in rest else prompt
    return TextView(
        id=f"t{number}",
        place=place,
        label=f"{label} ({case.form.form.title}, {when(case.record.answered_at)})",
        words=words,
        spans=tuple(
            SpanView(
                id=f"t{number}-{start}",
                value=f"{place}|{start}-{end}-{kind}",
                text=words[start:end],
                kind=KINDS[kind],
                chosen=True,
            )
            for start, end, kind in spans
        ),
        also=also,
        error=error,
    )


def _ticked(fields: Fields, place: str, words: str) -> tuple[Span, ...]:
    """What was ticked in these words. ClientException for what no page of ours sends."""
    mine = [value.rpartition("|")[2].split("-", 2) for value in fields.get("hide", ()) if _at(value) == place]
    try:
        spans = tuple(sorted((int(start), int(end), kind) for start, end, kind in mine))
    except ValueError as error:
        raise ClientException("This is no stretch of a text.") from error
    if not fits(words, spans):
        raise ClientException("This is no stretch of these words.")
    return spans


def _at(value: str) -> str:
    return value.rpartition("|")[0]


def _all_hidden(
    fields: Fields, words: dict[str, str], ticked: dict[str, tuple[Span, ...]]
) -> tuple[dict[str, tuple[Span, ...]], dict[str, str]]:
    """What is hidden at each place, and what is wrong by place."""
    also = dict(zip(fields.get("place", ()), fields.get("also", ()), strict=False))
    hidden, wrong = {}, {}
    for place, said in words.items():
        phrases = [line.strip() for line in also.get(place, "").splitlines() if line.strip()]
        try:
            hidden[place] = hide(said, ticked[place], phrases)
        except AccessError as error:
            wrong[place] = str(error)
    return hidden, wrong


HANDLERS = (copies, choose, check, give)
