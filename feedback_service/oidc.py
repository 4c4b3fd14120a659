"""OpenID Connect as a client: discovery, keys, exchange of the code, userinfo.

Everything is asked anew at each sign-in: nobody signs in so often, and a provider's new keys count at once.
"""

import warnings
from urllib.parse import urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from feedback_service.id_tokens import Claims, OidcError

with warnings.catch_warnings():  # it would rather have a successor of httpx that is hardly out
    warnings.simplefilter("ignore")
    from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

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


class Tokens(msgspec.Struct, frozen=True):
    """What a code is exchanged for."""

    id_token: str
    access_token: str


class _Userinfo(msgspec.Struct):
    sub: str
    email: str | None = None
    email_verified: bool | None = None


async def discover(issuer: str) -> Provider:
    """The provider at this address. Raises OidcError when it does not answer, or as somebody else."""
    content = await _fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
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
        return KeySet.import_key_set(msgspec.json.decode(await _fetched(provider.jwks_uri)))
    except (msgspec.DecodeError, JoseError, ValueError, KeyError, TypeError) as error:
        raise OidcError("away") from error


async def fetch_tokens(
    provider: Provider, *, client_id: str, client_secret: str, redirect_uri: str, code: str, verifier: str
) -> Tokens:
    """The tokens for a code, given only to whoever has the verifier. Raises OidcError."""
    methods = provider.token_endpoint_auth_methods_supported
    by_post = "client_secret_basic" not in methods and "client_secret_post" in methods
    method = ("client_secret_post" if by_post else "client_secret_basic") if client_secret else "none"
    client = AsyncOAuth2Client(
        client_id=client_id,
        client_secret=client_secret or None,
        token_endpoint_auth_method=method,
        redirect_uri=redirect_uri,
        timeout=TIMEOUT,
    )
    try:
        async with client:
            answer = await client.fetch_token(provider.token_endpoint, code=code, code_verifier=verifier)
    except OAuthError as error:
        raise OidcError("proof") from error
    except (httpx.HTTPError, ValueError) as error:
        raise OidcError("away") from error
    return Tokens(str(answer.get("id_token", "")), str(answer.get("access_token", "")))


async def with_email(provider: Provider, claims: Claims, access_token: str) -> Claims:
    """The claims with the address from the provider's userinfo, where the ID token has none."""
    if claims.email or not provider.userinfo_endpoint:
        return claims
    content = await _fetched(provider.userinfo_endpoint, {"authorization": f"Bearer {access_token}"})
    try:
        said = msgspec.json.decode(content, type=_Userinfo)
    except msgspec.DecodeError as error:
        raise OidcError("away") from error
    if said.sub != claims.sub:
        raise OidcError("proof")
    return msgspec.structs.replace(claims, email=said.email, email_verified=said.email_verified)


def proof_of(verifier: str) -> str:
    """PKCE's challenge (S256)."""
    challenge: str = create_s256_code_challenge(verifier)
    return challenge


async def _fetched(address: str, headers: dict[str, str] | None = None) -> bytes:
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
