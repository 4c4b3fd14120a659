"""Which teams' rows somebody may see: the one place where that becomes SQL."""

import msgspec
from sqlalchemy import ColumnElement, false, true

from feedback_service.storage.schema import submissions


class Scope(msgspec.Struct, frozen=True):
    """All teams, or the named ones (possibly none)."""

    all_teams: bool
    team_ids: tuple[str, ...] = ()

    def includes(self, team_id: str | None) -> bool:
        """Whether rows of this team may be seen; None stands for the whole partnership."""
        return self.all_teams or (team_id is not None and team_id in self.team_ids)

    def covers(self, column: ColumnElement[str] = submissions.c.team_id) -> ColumnElement[bool]:
        """The condition that a row's team column is within this scope."""
        if self.all_teams:
            return true()
        return column.in_(self.team_ids) if self.team_ids else false()


EVERYTHING = Scope(all_teams=True)
