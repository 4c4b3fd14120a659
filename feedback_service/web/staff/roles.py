"""Which role may do what under /staff, as data: the one place to read or change it.

A role never widens whose rows are seen: that is each worker's teams (`storage.scope`).
"""

from typing import Literal, NamedTuple

Role = Literal["practitioner", "reviewer", "safeguarding", "manager", "administrator"]
Roles = tuple[Role, ...]

EVERYONE: Roles = ("practitioner", "reviewer", "safeguarding", "manager", "administrator")
READS: Roles = ("practitioner", "reviewer", "safeguarding", "manager")
CORRECTS: Roles = ("practitioner", "reviewer", "manager")
INVITES: Roles = ("practitioner", "manager")
TRIAGES: Roles = ("safeguarding", "manager")
MAKES_REPORTS: Roles = ("reviewer", "manager")
READS_REPORTS: Roles = ("reviewer", "safeguarding", "manager")
APPROVES: Roles = ("manager",)
ADMINISTERS: Roles = ("administrator",)


class Area(NamedTuple):
    """One entry of the navigation, for the roles that can open it."""

    href: str
    label: str
    roles: Roles


AREAS = (
    Area("/staff", "Desk", EVERYONE),
    Area("/staff/concerns", "Concerns", TRIAGES),
    Area("/staff/submissions", "Reading", READS),
    Area("/staff/links", "Links", INVITES),
    Area("/staff/reports", "Reports", READS_REPORTS),
    Area("/staff/workers", "Workers", ADMINISTERS),
)
