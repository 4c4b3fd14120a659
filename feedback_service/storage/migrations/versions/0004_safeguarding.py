"""What a concern sets going: decisions, rota, alarms, notices, routing; the chained audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unscreened",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_unscreened_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "question_id", name=op.f("pk_unscreened")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("concern_id", sa.String(length=36), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("addressed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_addressed_at"), ["addressed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_concern_id"), ["concern_id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("given_up_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=80), nullable=True),
        sa.CheckConstraint("channel IN ('email', 'text', 'webhook')", name=op.f("ck_deliveries_channel")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_deliveries_notice_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_deliveries_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_by", sa.String(length=36), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "rung IN ('duty', 'deputy', 'manager', 'out_of_hours')", name=op.f("ck_shifts_rung")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_shifts_order")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["workers.id"], name=op.f("fk_shifts_cancelled_by")),
        sa.ForeignKeyConstraint(["made_by"], ["workers.id"], name=op.f("fk_shifts_made_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_shifts_team_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_shifts_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "missed_signs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("marked_by", sa.String(length=36), nullable=False),
        sa.Column("marked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by"], ["workers.id"], name=op.f("fk_missed_signs_marked_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_missed_signs_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_signs")),
    )
    with op.batch_alter_table("missed_signs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missed_signs_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "routings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("released_by", sa.String(length=36), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "about IN ('worker', 'staff', 'carer', 'named', 'unchecked', 'helper', 'handed')",
            name=op.f("ck_routings_about"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["workers.id"], name=op.f("fk_routings_made_by")),
        sa.ForeignKeyConstraint(["released_by"], ["workers.id"], name=op.f("fk_routings_released_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_routings_submission_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_routings_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routings")),
    )
    with op.batch_alter_table("routings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routings_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unrouted",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unrouted")),
    )
    with op.batch_alter_table("unrouted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unrouted_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "alarms",
        sa.Column("concern_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_alarms_concern_id")),
        sa.PrimaryKeyConstraint("concern_id", "step", name=op.f("pk_alarms")),
    )
    op.create_table(
        "concern_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("concern_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("referred_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('no_concern', 'early_help', 'refer', 'strategy', 'emergency')",
            name=op.f("ck_concern_decisions_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_decisions_concern_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["workers.id"], name=op.f("fk_concern_decisions_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_decisions")),
    )
    with op.batch_alter_table("concern_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_decisions_concern_id"), ["concern_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seq", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_seq"), ["seq"], unique=True)
        batch_op.create_index(batch_op.f("ix_audit_action_seq"), ["action", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_worker_id_seq"), ["worker_id", "seq"], unique=False)
    _only_added()

    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("raised_by", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_concerns_seen_at"), ["seen_at"], unique=False)


def _only_added() -> None:
    """No statement changes or takes away a row of the trail by mistake: the database refuses it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$"
        )
        op.execute(
            "CREATE OR REPLACE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
        )
        return
    for what in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS audit_no_{what} BEFORE {what.upper()} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"
        )
