"""Whole agencies as what a worker sees; the words that belong together, all of them, found by index."""

import sqlalchemy as sa
import uuid_utils
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_agencies",
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_worker_agencies_worker_id")),
        sa.PrimaryKeyConstraint("worker_id", "agency", name=op.f("pk_worker_agencies")),
    )
    for name in ("follows", "differs_from"):
        there = sa.column(name).is_not(None)
        index = op.f(f"ix_submissions_{name}")
        op.create_index(index, "submissions", [name], sqlite_where=there, postgresql_where=there)
    op.add_column("unscreened", sa.Column("asked_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_notices_kind_made_at"), "notices", ["kind", "made_at"], unique=False)
    _join_asides()


def _join_asides() -> None:
    """What differs from an addition belongs to what that one adds to, and is routed with it once more."""
    said, unrouted = (
        sa.table("submissions", *map(sa.column, ("id", "differs_from", "follows"))),
        sa.table("unrouted", sa.column("id"), sa.column("submission_id")),
    )
    first = said.alias("first")
    added = sa.select(first.c.follows).where(first.c.id == said.c.differs_from, first.c.follows.is_not(None))
    apart = said.c.follows.is_(None) & sa.exists(added)
    roots = sa.select(added.scalar_subquery()).where(apart).distinct()
    marks = [{"id": str(uuid_utils.uuid7()), "submission_id": root} for root in op.get_bind().scalars(roots)]
    op.execute(said.update().where(apart).values(follows=added.scalar_subquery()))
    if marks:
        op.bulk_insert(unrouted, marks)
