"""One action: read, changed, closed as done or explained, opened again, shown to those it came of."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service import action_wishes as wishes
from feedback_service import actions as doing
from feedback_service.action_wishes import Wish, day_of
from feedback_service.action_words import words_of
from feedback_service.actions import Ending
from feedback_service.storage.actions import KnownAction, find_action
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.action_people import wish_errors
from feedback_service.web.staff.action_view import page_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import MAKES_ACTIONS, READS, SHOWS_ACTIONS

PATH: Final = "/actions/{action_id:str}"
Fields = dict[str, list[str]]
_ENDINGS: Final = {"done": "what was done", "explained": "why it could not be done"}
_NOT_THEIRS: Final = "Who sees to it cannot be given this one. Choose somebody else."
_LOOK: Final = "Read it as the child would read it, then tick the box to say so."


class Typed(NamedTuple):
    """What came with a press that was not taken: the fields, and what is wrong with them.

    `conflict`: nothing is, but somebody changed the action meanwhile.
    """

    fields: Fields
    errors: Mapping[str, str]
    conflict: bool = False


@get(PATH, operation_id="staff_action", guards=[allow(*READS)])
async def action(request: Asked, action_id: FromPath[str]) -> Page:
    """One action with all that happened to it."""
    return await _page(request, await _known(request, action_id))


@post(PATH, operation_id="staff_change_action", guards=[allow(*MAKES_ACTIONS)])
async def change_action(request: Asked, action_id: FromPath[str]) -> Page:
    """Keep other words, another owner or day; 422 with the page when they cannot be, 409 on a conflict.

    409 first: the page of a closed action has no fields that would hold what was typed beside an error.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    known = await _known(request, action_id)
    if (stands := known.action).state != "open":
        return await _page(request, known, Typed(fields, {}, conflict=True))
    wish = Wish(*(first(fields, name) for name in Wish._fields))
    async with service.database.reading() as connection:
        errors = await wish_errors(connection, service, wish, stands.team_id, ())
        if not await wishes.may_have(connection, wish.owner, stands.id):
            errors["owner"] = _NOT_THEIRS
    if not wishes.due_problem(wish.due, service.now(), stands.due_at):
        errors.pop("due", None)
    if wish.owner == (stands.owner_id or ""):  # who has it already may keep it
        errors.pop("owner", None)
    if errors:
        return await _page(request, known, Typed(fields, errors))
    done = await doing.change(service, worker, stands, _version(fields), wish)
    return await _then(request, action_id, fields, done, "action-changed")


@post(f"{PATH}/settle", operation_id="staff_settle_action", guards=[allow(*MAKES_ACTIONS)])
async def settle_action(request: Asked, action_id: FromPath[str]) -> Page:
    """Close it as done or explained, with what children and families may read about that."""
    fields, known = await posted(request), await _known(request, action_id)
    if known.action.state != "open":
        return await _page(request, known, Typed(fields, {}, conflict=True))
    words, how = first(fields, "outcome"), _how(fields)
    if how is None:
        return await _page(request, known, Typed(fields, {"how": "Choose whether it was done."}))
    if error := wishes.words_problem(words, _ENDINGS[how]):
        return await _page(request, known, Typed(fields, {"outcome": error}))
    ending = Ending(how, words)
    done = await doing.settle(service_of(request), worker_of(request), known.action, _version(fields), ending)
    return await _then(request, action_id, fields, done, "action-settled")


@post(f"{PATH}/reopen", operation_id="staff_reopen_action", guards=[allow(*MAKES_ACTIONS)])
async def reopen_action(request: Asked, action_id: FromPath[str]) -> Page:
    """Open a closed one again until another day."""
    service, fields = service_of(request), await posted(request)
    known, due = await _known(request, action_id), first(fields, "due")
    if known.action.state == "open":
        return await _page(request, known, Typed(fields, {}, conflict=True))
    if error := wishes.due_problem(due, service.now()):
        return await _page(request, known, Typed(fields, {"new_due": error}))
    done = await doing.reopen(service, worker_of(request), known.action, _version(fields), due)
    return await _then(request, action_id, fields, done, "action-reopened")


@post(f"{PATH}/shown", operation_id="staff_show_action", guards=[allow(*SHOWS_ACTIONS)])
async def show_action(request: Asked, action_id: FromPath[str]) -> Page:
    """Show it to the people whose answers it came of, in reports and on posters; or take that back."""
    fields, known = await posted(request), await _known(request, action_id)
    shown = first(fields, "shown") == "yes"
    if shown and first(fields, "read") != "yes":
        return await _page(request, known, Typed(fields, {"read": _LOOK}))
    done = await doing.set_shown(
        service_of(request), worker_of(request), known.action, _version(fields), shown=shown
    )
    return await _then(request, action_id, fields, done, "action-shown" if shown else "action-hidden")


HANDLERS = (action, change_action, settle_action, reopen_action, show_action)


def _how(fields: Fields) -> Literal["done", "explained"] | None:
    said = first(fields, "how")
    return "done" if said == "done" else "explained" if said == "explained" else None


def _version(fields: Fields) -> int:
    """The version that the page showed; 0, which nothing ever has, for what is no number."""
    text = first(fields, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004


async def _known(request: Asked, action_id: str) -> KnownAction:
    """NotFoundException for an action that this worker may not see, as for one that is not there."""
    async with service_of(request).database.reading() as connection:
        known = await find_action(connection, worker_of(request).scope, action_id)
    if known is None:
        raise missing()
    return known


async def _then(request: Asked, action_id: str, fields: Fields, done: str, did: str) -> Page:
    """On to the action as it is now; on a conflict, as it is now beside what was typed (409)."""
    if done == "done":
        return send_on(f"/staff/actions/{action_id}?did={did}")
    return await _page(request, await _known(request, action_id), Typed(fields, {}, conflict=True))


async def _page(request: Asked, known: KnownAction, typed: Typed | None = None) -> Page:
    words, stands = words_of(service_of(request), known.action), known.action
    wish = Wish(words.said, words.planned, stands.owner_id or "", day_of(stands.due_at).isoformat())
    fields: Fields = typed.fields if typed else {}
    if "said" in fields:
        wish = Wish(*(first(fields, name) for name in Wish._fields))
    page = await page_of(request, known, wish, fields)
    if typed is None:
        return show(request, page)
    # Also beside an error: the page holds the newer version, with which the next press is taken.
    conflict = typed.conflict or _version(typed.fields) != stands.version
    page = msgspec.structs.replace(page, errors=dict(typed.errors), conflict=conflict)
    return show(request, page, status=409 if conflict else 422)
