"""Keys in a running service: taken up when the file changes, found nowhere else, and gone once retired."""

import base64
import gc
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from feedback_service import analysing, replying
from feedback_service.intake import submit
from feedback_service.key_file import create_key_file, load_keys, read_key_file, retire_master, rotate_keys
from feedback_service.key_watch import KeyWatch
from feedback_service.removing import ask, remove
from feedback_service.restoring import RestoreError, rehearse
from feedback_service.retiring import DAY, let_go, retire
from feedback_service.rewrapping import rewrap
from feedback_service.sealing import Keys, OtherKeysError
from feedback_service.service import Service
from feedback_service.storage.audit import last_noted
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.schema import audit
from tests.feedback_service.answering import north
from tests.feedback_service.sealed import said, sealed
from tests.feedback_service.storage.seeds import all_screened, arriving, read_by, rows, somebody
from tests.feedback_service.storage.seeds import given as answers
from tests.feedback_service.web.tablets import enrolled

MARKER = "marmalade elephants whisper"


@pytest.fixture
def path(service: Service) -> Path:
    return Path(service.settings.key_file)


def content(path: Path) -> bytes:
    return path.read_bytes()


def beside(path: Path) -> set[str]:
    """The names of the files that begin like this one's."""
    return {each.name for each in path.parent.glob(f"{path.name}*")}


def put(path: Path, what: bytes | None) -> None:
    path.unlink()
    if what is not None:
        path.write_bytes(what)


def break_unseen(path: Path) -> None:
    """Other contents with the same time and size: as with a mode, only the time of the change tells."""
    before = path.stat()
    path.write_bytes(b"?" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def fresh_file(folder: Path) -> bytes:
    create_key_file(folder / "another.toml")
    return content(folder / "another.toml")


async def at_once() -> None:
    """Nothing is being stored in these tests when a file changes."""


async def retired(service: Service, path: Path) -> None:
    """k1 makes way for k2, as the commands do it beside a running service."""
    rotate_keys(path, service.now())
    await KeyWatch().look(service)
    await rewrap(service)
    await retire(service, path, "k1", at_once)
    await KeyWatch().look(service)


async def test_a_running_service_takes_another_key_up_and_notes_it(service: Service, path: Path) -> None:
    watch = KeyWatch()
    assert await watch.look(service) == 0
    before = service.keys.new_data_key("owner")
    rotate_keys(path, service.now())
    assert await watch.look(service) == 1
    assert service.keys.current == "k2"
    assert service.keys.data_key("owner", before.stored)
    assert await watch.look(service) == 0
    async with service.database.reading() as connection:
        assert await last_noted(connection, "keys-taken-up") == "master k2"


async def test_only_the_test_that_changes_keys_sees_them_change(
    service: Service, path: Path, blank: Service
) -> None:
    rotate_keys(path, service.now())
    assert await KeyWatch().look(service) == 1
    assert (service.keys.current, blank.keys.current) == ("k2", "k1")
    assert service.paces is not blank.paces


async def test_a_new_key_is_noted_once_by_all_and_again_and_again_until_it_is(
    service: Service, path: Path, tmp_path: Path
) -> None:
    beside = service._replace(keys=load_keys(path))
    rotate_keys(path, service.now())
    watch, empty = (
        KeyWatch(),
        Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}", chain=service.keys.chained),
    )
    await empty.start()
    with pytest.raises(StorageError):
        await watch.look(service._replace(database=empty))
    await empty.stop()
    await watch.look(service)
    await KeyWatch().look(beside)
    assert service.keys.current == beside.keys.current == "k2"
    noted = [row for row in await rows(service, select(audit.c.object)) if row.object.startswith("master")]
    assert [row.object for row in noted] == ["master k2"]


