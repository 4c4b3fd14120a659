"""The keys to which tablets seal answers: one for each master key, and the opening of what was sealed.

Sealing is ECIES put together from parts that every browser has: an ephemeral P-256 key, HKDF-SHA-256 over the
shared secret, AES-256-GCM bound to the submission's id. Only the key file opens it, no tablet does.
"""

import base64
import binascii
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedback_service.sealing import KEY_BYTES, Keys, UnreadableWordsError

CURVE = ec.SECP256R1()
# The order of the curve's group (NIST SP 800-186, P-256).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Base64 = Annotated[str, msgspec.Meta(max_length=1_400_000)]


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed answer as it travels, bytes in base64; `key` names the master key, `epk` is a raw point."""

    v: Literal[1]
    id: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    key: str
    epk: Base64
    iv: Base64
    sealed: Base64


def public_key(keys: Keys) -> tuple[str, str]:
    """The name of the key to seal to now, and its public point (65 bytes, in base64)."""
    point = (
        _private(keys, keys.current).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return keys.current, base64.b64encode(point).decode()


def open_envelope(keys: Keys, envelope: Envelope) -> bytes:
    """What was sealed; UnreadableWordsError when the key is not known or anything was changed."""
    private = _private(keys, envelope.key)
    try:
        point, nonce, sealed = (
            base64.b64decode(part, validate=True) for part in (envelope.epk, envelope.iv, envelope.sealed)
        )
        secret = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
        key = HKDF(SHA256(), KEY_BYTES, point, b"sealed answer").derive(secret)
        return AESGCM(key).decrypt(nonce, sealed, envelope.id.encode())
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise UnreadableWordsError(
            f"The sealed answer {envelope.id} was damaged and does not open."
        ) from error


def _private(keys: Keys, master: str) -> ec.EllipticCurvePrivateKey:
    raw = keys.tablet_secret(master)
    if raw is None:
        raise UnreadableWordsError(f"The key '{master}' is not in the key file: put back its safe copy.")
    return ec.derive_private_key(int.from_bytes(raw, "big") % (_ORDER - 1) + 1, CURVE)
