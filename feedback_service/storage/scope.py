"""Which rows somebody may see: the one place where that becomes SQL."""

import msgspec
from sqlalchemy import ColumnElement, and_, false, select, true

from feedback_service.storage.first_readers import LEADS, Reader, comes_later
from feedback_service.storage.kept_away import belongs_to, kept_from
from feedback_service.storage.schema import submissions


class Scope(msgspec.Struct, frozen=True):
    """All teams, or the named ones (possibly none), and who it is that asks.

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

    def includes(self, team_id: str | None) -> bool:
        """Whether rows of this team may be seen; None stands for the whole partnership."""
        return self.all_teams or (team_id is not None and team_id in self.team_ids)

    def covers(self, column: ColumnElement[str] = submissions.c.team_id) -> ColumnElement[bool]:
        """The condition that a row's team column is within this scope.

        For submissions (the column is theirs) also that nobody withheld it ("may my worker see this?", no),
        and that it is not kept from the worker who asks because of whom it is about.
        """
        mine = true() if self.all_teams else column.in_(self.team_ids) if self.team_ids else false()
        if column is not submissions.c.team_id:
            return mine
        wished = true() if self.sees_withheld else ~_withheld()
        return and_(mine, wished, ~kept_from(self._reader(self.worker_id)) if self.worker_id else true())

    def reads_first(self) -> ColumnElement[bool]:
        """That words about staff in a submission come to the worker who asks before anybody else."""
        return ~comes_later(self._reader(self.worker_id)) if self.worker_id else true()

    def _reader(self, worker_id: str) -> Reader:
        return Reader(worker_id, self.role, self.all_teams, self.independent and self.role in LEADS)


def _withheld() -> ColumnElement[bool]:
    """That this submission, or the one it adds to or differs from, is not for workers of the team."""
    first = submissions.alias("first")
    return belongs_to(select(first.c.id).where(first.c.share_worker.is_(False)))


EVERYTHING = Scope(all_teams=True)
