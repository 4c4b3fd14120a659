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
MAKES_ACTIONS: Roles = ("practitioner", "manager")
SHOWS_ACTIONS: Roles = ("manager",)
IMPORTS: Roles = ("reviewer", "manager")
SEES_JOBS: Roles = ("manager", "administrator")
SEES_CODEBOOK: Roles = ("practitioner", "reviewer", "safeguarding", "manager", "designer")
EDITS_CODEBOOK: Roles = ("reviewer", "manager")
STEERS: Roles = ("manager",)
APPROVES: Roles = ("manager",)
PUBLISHES: Roles = ("manager",)
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
    Area("/staff/asks", "Asks", READS, "What colleagues ask you, and what you asked"),
    Area("/staff/subjects", "Subjects", READS, "One child or family over time, and who was not heard yet"),
    Area("/staff/search", "Search", READS, "Everything you may read: words, themes, subjects, times"),
    Area("/staff/removals", "Removals", SETTLES, "Requests to take away what somebody sent"),
    Area("/staff/rights", "Keeping", SEES_RETENTION, "How long words are kept, holds, copies for people"),
    Area("/staff/links", "Links", INVITES, "Invite a child, a family or a practitioner"),
    Area("/staff/recordings", "Recordings", RECORDS, "Read the words of forms aloud"),
    Area("/staff/tablets", "Tablets", SETS_UP, "Shared devices: set up, last seen, what waits on them"),
    Area("/staff/forms", "Forms", EVERYONE, "Go through any form before anybody is asked"),
    Area(
        "/staff/machine", "Machine reading", READS, "What the machine proposes, and what it learnt from you"
    ),
    Area("/staff/themes", "Themes", READS, "What is spoken of, by whom, where and when"),
    Area("/staff/candidates", "New themes", CORRECTS, "What people wrote about that no theme fits"),
    Area("/staff/codebook", "Codebook", SEES_CODEBOOK, "What each theme means, and how that was changed"),
    Area("/staff/reports", "Reports", READS_REPORTS, "What children and families told, taken together"),
    Area("/staff/actions", "Actions", READS, "What is done because of what was said, until it is done"),
    Area("/staff/indicators", "Indicators", IMPORTS, "Numbers from other systems, beside the voices"),
    Area("/staff/quotes", "Quotes", MAKES_REPORTS, "Words that may tell who somebody is, to be checked"),
    Area("/staff/jobs", "Jobs", SEES_JOBS, "Reports on schedule, and what the service does by itself"),
    Area("/staff/workers", "Workers", ADMINISTERS, "Who may sign in, and the teams"),
    Area("/staff/audit", "Audit trail", AUDITS, "Who did what, and whether the trail is whole"),
    Area("/staff/access", "Access", WATCHES_ACCESS, "How it changed of late who may see what"),
)
