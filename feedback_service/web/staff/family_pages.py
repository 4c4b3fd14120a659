"""What the page that invites several people of one family is given."""

from typing import ClassVar

import msgspec

from feedback_service.inviting_family import FamilyWish
from feedback_service.web.staff.about_pages import AboutFields
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class InvitedView(msgspec.Struct, frozen=True, kw_only=True):
    """A link that was made; its address is shown this once."""

    who: str
    form: str
    address: str


class FamilyLinksPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/links/family with `family` (an id), the fields of the wish and `count-<role>` each.

    Not `about_kept`: what was told of the child is another team's to tell.
    """

    template: ClassVar[str] = "staff/family_links.html"
    wish: FamilyWish
    errors: dict[str, str]
    made: tuple[InvitedView, ...]
    about_kept: bool
    forms: tuple[Option, ...]
    teams: tuple[Option, ...]
    moments: tuple[Option, ...]
    about: AboutFields
    parents: tuple[Option, ...]
    wider: tuple[Option, ...]
    most: int
