"""More ways to answer, recorded prompts, receipts, replies, tablets enrolled by code."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", "owner_id", name=op.f("pk_receipts")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "recordings",
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("mime", sa.String(length=60), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "question_id", name=op.f("pk_recordings")),
    )
    op.create_table(
        "tries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tries_what_who_at"), ["what", "who", "at"], unique=False)

    op.create_table(
        "sounds",
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text_hash", sa.String(length=40), nullable=False),
        sa.Column("mime", sa.String(length=60), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["workers.id"], name=op.f("fk_sounds_made_by")),
        sa.PrimaryKeyConstraint("language", "text_hash", name=op.f("pk_sounds")),
    )
    op.create_table(
        "removal_requests",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("outcome IN ('removed', 'kept')", name=op.f("ck_removal_requests_outcome")),
        sa.ForeignKeyConstraint(["settled_by"], ["workers.id"], name=op.f("fk_removal_requests_settled_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_removal_requests_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_removal_requests")),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_replies_submission_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_replies_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replies_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.String(length=100), nullable=True))

    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=40), nullable=True))

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("follows", sa.String(length=36), nullable=True))

    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("share_worker", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("share_parent", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("no_view", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("follows", sa.String(length=36), nullable=True))

    with op.batch_alter_table("tablets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("enrol_hash", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("enrol_until", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pin_hash", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("waiting", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("waiting_since", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("only", sa.String(length=20), nullable=True))

    op.create_table(
        "old_tablet_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tablet_id", sa.String(length=36), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tablet_id"], ["tablets.id"], name=op.f("fk_old_tablet_tokens_tablet_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_old_tablet_tokens")),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("tablet_id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=True),
        sa.Column("moment", sa.String(length=10), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_turns_subject_id")),
        sa.ForeignKeyConstraint(["tablet_id"], ["tablets.id"], name=op.f("fk_turns_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turns_tablet_id_set_at"), ["tablet_id", "set_at"], unique=False)
