"""What people may ask for and what time does: legal holds, erasures, corrections, exports."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table

from feedback_service.storage.schema.base import ID, metadata

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("subject_id", String(80), ForeignKey("subjects.id")),
    Column("submission_id", ID, ForeignKey("submissions.id")),
    Column("cause", String(20), nullable=False),
    Column("reference", String(80), nullable=False),
    Column("set_by", ID, ForeignKey("workers.id")),
    Column("set_at", BigInteger, nullable=False),
    Column("ended_by", ID, ForeignKey("workers.id")),
    Column("ended_at", BigInteger),
    Index(None, "subject_id"),
    Index(None, "submission_id"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("cause", String(20), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("erased_at", BigInteger, nullable=False),
    Column("erased_by", ID, ForeignKey("workers.id")),
    Column("key_digest", LargeBinary, nullable=False),
    Column("proof", LargeBinary, nullable=False),
    Index(None, "erased_at"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "submission_id"),
)

case_records = Table(
    "case_records",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
    Column("confirmed_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    Index(None, "submission_id"),
)

access_exports = Table(
    "access_exports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("subject_id", String(80), ForeignKey("subjects.id"), nullable=False),
    Column("asked_by", String(20), nullable=False),
    Column("made_by", ID, ForeignKey("workers.id")),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "subject_id"),
)
