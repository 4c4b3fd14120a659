"""The codebook in use with its history, and the form that proposes a change of one theme."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from litestar import get, post
from litestar.params import FromPath

from analysis.codebook import EVERYDAY, CodebookError, Theme
from feedback_service.codebook_changes import (
    LONGEST_REASON,
    Change,
    GoBack,
    PutTheme,
    RetireTheme,
    propose,
    reason_of,
)
from feedback_service.codebook_use import InUse, in_use, parsed
from feedback_service.service import Service
from feedback_service.storage.candidates import candidates
from feedback_service.storage.codebooks import SHIPPED, StoredCodebook, all_codebooks
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.codebook_form import (
    CUES,
    LINES,
    NEW,
    WORDS,
    fields_of,
    free_id,
    group_name,
    theme_of,
)
from feedback_service.web.staff.codebook_pages import ChangeLine, CodebookPage, ThemeForm, ThemeLine
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffProblemPage
from feedback_service.web.staff.roles import EDITS_CODEBOOK, SEES_CODEBOOK
from feedback_service.web.staff.submission_view import GROUPS
from feedback_service.web.staff.wording import when

Known = tuple[StoredCodebook, str]
"""A change, and the name of who proposed it."""

_NAMES = (*WORDS, *LINES, *(f"cue_{name}" for name in CUES))
_CHANGED = (
    "The codebook was changed while you were writing. Nothing of yours is lost: look whether it still fits, "
    "then send it again."
)


@get("/codebook", operation_id="staff_codebook", guards=[allow(*SEES_CODEBOOK)])
async def codebook(request: Asked) -> Page:
    """Every theme, changes that wait to be decided, and what was in use before."""
    service, may_edit = service_of(request), worker_of(request).role in EDITS_CODEBOOK
    async with service.database.reading() as db:
        used, rows = await in_use(db), await all_codebooks(db)
    groups: dict[str, list[ThemeLine]] = {}
    for theme in used.codebook.themes.values():
        groups.setdefault(GROUPS.get(theme.group, theme.group), []).append(_theme(theme, may_edit=may_edit))
    page = CodebookPage(
        frame=frame_of(request, "Codebook"),
        version=used.codebook.version,
        groups=tuple((name or "Other themes", tuple(lines)) for name, lines in groups.items()),
        retired=tuple(used.codebook.retired.values()),
        waiting=tuple(_lines(service, used, rows, ended=False)),
        history=tuple(_lines(service, used, rows, ended=True)),
        may_edit=may_edit,
        shipped=used.number == SHIPPED,
    )
    return show(request, page)


@get("/codebook/themes/{theme_id:str}", operation_id="staff_codebook_theme", guards=[allow(*EDITS_CODEBOOK)])
async def codebook_theme(request: Asked, theme_id: FromPath[str]) -> Page:
    """The form of a theme, or of a new one ("new"), which may come from a candidate (`candidate`)."""
    service, candidate = service_of(request), request.query_params.get("candidate", "")
    async with service.database.reading() as db:
        used = await in_use(db)
        found = await candidates(db) if candidate else []
    theme = used.codebook.themes.get(theme_id)
    if theme is None and theme_id != NEW:
        raise missing()
    fields = fields_of(theme) if theme else dict.fromkeys(_NAMES, "")
    for one in found:
        if str(one.number) == candidate and theme is None:
            fields |= {"name": one.name, "group": "matters", "cue_either": "\n".join(one.words)}
    return show(request, _form(request, theme, used, fields, candidate=candidate))


@post("/codebook/themes/{theme_id:str}", operation_id="staff_propose_theme", guards=[allow(*EDITS_CODEBOOK)])
async def propose_theme(request: Asked, theme_id: FromPath[str]) -> Page:
    """Propose what the form says, or (`do`: retire) that the theme is retired.

    The form again with 422 where the codebook could not be read with it, and with 409 when the codebook was
    changed since the form was opened.
    """
    service, worker, sent = service_of(request), worker_of(request), await posted(request)
    async with service.database.reading() as db:
        used = await in_use(db)
    theme = used.codebook.themes.get(theme_id)
    if theme is None and theme_id != NEW:
        raise missing()
    fields = {name: first(sent, name).replace("\r", "") for name in _NAMES}
    reason, candidate = first(sent, "reason")[:LONGEST_REASON], first(sent, "candidate")
    form = _form(request, theme, used, fields, candidate=candidate, reason=reason)
    if first(sent, "seen") != str(used.number):
        return show(request, _wrong(request, form, _CHANGED), status=409)
    try:
        change = _change(theme, used, fields, retire=first(sent, "do") == "retire")
        number = await propose(service, worker, change, reason, _number(candidate))
    except (CodebookError, msgspec.ValidationError) as error:
        return show(request, _wrong(request, form, _plain(error)), status=422)
    return send_on(f"/staff/codebook/changes/{number}?did=proposed")


@post("/codebook/back", operation_id="staff_codebook_back", guards=[allow(*EDITS_CODEBOOK)])
async def go_back(request: Asked) -> Page:
    """Propose an earlier codebook as a whole."""
    sent = await posted(request)
    number = _number(first(sent, "number"))
    if number is None:
        raise missing()
    try:
        made = await propose(service_of(request), worker_of(request), GoBack(number), first(sent, "reason"))
    except CodebookError as error:
        frame = frame_of(request, "Nothing to go back to")
        return show(request, StaffProblemPage(frame=frame, lines=(_plain(error),)), status=409)
    return send_on(f"/staff/codebook/changes/{made}?did=proposed")


HANDLERS = (codebook, codebook_theme, propose_theme, go_back)


def _theme(theme: Theme, *, may_edit: bool) -> ThemeLine:
    return ThemeLine(
        name=theme.name,
        definition=theme.definition,
        cues=sum(len(getattr(theme.cues, name)) for name in CUES),
        examples=len(theme.all_examples()),
        edit=f"/staff/codebook/themes/{theme.id}" if may_edit else "",
    )


def _lines(service: Service, used: InUse, rows: Sequence[Known], *, ended: bool) -> Iterable[ChangeLine]:
    known = {row.number: row for row, _ in rows}
    for row, by in (one for one in rows if (one[0].ended_at is not None) is ended):
        earlier = row.adopted is not None and row.number != used.number
        yield ChangeLine(
            href=f"/staff/codebook/changes/{row.number}",
            what=what_of(row, known),
            by=by,
            when=when(row.made_at),
            state=state_of(row, used.number),
            reason=reason_of(service, row),
            back=str(row.number) if earlier else "",
        )


def what_of(row: StoredCodebook, known: Mapping[int, StoredCodebook]) -> str:
    """What a change is, in a few words. `known`: every change by number."""
    change = msgspec.json.decode(row.change, type=Change)
    if isinstance(change, PutTheme):
        return f"Theme: {change.theme.name}"
    if isinstance(change, RetireTheme):
        return f"Retire: {parsed(row.content).name_of(change.theme_id)}"
    if change.number == SHIPPED:
        return "Back to the codebook of the software"
    return f"Back to the codebook of {when(known[change.number].made_at)}"


def state_of(row: StoredCodebook, in_use_now: int) -> str:
    """How far a change is."""
    if row.adopted is not None:
        return "In use" if row.number == in_use_now else "Was in use"
    if row.ended_at is not None:
        return "Dropped"
    return "Tried, waits for a decision" if row.tried_at is not None else "Is being tried"


def _change(theme: Theme | None, used: InUse, fields: dict[str, str], *, retire: bool) -> Change:
    if retire and theme:
        return RetireTheme(theme.id)
    return PutTheme(theme_of(theme.id if theme else free_id(fields["name"], used.codebook), fields))


def _form(
    request: Asked,
    theme: Theme | None,
    used: InUse,
    fields: dict[str, str],
    *,
    candidate: str = "",
    reason: str = "",
) -> ThemeForm:
    heading = f"Change: {theme.name}" if theme else "New theme"
    groups = dict.fromkeys(one.group for one in used.codebook.themes.values())
    return ThemeForm(
        frame=frame_of(request, heading),
        heading=heading,
        action=f"/staff/codebook/themes/{theme.id if theme else NEW}",
        retire=theme.name if theme and theme.group != EVERYDAY else "",
        fields=fields,
        groups=tuple(Option(one, group_name(one)) for one in groups),
        seen=str(used.number),
        candidate=candidate,
        reason=reason,
    )


def _wrong(request: Asked, form: ThemeForm, error: str) -> ThemeForm:
    return msgspec.structs.replace(form, frame=frame_of(request, f"Error: {form.heading}"), error=error)


def _plain(error: Exception) -> str:
    """What the loader says, without what it calls the file."""
    text = str(error).removeprefix("codebook: ")
    if "Expected `str` of length >= 1" in text:
        return "The theme needs a name."
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None  # noqa: PLR2004
