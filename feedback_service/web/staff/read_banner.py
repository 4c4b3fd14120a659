"""What stands where a mark as read led to: a press that takes it back."""

import re
from typing import Any, Final

from litestar.connection import ASGIConnection

from feedback_service.service import Service
from feedback_service.storage.read_marks import has_read
from feedback_service.storage.sight import sees
from feedback_service.storage.workers import Worker

_ID: Final = re.compile(r"[0-9a-f-]{36}")


async def unmarking(service: Service, worker: Worker, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where this worker's mark is taken back; empty where they set none, or it does not stand any more."""
    asked = connection.query_params
    of = asked.get("of", "")
    if asked.get("did") not in {"read", "all-read"} or not _ID.fullmatch(of):
        return ""
    async with service.database.reading() as db:
        is_there = await has_read(db, of, worker.id) and await sees(db, worker.scope, of)
    return f"/staff/submissions/{of}/unread" if is_there else ""
