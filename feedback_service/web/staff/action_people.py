"""Who can be given an action, and what is wrong with one as it was typed."""

from feedback_service import action_wishes as wishes
from feedback_service.action_wishes import Wish
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.frame import ROLE_NAMES
from feedback_service.web.staff.list_pages import Option


async def wish_errors(
    connection: Transaction, service: Service, wish: Wish, team_id: str | None, behind: tuple[str, ...]
) -> dict[str, str]:
    """What is wrong with a new action, by field."""
    found = {
        "said": wishes.words_problem(wish.said, "what children or families said"),
        "planned": wishes.words_problem(wish.planned, "what will be done"),
        "due": wishes.due_problem(wish.due, service.now()),
        "owner": await wishes.owner_problem(connection, wish.owner, team_id, behind),
    }
    return {field: error for field, error in found.items() if error}


async def owner_options(connection: Transaction, worker: Worker) -> tuple[Option, ...]:
    """Whom a worker can give an action to."""
    found = await wishes.owners(connection, worker)
    return tuple(Option(one.id, f"{one.name} ({ROLE_NAMES[one.role].lower()})") for one in found)
