"""OpenID Connect once a worker came back: the code exchanged for tokens, and what userinfo adds."""

import warnings
from typing import Any

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from feedback_service.id_tokens import Claims, OidcError, is_verified
from feedback_service.oidc import TIMEOUT, Provider, fetched

with warnings.catch_warnings():  # it would rather have a successor of httpx that is hardly out
    warnings.simplefilter("ignore")
    from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError


class Tokens(msgspec.Struct, frozen=True):
    """What a code is exchanged for."""

    id_token: str
    access_token: str


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


async def with_email(provider: Provider, claims: Claims, access_token: str, verified: str) -> Claims:
    """The claims with the address from the provider's userinfo, where the ID token has none.

    `verified` names the claim that proves it. Raises OidcError.
    """
    if claims.email or not provider.userinfo_endpoint:
        return claims
    content = await fetched(provider.userinfo_endpoint, {"authorization": f"Bearer {access_token}"})
    try:
        said = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise OidcError("away") from error
    email = said.get("email")
    if said.get("sub") != claims.sub or not isinstance(email, str | None):
        raise OidcError("proof")
    return msgspec.structs.replace(claims, email=email, email_verified=is_verified(said, verified))


def proof_of(verifier: str) -> str:
    """PKCE's challenge (S256)."""
    challenge: str = create_s256_code_challenge(verifier)
    return challenge
