"""Writing in a draft: a sentence of the summary in place of the service's own, or a comment on a section."""

import msgspec
from litestar import get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from feedback_service.report_editing import (
    COMMENT,
    MOST_LETTERS,
    SUMMARY,
    Wish,
    Written,
    part_of,
    standing,
    write,
    written_in,
)
from feedback_service.report_findings import decode
from feedback_service.storage.reports import KnownReport
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.report_pages import WritingPage
from feedback_service.web.staff.report_signed import by_line
from feedback_service.web.staff.report_views import SECTION_TITLES
from feedback_service.web.staff.reports import known_report
from feedback_service.web.staff.roles import MAKES_REPORTS

_PLACE = "/reports/{report_id:str}/words/{part:str}"
_TOO_LONG = f"This is longer than {MOST_LETTERS:,} letters. Make it shorter: nothing of it is lost yet."
_CHANGED = (
    "Somebody else wrote here while you did. Theirs is kept, and yours stands in the box below: take over "
    "what you want of theirs, then keep it again."
)
_APPROVED = (
    "This report was approved before you kept this, and nothing in it can be changed any more. What you "
    "wrote stands below: copy what you need, for a new edition of the report perhaps."
)


class _Part(msgspec.Struct, frozen=True):
    """What is written: its name in addresses and as stored, what it is called, the service's own words."""

    part: str
    name: str
    about: str
    original: str


@get(_PLACE, operation_id="staff_report_words", guards=[allow(*MAKES_REPORTS)])
async def words_page(request: Asked, report_id: FromPath[str], part: FromPath[str]) -> Page:
    """The box with what stands now; 409 when the report is no draft any more."""
    known = await known_report(request, report_id)
    what = _part(known, part)
    if known.report.state != "draft":
        raise HTTPException(status_code=409)
    now = await _standing(request, known, what)
    return show(request, _page(request, known, what, now, now.words if now else what.original))


@post(_PLACE, operation_id="staff_write_report", guards=[allow(*MAKES_REPORTS)])
async def write_words(request: Asked, report_id: FromPath[str], part: FromPath[str]) -> Page:
    """Keep what was written (303 to it in the report), or take it back where the box is empty.

    The page again with 422 when it is too long, with 409 when somebody else wrote meanwhile or the report is
    no draft any more: nothing typed is lost.
    """
    known = await known_report(request, report_id)
    what, fields = _part(known, part), await posted(request)
    words = first(fields, "words").replace("\r\n", "\n").strip()
    seen = first(fields, "seen")
    if len(words) > MOST_LETTERS:
        now = await _standing(request, known, what)
        page = _page(request, known, what, now, words)
        return show(request, msgspec.structs.replace(page, seen=seen, error=_TOO_LONG), status=422)
    own = words == what.original
    wish = Wish(what.name, "" if own else words, seen)
    done = await write(service_of(request), known.report.id, wish, worker_of(request).id)
    if done == "frozen":
        page = _page(request, known, what, None, words)
        return show(request, msgspec.structs.replace(page, closed=True, error=_APPROVED), status=409)
    if done == "changed":
        now = await _standing(request, known, what)
        page = _page(request, known, what, now, words)
        newer = (now.words or what.original or "Nothing: it was taken back.") if now else ""
        by = by_line(now) if now else ""
        page = msgspec.structs.replace(page, newer=newer, newer_by=by, error=_CHANGED)
        return show(request, page, status=409)
    return send_on(
        f"/staff/reports/{report_id}?did={'report-words' if wish.words else 'report-own'}{_anchor(part)}"
    )


HANDLERS = (words_page, write_words)


def _part(known: KnownReport, part: str) -> _Part:
    """What "summary.heard" or "comment.themes" names; NotFoundException when the report has no such part."""
    kind, _, name = part.partition(".")
    sentences = {one.key: one.words for one in decode(known.report.findings).summary}
    if kind == SUMMARY and name in sentences:
        return _Part(part, part_of(SUMMARY, name), "A sentence of the summary", sentences[name])
    if kind == COMMENT and name in SECTION_TITLES:
        return _Part(part, part_of(COMMENT, name), f"A comment on \u201c{SECTION_TITLES[name]}\u201d", "")
    raise missing()


def _anchor(part: str) -> str:
    kind, _, name = part.partition(".")
    return "#summary" if kind == SUMMARY else f"#{name}"


async def _standing(request: Asked, known: KnownReport, what: _Part) -> Written | None:
    service = service_of(request)
    async with service.database.reading() as db:
        return standing(await written_in(service, db, known.report)).get(what.name)


def _page(request: Asked, known: KnownReport, what: _Part, now: Written | None, words: str) -> WritingPage:
    address = f"/staff/reports/{known.report.id}"
    return WritingPage(
        frame=frame_of(request, what.about),
        address=f"{address}/words/{what.part}",
        back=f"{address}{_anchor(what.part)}",
        about=what.about,
        original=what.original,
        words=words or what.original,
        seen=now.id if now else "",
        most=MOST_LETTERS,
    )
