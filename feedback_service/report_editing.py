"""What workers write in a draft: a sentence of the summary in place of the service's, comments on sections.

Every version stays, sealed with the report's own key. The newest of a part stands; an empty one takes it
back.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import msgspec
import uuid_utils

from feedback_service.reading import place_of
from feedback_service.report_beyond import ActionWords
from feedback_service.sealing import DataKey, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.report_edits import Edit, KnownEdit, add_edit, edits_of
from feedback_service.storage.reports import Report, find_report, give_key

MOST_LETTERS: Final = 4_000
SUMMARY: Final = "summary"
COMMENT: Final = "comment"
_ACTIONS: Final = "actions"  # the words of actions as they stood, kept with the report by the service

Done = Literal["written", "same", "changed", "frozen"]


class Written(NamedTuple):
    """A part of a report as a worker wrote it; without words it was taken back. `id` names the version."""

    id: str
    part: str
    words: str
    by: str
    at: int


class Wish(NamedTuple):
    """What a worker writes: `seen` is the version of the part that they had before them, if any."""

    part: str
    words: str
    seen: str


def part_of(kind: str, name: str) -> str:
    """What a part is stored as: "summary/heard", "comment/themes"."""
    return f"{kind}/{name}"


async def written_in(service: Service, db: Transaction, report: Report) -> list[Written]:
    """Every version of what workers wrote in the report, the oldest first."""
    edits = await edits_of(db, report.id)
    return [_opened(service, report, one) for one in edits if one.edit.edited_by is not None]


def standing(written: Sequence[Written]) -> dict[str, Written]:
    """The newest version of each part; one that was taken back too, without words."""
    return {one.part: one for one in written}


async def action_words(service: Service, db: Transaction, report: Report) -> dict[str, ActionWords]:
    """The words of the report's actions, by id, as they stood when it was made."""
    for known in await edits_of(db, report.id):
        if known.edit.part == _ACTIONS:
            words = _key(service, report).open(known.edit.words, _bound(report, known.edit.id))
            return {one.id: one for one in msgspec.json.decode(words, type=tuple[ActionWords, ...])}
    return {}


async def keep_actions(
    tx: Transaction, service: Service, report: Report, words: Sequence[ActionWords]
) -> None:
    """Keep the words of actions with the report that tells of them."""
    if words:
        text = msgspec.json.encode(tuple(words)).decode()
        await add_edit(tx, _sealed(service, report, _ACTIONS, text, None))


async def write(service: Service, report_id: str, wish: Wish, worker_id: str) -> Done:
    """Put the worker's words in place of a part of a draft.

    "changed" when somebody wrote another version than the one that was seen; "frozen" when it is no draft.
    """

    async def work(tx: Transaction) -> Done:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return "frozen"
        report = await _with_key(tx, service, known.report)
        newest = standing(await written_in(service, tx, report)).get(wish.part)
        if (newest.id if newest else "") != wish.seen:
            return "same" if newest and newest.words == wish.words else "changed"
        if wish.words == (newest.words if newest else ""):
            return "same"
        await add_edit(tx, _sealed(service, report, wish.part, wish.words, worker_id))
        await note(tx, "report-edited", report_id, worker_id, service.now())
        return "written"

    return await service.database.transaction(work)


async def _with_key(tx: Transaction, service: Service, report: Report) -> Report:
    """The report with its key; one made before reports had keys is given it when somebody first writes."""
    if report.key_wrapped is not None:
        return report
    key = service.keys.new_data_key(report.id).stored
    await give_key(tx, report.id, key.master, key.wrapped)
    return msgspec.structs.replace(report, key_master=key.master, key_wrapped=key.wrapped)


def _sealed(service: Service, report: Report, part: str, words: str, worker_id: str | None) -> Edit:
    edit_id = str(uuid_utils.uuid7())
    return Edit(
        id=edit_id,
        report_id=report.id,
        part=part,
        words=_key(service, report).seal(words, _bound(report, edit_id)),
        edited_by=worker_id,
        edited_at=service.now(),
    )


def _opened(service: Service, report: Report, known: KnownEdit) -> Written:
    edit = known.edit
    words = _key(service, report).open(edit.words, _bound(report, edit.id))
    return Written(edit.id, edit.part, words, known.name or "", edit.edited_at)


def _key(service: Service, report: Report) -> DataKey:
    stored = WrappedKey(report.key_master or "", report.key_wrapped or b"")
    return service.keys.data_key(report.id, stored)


def _bound(report: Report, edit_id: str) -> str:
    return place_of(report.id, edit_id)
