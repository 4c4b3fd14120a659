"""How workers prove who they are besides a password: one-time codes, passkeys, steps of signing in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from feedback_service.storage.schema.base import ID, metadata

one_time_secrets = Table(
    "one_time_secrets",
    metadata,
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("last_step", BigInteger),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "worker_id"),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("backed_up", Boolean, nullable=False),
    Column("name", String(80), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "worker_id"),
)

sign_in_steps = Table(
    "sign_in_steps",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("worker_id", ID, ForeignKey("workers.id")),
    Column("secret", LargeBinary, nullable=False),
    Column("wanted", String(500), nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Index(None, "ends_at"),
)
