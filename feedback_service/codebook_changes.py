"""Changing the codebook: proposed as a whole new one, tried on what was read, then adopted or dropped."""

from typing import Literal

import msgspec

from analysis.codebook import EVERYDAY, Codebook, CodebookError, Theme
from analysis.codebook_writing import with_theme, without_theme, written
from feedback_service.candidate_deciding import accept
from feedback_service.codebook_use import InUse, in_use, parsed, shipped
from feedback_service.cumulative import CATEGORIES
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.codebooks import (
    SHIPPED,
    StoredCodebook,
    add_codebook,
    adopt_codebook,
    drop_codebook,
    find_codebook,
    next_number,
    open_already,
)
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker

LONGEST_REASON = 1000
Outcome = Literal["adopted", "dropped", "untried", "decided", "outdated"]
_FIXED = (
    "{name} is one of the six themes by which repeated worries are noticed: its words may change, but it "
    "stays a theme of everyday life."
)


class PutTheme(msgspec.Struct, frozen=True, tag="theme"):
    """A theme is new, or says something else."""

    theme: Theme


class RetireTheme(msgspec.Struct, frozen=True, tag="retire"):
    """A theme is not looked for any more."""

    theme_id: str


class GoBack(msgspec.Struct, frozen=True, tag="back"):
    """An earlier codebook as a whole; 0 for the one that comes with the software."""

    number: int


Change = PutTheme | RetireTheme | GoBack


async def propose(
    service: Service, worker: Worker, change: Change, reason: str, candidate: int | None = None
) -> int:
    """Keep a change to be tried; its number, the same for a second press: all of it is the same, its reason
    too.

    Raises CodebookError, in words for whoever made the change.
    """
    return await service.database.transaction(
        lambda tx: _propose(tx, service, worker, change, (reason, candidate))
    )


async def propose_again(service: Service, worker: Worker, number: int) -> int | None:
    """The same change on top of the codebook as it is now; None once it is decided. Raises CodebookError."""

    async def work(tx: Transaction) -> int | None:
        row = await find_codebook(tx, number)
        if row is None or await _drop(tx, service, worker, number) == "decided":
            return None
        change = msgspec.json.decode(row.change, type=Change)
        return await _propose(tx, service, worker, change, (reason_of(service, row), row.candidate))

    return await service.database.transaction(work)


async def _propose(
    tx: Transaction, service: Service, worker: Worker, change: Change, why: tuple[str, int | None]
) -> int:
    """`why`: the reason, and the candidate it comes of."""
    now, (reason, candidate), used = service.now(), why, await in_use(tx)
    content = await _changed(tx, used, change)
    sealed_for = str(await next_number(tx))
    row = _row(service, worker, used, content, reason=reason.strip(), at=now, name=sealed_for)
    row = msgspec.structs.replace(row, change=msgspec.json.encode(change).decode(), candidate=candidate)
    for there in await open_already(tx, row):
        if reason_of(service, there) == reason.strip():
            return there.number
    number = await add_codebook(tx, row)
    await note(tx, "codebook-proposed", str(number), worker.id, now)
    return number


async def adopt(service: Service, worker: Worker, number: int) -> Outcome:
    """Bring a change into use: everything is read again by it in the background."""
    now = service.now()

    async def work(tx: Transaction) -> Outcome:
        row = await find_codebook(tx, number)
        if row is None or row.ended_at is not None:
            return "decided"
        if row.tried_at is None:
            return "untried"
        if not await adopt_codebook(tx, number, worker.id, now):
            return "outdated"
        await note(tx, "codebook-adopted", str(number), worker.id, now)
        await note(tx, "codebook-in-use", f"codebook {row.version}", worker.id, now)
        change = msgspec.json.decode(row.change, type=Change)
        if row.candidate is not None and isinstance(change, PutTheme):
            await accept(tx, worker.id, row.candidate, change.theme.id, now)
        return "adopted"

    return await service.database.transaction(work)


async def drop(service: Service, worker: Worker, number: int) -> Outcome:
    """Close a change without using it; it stays in the history."""
    return await service.database.transaction(lambda tx: _drop(tx, service, worker, number))


async def _drop(tx: Transaction, service: Service, worker: Worker, number: int) -> Outcome:
    now = service.now()
    if not await drop_codebook(tx, number, worker.id, now):
        return "decided"
    await note(tx, "codebook-dropped", str(number), worker.id, now)
    return "dropped"


def reason_of(service: Service, row: StoredCodebook) -> str:
    """Why a change was made; nothing when it does not open with the keys at hand."""
    name = str(row.number)
    try:
        return service.keys.data_key(name, WrappedKey(row.master, row.wrapped)).open(
            row.reason, f"{name}/reason"
        )
    except UnreadableWordsError:
        return ""


def _row(
    service: Service,
    worker: Worker,
    used: InUse,
    content: str,
    *,
    reason: str,
    at: int,
    name: str,
) -> StoredCodebook:
    """`name`: the number it gets, by which its key is found when keys are moved."""
    version = parsed(content).version
    key = service.keys.new_data_key(name)
    return StoredCodebook(
        number=SHIPPED,
        based_on=used.number,
        content=content,
        version=version,
        change="",
        candidate=None,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        reason=key.seal(reason, f"{name}/reason"),
        made_by=worker.id,
        made_at=at,
    )


async def _changed(tx: Transaction, used: InUse, change: Change) -> str:
    if isinstance(change, GoBack):
        content = await _earlier(tx, change.number)
    else:
        content = written(_with(used.codebook, change)).decode()
    if parsed(content).themes == used.codebook.themes and parsed(content).retired == used.codebook.retired:
        raise CodebookError("This is what the codebook says already: nothing would change.")
    return content


async def _earlier(tx: Transaction, number: int) -> str:
    if number == SHIPPED:
        return shipped()
    row = await find_codebook(tx, number)
    if row is None or row.adopted is None:
        raise CodebookError("There is no earlier codebook with this number.")
    return row.content


def _with(codebook: Codebook, change: PutTheme | RetireTheme) -> Codebook:
    theme_id = change.theme.id if isinstance(change, PutTheme) else change.theme_id
    fixed = theme_id in CATEGORIES
    if isinstance(change, RetireTheme):
        if theme_id not in codebook.themes:
            raise CodebookError("This theme is not in the codebook any more.")
        if fixed:
            raise CodebookError(_FIXED.format(name=codebook.name_of(theme_id)))
        return without_theme(codebook, theme_id)
    if fixed and change.theme.group != EVERYDAY:
        raise CodebookError(_FIXED.format(name=codebook.name_of(theme_id)))
    return with_theme(codebook, change.theme)
