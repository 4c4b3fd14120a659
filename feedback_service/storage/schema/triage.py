"""What a concern sets going: decisions, rota, alarms, whom it is kept from, notices and their deliveries."""

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
)

from feedback_service.storage.schema.base import ID, metadata

concern_decisions = Table(
    "concern_decisions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("concern_id", ID, ForeignKey("concerns.id"), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", LargeBinary),
    Column("referred_at", BigInteger),
    Column("decided_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    CheckConstraint(
        "outcome IN ('no_concern', 'early_help', 'refer', 'strategy', 'emergency')", name="outcome"
    ),
    Index(None, "concern_id"),
)

alarms = Table(
    "alarms",
    metadata,
    Column("concern_id", ID, ForeignKey("concerns.id"), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("rung", String(20), nullable=False),
    Column("team_id", String(40), ForeignKey("teams.id")),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id")),
    Column("made_at", BigInteger, nullable=False),
    Column("cancelled_by", ID, ForeignKey("workers.id")),
    Column("cancelled_at", BigInteger),
    CheckConstraint("rung IN ('duty', 'deputy', 'manager', 'out_of_hours')", name="rung"),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index(None, "ends_at"),
)

routings = Table(
    "routings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("about", String(20), nullable=False),
    Column("worker_id", ID, ForeignKey("workers.id")),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id")),
    Column("released_by", ID, ForeignKey("workers.id")),
    Column("released_at", BigInteger),
    CheckConstraint(
        "about IN ('worker', 'staff', 'carer', 'named', 'unchecked', 'helper', 'handed')", name="about"
    ),
    Index(None, "submission_id"),  # the only one: SQLite would look for those of no worker by another
)

# `worker_id`: from whom alone it is kept till then, as they came or were renamed after it; none: everybody.
unrouted = Table(
    "unrouted",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, nullable=False),
    Column("worker_id", ID),
    Index(None, "submission_id"),
    Index(None, "worker_id", "submission_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("concern_id", ID),
    Column("step", Integer, nullable=False),
    Column("drill", Boolean, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("addressed_at", BigInteger),
    Index(None, "addressed_at"),
    Index(None, "kind", "made_at"),
    Index(None, "concern_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("notice_id", ID, ForeignKey("notices.id"), nullable=False),
    Column("worker_id", ID, ForeignKey("workers.id")),
    Column("channel", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", BigInteger),  # nothing more is due once it was sent or given up
    Column("tried_at", BigInteger),
    Column("sent_at", BigInteger),
    Column("given_up_at", BigInteger),
    Column("problem", String(80)),
    CheckConstraint("channel IN ('email', 'text', 'webhook')", name="channel"),
    Index(None, "notice_id"),
    Index(None, "due_at"),
)

missed_signs = Table(
    "missed_signs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("level", String(10), nullable=False),
    Column("category", String(40), nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("marked_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("marked_at", BigInteger, nullable=False),
    Index(None, "submission_id"),
)
