"""The review desk: asks, second readings, changes of the codebook, saved views, actions, editions."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTED = ("team_id", "audience", "band", "moment")
_WAYS = ("strength", "worry")
_STATE = "state IN ('draft', 'approved', 'published')"


def upgrade() -> None:
    op.create_table(
        "codebooks",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=True),
        sa.Column("master", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("adopted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["workers.id"], name=op.f("fk_codebooks_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["workers.id"], name=op.f("fk_codebooks_made_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_codebooks")),
    )
    op.create_index(op.f("ix_codebooks_adopted"), "codebooks", ["adopted"], unique=True)
    op.create_table(
        "codebook_moves",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("gained", sa.Text(), nullable=False),
        sa.Column("lost", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["codebooks.number"], name=op.f("fk_codebook_moves_number")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_codebook_moves_submission_id")
        ),
        sa.PrimaryKeyConstraint("number", "submission_id", "question_id", name=op.f("pk_codebook_moves")),
    )
    op.create_index(op.f("ix_codebook_moves_submission_id"), "codebook_moves", ["submission_id"])
    op.create_table(
        "indicators",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=210), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period_from", sa.BigInteger(), nullable=False),
        sa.Column("period_to", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("imported_by", sa.String(length=36), nullable=True),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["workers.id"], name=op.f("fk_indicators_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
    )
    with op.batch_alter_table("indicators", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_indicators_place_name_period_from_period_to"),
            ["place", "name", "period_from", "period_to"],
            unique=True,
        )

    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("master", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_saved_views_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_views_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "actions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("report_id", sa.String(length=36), nullable=True),
        sa.Column("theme_id", sa.String(length=40), nullable=True),
        sa.Column("master", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("planned", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("single", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'explained')", name=op.f("ck_actions_state")),
        sa.ForeignKeyConstraint(["made_by"], ["workers.id"], name=op.f("fk_actions_made_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["workers.id"], name=op.f("fk_actions_owner_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_actions_report_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["workers.id"], name=op.f("fk_actions_settled_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_actions_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actions_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_owner_id_state"), ["owner_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_team_id_state"), ["team_id", "state"], unique=False)

    op.create_table(
        "candidate_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'renamed', 'merged', 'refused')",
            name=op.f("ck_candidate_decisions_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["workers.id"], name=op.f("fk_candidate_decisions_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_decisions")),
    )
    with op.batch_alter_table("candidate_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_decisions_number"), ["number"], unique=False)

    op.create_table(
        "report_edits",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("edited_by", sa.String(length=36), nullable=True),
        sa.Column("edited_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["workers.id"], name=op.f("fk_report_edits_edited_by")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_edits_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_edits")),
    )
    with op.batch_alter_table("report_edits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_edits_report_id_part"), ["report_id", "part"], unique=False
        )

    op.create_table(
        "report_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=210), nullable=False),
        sa.Column("period_from", sa.BigInteger(), nullable=False),
        sa.Column("period_to", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_runs_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_runs")),
    )
    with op.batch_alter_table("report_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_runs_kind_place_period_from"), ["kind", "place", "period_from"], unique=True
        )

    op.create_table(
        "action_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_events_action_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_action_events_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_events")),
    )
    with op.batch_alter_table("action_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_events_action_id"), ["action_id"], unique=False)

    op.create_table(
        "action_submissions",
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_submissions_action_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_action_submissions_submission_id")
        ),
        sa.PrimaryKeyConstraint("action_id", "submission_id", name=op.f("pk_action_submissions")),
    )
    with op.batch_alter_table("action_submissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_action_submissions_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "asks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_of", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["workers.id"], name=op.f("fk_asks_asked_by")),
        sa.ForeignKeyConstraint(["asked_of"], ["workers.id"], name=op.f("fk_asks_asked_of")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_asks_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_asks_asked_of_answered_at"), ["asked_of", "answered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_asks_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "quote_approvals",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_quote_approvals_report_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_quote_approvals_submission_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_quote_approvals_worker_id")),
        sa.PrimaryKeyConstraint("report_id", "submission_id", "question_id", name=op.f("pk_quote_approvals")),
    )
    op.create_table(
        "second_readings",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("worker_id", sa.String(length=36), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("codebook", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_second_readings_submission_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_second_readings_worker_id")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", "worker_id", name=op.f("pk_second_readings")),
    )
    _reports()
    op.add_column("codings", sa.Column("put_back_by", sa.String(length=36), nullable=True))
    op.add_column("subjects", sa.Column("area", sa.String(length=80), nullable=True))
    op.add_column("subjects", sa.Column("needs", sa.String(length=3), nullable=True))
    _found_by_index()
    _theme_marks()


def _found_by_index() -> None:
    """What nobody has read, and what may point at somebody, among very many."""
    op.add_column("submissions", sa.Column("read_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE submissions SET read_at = "
        "(SELECT min(at) FROM readings WHERE readings.submission_id = submissions.id)"
    )
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_submissions_unread", "submissions", ["received_at"], sqlite_where=unread, postgresql_where=unread
    )
    op.create_index(op.f("ix_submissions_link_id"), "submissions", ["link_id"])
    op.create_index(
        op.f("ix_analysed_texts_pointing_submission_id_question_id"),
        "analysed_texts",
        ["pointing", "submission_id", "question_id"],
    )
    op.drop_index(op.f("ix_codings_theme_id"), "codings")
    op.create_index(op.f("ix_codings_theme_id_submission_id"), "codings", ["theme_id", "submission_id"])
    suggested = sa.column("suggested").is_(sa.true()) & sa.column("withdrawn_at").is_(None)
    op.create_index(
        "ix_codings_suggested",
        "codings",
        ["submission_id"],
        sqlite_where=suggested,
        postgresql_where=suggested,
    )


def _theme_marks() -> None:
    """In which submissions a theme stands; what stands already is marked month by month."""
    marks = op.create_table(
        "theme_marks",
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=True),
        sa.Column("moment", sa.String(length=10), nullable=True),
        sa.Column("strength", sa.Boolean(), nullable=False),
        sa.Column("worry", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_theme_marks_submission_id")
        ),
        sa.PrimaryKeyConstraint("theme_id", "submission_id", name=op.f("pk_theme_marks")),
        sqlite_with_rowid=False,
    )
    counted = (("submission_id",), ("theme_id", "month", "team_id"), ("team_id", "theme_id", "month"))
    by = ((name, "theme_id", "month", "team_id") for name in ("audience", "band", "moment"))
    for columns in (*counted, *by):
        op.create_index(op.f(f"ix_theme_marks_{'_'.join(columns)}"), "theme_marks", list(columns))
    alike = ["answered_at", "team_id", "audience", "band", "moment", "differs_from", "share_worker"]
    op.create_index("ix_submissions_alike", "submissions", alike)
    op.create_index(op.f("ix_submissions_share_worker"), "submissions", ["share_worker"])
    _mark_what_stands(marks)


def _mark_what_stands(marks: sa.Table) -> None:
    """Months count on from the year 0, by UTC."""
    said = sa.table("submissions", *map(sa.column, (*_COUNTED, "id", "answered_at", "differs_from")))
    coded = sa.table(
        "codings", *map(sa.column, ("submission_id", "theme_id", "valence", "withdrawn_at", "suggested"))
    )
    stands = sa.and_(
        coded.c.withdrawn_at.is_(None), coded.c.suggested.is_not(sa.true()), said.c.differs_from.is_(None)
    )
    connection = op.get_bind()
    times = sa.select(sa.func.min(said.c.answered_at), sa.func.max(said.c.answered_at))
    first, last = connection.execute(times).one()
    start = _month_of(first) if first is not None else 0
    for month in range(start, _month_of(last) + 1 if first is not None else 0):
        within = sa.and_(said.c.answered_at >= _begins(month), said.c.answered_at < _begins(month + 1))
        query = (
            sa.select(
                *(coded.c.theme_id, said.c.id, sa.literal(month)),
                *(sa.func.max(said.c[name]) for name in _COUNTED),
                *(
                    sa.func.max(sa.case((coded.c.valence.in_((way, "both")), 1), else_=0)) > 0
                    for way in _WAYS
                ),
            )
            .where(coded.c.submission_id == said.c.id, stands, within)
            .group_by(coded.c.theme_id, said.c.id)
        )
        connection.execute(marks.insert().from_select([column.name for column in marks.c], query))


def _month_of(at: int) -> int:
    day = datetime.fromtimestamp(at / 1000, UTC)
    return day.year * 12 + day.month - 1


def _begins(month: int) -> int:
    return int(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp() * 1000)


def _reports() -> None:
    """SQLite's tables are written anew for another condition, and the condition that was goes with that."""
    alters = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("reports", schema=None, recreate="auto" if alters else "always") as batch_op:
        if alters:
            batch_op.drop_constraint(batch_op.f("ck_reports_state"), type_="check")
        batch_op.add_column(sa.Column("agency", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaces", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("published_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("published_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("key_master", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("key_wrapped", sa.LargeBinary(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_reports_state"), _STATE)
        batch_op.create_index(batch_op.f("ix_reports_replaces"), ["replaces"])
