"""Envelope encryption of everything a person wrote, and the secrets that sign cookies and receipts.

Each submission has its own AES-256-GCM data key, stored wrapped by a master key that lives in a file outside
the database (`key_file`). Destroying the wrapped key destroys the words, also in backups made from then on.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TABLET_BYTES = 48  # 128 bits more than the order of P-256 has, so that no key is likelier (FIPS 186-5, A.2.1)


class UnreadableWordsError(Exception):
    """Sealed words that do not open with the keys at hand (wrong key file, or damaged)."""


class OtherKeysError(Exception):
    """A set of keys that cannot take the place of the one in use; the message says why."""


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


class _Ring:
    """The secrets themselves; no tuple or struct, so that nothing shows them by showing it."""

    __slots__ = ("audit", "current", "masters", "signing", "tablets")

    def __init__(
        self, masters: Mapping[str, bytes], current: str, signing: bytes, tablets: Mapping[str, bytes]
    ) -> None:
        self.masters = {name: AESGCM(raw) for name, raw in masters.items()}
        self.tablets = {**tablets, **{name: tablet_secret(name, raw) for name, raw in masters.items()}}
        self.current = current
        self.signing = signing
        self.audit = HKDF(SHA256(), KEY_BYTES, None, b"audit trail").derive(signing)


class Keys:
    """The service's secrets, held in memory only; `tablets` is what is left of masters that were retired."""

    def __init__(
        self,
        masters: Mapping[str, bytes],
        current: str,
        signing: bytes,
        tablets: Mapping[str, bytes] | None = None,
    ) -> None:
        self._ring = _Ring(masters, current, signing, tablets or {})

    def new_data_key(self, owner: str) -> DataKey:
        """A fresh data key for the submission `owner`, wrapped by the current master key."""
        ring = self._ring
        fresh = os.urandom(KEY_BYTES + NONCE_BYTES)
        raw, nonce = fresh[:KEY_BYTES], fresh[KEY_BYTES:]
        wrapped = nonce + ring.masters[ring.current].encrypt(nonce, raw, owner.encode())
        return DataKey(raw, WrappedKey(ring.current, wrapped))

    def data_key(self, owner: str, stored: WrappedKey) -> DataKey:
        """The data key of `owner` unwrapped; raises UnreadableWordsError when no master key fits."""
        return DataKey(self._unwrapped(owner, stored), stored)

    def rewrapped(self, owner: str, stored: WrappedKey) -> WrappedKey:
        """The same data key under the current master key; raises UnreadableWordsError."""
        raw, ring, nonce = self._unwrapped(owner, stored), self._ring, os.urandom(NONCE_BYTES)
        return WrappedKey(
            ring.current, nonce + ring.masters[ring.current].encrypt(nonce, raw, owner.encode())
        )

    def _unwrapped(self, owner: str, stored: WrappedKey) -> bytes:
        master = self._ring.masters.get(stored.master)
        if master is None:
            raise UnreadableWordsError(f"Master key {stored.master} is not in the key file.")
        nonce, wrapped = stored.wrapped[:NONCE_BYTES], stored.wrapped[NONCE_BYTES:]
        try:
            return master.decrypt(nonce, wrapped, owner.encode())
        except (InvalidTag, ValueError) as error:
            raise UnreadableWordsError(f"Master key {stored.master} does not open {owner}.") from error

    @property
    def current(self) -> str:
        """The name of the master key that seals what is new."""
        return self._ring.current

    @property
    def masters(self) -> frozenset[str]:
        """The names of every master key at hand."""
        return frozenset(self._ring.masters)

    def tablet_secret(self, master: str) -> bytes | None:
        """The secret part of what tablets seal to under this master, a retired one too; None without it."""
        return self._ring.tablets.get(master)

    def take_up(self, newer: "Keys") -> None:
        """Use `newer` from now on, everywhere at once. Raises OtherKeysError for what cannot follow these."""
        mine, theirs = self._ring, newer._ring  # noqa: SLF001 (its own kind)
        if not hmac.compare_digest(mine.signing, theirs.signing):
            raise OtherKeysError("its signing key is another one: it belongs to another service")
        if mine.current not in theirs.masters:
            raise OtherKeysError(f"it lacks {mine.current}, the key that is in use: it is an older copy")
        self._ring = theirs

    def sign(self, purpose: str, text: str) -> bytes:
        """A 32-byte keyed BLAKE2b (RFC 7693) of `text`, separate for each `purpose`."""
        signing = self._ring.signing
        return hashlib.blake2b(f"{purpose}\0{text}".encode(), key=signing, digest_size=32).digest()

    def chained(self, row: bytes) -> bytes:
        """The 32-byte HMAC-SHA-256 (RFC 2104) that links a row of the audit trail to those before it."""
        return hmac.digest(self._ring.audit, row, "sha256")


def tablet_secret(master: str, raw: bytes) -> bytes:
    """The secret part of the pair that tablets seal to, from a master key (HKDF-SHA-256, RFC 5869)."""
    return HKDF(SHA256(), TABLET_BYTES, None, f"tablet sealing {master}".encode()).derive(raw)
