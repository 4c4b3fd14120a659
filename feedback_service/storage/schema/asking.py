"""What is asked with: form versions, links, tablets and the recorded voice of prompts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

form_versions = Table(
    "form_versions",
    metadata,
    Column("form_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("source", Text, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("form_id", String(40), nullable=False),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("subject_id", String(80), ForeignKey("subjects.id")),
    Column("moment", String(10), nullable=False),
    Column("reusable", Boolean, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", ID, ForeignKey("workers.id")),
    Column("opened_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("role", String(40)),
    Index(None, "team_id", "created_at"),
)

tablets = Table(
    "tablets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("forms", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("enrol_hash", LargeBinary),
    Column("enrol_until", BigInteger),
    Column("pin_hash", String(300)),
    Column("seen_at", BigInteger),
    Column("waiting", Integer),
    Column("waiting_since", BigInteger),
    Column("only", String(20)),
)

old_tablet_tokens = Table(
    "old_tablet_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("tablet_id", ID, ForeignKey("tablets.id"), nullable=False),
    Column("ended_at", BigInteger, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("tablet_id", ID, ForeignKey("tablets.id"), nullable=False),
    Column("subject_id", String(80), ForeignKey("subjects.id")),
    Column("moment", String(10)),
    Column("set_at", BigInteger, nullable=False),
    Column("used_by", ID),
    Index(None, "tablet_id", "set_at"),
)

sounds = Table(
    "sounds",
    metadata,
    Column("language", String(20), primary_key=True),
    Column("text_hash", String(40), primary_key=True),
    Column("mime", String(60), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_by", ID, ForeignKey("workers.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
)
