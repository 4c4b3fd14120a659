"""Passkeys: added and removed by a worker who is signed in."""

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
from feedback_service.signing_in import begin_step, hash_of
from feedback_service.storage import passkeys
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.passkeys import Passkey
from feedback_service.storage.steps import Step, find_step, use_step
from feedback_service.storage.workers import Worker

ADD = "passkey-add"
LONGEST_NAME = 80
LONGEST_CREDENTIAL = 20_000  # characters
HOLDER = UserVerificationRequirement.REQUIRED


class PasskeyError(Exception):
    """What the device said does not prove anything; the message is for the worker."""


async def ask_to_add(service: Service, worker: Worker) -> tuple[str, str]:
    """The token of a step, and the options (JSON) for the browser's `navigator.credentials.create`."""
    challenge = generate_challenge()
    async with service.database.reading() as connection:
        had = await passkeys.passkeys_of(connection, worker.id)
    options = webauthn.generate_registration_options(
        rp_id=domain(service),
        rp_name=service.settings.service_name,
        user_name=worker.username,
        user_display_name=worker.name,
        user_id=worker.id.encode(),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=HOLDER
        ),
        exclude_credentials=named(had),
    )
    token = await begin_step(service, ADD, worker.id, secret=challenge)
    return token, webauthn.options_to_json(options)


async def add(service: Service, worker: Worker, token: str, credential: str, name: str) -> None:
    """Keep the passkey that the device made. Raises PasskeyError."""
    step = await used(service, token, ADD)
    if step is None or step.worker_id != worker.id:
        raise PasskeyError("That took too long, or began in another window. Try once more.")
    try:
        made = webauthn.verify_registration_response(
            credential=read_json(credential),
            expected_challenge=step.secret,
            expected_rp_id=domain(service),
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


async def used(service: Service, token: str, kind: str) -> Step | None:
    """The step that the browser brought back, once; None when it ran out or is another's."""
    now, token_hash = service.now(), hash_of(token)
    async with service.database.reading() as connection:
        if await find_step(connection, token_hash, kind, now) is None:
            return None
    return await service.database.transaction(lambda tx: use_step(tx, token_hash, kind, now))


def read_json(credential: str) -> dict[str, object]:
    """What the browser sent, an empty object when it is none."""
    try:
        said = json.loads(credential) if len(credential) <= LONGEST_CREDENTIAL else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def named(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    """The passkeys as the browser is told of them."""
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in known]


def domain(service: Service) -> str:
    """What passkeys belong to: the name of the public address."""
    return urlsplit(service.settings.public_url).hostname or ""
