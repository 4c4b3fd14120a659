"""What the machine made of the words: texts as read, what corrections taught, quotes checked, candidates."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Answers that were read before are known, without their vectors, by a version that nothing has now: they
# are read again in their turn.
_KNOWN_BEFORE = """
INSERT INTO analysed_texts (submission_id, question_id, version)
SELECT answers.submission_id, answers.question_id, '' FROM answers
JOIN submission_keys ON submission_keys.submission_id = answers.submission_id
WHERE answers.words IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM unthemed
    WHERE unthemed.submission_id = answers.submission_id AND unthemed.question_id = answers.question_id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("codings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suggested", sa.Boolean(), nullable=True))

    op.create_table(
        "analysed_texts",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("tone", sa.String(length=10), nullable=True),
        sa.Column("vectors", sa.LargeBinary(), nullable=True),
        sa.Column("pointing", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_analysed_texts_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "question_id", name=op.f("pk_analysed_texts")),
    )
    op.create_index(op.f("ix_analysed_texts_version"), "analysed_texts", ["version"])
    op.create_table(
        "learnings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnings")),
    )
    op.create_index(op.f("ix_learnings_made_at"), "learnings", ["made_at"])
    op.create_table(
        "analysis_pauses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["paused_by"], ["workers.id"], name=op.f("fk_analysis_pauses_paused_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["workers.id"], name=op.f("fk_analysis_pauses_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_pauses")),
    )
    op.create_table(
        "quote_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("outcome IN ('clear', 'held')", name=op.f("ck_quote_checks_outcome")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_quote_checks_submission_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["workers.id"], name=op.f("fk_quote_checks_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_checks")),
    )
    op.create_index(
        op.f("ix_quote_checks_submission_id_question_id"), "quote_checks", ["submission_id", "question_id"]
    )
    op.create_table(
        "emergent_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("master", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("centres", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergent_runs")),
    )
    op.create_index(op.f("ix_emergent_runs_at"), "emergent_runs", ["at"])
    op.create_table(
        "candidate_themes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["emergent_runs.id"], name=op.f("fk_candidate_themes_run_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_candidate_themes")),
    )
    op.create_table(
        "candidate_members",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("nearness", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["candidate_themes.number"], name=op.f("fk_candidate_members_number")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_candidate_members_submission_id")
        ),
        sa.PrimaryKeyConstraint("number", "submission_id", "question_id", name=op.f("pk_candidate_members")),
    )
    op.create_index(op.f("ix_candidate_members_submission_id"), "candidate_members", ["submission_id"])
    op.execute(_KNOWN_BEFORE)
