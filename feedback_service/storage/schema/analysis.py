"""What the machine made of the words: each text as it was read, what corrections taught, candidate themes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from feedback_service.storage.schema.base import ID, metadata

analysed_texts = Table(
    "analysed_texts",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("version", String(200), nullable=False),
    Column("tone", String(10)),
    Column("vectors", LargeBinary),
    Column("pointing", Boolean),
    Index(None, "version"),
    Index(None, "pointing", "submission_id", "question_id"),
)

learnings = Table(
    "learnings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("made_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("corrections", Integer, nullable=False),
    Column("version", String(200), nullable=False),
    Column("changes", Text, nullable=False),
    Index(None, "made_at"),
)

analysis_pauses = Table(
    "analysis_pauses",
    metadata,
    Column("id", ID, primary_key=True),
    Column("paused_at", BigInteger, nullable=False),
    Column("paused_by", ID, ForeignKey("workers.id")),
    Column("ended_at", BigInteger),
    Column("ended_by", ID, ForeignKey("workers.id")),
)

quote_checks = Table(
    "quote_checks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("spans", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("decided_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    CheckConstraint("outcome IN ('clear', 'held')", name="outcome"),
    Index(None, "submission_id", "question_id"),
)

emergent_runs = Table(
    "emergent_runs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("centres", LargeBinary, nullable=False),
    Index(None, "at"),
)

candidate_themes = Table(
    "candidate_themes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run_id", ID, ForeignKey("emergent_runs.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("words", Text, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
)

candidate_members = Table(
    "candidate_members",
    metadata,
    Column("number", Integer, ForeignKey("candidate_themes.number"), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("nearness", Integer, nullable=False),
    Index(None, "submission_id"),
)

# In which submissions a theme stands, and what the explorer counts them by: kept with the codings it follows
# from (`storage.theme_marks`). A count over 100,000 submissions reads one index from end to end.
theme_marks = Table(
    "theme_marks",
    metadata,
    Column("theme_id", String(40), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("month", Integer, nullable=False),
    Column("team_id", String(40), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("band", String(10)),
    Column("moment", String(10)),
    Column("strength", Boolean, nullable=False),
    Column("worry", Boolean, nullable=False),
    Index(None, "submission_id"),
    Index(None, "theme_id", "month", "team_id"),
    *(Index(None, name, "theme_id", "team_id", "month") for name in ("audience", "band", "moment")),
    Index(None, "team_id", "theme_id", "month"),
    sqlite_with_rowid=False,
)
