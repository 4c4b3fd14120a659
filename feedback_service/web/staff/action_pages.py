"""What the pages of actions are given."""

from typing import ClassVar

import msgspec

from feedback_service.action_hints import Hint
from feedback_service.action_wishes import Wish
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One action of the list; `carried` is empty while no due date has passed."""

    href: str
    said: str
    team: str
    owner: str
    due: str
    state: str
    overdue: bool
    carried: str
    shown: bool


class Standings(msgspec.Struct, frozen=True, kw_only=True):
    """One list that can be chosen, with how many are in it."""

    href: str
    label: str
    count: int
    current: bool


class ActionsPage(StaffPage, frozen=True, kw_only=True):
    """Actions, of one standing and, by `team`, of one team."""

    template: ClassVar[str] = "staff/actions.html"
    lists: tuple[Standings, ...]
    standing: str
    rows: tuple[ActionRow, ...]
    teams: tuple[Option, ...]
    team: str
    may_make: bool
    empty: str
    pager: Pager


class NewActionPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/actions with `id` (so that a double press makes one), `said`, `planned`, `owner`, `due`,
    and what it comes of: `submission`, or `report` and `theme`, or a `team` chosen here.

    `about` and `about_href` name what it comes of; `teams` is empty where that settles the team.
    """

    template: ClassVar[str] = "staff/action_new.html"
    id: str
    wish: Wish
    longest: int
    about: str
    about_href: str
    submission: str
    report: str
    theme: str
    themes: tuple[Option, ...]
    team: str
    teams: tuple[Option, ...]
    owners: tuple[Option, ...]
    errors: dict[str, str]


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an action's history; `words` is what stood before, or what was said at its end."""

    what: str
    by: str
    words: str


class ActionPage(StaffPage, frozen=True, kw_only=True):
    """One action. POST `version` with `said`, `planned`, `owner`, `due` to `address`; with `how` ("done" or
    "explained") and `outcome` to `<address>/settle`; with `due` to `<address>/reopen`; with `shown` ("yes" or
    "no", and `read` "yes") to `<address>/shown`.

    `conflict`: somebody changed it meanwhile; the page has what stands, `unkept` all that was typed, by the
    name of its field: its form may not be on the page any more.
    """

    template: ClassVar[str] = "staff/action.html"
    address: str
    version: int
    readable: bool
    said: str
    planned: str
    outcome: str
    state: str
    is_open: bool
    overdue: bool
    carried: str
    facts: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    behind: str
    behind_links: tuple[tuple[str, str], ...]
    shown: bool
    reaches: int
    hints: tuple[Hint, ...]
    may_change: bool
    may_show: bool
    wish: Wish
    how: str
    typed: str
    new_due: str
    longest: int
    owners: tuple[Option, ...]
    history: tuple[EventView, ...]
    errors: dict[str, str]
    conflict: bool
    unkept: tuple[tuple[str, str], ...]
