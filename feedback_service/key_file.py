"""The key file: made, read, given another master key, relieved of an old one. Always replaced as a whole."""

import base64
import json
import os
import stat
import tomllib
from pathlib import Path

import msgspec

from feedback_service.sealing import KEY_BYTES, TABLET_BYTES, Keys, tablet_secret

_HEAD = "# Without this file no stored word can be read. Keep a copy apart from the database's backups.\n"


class KeyFileError(Exception):
    """The key file is missing or unusable; the message says which and what to do."""


class Retired(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left of a retired master: it opens what tablets sealed to it, and nothing that is stored.

    `waits_from` (Unix milliseconds) is from when on no tablet that is online seals to it.
    """

    secret: str
    waits_from: int

    def __repr__(self) -> str:
        return "Retired(…)"


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in it, keys in base64; `made` is when masters were added (Unix milliseconds)."""

    current: str
    signing: str
    masters: dict[str, str]
    made: dict[str, int] = {}
    tablets: dict[str, Retired] = {}

    def __repr__(self) -> str:
        return f"KeyFile({', '.join(self.masters)})"

    def followed_at(self, name: str) -> int | None:
        """When another master took this one's place; None when it is current or nobody noted it."""
        later = [at for at in self.made.values() if at > self.made.get(name, 0)]
        return min(later, default=None) if name != self.current else None


def create_key_file(path: Path) -> None:
    """Write a new key file, readable by its owner only. Never replaces one: that would lose every word."""
    if path.exists():
        raise KeyFileError(f"{path} exists already. Replacing it would make every stored word unreadable.")
    write_new(path, _text(KeyFile(current="k1", signing=_fresh(), masters={"k1": _fresh()})))


def rotate_keys(path: Path, at: int) -> str:
    """Add a master key to the key file and make it the current one; its name. Earlier ones stay and open.

    The file is replaced as a whole, so that a crash leaves the old one or the new one. A running service
    takes the new key up by itself (`key_watch`).
    """
    content = read_key_file(path)
    used = {*content.masters, *content.made, *content.tablets}
    name = next(f"k{n}" for n in range(len(used) + 1, 10_000) if f"k{n}" not in used)
    masters, made = {**content.masters, name: _fresh()}, {**content.made, name: at}
    replace_key_file(path, msgspec.structs.replace(content, current=name, masters=masters, made=made))
    return name


def retire_master(path: Path, name: str, at: int) -> KeyFile:
    """Take an old master out of the file, but for what opens tablets' answers; gives the file as it was.

    Whether anything stored still needs it is for the caller to know. Raises KeyFileError.
    """
    content = with_old_master(path, name)
    left = Retired(
        secret=_text_of(tablet_secret(name, _raw(content.masters[name]))),
        waits_from=content.followed_at(name) or at,
    )
    masters = {each: raw for each, raw in content.masters.items() if each != name}
    tablets = {**content.tablets, name: left}
    replace_key_file(path, msgspec.structs.replace(content, masters=masters, tablets=tablets))
    return content


def with_old_master(path: Path, name: str) -> KeyFile:
    """The file, where `name` is an earlier master key in it. Raises KeyFileError."""
    content = read_key_file(path)
    if name == content.current:
        raise KeyFileError(f"{name} is the current key. First make another: `feedback-service keys rotate`.")
    if name not in content.masters:
        raise KeyFileError(f"There is no master key {name} in {path}. Keys: {', '.join(content.masters)}.")
    return content


def forget_tablet_key(path: Path, name: str) -> None:
    """Take out what was left of a retired master: answers that tablets sealed to it open no more."""
    content = read_key_file(path)
    tablets = {each: left for each, left in content.tablets.items() if each != name}
    replace_key_file(path, msgspec.structs.replace(content, tablets=tablets))


def read_key_file(path: Path) -> KeyFile:
    """What stands in the file at `path`; KeyFileError says what is wrong with it."""
    return _read(path)[0]


def load_keys(path: Path) -> Keys:
    """The keys in the file at `path`; KeyFileError says what is wrong with it."""
    return _read(path)[1]


def _read(path: Path) -> tuple[KeyFile, Keys]:
    try:
        content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), KeyFile)
        masters = {name: _raw(value) for name, value in content.masters.items()}
        tablets = {name: _raw(left.secret, TABLET_BYTES) for name, left in content.tablets.items()}
        signing = _raw(content.signing)
    except FileNotFoundError as error:
        message = f"The key file {path} is missing. For a new service run `feedback-service init`; "
        raise KeyFileError(message + "otherwise put the file back from its safe copy.") from error
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise KeyFileError(f"The key file {path} cannot be used: {error}. Restore its safe copy.") from error
    if content.current not in masters:
        raise KeyFileError(f"The key file {path} names '{content.current}' as current but has no such key.")
    return content, Keys(masters, content.current, signing, tablets)


def replace_key_file(path: Path, content: KeyFile) -> None:
    """Put `content` in the place of what stands there, for the same readers: wholly or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    write_new(beside, _text(content))
    _let_the_same_read(path, beside)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _let_the_same_read(path: Path, beside: Path) -> None:
    """Owner and mode as before: a command that root gives must not take the file away from the service."""
    there = path.stat()
    try:
        os.chown(beside, there.st_uid, there.st_gid)
    except OSError as error:
        beside.unlink()
        raise KeyFileError(f"{path} belongs to another user: run this as that user, or as root.") from error
    beside.chmod(stat.S_IMODE(there.st_mode))


def write_new(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, to the disk; KeyFileError when it is there or cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyFileError(f"The file {path} cannot be written: {error.strerror}.") from error


def _text(content: KeyFile) -> bytes:
    lines = [f"current = {json.dumps(content.current)}", f'signing = "{content.signing}"', "", "[masters]"]
    lines += [f'{json.dumps(name)} = "{raw}"' for name, raw in content.masters.items()]
    lines += ["", "[made]", *(f"{json.dumps(name)} = {at}" for name, at in content.made.items())]
    for name, left in content.tablets.items():
        head = f"[tablets.{json.dumps(name)}]"
        lines += ["", head, f'secret = "{left.secret}"', f"waits_from = {left.waits_from}"]
    return (_HEAD + "\n".join(lines) + "\n").encode()


def _raw(text: str, length: int = KEY_BYTES) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length:
        raise ValueError(f"a key must be {length} bytes")
    return raw


def _text_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _fresh() -> str:
    return _text_of(os.urandom(KEY_BYTES))
