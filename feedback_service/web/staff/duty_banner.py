"""The banner on every staff page while nobody is on duty, for those who can put somebody on the rota."""

from feedback_service.cover import off_duty
from feedback_service.service import Service
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.roles import TRIAGES


async def banner(service: Service, worker: Worker) -> str:
    """What it says; empty when somebody is on duty, and for other roles."""
    return await off_duty(service, worker.scope) if worker.role in TRIAGES else ""
