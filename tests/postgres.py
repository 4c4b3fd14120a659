"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on loopback only."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "feedback"
_PLACES = ("/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")


def require(reason: str) -> None:
    """Skip the test, or fail it where nothing may be left out (REQUIRE_ALL_TESTS=1)."""
    if os.environ.get("REQUIRE_ALL_TESTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def tools() -> Path | None:
    """The folder that holds initdb, pg_ctl and postgres; the newest version installed wins."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    folders = [*reversed(versions), *([Path(found).resolve().parent] if found else []), *map(Path, _PLACES)]
    return next((folder for folder in folders if _is_whole(folder)), None)


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres"))


def _user() -> str | None:
    """Whom the server runs as: it refuses root, so root hands it to `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """A server with nothing in it; gives the address of its database `postgres`, for the async driver.

    It does not wait for the disk: what is tested on it is statements and locks, not power cuts.
    """
    folder, user, secret = Path(tempfile.mkdtemp(prefix="feedback-pg-")), _user(), secrets.token_hex(16)
    try:
        (folder / "secret").write_text(secret, encoding="utf-8")
        if user:
            shutil.chown(folder, user)
            shutil.chown(folder / "secret", user)
        port = _free_port()
        how = ["-A", "password", "--pwfile", str(folder / "secret"), "-U", USER, "-E", "UTF8", "--no-sync"]
        _run([bin_folder / "initdb", "-D", folder / "data", *how], folder, user)
        # A reader that goes away while signing in holds up its database that long (by default a minute).
        options = f"-h 127.0.0.1 -p {port} -k {folder} -F -c max_connections=60 -c authentication_timeout=2"
        options += " -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=128MB"  # it may lie in memory
        control: list[str | Path] = [bin_folder / "pg_ctl", "-D", folder / "data", "-w"]
        _run([*control, "-l", folder / "log", "-o", options, "start"], folder, user)
        try:
            yield f"postgresql+psycopg://{USER}:{secret}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path], folder: Path, user: str | None) -> None:
    """Run one of the tools; its output is shown when it fails."""
    plain = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    output = folder / "output"
    with output.open("wb") as file:
        done = subprocess.run(  # noqa: S603 (the tools found above)
            command, cwd=folder, env=plain, user=user, stdout=file, stderr=subprocess.STDOUT, check=False
        )
    assert done.returncode == 0, output.read_text(encoding="utf-8", errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
