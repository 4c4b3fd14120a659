"""Single sign-on: OpenID Connect's code flow, through the identity provider that the settings name.

It never makes an account. A worker is known by the provider's subject; the first time, by an address that the
provider has verified and that exactly one account here has.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from feedback_service.id_tokens import LEEWAY, Claims, Expected, OidcError, claims_of
from feedback_service.oidc import Provider, discover, fetch_keys
from feedback_service.oidc_tokens import fetch_tokens, proof_of, with_email
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.signing_in import STEP_LASTS, Browser, Outcome, begin, begin_step, hash_of, note_failed
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.steps import Step, find_step, use_step
from feedback_service.storage.workers import Worker, link_subject, worker_by_subject, workers_by_email

KIND = "sso"
BACK = "/staff/sign-in/sso/back"


def is_offered(settings: Settings) -> bool:
    """Whether an identity provider is set."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


async def set_out(service: Service, wanted: str, *, anew: bool) -> tuple[str, str]:
    """The token of a step, and the provider's address to send the browser to. Raises OidcError.

    `anew`: whoever is signed in there has to prove again who they are.
    """
    provider = await discover(service.settings.oidc_issuer)
    token = await begin_step(service, KIND, None, secret=b"anew" if anew else b"", wanted=wanted)
    query = {
        "response_type": "code",
        "client_id": service.settings.oidc_client_id,
        "redirect_uri": service.settings.public_url + BACK,
        "scope": "openid email",
        "state": _derived(service, "state", token),
        "nonce": _derived(service, "nonce", token),
        "code_challenge": proof_of(_derived(service, "verifier", token)),
        "code_challenge_method": "S256",
    }
    if anew:
        query |= {"prompt": "login", "max_age": "0"}
    joiner = "&" if "?" in provider.authorization_endpoint else "?"
    return token, f"{provider.authorization_endpoint}{joiner}{urlencode(query)}"


async def come_back(
    service: Service, token: str, said: Mapping[str, str], browser: Browser
) -> tuple[Outcome, str]:
    """A session for the worker whom the provider names, and where to go then. Raises OidcError.

    Whom the provider let through unasked has proved nothing just now: when they did counts, if it says so.
    """
    step = await _used(service, token, said.get("state", ""))
    if step is None:
        raise OidcError("late")
    if said.get("error") or not said.get("code"):
        raise OidcError("refused")
    provider = await discover(service.settings.oidc_issuer)
    if said.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: an answer of another provider
        raise OidcError("proof")
    claims = await _claims(service, provider, token, said["code"], anew=bool(step.secret))
    worker = await _worker(service, claims)
    if worker is None or not worker.active:
        await note_failed(service, worker)
        raise OidcError("unknown")
    proved = None if claims.auth_time is None else min(claims.auth_time * 1000, service.now())
    return await begin(service, worker, "sso", browser, proved_at=proved), step.wanted


async def _claims(service: Service, provider: Provider, token: str, code: str, *, anew: bool) -> Claims:
    settings = service.settings
    tokens = await fetch_tokens(
        provider,
        client_id=settings.oidc_client_id,
        client_secret=_secret(settings),
        redirect_uri=settings.public_url + BACK,
        code=code,
        verifier=_derived(service, "verifier", token),
    )
    expected = Expected(
        issuer=provider.issuer,
        client_id=settings.oidc_client_id,
        nonce=_derived(service, "nonce", token),
        verified=settings.oidc_verified_claim,
        needs=settings.oidc_needs,
    )
    now = service.now() // 1000
    claims = claims_of(tokens.id_token, await fetch_keys(provider), expected, now)
    if anew and now - (claims.auth_time or 0) > STEP_LASTS // 1000 + LEEWAY:
        raise OidcError("proof")
    return await with_email(provider, claims, tokens.access_token, expected.verified)


async def _worker(service: Service, claims: Claims) -> Worker | None:
    """Whom the provider means; tied to its subject the first time."""
    subject, now = hashlib.sha256(f"{claims.iss}\0{claims.sub}".encode()).hexdigest(), service.now()

    async def work(tx: Transaction) -> Worker | None:
        if known := await worker_by_subject(tx, subject):
            return known
        if not (claims.email and claims.email_verified):
            return None
        same = await workers_by_email(tx, claims.email)
        if len(same) != 1 or not same[0].active or not await link_subject(tx, same[0].id, subject):
            return None
        await note(tx, "sso-linked", same[0].id, same[0].id, now)
        return same[0]

    return await service.database.transaction(work)


async def way_out(service: Service) -> str:
    """Where a worker can sign out of the provider too; empty when it has no such page or is away."""
    try:
        end = (await discover(service.settings.oidc_issuer)).end_session_endpoint
    except OidcError:
        return ""
    back = f"{service.settings.public_url}/staff/sign-in"
    query = urlencode({"client_id": service.settings.oidc_client_id, "post_logout_redirect_uri": back})
    return f"{end}{'&' if '?' in end else '?'}{query}" if end else ""


async def _used(service: Service, token: str, state: str) -> Step | None:
    """The step that this answer belongs to, once: its state follows from the token that the browser holds."""
    now, token_hash = service.now(), hash_of(token)
    if not token or not hmac.compare_digest(state.encode(), _derived(service, "state", token).encode()):
        return None
    async with service.database.reading() as connection:
        if await find_step(connection, token_hash, KIND, now) is None:
            return None
    return await service.database.transaction(lambda tx: use_step(tx, token_hash, KIND, now))


def _derived(service: Service, purpose: str, token: str) -> str:
    """43 characters that follow from the step's token, so that nothing of the exchange is stored."""
    raw = service.keys.sign(f"sso {purpose}", token)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _secret(settings: Settings) -> str:
    if not settings.oidc_secret_file:
        return ""
    try:
        return Path(settings.oidc_secret_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise OidcError("away") from error
