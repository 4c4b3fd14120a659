"""What reviewers work with: asks of colleagues, second readings, codebook changes, saved views."""

from sqlalchemy import (
    BigInteger,
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

asks = Table(
    "asks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("asked_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("asked_of", ID, ForeignKey("workers.id"), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("answered_at", BigInteger),
    Column("answer", LargeBinary),
    Index(None, "submission_id"),
    Index(None, "asked_of", "answered_at"),
)

# A second reader's themes, chosen without seeing the first's: JSON, names of themes in order.
second_readings = Table(
    "second_readings",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("themes", Text, nullable=False),
    Column("codebook", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Each change of the codebook as a whole (TOML) and the change by itself (JSON). The last adopted is in use,
# before any the shipped one, which is number 0. Of `total` answers `read` were tried; `moved` would change.
codebooks = Table(
    "codebooks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("based_on", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("version", String(80), nullable=False),
    Column("change", Text, nullable=False),
    Column("candidate", Integer),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("read", Integer, nullable=False),
    Column("total", Integer),
    Column("moved", Integer, nullable=False),
    Column("tried_at", BigInteger),
    Column("ended_by", ID, ForeignKey("workers.id")),
    Column("ended_at", BigInteger),
    Column("adopted", Integer),  # 1, 2, 3 … in the order they came into use
    Index(None, "adopted", unique=True),
)

# The answers whose themes a change would move (JSON, ids of themes), until it is decided.
codebook_moves = Table(
    "codebook_moves",
    metadata,
    Column("number", Integer, ForeignKey("codebooks.number"), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("gained", Text, nullable=False),
    Column("lost", Text, nullable=False),
    Index(None, "submission_id"),
)

candidate_decisions = Table(
    "candidate_decisions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", Integer, nullable=False),  # outlives the candidate, whose number is not given again
    Column("outcome", String(10), nullable=False),
    Column("theme_id", String(40)),
    Column("name", String(200)),
    Column("decided_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    CheckConstraint("outcome IN ('accepted', 'renamed', 'merged', 'refused')", name="outcome"),
    Index(None, "number"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", ID, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "worker_id"),
)
