"""Setting up an app for one-time codes, and taking it off."""

import pyotp

from feedback_service.one_time_codes import PLACE, opened, step_of
from feedback_service.service import Service
from feedback_service.storage import factors
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import OneTimeSecret
from feedback_service.storage.workers import Worker


async def begin_codes(service: Service, worker_id: str) -> None:
    """Make a new secret; it counts once a code of it was typed. Nothing changes while another counts."""
    key, now = service.keys.new_data_key(worker_id), service.now()
    made = OneTimeSecret(
        worker_id=worker_id,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        secret=key.seal(pyotp.random_base32(), PLACE),
        made_at=now,
    )

    async def work(tx: Transaction) -> None:
        present = await factors.find_secret(tx, worker_id)
        if present is None or present.confirmed_at is None:
            await factors.put_secret(tx, made)

    await service.database.transaction(work)


async def shown_secret(service: Service, worker_id: str) -> str:
    """The secret that is being set up, for an app to read; empty when there is none or it counts already."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    return opened(service, stored) if stored and stored.confirmed_at is None else ""


def app_address(service: Service, worker: Worker, secret: str) -> str:
    """What the picture holds: the address that apps for one-time codes understand."""
    issuer = service.settings.service_name
    return pyotp.TOTP(secret).provisioning_uri(name=worker.username, issuer_name=issuer)


async def confirm_codes(service: Service, worker_id: str, code: str) -> bool:
    """The secret counts from now on, when the code is right."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    step = step_of(service, stored, code) if stored and stored.confirmed_at is None else None
    if step is None:
        return False
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if not await factors.spend_code(tx, worker_id, step):
            return False
        await factors.confirm_secret(tx, worker_id, now)
        await note(tx, "codes-set", worker_id, worker_id, now)
        return True

    return await service.database.transaction(work)


async def remove_codes(service: Service, worker_id: str) -> None:
    """No codes from an app any more."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await factors.forget_secret(tx, worker_id)
        await note(tx, "codes-removed", worker_id, worker_id, now)

    await service.database.transaction(work)
