"""What the pages about shared tablets are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code, shown once: `picture` is an SVG of its `address`; `pin` is empty unless made just now."""

    tablet: str
    code: str
    address: str
    picture: str
    pin: str = ""


class DeviceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One tablet; `waiting` tells how many answers and for how long, `late` that somebody should look."""

    href: str
    name: str
    team: str
    state: str
    waiting: str
    late: bool
    menu: str
    next: str


class Wished(msgspec.Struct, frozen=True, kw_only=True):
    """A new tablet as it is asked for."""

    id: str
    name: str = ""
    team_id: str = ""
    forms: tuple[str, ...] = ()


class DevicesPage(StaffPage, frozen=True, kw_only=True):
    """The tablets of one's teams, and a form to add one; `made` is shown this once."""

    template: ClassVar[str] = "staff/devices.html"
    rows: tuple[DeviceRow, ...]
    wish: Wished
    errors: dict[str, str]
    teams: tuple[Option, ...]
    forms: tuple[Option, ...]
    made: Code | None


class DevicePage(StaffPage, frozen=True, kw_only=True):
    """One tablet: a new code, its menu and PIN, its end. `ended` when it is revoked already."""

    template: ClassVar[str] = "staff/device.html"
    row: DeviceRow
    chosen: tuple[str, ...]
    errors: dict[str, str]
    forms: tuple[Option, ...]
    made: Code | None
    ended: bool


class RevokePage(StaffPage, frozen=True, kw_only=True):
    """Asks once more before a tablet is ended."""

    template: ClassVar[str] = "staff/device_revoke.html"
    row: DeviceRow
