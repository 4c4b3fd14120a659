"""What workers do with it: readings, concerns, codings, replies, requests to remove, reports."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from feedback_service.storage.schema.base import ID, metadata

readings = Table(
    "readings",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

concerns = Table(
    "concerns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("level", String(10), nullable=False),
    Column("category", String(40), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("rules_version", String(80), nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("seen_by", ID, ForeignKey("workers.id")),
    Column("seen_at", BigInteger),
    Column("raised_by", ID),
    CheckConstraint("level IN ('urgent', 'concern')", name="level"),
    Index(None, "submission_id"),
    Index(None, "raised_at"),
    Index(None, "seen_at"),
)

codings = Table(
    "codings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("theme_id", String(40), nullable=False),
    Column("valence", String(10)),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("method", String(40), nullable=False),
    Column("version", String(80), nullable=False),
    Column("assigned_by", ID, ForeignKey("workers.id")),
    Column("assigned_at", BigInteger, nullable=False),
    Column("withdrawn_by", ID, ForeignKey("workers.id")),
    Column("withdrawn_at", BigInteger),
    Column("suggested", Boolean),
    Column("put_back_by", ID),
    Index(None, "submission_id", "question_id"),
    Index(None, "theme_id", "submission_id"),
)
_SUGGESTED = codings.c.suggested.is_(True) & codings.c.withdrawn_at.is_(None)
Index(
    "ix_codings_suggested",
    codings.c.submission_id,
    sqlite_where=_SUGGESTED,
    postgresql_where=_SUGGESTED,
)

replies = Table(
    "replies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Index(None, "submission_id"),
)

removal_requests = Table(
    "removal_requests",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("outcome", String(20)),
    Column("settled_by", ID, ForeignKey("workers.id")),
    Column("settled_at", BigInteger),
    Column("reason", LargeBinary),
    CheckConstraint("outcome IN ('removed', 'kept')", name="outcome"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id")),
    Column("period_from", BigInteger, nullable=False),
    Column("period_to", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("findings", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", ID, ForeignKey("workers.id")),
    Column("approved_at", BigInteger),
    Column("approved_by", ID, ForeignKey("workers.id")),
    Column("agency", String(200)),
    Column("edition", Integer),
    Column("replaces", ID),
    Column("published_at", BigInteger),
    Column("published_by", ID),
    Column("key_master", String(40)),
    Column("key_wrapped", LargeBinary),
    CheckConstraint("state IN ('draft', 'approved', 'published')", name="state"),
    Index(None, "replaces"),
)
