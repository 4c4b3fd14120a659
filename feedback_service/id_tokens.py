"""What an ID token says, and whether it is signed by the provider, for us, just now, for this sign-in."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

LEEWAY = 60  # seconds by which clocks may differ
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA"]
Reason = Literal["late", "refused", "away", "proof", "weak", "unknown"]


class OidcError(Exception):
    """Nobody is signed in; `reason` says why, and the cause tells the administrator's log more."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Claims(msgspec.Struct, frozen=True):
    """What an ID token says of whoever signed in; `auth_time`, when they last proved it there, in seconds."""

    iss: str
    sub: str
    email: str | None = None
    email_verified: bool = False
    auth_time: int | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a token must be: by whom, for whom, for which sign-in, and what the settings ask of it.

    `verified` names the claim that proves the address; `needs` is a `claim=value` that must stand in it.
    """

    issuer: str
    client_id: str
    nonce: str
    verified: str = "email_verified"
    needs: str = ""


def claims_of(id_token: str, keys: KeySet, expected: Expected, now: int) -> Claims:
    """What the token says, if it is signed by the provider and as `expected`; `now` in seconds."""
    nonce, client_id = expected.nonce, expected.client_id
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": client_id},
        "exp": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    try:
        token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        said = CodeIDToken(token.claims, token.header, options, {"nonce": nonce, "client_id": client_id})
        said.validate(now=now, leeway=LEEWAY)
        proved = {"email_verified": is_verified(token.claims, expected.verified)}
        found = msgspec.convert(token.claims | proved, Claims)
    except (JoseError, msgspec.ValidationError, ValueError, KeyError, TypeError) as error:
        raise OidcError("proof") from error
    if not _says(token.claims, expected.needs):
        raise OidcError("weak")
    return found


def is_verified(said: Mapping[str, Any], claim: str) -> bool:
    """Whether this claim says yes: providers write `true`, `"true"`, `1` or `"1"`."""
    return str(said.get(claim)).casefold() in {"true", "1"}


def _says(said: Mapping[str, Any], needs: str) -> bool:
    claim, _, value = needs.partition("=")
    found = said.get(claim)
    return not needs or value in (found if isinstance(found, list) else [found])
