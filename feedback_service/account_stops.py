"""Accounts let in and stopped, and second steps taken off."""

from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import forget_factors
from feedback_service.storage.moving import tell_who_sees_now
from feedback_service.storage.rota import cancel_shifts_of
from feedback_service.storage.saved_views import remove_views_of
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import end_steps_of


async def reset_factors(service: Service, worker_id: str, *, by: str | None) -> None:
    """A worker who lost app, passkeys and recovery codes begins anew with the password; sessions end."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await forget_factors(tx, worker_id)
        await workers.unlink_subject(tx, worker_id)
        await end_sessions_of(tx, worker_id)
        await end_steps_of(tx, worker_id)
        await note(tx, "factors-reset", worker_id, by, now)

    await service.database.transaction(work)


async def set_active(service: Service, worker_id: str, *, active: bool, by: str | None) -> None:
    """Let a worker sign in, or stop them: sessions and invitations end at once, and so do coming shifts.

    Searches that they kept are erased, as nobody else can open them. Concerns that they looked at, or that
    come to others now, are told anew. Repeating it changes nothing.
    """
    now = service.now()
    action: Action = "worker-active" if active else "worker-inactive"

    async def work(tx: Transaction) -> None:
        if await workers.set_active(tx, worker_id, active=active):
            await end_sessions_of(tx, worker_id)
            await end_steps_of(tx, worker_id)
            if not active:
                await cancel_shifts_of(tx, worker_id, by, now)
                await remove_views_of(tx, worker_id)
            await tell_who_sees_now(tx, now)
            await note(tx, action, worker_id, by, now)

    await service.database.transaction(work)
