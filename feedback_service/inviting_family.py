"""Inviting several people of one family at once: each by a link of their own, with who they are."""

import uuid
from typing import NamedTuple

import msgspec

from feedback_service.describing import NOTHING, about_problems
from feedback_service.inviting import MOMENTS, days_problem, expiry, keep_link, subject_problem
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.links import Link, link_by_id
from feedback_service.storage.subjects import About
from feedback_service.storage.workers import Worker
from feedback_service.tokens import new_token

PARENTS = ("mother", "father", "step-parent", "foster-carer", "other-carer")
WIDER = ("grandparent", "aunt-or-uncle", "brother-or-sister", "family-friend", "someone-else")
MOST = 4  # of one role


class FamilyWish(msgspec.Struct, frozen=True, kw_only=True):
    """Links as they are asked for: how many by role, and the forms for parents and for wider family.

    `id` is new for each page, so that a second press makes no second set of links.
    """

    id: str
    team_id: str
    subject_id: str
    moment: str
    days: str
    parents_form: str
    wider_form: str
    counts: dict[str, str]
    about: About = NOTHING


class Invited(msgspec.Struct, frozen=True):
    """A link that was made: for whom, which form, and its token, which is not kept."""

    role: str
    form_id: str
    token: str


class InvitedFamily(NamedTuple):
    """The links of a family; not `about_kept` when what was told of the child is another team's to tell."""

    links: tuple[Invited, ...]
    about_kept: bool


def family_problems(service: Service, worker: Worker, wish: FamilyWish) -> dict[str, str]:
    """What is wrong, by field; empty when the links can be made."""
    forms = {each.form.id for each in service.catalogue.all_current() if each.form.audience == "family"}
    found = {
        "team": "" if wish.team_id and worker.scope.includes(wish.team_id) else "Choose one of your teams.",
        "subject": subject_problem(wish.subject_id) if wish.subject_id else "Type the family's case number.",
        "moment": "" if wish.moment in MOMENTS else "Choose when in the help this is asked.",
        "days": days_problem(wish.days),
        "parents_form": "" if wish.parents_form in forms else "Choose a form for families.",
        "wider_form": "" if wish.wider_form in forms else "Choose a form for families.",
        "counts": _counts_problem(wish.counts),
        **about_problems(service, wish.about),
    }
    return {field: message for field, message in found.items() if message}


def _counts_problem(counts: dict[str, str]) -> str:
    typed = [text.strip() for text in counts.values() if text.strip()]
    if any(not text.isascii() or not text.isdigit() or int(text[:3]) > MOST for text in typed):
        return f"Type numbers from 0 to {MOST}."
    return (
        "" if any(int(text) for text in typed) else "Say beside at least one person how many links you need."
    )


async def make_family_links(service: Service, wish: FamilyWish, by: Worker) -> InvitedFamily | None:
    """Keep the links of a checked wish and return their tokens; None when an earlier press made them."""
    now = service.now()
    asked = [(role, n) for role, text in wish.counts.items() for n in range(int(text.strip() or 0))]
    made = [(_link(wish, role, number, by.id, now), new_token()) for role, number in asked]

    async def work(tx: Transaction) -> InvitedFamily | None:
        if await link_by_id(tx, made[0][0].id):
            return None
        kept = [await keep_link(tx, link, token, by, wish.about) for link, token in made]
        return InvitedFamily(
            tuple(Invited(link.role or "", link.form_id, token) for link, token in made), all(kept)
        )

    return await service.database.transaction(work)


def _link(wish: FamilyWish, role: str, number: int, by: str, now: int) -> Link:
    return Link(
        id=str(uuid.uuid5(uuid.UUID(wish.id), f"{role} {number}")),
        form_id=wish.parents_form if role in PARENTS else wish.wider_form,
        team_id=wish.team_id,
        subject_id=wish.subject_id,
        moment=wish.moment,
        reusable=False,
        expires_at=expiry(now, wish.days),
        created_at=now,
        created_by=by,
        opened_at=None,
        revoked_at=None,
        role=role,
    )
