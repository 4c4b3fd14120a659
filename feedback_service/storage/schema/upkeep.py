"""What was done, and which job ran when."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, UniqueConstraint

from feedback_service.storage.schema.base import ID, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("worker_id", ID),
    Column("action", String(40), nullable=False),
    Column("object", String(80), nullable=False),
    Column("seq", BigInteger),
    Column("link", LargeBinary),
    Index(None, "at"),
    Index(None, "seq", unique=True),
    Index(None, "action", "seq"),
    Index(None, "worker_id", "seq"),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("job", String(40), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger, nullable=False),
    Column("outcome", String(200), nullable=False),
    UniqueConstraint("job", "started_at"),
)
