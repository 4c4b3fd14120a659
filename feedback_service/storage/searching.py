"""What a search looks through: submissions narrowed by what stands in the clear, and their sealed words."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import answers, submission_keys, submissions, teams, theme_marks
from feedback_service.storage.scope import Scope
from feedback_service.storage.taken_back import is_taken_back
from feedback_service.storage.words import SealedText

Place = tuple[int, str]  # when it was answered, and its id


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked through; empty means any. From `since` to before `until` (Unix milliseconds)."""

    theme_id: str = ""
    subject_id: str = ""
    team_id: str = ""
    audience: str = ""
    band: str = ""
    moment: str = ""
    since: int | None = None
    until: int | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that is looked through."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    moment: str | None
    answered_at: int
    share_parent: bool | None

    @property
    def place(self) -> Place:
        """Where it stands in the order of a search."""
        return self.answered_at, self.id


_HERE: Final = tuple_(submissions.c.answered_at, submissions.c.id)


def _conditions(scope: Scope, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    names = ("team_id", "audience", "band", "moment")
    found = [submissions.c[name] == value for name in names if (value := getattr(narrowed, name))]
    if narrowed.subject_id:
        found.append(func.lower(submissions.c.subject_id) == narrowed.subject_id.lower())
    if narrowed.theme_id:
        marked = select(theme_marks.c.submission_id).where(theme_marks.c.theme_id == narrowed.theme_id)
        found.append(submissions.c.id.in_(marked))
    if narrowed.since is not None:
        found.append(submissions.c.answered_at >= narrowed.since)
    if narrowed.until is not None:
        found.append(submissions.c.answered_at < narrowed.until)
    return [*found, scope.covers(), ~is_taken_back()]


async def count_narrowed(connection: AsyncConnection, scope: Scope, narrowed: Narrowed) -> int:
    """How many submissions there are to look through."""
    query = select(func.count()).select_from(submissions).where(*_conditions(scope, narrowed))
    return (await connection.execute(query)).scalar_one()


async def narrowed_to(
    connection: AsyncConnection, scope: Scope, narrowed: Narrowed, *, after: Place | None, limit: int
) -> list[Found]:
    """The next of them, the newest first, from after the place of the last one."""
    own = (submissions.c[name] for name in Found.__struct_fields__ if name != "team")
    query = select(*own, teams.c.name.label("team")).join(teams, teams.c.id == submissions.c.team_id)
    query = query.where(*_conditions(scope, narrowed))
    if after:
        # The plain half is what an index is found by.
        query = query.where(submissions.c.answered_at <= after[0], tuple_(*after) > _HERE)
    newest = (submissions.c.answered_at.desc(), submissions.c.id.desc())
    return [
        Found(**row) for row in (await connection.execute(query.order_by(*newest).limit(limit))).mappings()
    ]


async def words_in(connection: AsyncConnection, submission_ids: Sequence[str]) -> list[SealedText]:
    """What people wrote in these submissions, without drawings; erased words have no key."""
    joined = answers.join(submissions, submissions.c.id == answers.c.submission_id).join(
        submission_keys, submission_keys.c.submission_id == answers.c.submission_id
    )
    columns = (
        *(answers.c[name] for name in ("submission_id", "question_id", "words")),
        *(submission_keys.c[name] for name in ("master", "wrapped")),
        *(submissions.c[name] for name in ("differs_from", "form_id", "form_version")),
    )
    query = select(*columns).select_from(joined).where(answers.c.submission_id.in_(submission_ids))
    query = query.where(answers.c.words.is_not(None), answers.c.value.is_(None))
    rows = await connection.execute(query.order_by(answers.c.submission_id, answers.c.question_id))
    return [SealedText(**row) for row in rows.mappings()]
