"""The second step of signing in: a code of an app, or a recovery code."""

from feedback_service.lockout import count_try
from feedback_service.one_time_codes import is_code
from feedback_service.recovery import is_recovery_code
from feedback_service.service import Service
from feedback_service.signing_in import (
    SECOND,
    Browser,
    Outcome,
    begin,
    hash_of,
    minutes,
    note_failed,
)
from feedback_service.storage.steps import find_step, use_step
from feedback_service.storage.workers import worker_by_id


async def finish(service: Service, token: str, typed: str, browser: Browser) -> tuple[Outcome, str] | None:
    """Complete the second step with a code or recovery code: what became of it, and where to go then.

    None when the step ran out or this browser does not have it.
    """
    async with service.database.reading() as connection:
        step = await find_step(connection, hash_of(token), SECOND, service.now())
        worker = await worker_by_id(connection, step.worker_id or "") if step else None
    if step is None or worker is None or not worker.active:
        return None
    tried = await count_try(service, "code", worker.username, browser.mark)
    if tried.wait:
        return Outcome(refusal="locked", wait=minutes(tried.wait)), step.wanted
    if not (await is_code(service, worker.id, typed) or await is_recovery_code(service, worker.id, typed)):
        await note_failed(service, worker, locks=tried.last)
        return Outcome(refusal="wrong"), step.wanted
    now = service.now()
    if not await service.database.transaction(lambda tx: use_step(tx, step.token_hash, SECOND, now)):
        return None
    return await begin(service, worker, "code", browser), step.wanted
