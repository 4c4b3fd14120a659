"""What stands around reports: workers' own words in them, actions, imported indicators, runs on schedule."""

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
)

from feedback_service.storage.schema.base import ID, metadata

# The newest row of a part of a report stands; an empty one takes it back to what the service wrote.
report_edits = Table(
    "report_edits",
    metadata,
    Column("id", ID, primary_key=True),
    Column("report_id", ID, ForeignKey("reports.id"), nullable=False),
    Column("part", String(80), nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("edited_by", ID, ForeignKey("workers.id")),
    Column("edited_at", BigInteger, nullable=False),
    Index(None, "report_id", "part"),
)

# A second pair of eyes on one quote of a report.
quote_approvals = Table(
    "quote_approvals",
    metadata,
    Column("report_id", ID, ForeignKey("reports.id"), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
)

actions = Table(
    "actions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id")),
    Column("report_id", ID, ForeignKey("reports.id")),
    Column("theme_id", String(40)),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("said", LargeBinary, nullable=False),
    Column("planned", LargeBinary, nullable=False),
    Column("outcome", LargeBinary),
    Column("owner_id", ID, ForeignKey("workers.id")),
    Column("due_at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("single", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("settled_by", ID, ForeignKey("workers.id")),
    Column("settled_at", BigInteger),
    CheckConstraint("state IN ('open', 'done', 'explained')", name="state"),
    Index(None, "team_id", "state"),
    Index(None, "owner_id", "state"),
    Index(None, "due_at"),
)

# Everything that happened to an action, and when its owner was reminded: only added to.
action_events = Table(
    "action_events",
    metadata,
    Column("id", ID, primary_key=True),
    Column("action_id", ID, ForeignKey("actions.id"), nullable=False),
    Column("what", String(20), nullable=False),
    Column("worker_id", ID, ForeignKey("workers.id")),
    Column("at", BigInteger, nullable=False),
    Column("words", LargeBinary),
    Index(None, "action_id"),
)

# Whose answers led to an action: they find on their receipt what became of it.
action_submissions = Table(
    "action_submissions",
    metadata,
    Column("action_id", ID, ForeignKey("actions.id"), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Index(None, "submission_id"),
)

# What other systems count, beside the voices; `place` as in `report_runs`.
indicators = Table(
    "indicators",
    metadata,
    Column("id", ID, primary_key=True),
    Column("place", String(210), nullable=False),
    Column("name", String(80), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("period_from", BigInteger, nullable=False),
    Column("period_to", BigInteger, nullable=False),
    Column("value", Float, nullable=False),
    Column("source", String(200), nullable=False),
    Column("imported_by", ID, ForeignKey("workers.id")),
    Column("imported_at", BigInteger, nullable=False),
    Index(None, "place", "name", "period_from", "period_to", unique=True),
)

# One row a draft that is due: `place` is "team/ID", "agency/NAME", or "*" for the partnership.
report_runs = Table(
    "report_runs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("place", String(210), nullable=False),
    Column("period_from", BigInteger, nullable=False),
    Column("period_to", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("report_id", ID, ForeignKey("reports.id")),
    Column("outcome", String(200), nullable=False),
    Index(None, "kind", "place", "period_from", unique=True),
)
