"""Whether leads and managers can come in on a new device while strangers try their passwords."""

from feedback_service.cover import in_a_row
from feedback_service.doctor_findings import Finding, warning
from feedback_service.duty import CALLABLE
from feedback_service.service import Service
from feedback_service.single_sign_on import is_offered
from feedback_service.storage.passkeys import only_by_password

NAMED = 5


async def by_password_only(service: Service) -> list[Finding]:
    """That some have neither a passkey nor single sign-on, with the first of their usernames."""
    offered = is_offered(service.settings)
    async with service.database.reading() as connection:
        found = await only_by_password(connection, CALLABLE, single_sign_on=offered)
    if not found:
        return []
    left = len(found) - NAMED
    named = in_a_row([*found[:NAMED], *([f"{left} more"] if left > 0 else [])])
    return [
        warning(
            "sign-in of leads",
            f"Leads or managers with neither a passkey nor single sign-on: {named}.",
            "Let each add a passkey on the page of their account, or use single sign-on once: strangers who "
            "try passwords make theirs wait in browsers it was never used in.",
        )
    ]
