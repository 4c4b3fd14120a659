"""Words about who comes later: kept from them alone till that is worked out, once for all that is here."""

import sqlalchemy as sa
import uuid_utils
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NOBODY = ""  # no worker's id: everybody sees it as before meanwhile


def upgrade() -> None:
    op.add_column("workers", sa.Column("renamed_at", sa.BigInteger(), nullable=True))
    op.add_column("unrouted", sa.Column("worker_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_unrouted_worker_id_submission_id"), "unrouted", ["worker_id", "submission_id"])
    _work_out_all()


def _work_out_all() -> None:
    """Whom words name was held against the team's own workers only, and no one who came later."""
    said = sa.table("submissions", *map(sa.column, ("id", "differs_from", "follows")))
    raised = sa.table("concerns", sa.column("submission_id"))
    unrouted = sa.table("unrouted", *map(sa.column, ("id", "submission_id", "worker_id")))
    root = sa.func.coalesce(said.c.follows, said.c.differs_from, said.c.id)
    roots = sa.select(root).join_from(raised, said, raised.c.submission_id == said.c.id).distinct()
    marks = [
        {"id": str(uuid_utils.uuid7()), "submission_id": one, "worker_id": _NOBODY}
        for one in op.get_bind().scalars(roots)
    ]
    if marks:
        op.bulk_insert(unrouted, marks)
