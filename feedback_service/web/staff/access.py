"""Who may see what, and how that changed of late: for those who must notice when it should not have."""

from typing import Final

from litestar import get

from feedback_service.storage.access import AccessChange, access_changes_since
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import ROLE_NAMES, frame_of
from feedback_service.web.staff.guards import allow
from feedback_service.web.staff.roles import WATCHES_ACCESS
from feedback_service.web.staff.wording import reach, when
from feedback_service.web.staff.worker_account_pages import AccessPage, AccessRow

DAYS = 90
_DAY = 86_400_000
_WORDS: Final = {
    "worker-added": "Account made",
    "worker-active": "Let in again",
    "worker-inactive": "Stopped",
    "worker-invited": "Invited to set a password",
    "worker-changed": "Name or telephone number changed",
    "email-changed": "E-mail address changed",
    "reach-changed": "Role, teams, agencies or independence changed",
    "reach-widened": "A team was added to their agency",
    "factors-reset": "Second step taken off",
    "sso-linked": "Tied to single sign-on",
    "password-set": "Password set",
}


@get("/access", operation_id="staff_access", guards=[allow(*WATCHES_ACCESS)])
async def access_changes(request: Asked) -> Page:
    """Changes of accounts, the newest first."""
    service = service_of(request)
    async with service.database.reading() as connection:
        found = await access_changes_since(connection, tuple(_WORDS), service.now() - DAYS * _DAY)
    page = AccessPage(frame=frame_of(request, "Access"), rows=tuple(_row(one) for one in found))
    return show(request, page)


def _row(one: AccessChange) -> AccessRow:
    sees = "all teams" if one.all_teams else reach(one.agencies, one.teams) or "no team"
    independent = ", independent" if one.independent else ""
    return AccessRow(
        when=when(one.at),
        what=f"{_WORDS[one.action]}: {one.team}" if one.team else _WORDS[one.action],
        whose=one.whose,
        by=one.by or "On the server",
        now=f"{ROLE_NAMES[one.role]}, {sees}{independent}" if one.active else "Cannot sign in",
    )
