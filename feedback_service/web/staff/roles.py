"""Which role may do what under /staff, as data: the one place to read or change it.

A role never widens whose rows are seen: that is each worker's teams (`storage.scope`).
"""

from typing import Literal, NamedTuple

Role = Literal["practitioner", "reviewer", "safeguarding", "manager", "designer", "administrator", "auditor"]
Roles = tuple[Role, ...]

EVERYONE: Roles = (
    "practitioner",
    "reviewer",
    "safeguarding",
    "manager",
    "designer",
    "administrator",
    "auditor",
)
READS: Roles = ("practitioner", "reviewer", "safeguarding", "manager")
CORRECTS: Roles = ("practitioner", "reviewer", "manager")
INVITES: Roles = ("practitioner", "manager")
SETS_UP: Roles = (*INVITES, "administrator")
TRIAGES: Roles = ("safeguarding", "manager")
TELLS: Roles = ("practitioner", "safeguarding", "manager")
SETTLES: Roles = ("safeguarding", "manager")
MAKES_REPORTS: Roles = ("reviewer", "manager")
READS_REPORTS: Roles = ("reviewer", "safeguarding", "manager")
STEERS: Roles = ("manager",)
APPROVES: Roles = ("manager",)
RECORDS: Roles = ("practitioner", "manager", "designer", "administrator")
ADMINISTERS: Roles = ("administrator",)
APPOINTS: Roles = ("safeguarding", "manager", "administrator")
HEARS_OF_NOTICES: Roles = ("safeguarding", "manager", "administrator")
WATCHES_ACCESS: Roles = ("safeguarding", "manager", "administrator", "auditor")
SEES_RETENTION: Roles = ("safeguarding", "manager", "administrator")
AUDITS: Roles = ("administrator", "auditor")


class Area(NamedTuple):
    """One entry of the navigation, for the roles that can open it."""

    href: str
    label: str
    roles: Roles
    about: str


AREAS = (
    Area("/staff", "Desk", EVERYONE, "What needs you now"),
    Area("/staff/concerns", "Concerns", TRIAGES, "Possible signs of harm, and who has seen them"),
    Area("/staff/rota", "Rota", TRIAGES, "Who is on duty, who stands in, and where nobody is"),
    Area("/staff/notices", "Notices", HEARS_OF_NOTICES, "Who was told that something waits, and fire drills"),
    Area("/staff/submissions", "Reading", READS, "Every submission of your teams, and whether it was read"),
    Area("/staff/removals", "Removals", SETTLES, "Requests to take away what somebody sent"),
    Area("/staff/rights", "Keeping", SEES_RETENTION, "How long words are kept, holds, copies for people"),
    Area("/staff/links", "Links", INVITES, "Invite a child, a family or a practitioner"),
    Area("/staff/recordings", "Recordings", RECORDS, "Read the words of forms aloud"),
    Area("/staff/tablets", "Tablets", SETS_UP, "Shared devices: set up, last seen, what waits on them"),
    Area("/staff/forms", "Forms", EVERYONE, "Go through any form before anybody is asked"),
    Area(
        "/staff/machine", "Machine reading", READS, "What the machine proposes, and what it learnt from you"
    ),
    Area("/staff/candidates", "New themes", CORRECTS, "What people wrote about that no theme fits"),
    Area("/staff/reports", "Reports", READS_REPORTS, "What children and families told, taken together"),
    Area("/staff/quotes", "Quotes", MAKES_REPORTS, "Words that may tell who somebody is, to be checked"),
    Area("/staff/workers", "Workers", ADMINISTERS, "Who may sign in, and the teams"),
    Area("/staff/audit", "Audit trail", AUDITS, "Who did what, and whether the trail is whole"),
    Area("/staff/access", "Access", WATCHES_ACCESS, "How it changed of late who may see what"),
)
