"""Teams, workers, their sessions, and tries that are counted."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from feedback_service.storage.schema.base import ID, metadata

teams = Table(
    "teams",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("agency", String(200), nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("all_teams", Boolean, nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("email", String(320)),
    Column("phone", String(40)),
    Column("independent", Boolean),
    Column("sso_subject", String(255)),
    Column("renamed_at", BigInteger),
    Index(None, "sso_subject", unique=True),
)

worker_teams = Table(
    "worker_teams",
    metadata,
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id"), primary_key=True),
)

# Names as in `teams.agency`: every team of the agency, those added later too.
worker_agencies = Table(
    "worker_agencies",
    metadata,
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("agency", String(200), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("strength", String(10)),
    Column("proved_at", BigInteger),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", ID, primary_key=True),
    Column("username", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "username", "at"),
)

tries = Table(
    "tries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("what", String(20), nullable=False),
    Column("who", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "what", "who", "at"),
)

subjects = Table(
    "subjects",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("area", String(80)),
    Column("needs", String(3)),
)
