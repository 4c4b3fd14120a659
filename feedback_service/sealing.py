"""Envelope encryption of everything a person wrote, and the secrets that sign cookies and receipts.

Each submission has its own AES-256-GCM data key, stored wrapped by a master key that lives in a file outside
the database. Destroying the wrapped key destroys the words, also in every backup made from then on.
"""

import base64
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyFileError(Exception):
    """The key file is missing or unusable; the message says which and what to do."""


class UnreadableWordsError(Exception):
    """Sealed words that do not open with the keys at hand (wrong key file, or damaged)."""


class WrappedKey(msgspec.Struct, frozen=True):
    """A data key as it is stored: which master key wrapped it, and the wrapped bytes."""

    master: str
    wrapped: bytes


class DataKey:
    """One submission's key in use: seals and opens that submission's words."""

    def __init__(self, raw: bytes, stored: WrappedKey) -> None:
        self._cipher = AESGCM(raw)
        self.stored = stored

    def seal(self, words: str, place: str) -> bytes:
        """`words` encrypted and bound to `place` (submission and question), so they cannot be moved."""
        return self.seal_bytes(words.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """The words again; raises UnreadableWordsError when they were changed or moved."""
        return self.open_bytes(sealed, place).decode()

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        """As `seal`, for what is no text."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """As `open`, for what is no text."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:  # a ValueError when they are cut short
            raise UnreadableWordsError(f"Sealed words at {place} do not open with their key.") from error


class Keys:
    """The service's secrets, held in memory only."""

    def __init__(self, masters: Mapping[str, bytes], current: str, signing: bytes) -> None:
        self._masters = {name: AESGCM(raw) for name, raw in masters.items()}
        self._roots = dict(masters)
        self._current = current
        self._signing = signing

    def new_data_key(self, owner: str) -> DataKey:
        """A fresh data key for the submission `owner`, wrapped by the current master key."""
        fresh = os.urandom(KEY_BYTES + NONCE_BYTES)
        raw, nonce = fresh[:KEY_BYTES], fresh[KEY_BYTES:]
        wrapped = nonce + self._masters[self._current].encrypt(nonce, raw, owner.encode())
        return DataKey(raw, WrappedKey(self._current, wrapped))

    def data_key(self, owner: str, stored: WrappedKey) -> DataKey:
        """The data key of `owner` unwrapped; raises UnreadableWordsError when no master key fits."""
        master = self._masters.get(stored.master)
        if master is None:
            raise UnreadableWordsError(f"Master key {stored.master} is not in the key file.")
        nonce, wrapped = stored.wrapped[:NONCE_BYTES], stored.wrapped[NONCE_BYTES:]
        try:
            return DataKey(master.decrypt(nonce, wrapped, owner.encode()), stored)
        except (InvalidTag, ValueError) as error:
            raise UnreadableWordsError(f"Master key {stored.master} does not open {owner}.") from error

    @property
    def current(self) -> str:
        """The name of the master key that seals what is new."""
        return self._current

    def derived(self, master: str, purpose: str, length: int) -> bytes | None:
        """`length` bytes that follow from a master key (HKDF-SHA-256, RFC 5869); None without that key."""
        root = self._roots.get(master)
        return HKDF(SHA256(), length, None, purpose.encode()).derive(root) if root is not None else None

    def sign(self, purpose: str, text: str) -> bytes:
        """A 32-byte keyed BLAKE2b (RFC 7693) of `text`, separate for each `purpose`."""
        return hashlib.blake2b(f"{purpose}\0{text}".encode(), key=self._signing, digest_size=32).digest()


_HEAD = "# Without this file no stored word can be read. Keep a copy apart from the database's backups.\n"


def create_key_file(path: Path) -> None:
    """Write a new key file, readable by its owner only. Never replaces one: that would lose every word."""
    if path.exists():
        raise KeyFileError(f"{path} exists already. Replacing it would make every stored word unreadable.")
    _write(path, f'{_HEAD}current = "k1"\nsigning = "{_fresh()}"\n\n[masters]\nk1 = "{_fresh()}"\n')


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be written: {error.strerror}.") from error


def rotate_keys(path: Path) -> str:
    """Add a master key to the key file and make it the current one; its name. Earlier ones stay and open.

    The file is replaced as a whole, so that a crash leaves the old one or the new one. A running service
    takes the new key up when it is started again.
    """
    load_keys(path)
    content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _KeyFile)
    name = next(f"k{n}" for n in range(len(content.masters) + 1, 10_000) if f"k{n}" not in content.masters)
    masters = {**content.masters, name: _fresh()}
    lines = "".join(f'{json.dumps(each)} = "{raw}"\n' for each, raw in masters.items())
    text = f'{_HEAD}current = "{name}"\nsigning = "{content.signing}"\n\n[masters]\n{lines}'
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(beside, text)
    beside.replace(path)
    return name


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    current: str
    signing: str
    masters: dict[str, str]


def load_keys(path: Path) -> Keys:
    """The keys in the file at `path`; KeyFileError says what is wrong with it."""
    try:
        content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _KeyFile)
        masters = {name: _raw(value) for name, value in content.masters.items()}
        signing = _raw(content.signing)
    except FileNotFoundError as error:
        message = f"The key file {path} is missing. For a new service run `feedback-service init`; "
        raise KeyFileError(message + "otherwise put the file back from its safe copy.") from error
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise KeyFileError(f"The key file {path} cannot be used: {error}. Restore its safe copy.") from error
    if content.current not in masters:
        raise KeyFileError(f"The key file {path} names '{content.current}' as current but has no such key.")
    return Keys(masters, content.current, signing)


def _raw(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != KEY_BYTES:
        raise ValueError(f"a key must be {KEY_BYTES} bytes")
    return raw


def _fresh() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()
