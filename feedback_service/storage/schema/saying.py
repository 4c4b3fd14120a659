"""What people say: drafts, submissions, their answers, keys, recordings and receipts."""

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
    Text,
)

from feedback_service.storage.schema.base import ID, metadata

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
    Column("language", String(20)),
    Column("follows", ID),
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
    Column("language", String(20)),
    Column("share_worker", Boolean),
    Column("share_parent", Boolean),
    Column("no_view", String(40)),
    Column("follows", ID),
    Column("read_at", BigInteger),  # when a worker first marked it as read: what nobody has is found by index
    CheckConstraint("channel IN ('link', 'tablet', 'import')", name="channel"),
    Index(None, "team_id", "answered_at"),
    Index(None, "subject_id", "answered_at"),
    Index(None, "share_worker"),
    Index(None, "link_id"),
    Index(  # what counts over all of them read: a name of its own, as PostgreSQL takes none so long
        "ix_submissions_alike",
        *("answered_at", "team_id", "audience", "band", "moment", "differs_from", "share_worker"),
    ),
)
Index(
    "ix_submissions_unread",
    submissions.c.received_at,
    sqlite_where=submissions.c.read_at.is_(None),
    postgresql_where=submissions.c.read_at.is_(None),
)

# Only those that have one: SQLite would take an index of all for the few that have none, who are nearly all.
for _other in (submissions.c.follows, submissions.c.differs_from):
    Index(None, _other, sqlite_where=_other.is_not(None), postgresql_where=_other.is_not(None))

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
    Column("shown", String(100)),
    sqlite_with_rowid=False,
)

recordings = Table(
    "recordings",
    metadata,
    Column("owner_id", ID, primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("mime", String(60), nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
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

unscreened = Table(
    "unscreened",
    metadata,
    Column("submission_id", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("question_id", String(40), primary_key=True),
    Column("asked_at", BigInteger),  # a person was asked to read it, as the machine was late
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("owner_id", ID, primary_key=True),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "owner_id"),
)
