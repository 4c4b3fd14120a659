"""Passkeys: added by a worker who is signed in, and a way in by themselves (the device checks its holder)."""

import json
from urllib.parse import urlsplit

import uuid_utils
import webauthn
from webauthn.helpers import generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from feedback_service.service import Service
from feedback_service.signing_in import Browser, Outcome, begin, begin_step, hash_of, note_try
from feedback_service.storage import passkeys
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.passkeys import Passkey
from feedback_service.storage.steps import Step, find_step, use_step
from feedback_service.storage.workers import Worker, worker_by_id

ADD, USE = "passkey-add", "passkey-use"
LONGEST_NAME = 80
LONGEST_CREDENTIAL = 20_000  # characters
_HOLDER = UserVerificationRequirement.REQUIRED


class PasskeyError(Exception):
    """What the device said does not prove anything; the message is for the worker."""


async def ask_to_add(service: Service, worker: Worker) -> tuple[str, str]:
    """The token of a step, and the options (JSON) for the browser's `navigator.credentials.create`."""
    challenge = generate_challenge()
    async with service.database.reading() as connection:
        had = await passkeys.passkeys_of(connection, worker.id)
    options = webauthn.generate_registration_options(
        rp_id=_domain(service),
        rp_name=service.settings.service_name,
        user_name=worker.username,
        user_display_name=worker.name,
        user_id=worker.id.encode(),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_HOLDER
        ),
        exclude_credentials=_named(had),
    )
    token = await begin_step(service, ADD, worker.id, secret=challenge)
    return token, webauthn.options_to_json(options)


async def add(service: Service, worker: Worker, token: str, credential: str, name: str) -> None:
    """Keep the passkey that the device made. Raises PasskeyError."""
    step = await _used(service, token, ADD)
    if step is None or step.worker_id != worker.id:
        raise PasskeyError("That took too long, or began in another window. Try once more.")
    try:
        made = webauthn.verify_registration_response(
            credential=_json(credential),
            expected_challenge=step.secret,
            expected_rp_id=_domain(service),
            expected_origin=service.settings.public_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError("The device did not make a passkey that can be used here.") from error
    now = service.now()
    passkey = Passkey(
        id=str(uuid_utils.uuid7()),
        worker_id=worker.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        backed_up=made.credential_backed_up,
        name=name.strip()[:LONGEST_NAME] or "Passkey",
        made_at=now,
    )
    await service.database.transaction(lambda tx: _keep(tx, passkey, now))


async def _keep(tx: Transaction, passkey: Passkey, now: int) -> None:
    if await passkeys.find_passkey(tx, passkey.credential_id):
        raise PasskeyError("This passkey is here already.")
    await passkeys.add_passkey(tx, passkey)
    await note(tx, "passkey-added", passkey.worker_id, passkey.worker_id, now)


async def remove(service: Service, worker: Worker, passkey_id: str) -> bool:
    """Remove one of the worker's passkeys; False when they have no such one."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if not await passkeys.remove_passkey(tx, passkey_id, worker.id):
            return False
        await note(tx, "passkey-removed", worker.id, worker.id, now)
        return True

    return await service.database.transaction(work)


async def ask_for(service: Service, worker_id: str | None) -> tuple[str, str]:
    """The token of a step, and the options (JSON) for `navigator.credentials.get`.

    With `worker_id` only that worker's passkeys are good: their username and password were right before.
    """
    challenge = generate_challenge()
    async with service.database.reading() as connection:
        known = await passkeys.passkeys_of(connection, worker_id) if worker_id else []
    options = webauthn.generate_authentication_options(
        rp_id=_domain(service),
        challenge=challenge,
        allow_credentials=_named(known) or None,
        user_verification=_HOLDER,
    )
    token = await begin_step(service, USE, worker_id, secret=challenge)
    return token, webauthn.options_to_json(options)


async def sign_in(service: Service, token: str, credential: str, browser: Browser) -> Outcome:
    """Begin a session for whoever holds the passkey. Raises PasskeyError."""
    step, said = await _used(service, token, USE), _json(credential)
    async with service.database.reading() as connection:
        known = await passkeys.find_passkey(connection, _credential_id(said))
        worker = await worker_by_id(connection, known.worker_id) if known else None
    if step is None:
        raise PasskeyError("That took too long, or began in another window. Try once more.")
    if known is None or worker is None or not worker.active or step.worker_id not in {None, worker.id}:
        await note_try(service, "sign-in-failed", worker)
        raise PasskeyError("This passkey opens nothing here.")
    if not await _holds(service, step, known, said):
        await note_try(service, "sign-in-failed", worker)
        raise PasskeyError("The device did not prove that it is you.")
    return await begin(service, worker, "passkey", browser)


async def _holds(service: Service, step: Step, known: Passkey, said: dict[str, object]) -> bool:
    """Whether the device signed the challenge, and counted on since the last time (or counts nothing)."""
    try:
        proof = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=step.secret,
            expected_rp_id=_domain(service),
            expected_origin=service.settings.public_url,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    now, count = service.now(), proof.new_sign_count
    return await service.database.transaction(lambda tx: passkeys.note_use(tx, known, count, now))


async def _used(service: Service, token: str, kind: str) -> Step | None:
    now, token_hash = service.now(), hash_of(token)
    async with service.database.reading() as connection:
        if await find_step(connection, token_hash, kind, now) is None:
            return None
    return await service.database.transaction(lambda tx: use_step(tx, token_hash, kind, now))


def _json(credential: str) -> dict[str, object]:
    """What the browser sent, an empty object when it is none."""
    try:
        said = json.loads(credential) if len(credential) <= LONGEST_CREDENTIAL else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _credential_id(said: dict[str, object]) -> bytes:
    try:
        return webauthn.base64url_to_bytes(str(said.get("rawId", "")))
    except ValueError:
        return b""


def _named(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in known]


def _domain(service: Service) -> str:
    return urlsplit(service.settings.public_url).hostname or ""
