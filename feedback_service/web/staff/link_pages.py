"""What the page of links shows."""

from typing import ClassVar

import msgspec

from feedback_service.inviting import Wish
from feedback_service.web.staff.about_pages import AboutFields
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One link that was made; `revoke` is empty when it cannot be used any more."""

    form: str
    role: str
    team: str
    subject: str
    moment: str
    uses: str
    state: str
    answers: int
    made: str
    expires: str
    revoke: str


class LinksPage(StaffPage, frozen=True, kw_only=True):
    """Make a link, and what became of those made. `address` is shown this once; `errors` by field.

    Not `about_kept`: what was told of the subject is another team's to tell.
    """

    template: ClassVar[str] = "staff/links.html"
    wish: Wish
    errors: dict[str, str]
    address: str
    about_kept: bool
    forms: tuple[Option, ...]
    teams: tuple[Option, ...]
    moments: tuple[Option, ...]
    about: AboutFields
    rows: tuple[LinkRow, ...]
    pager: Pager