async def test_a_file_whose_owner_mode_or_contents_change_within_one_tick_is_looked_at(
    service: Service, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch = KeyWatch()
    await watch.look(service)
    break_unseen(path)
    await watch.look(service)
    assert "cannot be used" in caplog.text


def test_a_command_leaves_the_file_to_those_who_could_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    create_key_file(path)
    owner = (path.stat().st_uid, 12345) if os.geteuid() == 0 else (path.stat().st_uid, path.stat().st_gid)
    os.chown(path, *owner)
    path.chmod(0o640)
    rotate_keys(path, 1)
    found = path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (*owner, 0o640)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (b"not toml [", "cannot be used"),
        (b"", "cannot be used"),
        (None, "is missing"),
        ("other", "belongs to another service"),
        ("older", "it is an older copy"),
    ],
)
async def test_a_file_that_cannot_be_used_leaves_the_keys_and_is_told_once(
    service: Service, path: Path, caplog: pytest.LogCaptureFixture, fault: bytes | str | None, told: str
) -> None:
    older = content(path)
    rotate_keys(path, service.now())
    watch = KeyWatch()
    await watch.look(service)
    named = {"other": fresh_file(path.parent), "older": older}
    put(path, named[fault] if isinstance(fault, str) else fault)
    assert [await watch.look(service) for _ in range(3)] == [0, 0, 0]
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert [told in error for error in errors] == [True]
    assert (service.keys.current, service.keys.masters) == ("k2", frozenset({"k1", "k2"}))


def test_keys_of_another_service_are_never_taken_up() -> None:
    mine = Keys({"k1": b"1" * 32}, "k1", b"s" * 32)
    with pytest.raises(OtherKeysError):
        mine.take_up(Keys({"k1": b"1" * 32}, "k1", b"t" * 32))
    with pytest.raises(OtherKeysError):
        mine.take_up(Keys({"k2": b"1" * 32}, "k2", b"s" * 32))


async def test_after_erasure_and_retirement_not_even_an_older_copy_opens(
    service: Service, path: Path, tmp_path: Path
) -> None:
    """What an older copy can open until then is said here too: everything."""
    await north(service)
    arrival = arriving(service, answers=answers(matters=MARKER))
    await submit(service, arrival)
    worker = await somebody(service)
    await replying.reply(service, worker, arrival.id, reply_id="r", words=MARKER)
    old_file = tmp_path / "old-keys.toml"
    shutil.copy(path, old_file)
    old = _copied(service, tmp_path / "old.db")
    await ask(service, arrival.id)
    await read_by(service, worker, arrival.id)
    await all_screened(service)
    await remove(service, worker, arrival.id, sure=True)
    await retired(service, path)
    now = _copied(service, tmp_path / "now.db")
    assert (await rehearse(old, load_keys(old_file))).fits  # until every copy of the old file is destroyed
    from_old = await rehearse(old, load_keys(path))
    assert (from_old.answers_open, from_old.answers_shut, from_old.lacking) == (0, 1, frozenset({"k1"}))
    erased = await rehearse(now, load_keys(old_file))
    assert (erased.submissions, erased.erased, erased.answers_open + erased.answers_shut) == (1, 1, 0)


def _copied(service: Service, to: Path) -> str:
    """A backup as the guide makes it."""
    source = str(service.database.url.database)
    subprocess.run(  # noqa: S603 (this very Python)
        [sys.executable, "-c", _BACKUP, source, str(to)], check=True
    )
    return str(to)


_BACKUP = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).backup(sqlite3.connect(sys.argv[2]))"


async def test_a_rehearsal_changes_nothing_and_refuses_what_is_no_finished_copy(
    service: Service, tmp_path: Path
) -> None:
    await north(service)
    await submit(service, arriving(service))
    copy = Path(_copied(service, tmp_path / "copy.db"))
    before = content(copy)
    found = await rehearse(str(copy), service.keys)
    assert (found.answers_open, found.answers_shut, found.fits) == (1, 0, True)
    assert content(copy) == before
    assert beside(copy) == {"copy.db"}
    with pytest.raises(RestoreError, match="no finished copy"):
        await rehearse(str(service.database.url.database), service.keys)
    with pytest.raises(RestoreError, match="no file"):
        await rehearse(str(tmp_path / "none.db"), service.keys)


