"""The administrator's commands about keys: made anew, moved to, retired, shared out, put together again."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from feedback_service import key_watch
from feedback_service.key_file import (
    KeyFile,
    KeyFileError,
    load_keys,
    read_key_file,
    rotate_keys,
    with_old_master,
    write_new,
)
from feedback_service.key_splitting import FEWEST, join, split
from feedback_service.restoring import Rehearsed, rehearse
from feedback_service.retiring import late_tablets, let_go, retire, waits_until
from feedback_service.rewrapping import rewrap
from feedback_service.running import settings, with_service
from feedback_service.service import Service, wall_clock
from feedback_service.storage.audit import note
from feedback_service.storage.wrapped import counted

TAKEN_UP = 3 * key_watch.SECONDS  # by then a running service has looked, and what it was storing is stored


@click.group()
def keys() -> None:
    """The keys that seal what people say."""


def _path() -> Path:
    return Path(settings().key_file)


@keys.command("status")
def status() -> None:
    """Tell which keys there are, what each still opens, and what waits."""
    content = read_key_file(_path())

    async def work(service: Service) -> tuple[dict[str, str], dict[str, list[str]]]:
        async with service.database.reading() as connection:
            found = await counted(connection)
        told = {
            name: ", ".join(f"{count} in {table}" for table, count in sorted(rows.items()))
            for name, rows in found.items()
        }
        return told, {
            name: await late_tablets(service, left.waits_from) for name, left in content.tablets.items()
        }

    used, late = with_service(work)
    for name in content.masters:
        made = f", made {_day(content.made[name])}" if name in content.made else ""
        kind = "current" if name == content.current else "earlier"
        click.echo(f"{name}: {kind}{made}; wraps {used.get(name, 'nothing')}")
    for name, left in content.tablets.items():
        waiting = f"; may still wait on: {', '.join(late[name])}" if late[name] else ""
        click.echo(
            f"{name}: retired; opens what tablets sealed to it before {_day(left.waits_from)}{waiting}"
        )
    for name in sorted(set(used) - set(content.masters)):
        click.echo(f"{name}: NOT IN THE KEY FILE, though it wraps {used[name]}. Put its safe copy back.")


@keys.command("rotate")
def rotate() -> None:
    """Add a new master key for what comes from now on; earlier keys stay, and open what they sealed."""
    path = _path()
    name = rotate_keys(path, wall_clock())
    click.echo(
        f"{name} is the current key in {path} now. Copy the file to its safe place, apart from backups."
    )
    click.echo(
        f"A running service takes it up within {key_watch.SECONDS} seconds; tablets once they have a network."
    )
    click.echo("`feedback-service keys rewrap` moves what is stored to it.")


@keys.command("rewrap")
def rewrap_command() -> None:
    """Move every stored key to the current master key, while the service runs. Stopped, it can go on."""
    content = read_key_file(_path())
    age = (wall_clock() - content.made.get(content.current, 0)) / 1000
    if age < TAKEN_UP:
        click.echo("Waiting for the service to take up the new key.")
        time.sleep(TAKEN_UP - age)
    done = with_service(
        lambda service: rewrap(service, lambda moved: click.echo(f"\r{moved} keys moved", nl=False))
    )
    click.echo(f"\r{done.moved} keys are wrapped by {content.current} now.")
    if done.stuck:
        told = ", ".join(f"{count} of {name}" for name, count in sorted(done.stuck.items()))
        raise click.ClickException(f"These do not open with the key file and stay as they were: {told}.")


@keys.command("retire")
@click.argument("name")
@click.option(
    "--older-than-days",
    type=click.IntRange(0),
    default=30,
    show_default=True,
    help="How long answers that tablets sealed to it are waited for.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def retire_command(name: str, older_than_days: int, *, yes: bool) -> None:
    """Take an old master key out of the key file, once nothing stored needs it."""
    content = read_key_file(_path())
    if name in content.tablets:
        _end_tablets(content, name, older_than_days, yes=yes)
        return
    with_old_master(_path(), name)
    if not yes:
        click.confirm(
            f"Backups made before the last `keys rewrap` can not be read without {name}. Go on?", abort=True
        )
    with_service(lambda service: retire(service, _path(), name, lambda: asyncio.sleep(TAKEN_UP)))
    click.echo(
        f"{name} is taken out of the key file. What was erased stays erased in older backups too, once"
    )
    click.echo(
        "every other copy of the key file that holds it is destroyed. Copy the file to its safe place."
    )
    until = waits_until(read_key_file(_path()), name, older_than_days)
    click.echo(
        f"It still opens what tablets sealed to it. From {_day(until)} on, run this again to end that."
    )


def _end_tablets(content: KeyFile, name: str, days: int, *, yes: bool) -> None:
    until = waits_until(content, name, days)
    if wall_clock() < until:
        raise KeyFileError(
            f"Tablets may still bring answers sealed to {name}. Run this again from {_day(until)} on."
        )
    late = with_service(lambda service: late_tablets(service, content.tablets[name].waits_from))
    if late and not yes:
        click.echo(f"Answers sealed to it may still wait on: {', '.join(late)}.")
        click.confirm("What they sealed could never be opened. Go on?", abort=True)
    with_service(lambda service: let_go(service, _path(), name))
    click.echo(f"Nothing of {name} is left in the key file. Copy the file to its safe place.")


@keys.command("split")
@click.option("--shares", type=int, default=3, show_default=True)
@click.option("--needed", type=int, default=FEWEST, show_default=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True)
def split_command(shares: int, needed: int, folder: Path) -> None:
    """Make a sealed copy of the key file, and shares for several people: only together they open it."""
    sealed, texts = split(_path().read_bytes(), shares=shares, needed=needed)
    write_new(folder / "keys.sealed", sealed)
    for number, text in enumerate(texts, 1):
        write_new(folder / f"share-{number}.txt", text.encode())
    now = wall_clock()
    with_service(
        lambda service: service.database.transaction(
            lambda tx: note(tx, "key-split", f"{needed} of {shares}", None, now)
        )
    )
    click.echo(
        f"{folder} holds keys.sealed and {shares} shares. Give each to another person and delete it here;"
    )
    click.echo(
        "keys.sealed may be kept anywhere but is needed too. Make all of them anew after `keys rotate`."
    )


@keys.command("join")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), required=True)
def join_command(files: Sequence[Path], path: Path) -> None:
    """Put the key file together from shares and, as the last of FILES, the sealed copy. Replaces no file."""
    *shares, sealed = files
    content = join(
        sealed.read_bytes(), [share.read_text(encoding="utf-8", errors="replace") for share in shares]
    )
    write_new(path, content)
    load_keys(path)
    click.echo(f"The key file is whole again: {path}.")


@click.command("restore-check")
@click.argument("copy")
@click.argument("key_file", type=click.Path(path_type=Path))
def restore_check(copy: str, key_file: Path) -> None:
    """Tell whether a copy of the database (file or address) and a key file fit together. Changes nothing."""
    found = asyncio.run(rehearse(copy, load_keys(key_file)))
    click.echo(f"{found.submissions} submissions, {found.erased} of them erased.")
    click.echo(f"{found.answers_open} sealed answers open, {found.answers_shut} do not.")
    for table in sorted({*found.keys_open, *found.keys_shut}):
        click.echo(f"Keys in {table}: {found.keys_open[table]} open, {found.keys_shut[table]} do not.")
    _judge(found)


def _judge(found: Rehearsed) -> None:
    if found.lacking:
        click.echo(f"The key file lacks: {', '.join(sorted(found.lacking))}.")
    if not found.fits:
        raise click.ClickException("They do not fit together. Take the key file of the time of this copy.")
    click.echo("They fit together.")


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
