"""Signing in with a passkey: the device checks its holder, so that it is enough by itself."""

import webauthn
from webauthn.helpers import generate_challenge
from webauthn.helpers.exceptions import WebAuthnException

from feedback_service.passkeys import HOLDER, PasskeyError, domain, named, read_json, used
from feedback_service.service import Service
from feedback_service.signing_in import Browser, Outcome, begin, begin_step, note_failed
from feedback_service.storage import passkeys
from feedback_service.storage.passkeys import Passkey
from feedback_service.storage.steps import Step
from feedback_service.storage.workers import worker_by_id

USE = "passkey-use"


async def ask_for(service: Service, worker_id: str | None) -> tuple[str, str]:
    """The token of a step, and the options (JSON) for `navigator.credentials.get`.

    With `worker_id` only that worker's passkeys are good: their username and password were right before.
    """
    challenge = generate_challenge()
    async with service.database.reading() as connection:
        known = await passkeys.passkeys_of(connection, worker_id) if worker_id else []
    options = webauthn.generate_authentication_options(
        rp_id=domain(service),
        challenge=challenge,
        allow_credentials=named(known) or None,
        user_verification=HOLDER,
    )
    token = await begin_step(service, USE, worker_id, secret=challenge)
    return token, webauthn.options_to_json(options)


async def sign_in(service: Service, token: str, credential: str, browser: Browser) -> Outcome:
    """Begin a session for whoever holds the passkey. Raises PasskeyError."""
    step, said = await used(service, token, USE), read_json(credential)
    async with service.database.reading() as connection:
        known = await passkeys.find_passkey(connection, _credential_id(said))
        worker = await worker_by_id(connection, known.worker_id) if known else None
    if step is None:
        raise PasskeyError("That took too long, or began in another window. Try once more.")
    if known is None or worker is None or not worker.active or step.worker_id not in {None, worker.id}:
        await note_failed(service, worker)
        raise PasskeyError("This passkey opens nothing here.")
    if not await _holds(service, step, known, said):
        await note_failed(service, worker)
        raise PasskeyError("The device did not prove that it is you.")
    return await begin(service, worker, "passkey", browser)


async def _holds(service: Service, step: Step, known: Passkey, said: dict[str, object]) -> bool:
    """Whether the device signed the challenge, and counted on since the last time (or counts nothing)."""
    try:
        proof = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=step.secret,
            expected_rp_id=domain(service),
            expected_origin=service.settings.public_url,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    now, count = service.now(), proof.new_sign_count
    return await service.database.transaction(lambda tx: passkeys.note_use(tx, known, count, now))


def _credential_id(said: dict[str, object]) -> bytes:
    try:
        return webauthn.base64url_to_bytes(str(said.get("rawId", "")))
    except ValueError:
        return b""
