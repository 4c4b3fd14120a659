"""Which teams' rows somebody may see: the one place where that becomes SQL."""

import msgspec
from sqlalchemy import ColumnElement, and_, exists, false, true

from feedback_service.storage.schema import submissions


class Scope(msgspec.Struct, frozen=True):
    """All teams, or the named ones (possibly none).

    `sees_withheld` is false for those whom a person may keep out of what they sent: workers of the team.
    """

    all_teams: bool
    team_ids: tuple[str, ...] = ()
    sees_withheld: bool = True

    def includes(self, team_id: str | None) -> bool:
        """Whether rows of this team may be seen; None stands for the whole partnership."""
        return self.all_teams or (team_id is not None and team_id in self.team_ids)

    def covers(self, column: ColumnElement[str] = submissions.c.team_id) -> ColumnElement[bool]:
        """The condition that a row's team column is within this scope.

        For submissions (the column is theirs) also that nobody withheld it: "may my worker see this?", no.
        """
        mine = true() if self.all_teams else column.in_(self.team_ids) if self.team_ids else false()
        if self.sees_withheld or column is not submissions.c.team_id:
            return mine
        return and_(mine, ~_withheld())


def _withheld() -> ColumnElement[bool]:
    """That this submission, or the one it adds to or differs from, is not for workers of the team."""
    first = submissions.alias("first")
    same = first.c.id.in_((submissions.c.id, submissions.c.follows, submissions.c.differs_from))
    return exists().where(same, first.c.share_worker.is_(False))


EVERYTHING = Scope(all_teams=True)
