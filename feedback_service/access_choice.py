"""Who may be given a copy of which submissions: what is theirs, what a person must confirm, what never."""

from collections.abc import Collection
from typing import Final, Literal, NamedTuple

from feedback_service.service import Service
from feedback_service.storage.rights import Held, Version, held_about
from feedback_service.storage.scope import Scope

Standing = Literal["in", "ask", "never"]
VERSIONS: Final[dict[Version, str]] = {
    "child": "The child or young person",
    "parent": "A parent or carer",
    "authority": "A court, or another body that may have all of it",
}

_ALL = "Part of everything that is held."
_A_CHILD = "A child or young person said this. Include it only if it was the one who asks."
_OTHERS = "Somebody else said this about the child. Include it only if it may be given."
_FAMILY = "Somebody of the family said this. Include it only if it was the person who asks."
_CAREFUL = f"{_FAMILY} It may tell of harm: a safeguarding lead decides."
_KEPT = "Never: the child wished that parents do not see it, or was asked and did not say that they may."
_AWAY = "Never: somebody asked for it to be taken away."
_ROUTED = "Never: it is or was kept from somebody, because of whom it is about."
_CONCERN = "Never: it holds a possible sign of harm."
_AGREED = "The child said that parents may see it. Include it if that still holds and does no harm."
_NOT_ASKED = "The child was not asked whether parents may see it. Ask, or judge what is best for the child."


class Request(NamedTuple):
    """A request for a copy: about whom, for whom, and (for a parent or carer) who in the family asks."""

    subject: str
    version: Version
    role: str = ""


class Choice(NamedTuple):
    """A submission and whether it goes into the copy: by itself, if a person says so, or never; and why."""

    held: Held
    standing: Standing
    why: str


class AccessError(ValueError):
    """A copy that cannot be given; the message says why."""


async def choices(service: Service, scope: Scope, request: Request) -> tuple[Choice, ...]:
    """Every submission about the subject in this scope, the oldest first."""
    async with service.database.reading() as connection:
        held = await held_about(connection, scope, request.subject)
    kept = {one.root for one in held if _is_kept(service, one)}
    return tuple(Choice(one, *_standing(one, request, kept=one.root in kept)) for one in held)


def _is_kept(service: Service, one: Held) -> bool:
    """Whether parents must not see it: the child said so, or asked for it to be taken away.

    Forms tell children who do not say whether parents may see it that it is taken as no.
    """
    questions = service.catalogue.get(one.form_id, one.form_version).questions.values()
    asked = any(question.keeps == "share_parent" for question in questions)
    away = one.removal and one.audience == "child"
    return one.kept or away or (asked and one.share_parent is not True)


def _standing(one: Held, request: Request, *, kept: bool) -> tuple[Standing, str]:
    """Nothing goes in by itself but for an authority: a role or an audience tells not who a person is."""
    if request.version == "authority":
        return "in", _ALL
    if request.version == "child":
        return "ask", _A_CHILD if one.audience == "child" else _OTHERS
    own = one.audience == "family" and one.person_role == request.role
    if own and request.role and not kept:
        return "ask", _CAREFUL if one.routed or one.concern else _FAMILY
    return _for_parent(one, kept=kept)


def _for_parent(one: Held, *, kept: bool) -> tuple[Standing, str]:
    """What somebody else said, or nobody knows who, as a parent or carer may have it."""
    if kept:
        return "never", _KEPT
    if one.removal:
        return "never", _AWAY
    if one.routed:
        return "never", _ROUTED
    if one.concern:
        return "never", _CONCERN
    if one.audience == "child":
        return "ask", _AGREED if one.share_parent else _NOT_ASKED
    return "ask", _FAMILY if one.audience == "family" else _OTHERS


def chosen(
    found: Collection[Choice], *, include: Collection[str] = (), leave_out: Collection[str] = ()
) -> list[str]:
    """The ids that go into the copy. AccessError for any that must not, or that is not there."""
    standing = {one.held.id: one.standing for one in found}
    if unknown := [one for one in (*include, *leave_out) if one not in standing]:
        raise AccessError(f"There is no submission {unknown[0]} about this subject that you may see.")
    if never := [one for one in include if standing[one] == "never"]:
        raise AccessError(f"Submission {never[0]} must not be part of this copy.")
    wanted = {one for one, how in standing.items() if how == "in"} - set(leave_out) | set(include)
    return [one for one in standing if one in wanted]
