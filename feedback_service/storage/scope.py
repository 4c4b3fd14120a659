"""Which rows somebody may see: the one place where that becomes SQL."""

import functools

import msgspec
from sqlalchemy import ColumnElement, and_, false, true

from feedback_service.storage.first_readers import LEADS, Reader, comes_later
from feedback_service.storage.kept_away import kept_from
from feedback_service.storage.schema import submissions
from feedback_service.storage.wishes import withheld


class Scope(msgspec.Struct, frozen=True):
    """All teams, or the named ones and those of agencies (possibly none), and who it is that asks.

    `team_ids` and `agencies` are what was given; `agency_teams`, which the agencies have now, are found when
    a worker is read (`storage.workers`) and never written. Without them an agency reaches nothing.
    `sees_withheld` is false for those whom a person may keep out of what they sent: workers of the team.
    Without `worker_id` it is the service itself that asks, and nothing is kept from it. `independent`:
    words about staff come to this worker first.
    """

    all_teams: bool
    team_ids: tuple[str, ...] = ()
    sees_withheld: bool = True
    worker_id: str | None = None
    role: str = ""
    independent: bool = False
    agencies: tuple[str, ...] = ()
    agency_teams: tuple[str, ...] = ()

    @property
    def reached(self) -> tuple[str, ...]:
        """The ids of all teams whose rows may be seen; they mean nothing when it is all teams."""
        return tuple(sorted({*self.team_ids, *self.agency_teams}))

    def includes(self, team_id: str | None) -> bool:
        """Whether rows of this team may be seen; None stands for the whole partnership."""
        return self.all_teams or (team_id is not None and team_id in self.reached)

    def overlaps(self, other: "Scope") -> bool:
        """Whether there is a team that both may see."""
        if self.all_teams or other.all_teams:
            return bool(self.all_teams or self.reached) and bool(other.all_teams or other.reached)
        return bool({*self.reached} & {*other.reached})

    def covers(self, column: ColumnElement[str] = submissions.c.team_id) -> ColumnElement[bool]:
        """The condition that a row's team column is within this scope.

        For submissions (the column is theirs) also that nobody withheld it ("may my worker see this?", no),
        and that it is not kept from the worker who asks because of whom it is about.
        """
        mine = true() if self.all_teams else column.in_(self.reached) if self.reached else false()
        if column is not submissions.c.team_id:
            return mine
        return and_(mine, _may_be_read(self))

    def reads_first(self) -> ColumnElement[bool]:
        """That words about staff in a submission come to the worker who asks before anybody else."""
        return ~comes_later(self.reader(self.worker_id)) if self.worker_id else true()

    def reader(self, worker_id: str) -> Reader:
        return Reader(worker_id, self.role, self.all_teams, self.independent and self.role in LEADS)


@functools.lru_cache(maxsize=100)
def _may_be_read(scope: Scope) -> ColumnElement[bool]:
    """Neither withheld nor kept from who asks; put together once, as a page asks a dozen times."""
    wished = true() if scope.sees_withheld else ~withheld()
    return and_(wished, ~kept_from(scope.reader(scope.worker_id)) if scope.worker_id else true())


EVERYTHING = Scope(all_teams=True)
