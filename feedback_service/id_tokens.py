"""What an ID token says, and whether it is signed by the provider, for us, just now, for this sign-in."""

from typing import Literal

import msgspec
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

LEEWAY = 60  # seconds by which clocks may differ
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA"]
Reason = Literal["late", "refused", "away", "proof", "unknown"]


class OidcError(Exception):
    """Nobody is signed in; `reason` says why, and the cause tells the administrator's log more."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Claims(msgspec.Struct, frozen=True):
    """What an ID token says of whoever signed in; `auth_time` in seconds."""

    iss: str
    sub: str
    email: str | None = None
    email_verified: bool | None = None
    auth_time: int | None = None


def claims_of(id_token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: int) -> Claims:
    """What the token says, if it is signed by the provider, for us and for this sign-in; `now` in seconds."""
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "exp": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    try:
        token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        said = CodeIDToken(token.claims, token.header, options, {"nonce": nonce, "client_id": client_id})
        said.validate(now=now, leeway=LEEWAY)
        return msgspec.convert(dict(token.claims), Claims)
    except (JoseError, msgspec.ValidationError, ValueError, KeyError, TypeError) as error:
        raise OidcError("proof") from error
