"""Sealing as a tablet's browser does it, for tests of what takes it in."""

import base64
import os
from typing import Any

import msgspec
import uuid_utils
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedback_service.sealing import Keys
from feedback_service.tablet_keys import CURVE, Envelope, public_key

NOW = 1_760_000_000_000
WORDS = "my rabbit runs at night"


def said(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 (any JSON value)
    """What a tablet seals: a page of words and one of two scales, finished."""
    content = {
        "id": str(uuid_utils.uuid7()),
        "form": "my-view",
        "version": 1,
        "language": "en",
        "tablet": "",
        "turn": "",
        "pages": {"good-page": [["good", WORDS]], "week-page": [["school", "2"], ["health", "skip"]]},
        "finished": True,
        "started_at": NOW - 60_000,
        "answered_at": NOW,
    }
    return content | changed


def sealed(keys: Keys, content: dict[str, Any], *, name: str = "") -> Envelope:
    """The content sealed to the service's key of now, for the id in it (or `name`)."""
    key, point = public_key(keys)
    ours = ec.generate_private_key(CURVE)
    epk = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.b64decode(point))
    secret = ours.exchange(ec.ECDH(), theirs)
    aes = AESGCM(HKDF(SHA256(), 32, epk, b"sealed answer").derive(secret))
    iv, owner = os.urandom(12), name or content["id"]
    text = aes.encrypt(iv, msgspec.json.encode(content), owner.encode())
    return Envelope(v=1, id=owner, key=key, epk=_text(epk), iv=_text(iv), sealed=_text(text))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
