"""Every table. Times are whole Unix milliseconds (UTC); ids are text; `words` columns hold sealed bytes."""

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
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = String(36)

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
)

worker_teams = Table(
    "worker_teams",
    metadata,
    Column("worker_id", ID, ForeignKey("workers.id"), primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("worker_id", ID, ForeignKey("workers.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", ID, primary_key=True),
    Column("username", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "username", "at"),
)

subjects = Table(
    "subjects",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

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
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("form_id", String(40), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("subject_id", String(80), ForeignKey("subjects.id")),
    Column("moment", String(10)),
    Column("link_id", ID, ForeignKey("links.id")),
    Column("tablet_id", ID, ForeignKey("tablets.id")),
    Column("key_master", String(40), nullable=False),
    Column("key_wrapped", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Index(None, "saved_at"),
    Index(None, "link_id"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("differs_from", ID, ForeignKey("submissions.id")),
    Column("form_id", String(40), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("audience", String(20), nullable=False),
    Column("band", String(10)),
    Column("team_id", String(40), ForeignKey("teams.id"), nullable=False),
    Column("subject_id", String(80), ForeignKey("subjects.id")),
    Column("moment", String(10)),
    Column("link_id", ID, ForeignKey("links.id")),
    Column("tablet_id", ID, ForeignKey("tablets.id")),
    Column("channel", String(10), nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("person_role", String(40)),
    Column("helper", String(40)),
    Column("scribe", String(40)),
    Column("share_words", Boolean, nullable=False),
    Column("answered_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    CheckConstraint("channel IN ('link', 'tablet', 'import')", name="channel"),
    Index(None, "team_id", "answered_at"),
    Index(None, "subject_id", "answered_at"),
)

submission_keys = Table(
    "submission_keys",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("master", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("value", Text),
    Column("words", LargeBinary),
    Column("word_count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

spent_links = Table(
    "spent_links",
    metadata,
    Column("link_id", ID, ForeignKey("links.id"), primary_key=True),
    Column("submission_id", ID, ForeignKey("submissions.id"), nullable=False),
)

unthemed = Table(
    "unthemed",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    sqlite_with_rowid=False,
)

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
    CheckConstraint("level IN ('urgent', 'concern')", name="level"),
    Index(None, "submission_id"),
    Index(None, "raised_at"),
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
    Index(None, "submission_id", "question_id"),
    Index(None, "theme_id"),
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
    CheckConstraint("state IN ('draft', 'approved')", name="state"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("worker_id", ID),
    Column("action", String(40), nullable=False),
    Column("object", String(80), nullable=False),
    Index(None, "at"),
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
