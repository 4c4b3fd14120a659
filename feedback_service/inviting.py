"""Making links: what is asked for is checked as a whole, then kept with its subject in one transaction."""

import re
from typing import NamedTuple

import msgspec

from feedback_service.describing import NOTHING, about_problems, add_to
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.links import Link, add_link, link_by_id
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.subjects import About, know_subjects
from feedback_service.storage.workers import Worker
from feedback_service.tokens import new_token, token_hash

DAY = 86_400_000
LONGEST_DAYS = 366
MOMENTS = ("start", "review", "end", "after")
_SUBJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _/-]{0,79}")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A link as it is asked for; `id` is the one it will have, `days` how long it can be opened.

    `about` is what its maker knows of the subject; what is empty in it stays as it is kept.
    """

    id: str
    form_id: str
    team_id: str
    subject_id: str
    moment: str
    reusable: bool
    days: str
    about: About = NOTHING


class Made(NamedTuple):
    """A new link's token; not `about_kept` when what was told of the subject is another team's to tell."""

    token: str
    about_kept: bool


def problems(service: Service, worker: Worker, wish: Wish) -> dict[str, str]:
    """What is wrong, by field; empty when the link can be made."""
    forms = {form.form.id for form in service.catalogue.all_current()}
    found = {
        "form": "" if wish.form_id in forms else "Choose a form.",
        "team": "" if wish.team_id and worker.scope.includes(wish.team_id) else "Choose one of your teams.",
        "moment": "" if wish.moment in MOMENTS else "Choose when in the help this is asked.",
        "subject": subject_problem(wish.subject_id) or nobody_to_describe(wish.subject_id, wish.about),
        "days": days_problem(wish.days),
        **about_problems(service, wish.about),
    }
    return {field: message for field, message in found.items() if message}


def subject_problem(subject_id: str) -> str:
    """What is wrong with a subject's reference; empty when nothing is, or none is given."""
    if not subject_id or _SUBJECT.fullmatch(subject_id):
        return ""
    return "Use up to 80 letters, digits, spaces and - _ / only; start with a letter or a digit."


def nobody_to_describe(subject_id: str, about: About) -> str:
    """What is wrong where something is told of a subject that is not named; empty when nothing is."""
    told = about != NOTHING and not subject_id
    return "Type the case number too: the area and the needs are kept with it." if told else ""


def days_problem(days: str) -> str:
    """What is wrong with the number of days as typed; empty when nothing is."""
    return "" if 1 <= _number(days) <= LONGEST_DAYS else f"Type a number from 1 to {LONGEST_DAYS}."


def expiry(now: int, days: str) -> int:
    """When a link that is made now for so many (checked) days runs out."""
    return now + _number(days) * DAY


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


async def make_link(service: Service, wish: Wish, *, by: Worker | None) -> Made | None:
    """Keep a checked wish of worker `by` (None: the command line) and return what was made.

    None when the link was made by an earlier press.
    A link whose address nobody saw would stand open in the list, so a press that is repeated makes none.
    """
    token, now = new_token(), service.now()
    link = Link(
        id=wish.id,
        form_id=wish.form_id,
        team_id=wish.team_id,
        subject_id=wish.subject_id or None,
        moment=wish.moment,
        reusable=wish.reusable,
        expires_at=expiry(now, wish.days),
        created_at=now,
        created_by=by.id if by else None,
        opened_at=None,
        revoked_at=None,
    )

    async def work(tx: Transaction) -> Made | None:
        if await link_by_id(tx, link.id):
            return None
        return Made(token, await keep_link(tx, link, token, by, wish.about))

    return await service.database.transaction(work)


async def keep_link(tx: Transaction, link: Link, token: str, by: Worker | None, about: About) -> bool:
    """Keep a new link with its subject and what is told of them, and note who made it.

    False when something is told and was not kept: the subject's own team is none of this worker's.
    """
    kept, at = True, link.created_at
    if link.subject_id:
        await know_subjects(tx, [link.subject_id], link.team_id, at)
        if about != NOTHING:
            scope = by.scope if by else EVERYTHING
            kept = await add_to(tx, scope, link.subject_id, about, thing=link.id, by=link.created_by, at=at)
    await add_link(tx, link, token_hash(token))
    await note(tx, "link-made", link.id, link.created_by, at)
    return kept
