"""Which account a username means, and what is said when something cannot be."""

from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.workers import Worker


class AccountError(Exception):
    """An account cannot be made or changed like this; the message says what to do."""


async def known_worker(service: Service, username: str) -> Worker:
    """The worker with this username. Raises AccountError."""
    async with service.database.reading() as connection:
        found = await workers.worker_by_username(connection, folded(username))
    if found is None:
        raise AccountError(f"There is no worker '{username}'.")
    return found[0]


def folded(username: str) -> str:
    """A username as it is stored: capitals and spaces around it do not matter."""
    return username.strip().casefold()
