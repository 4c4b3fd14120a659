"""Migrations bring any database to the schema the code speaks to."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Table, select, text
from sqlalchemy.exc import IntegrityError

from feedback_service.intake import submit
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.analysed import stale_texts
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.migrate import SCRIPTS, is_current, migrate, newest_revision
from feedback_service.storage.schema import (
    analysis,
    identity,
    metadata,
    reporting,
    reviewing,
    rights,
    submissions,
    teams,
    triage,
    unrouted,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.sight import sees
from tests.feedback_service.storage.seeds import (
    all_screened,
    arriving,
    given,
    make_north,
    new_id,
    plain_engine,
    rows,
)

WORRIED = "my dad hits me with a belt"

# What came after version 0002 of the schema.
NEWER_TABLES = {
    table.name
    for module in (analysis, identity, reporting, reviewing, rights, triage)
    for table in vars(module).values()
    if isinstance(table, Table)
} | {"unscreened", "worker_agencies"}
NEWER_INDEXES = (
    *("ix_audit_seq", "ix_audit_action_seq", "ix_audit_worker_id_seq"),
    *("ix_workers_sso_subject", "ix_concerns_seen_at", "ix_submissions_follows"),
    *(
        "ix_submissions_differs_from",
        "ix_submissions_alike",
        "ix_submissions_unread",
        "ix_submissions_link_id",
    ),
    *("ix_codings_suggested", "ix_submissions_share_worker", "ix_reports_replaces"),
    "ix_codings_theme_id_submission_id",
)
OLDER_INDEX = "CREATE INDEX ix_codings_theme_id ON codings (theme_id)"
NEWER_COLUMNS = {
    "audit": ("seq", "link"),
    "codings": ("suggested", "put_back_by"),
    "concerns": ("raised_by",),
    "reports": (
        *("agency", "edition", "replaces", "published_at", "published_by", "key_master", "key_wrapped"),
    ),
    "sessions": ("strength", "proved_at"),
    "subjects": ("area", "needs"),
    "submissions": ("read_at",),
    "workers": ("email", "phone", "independent", "sso_subject", "renamed_at"),
}


@pytest.fixture
async def fresh(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    yield database
    await database.stop()


@pytest.fixture
def operator(fresh: Database) -> Iterator[Engine]:
    engine = plain_engine(fresh)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


async def test_an_empty_database_gets_the_schema_of_the_code(fresh: Database, operator: Engine) -> None:
    assert not await is_current(fresh)
    await migrate(fresh)
    assert await is_current(fresh)
    assert differences(operator) == []


async def test_the_comparison_notices_a_missing_column(fresh: Database, operator: Engine) -> None:
    await migrate(fresh)
    change(operator, "ALTER TABLE teams DROP COLUMN agency")
    assert len(differences(operator)) == 1


async def test_migrating_again_changes_nothing(fresh: Database, operator: Engine) -> None:
    await migrate(fresh)
    change(operator, "INSERT INTO teams VALUES ('north', 'North', 'Council')")
    await migrate(fresh)
    assert await is_current(fresh)
    assert len(await rows(fresh, select(teams))) == 1


async def test_a_database_of_newer_software_is_refused_plainly(fresh: Database, operator: Engine) -> None:
    await migrate(fresh)
    change(operator, "UPDATE alembic_version SET version_num = '9999'")
    assert not await is_current(fresh)
    with pytest.raises(StorageError, match="9999"):
        await migrate(fresh)


async def test_the_check_constraints_of_the_code_are_in_the_database(
    fresh: Database, operator: Engine
) -> None:
    """Alembic compares no check constraints, so a row that breaks one is tried."""
    await migrate(fresh)
    broken = (
        "INSERT INTO reports (id, period_from, period_to, state, findings, created_at) "
        "VALUES ('r', 1, 2, 'lost', '{}', 1)"
    )
    with pytest.raises(IntegrityError, match="ck_reports_state"):
        change(operator, broken)


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (SCRIPTS / "versions").glob("0*.py"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert newest_revision() is not None


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/file/sub/feedback.db")
    with pytest.raises(StorageError, match="sub"):
        await migrate(database)
    await database.stop()


async def test_answers_read_before_readings_were_kept_are_known_and_read_again(
    service: Service,
) -> None:
    await make_north(service)
    read, waits = (arriving(service, answers=given(matters="my dog")) for _ in range(2))
    for arrival in (read, waits):
        await submit(service, arrival)
    added = arriving(service, follows=read.id)
    for arrival in (added, arriving(service, added.id, given(matters="my cat"))):
        await submit(service, arrival)
    engine = plain_engine(service.database)
    change(engine, "UPDATE submissions SET follows = NULL WHERE differs_from IS NOT NULL")  # as it was
    change(engine, f"DELETE FROM unthemed WHERE submission_id = '{read.id}'")  # noqa: S608 (our own id)
    for table in reversed(metadata.sorted_tables):
        if table.name in NEWER_TABLES:
            change(engine, f"DROP TABLE {table.name}")
    for name in NEWER_INDEXES:
        change(engine, f"DROP INDEX {name}")
    change(engine, OLDER_INDEX)
    for name, columns in NEWER_COLUMNS.items():
        for column in columns:
            change(engine, f"ALTER TABLE {name} DROP COLUMN {column}")
    change(engine, "UPDATE alembic_version SET version_num = '0002'")
    engine.dispose()
    await migrate(service.database)
    async with service.database.reading() as connection:
        stale = await stale_texts(connection, "now", 5)
    assert [(one.submission_id, one.question_id, one.vectors) for one in stale] == [
        (read.id, "matters", None)
    ]
    belongs = select(submissions.c.follows).where(submissions.c.differs_from == added.id)
    assert await rows(service, belongs) == [(read.id,)]
    assert await rows(service, select(unrouted.c.submission_id)) == [(read.id,)]


async def test_whom_words_with_a_sign_of_harm_name_is_worked_out_once_more_and_nobody_waits_for_it(
    service: Service,
) -> None:
    await make_north(service)
    worried, calm = (arriving(service, answers=given(matters=words)) for words in (WORRIED, "my dog"))
    added = arriving(service, answers=given(matters=WORRIED), follows=calm.id)
    for arrival in (worried, calm, added):
        await submit(service, arrival)
    await all_screened(service)
    engine = plain_engine(service.database)
    change(engine, "DROP INDEX ix_unrouted_worker_id_submission_id")
    for name in ("audience", "band", "moment"):
        change(engine, f"DROP INDEX ix_theme_marks_{name}_theme_id_team_id_month")
        older = f"ix_theme_marks_{name}_theme_id_month_team_id"
        change(engine, f"CREATE INDEX {older} ON theme_marks ({name}, theme_id, month, team_id)")
    for name in ("workers.renamed_at", "unrouted.worker_id"):
        table, column = name.split(".")
        change(engine, f"ALTER TABLE {table} DROP COLUMN {column}")
    change(engine, "UPDATE alembic_version SET version_num = '0007'")
    engine.dispose()
    await migrate(service.database)
    assert {one for (one,) in await rows(service, select(unrouted.c.submission_id))} == {worried.id, calm.id}
    anybody = Scope(True, (), worker_id=new_id(), role="manager")
    async with service.database.reading() as connection:
        assert [await sees(connection, anybody, one.id) for one in (worried, calm, added)] == [True] * 3
    assert await route_waiting(service) == 2
    engine = plain_engine(service.database)
    assert differences(engine) == []
    engine.dispose()
