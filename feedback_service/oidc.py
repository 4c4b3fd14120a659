"""OpenID Connect as a client: who the provider is, its keys, and what it is asked.

Everything is asked anew at each sign-in: nobody signs in so often, and a provider's new keys count at once.
"""

from urllib.parse import urlsplit

import httpx
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from feedback_service.id_tokens import OidcError

TIMEOUT = 10  # seconds
_HERE = {"127.0.0.1", "localhost"}


class Provider(msgspec.Struct, frozen=True):
    """What a provider's discovery document says."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


async def discover(issuer: str) -> Provider:
    """The provider at this address. Raises OidcError when it does not answer, or as somebody else."""
    content = await fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
    try:
        found = msgspec.json.decode(content, type=Provider)
    except msgspec.DecodeError as error:
        raise OidcError("away") from error
    safe = all(_is_safe(one) for one in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri))
    if found.issuer != issuer or not safe or not _is_safe(found.end_session_endpoint or issuer):
        raise OidcError("away")
    return found


async def fetch_keys(provider: Provider) -> KeySet:
    """The provider's public keys."""
    try:
        return KeySet.import_key_set(msgspec.json.decode(await fetched(provider.jwks_uri)))
    except (msgspec.DecodeError, JoseError, ValueError, KeyError, TypeError) as error:
        raise OidcError("away") from error


async def fetched(address: str, headers: dict[str, str] | None = None) -> bytes:
    """What stands at an address that is safe to ask. Raises OidcError."""
    if not _is_safe(address):
        raise OidcError("away")
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            answer = await client.get(address, headers=headers)
            return answer.raise_for_status().content
    except httpx.HTTPError as error:
        raise OidcError("away") from error


def _is_safe(address: str) -> bool:
    """TLS, or this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
