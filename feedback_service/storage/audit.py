"""The audit trail: who did what to which thing, and when. Rows are only ever added."""

from typing import Literal

import uuid_utils
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import audit

Action = Literal[
    "sign-in", "sign-in-failed", "sign-in-locked", "sign-out",
    "worker-added", "worker-active", "worker-inactive", "password-set", "team-added",
    "tablet-made", "tablet-code", "tablet-enrolled", "tablet-changed", "tablet-revoked", "tablet-left",
    "sealed-imported",
    "link-made", "link-revoked", "submission-opened", "submission-read", "receipt-found",
    "recording-heard",
    "coding-added", "coding-withdrawn", "concern-seen",
    "came-back", "reply-made", "removal-asked", "words-removed", "removal-refused",
    "report-made", "quote-removed", "quote-checked", "report-approved", "sound-kept", "sound-removed",
    "analysis-paused", "analysis-resumed", "themes-learnt",
]  # fmt: skip


async def note(tx: AsyncConnection, action: Action, thing: str, worker_id: str | None, at: int) -> None:
    """Add one line; `thing` is an id, never a word of anybody."""
    row = {
        "id": str(uuid_utils.uuid7()),
        "at": at,
        "worker_id": worker_id,
        "action": action,
        "object": thing[:80],
    }
    await tx.execute(insert(audit), row)