async def test_a_tablets_answer_sealed_before_the_change_is_taken_after_it_and_refused_once_that_ends(
    service: Service, path: Path, client: httpx.AsyncClient
) -> None:
    await north(service)
    await enrolled(client, service)
    first, second = (msgspec.json.encode(sealed(service.keys, said())) for _ in range(2))
    await retired(service, path)
    assert service.keys.masters == {"k2"}
    assert (await client.post("/api/sealed", content=first)).status_code == 201
    await let_go(service, path, "k1")
    await KeyWatch().look(service)
    refused = await client.post("/api/sealed", content=second)
    assert refused.status_code == 422  # so that the tablet keeps it: nothing is lost, a grown-up is told
    assert "'k1' is not in the key file: put back its safe copy" in refused.text


def test_how_long_tablets_are_waited_for_begins_when_another_key_took_its_place(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    create_key_file(path)
    rotate_keys(path, 5 * DAY)
    rotate_keys(path, 9 * DAY)
    found = read_key_file(path)
    assert [found.followed_at(name) for name in ("k1", "k2", "k3")] == [5 * DAY, 9 * DAY, None]


@given(st.lists(st.sampled_from(["rotate", "retire"]), max_size=6))
def test_whatever_is_done_to_the_file_it_can_be_used_and_no_name_is_given_twice(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys.toml"
        create_key_file(file)
        seen = ["k1"]
        for at, step in enumerate(steps, 1):
            older = sorted(load_keys(file).masters - {seen[-1]})
            if step == "rotate":
                seen.append(rotate_keys(file, at))
            elif older:
                retire_master(file, older[0], at)
        keys = load_keys(file)
        assert keys.current == seen[-1]
        assert len(seen) == len(set(seen))
        assert all(keys.tablet_secret(name) for name in seen)


async def test_no_key_stands_in_the_database_a_log_or_what_objects_show(
    service: Service, path: Path, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    first = read_key_file(path)
    await north(service)
    await submit(service, arriving(service, answers=answers(matters=MARKER)))
    await enrolled(client, service)
    await client.post("/api/sealed", content=msgspec.json.encode(sealed(service.keys, said())))
    await retired(service, path)
    last = read_key_file(path)
    shown = "".join(map(repr, (service, service.keys, service.keys.new_data_key("x"), first, last)))
    put(path, b"broken [")
    await KeyWatch().look(service)
    written = "".join(f"{one.getMessage()} {one.exc_text}" for one in caplog.records)
    folder = Path(str(service.database.url.database)).parent
    disk = b"".join(each.read_bytes() for each in folder.glob("feedback.db*"))
    assert "k2" in shown
    assert "broken" not in written
    secrets = [*first.masters.values(), *last.masters.values(), last.signing, last.tablets["k1"].secret]
    for secret in secrets:
        raw = base64.b64decode(secret)
        forms = (raw, raw.hex().encode(), secret.encode(), repr(raw)[2:-1].encode())
        assert not [form for form in forms if form in disk]
        assert not [form for form in forms if form.decode("latin-1") in shown + written]


def _keys_held() -> int:
    return sum(isinstance(one, Keys) for one in gc.get_objects())


async def test_the_analysis_process_holds_no_keys(service: Service) -> None:
    assert _keys_held() > 0
    assert await analysing.run(_keys_held) == 0


_DUMPS = """
import ctypes, resource, sys
from feedback_service.process_memory import keep_in_memory
assert keep_in_memory() == sys.platform.startswith("linux")
print(*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells it")
def test_a_serving_process_leaves_no_dump_and_lets_nobody_look_in() -> None:
    told = subprocess.run(  # noqa: S603 (this very Python)
        [sys.executable, "-c", _DUMPS], capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["0", "0", "0"]
