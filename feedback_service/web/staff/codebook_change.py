"""One change of the codebook: what it changes, what its trial shows, and the decision."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from litestar import get, post
from litestar.params import FromPath

from analysis.codebook import Codebook, CodebookError
from feedback_service.codebook_changes import Outcome, adopt, drop, propose_again, reason_of
from feedback_service.codebook_use import InUse, in_use, parsed, shipped
from feedback_service.storage.codebooks import (
    SHIPPED,
    Move,
    StoredCodebook,
    all_codebooks,
    find_codebook,
    moves_of,
    moves_within,
)
from feedback_service.storage.database import Transaction
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.codebook import state_of, what_of
from feedback_service.web.staff.codebook_form import LABELS, as_read
from feedback_service.web.staff.codebook_pages import ChangePage, Difference, Effect, MovedAnswer
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import EDITS_CODEBOOK, READS, SEES_CODEBOOK
from feedback_service.web.staff.wording import when

ONE: Final = "/codebook/changes/{number:str}"
_SHOWN: Final = 50
_PROBLEMS: Final[dict[Outcome, str]] = {
    "untried": "It is still being tried: decide when all answers were read with it.",
    "decided": "Somebody has decided about this change already. You see it as it is now.",
    "outdated": "The codebook was changed since this was proposed, and that would be lost. Put your change "
    "on top of the codebook as it is now: it is tried again.",
}


@get(ONE, operation_id="staff_codebook_change", guards=[allow(*SEES_CODEBOOK)])
async def codebook_change(request: Asked, number: FromPath[str]) -> Page:
    """What the change is and, once it was tried, which answers it would move."""
    return show(request, await _page(request, number))


@post(ONE, operation_id="staff_decide_codebook", guards=[allow(*EDITS_CODEBOOK)])
async def decide_codebook(request: Asked, number: FromPath[str]) -> Page:
    """`do`: adopt, drop, or put it on the codebook as it is now. 409 with the page when that cannot be."""
    service, worker, do = service_of(request), worker_of(request), first(await posted(request), "do")
    await _page(request, number)  # 404 for none
    done: Outcome = "decided"
    if do == "again":
        try:
            again = await propose_again(service, worker, int(number))
        except CodebookError as error:
            return show(request, await _page(request, number, str(error)), status=409)
        if again is not None:
            return send_on(f"/staff/codebook/changes/{again}?did=proposed")
    if do == "adopt":
        done = await adopt(service, worker, int(number))
    if do == "drop":
        done = await drop(service, worker, int(number))
    if done in _PROBLEMS:
        return show(request, await _page(request, number, _PROBLEMS[done]), status=409)
    return send_on(f"/staff/codebook?did=codebook-{done}")


HANDLERS = (codebook_change, decide_codebook)


async def _page(request: Asked, number: str, error: str = "") -> ChangePage:
    service, worker = service_of(request), worker_of(request)
    if not (number.isascii() and number.isdigit() and len(number) < 9):  # noqa: PLR2004
        raise missing()
    async with service.database.reading() as db:
        found = {row.number: (row, by) for row, by in await all_codebooks(db)}
        if int(number) not in found:
            raise missing()
        row, by = found[int(number)]
        used, base = await in_use(db), await _base(db, row)
        moves = await moves_of(db, row.number)
        readable = worker.role in READS
        within = await moves_within(db, worker.scope, row.number, _SHOWN) if readable else []
    later = parsed(row.content)
    heading = what_of(row, {number: one for number, (one, _) in found.items()})
    return ChangePage(
        frame=frame_of(request, f"Error: {heading}" if error else heading),
        heading=heading,
        action=f"/staff/codebook/changes/{row.number}",
        by=by,
        when=when(row.made_at),
        reason=reason_of(service, row),
        differences=tuple(_differences(base, later)),
        read=row.read,
        total=row.total,
        tried=row.tried_at is not None,
        moved=row.moved,
        effects=tuple(_effects(moves, base, later)),
        answers=tuple(_answer(one, base, later) for one in within),
        more=len(moves) - len(within),
        open=row.ended_at is None,
        state=state_of(row, used.number),
        outdated=_is_outdated(row, used),
        may_edit=worker.role in EDITS_CODEBOOK,
        error=error,
    )


def _is_outdated(row: StoredCodebook, used: InUse) -> bool:
    return row.ended_at is None and row.based_on != used.number


async def _base(db: Transaction, row: StoredCodebook) -> Codebook:
    """The codebook that the change was made to."""
    before = await find_codebook(db, row.based_on) if row.based_on != SHIPPED else None
    return parsed(before.content if before else shipped())


def _differences(base: Codebook, later: Codebook) -> Iterator[Difference]:
    """Field by field, for each theme that is not the same in both."""
    for theme_id in dict.fromkeys((*base.themes, *later.themes)):
        was, will = base.themes.get(theme_id), later.themes.get(theme_id)
        if was == will:
            continue
        if will is None:
            yield Difference(field=base.name_of(theme_id), gone=("The theme is retired",), new=())
            continue
        before = as_read(was) if was else dict.fromkeys(LABELS, "")
        for name, text in as_read(will).items():
            gone, new = before[name].splitlines(), text.splitlines()
            if gone != new:
                yield Difference(
                    field=f"{will.name}: {LABELS[name]}",
                    gone=tuple(one for one in gone if one not in new),
                    new=tuple(one for one in new if one not in gone),
                )


def _effects(moves: list[Move], base: Codebook, later: Codebook) -> Iterator[Effect]:
    gains = Counter(theme for one in moves for theme in one.gained)
    loses = Counter(theme for one in moves for theme in one.lost)
    for theme in dict.fromkeys((*later.themes, *base.themes)):
        if gains[theme] or loses[theme]:
            yield Effect(theme=_name(theme, base, later), gains=gains[theme], loses=loses[theme])


def _answer(one: Move, base: Codebook, later: Codebook) -> MovedAnswer:
    return MovedAnswer(
        href=f"/staff/submissions/{one.submission_id}#{one.question_id}",
        gains=", ".join(_name(theme, base, later) for theme in one.gained),
        loses=", ".join(_name(theme, base, later) for theme in one.lost),
    )


def _name(theme: str, base: Codebook, later: Codebook) -> str:
    return later.name_of(theme) if theme in later.themes else base.name_of(theme)
