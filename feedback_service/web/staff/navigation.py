"""The areas in their groups: one row of groups, and beside the open one a row of what is in it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from feedback_service.web.staff.roles import AREAS, Area

DESK: Final = "/staff"
_FEW: Final = 6  # areas that stand in one row without groups
# What no group names belongs to the last one.
_GROUPS: Final = {
    "Read": ("submissions", "concerns", "asks", "subjects", "search", "removals"),
    "Understand": ("themes", "candidates", "codebook", "machine"),
    "Report": ("reports", "actions", "quotes", "indicators", "jobs"),
    "Invite": ("links", "tablets", "forms", "recordings"),
    "Set up": (),
}
_LAST: Final = "Set up"
# Pages that are no area of their own stand under the one that leads to them.
_UNDER: Final = {"agreement": "themes", "second-reading": "themes", "poster": "actions"}


class NavItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the navigation; `current` is "page", "true" for the group of the page, or empty."""

    href: str
    label: str
    current: str


class AreaGroup(msgspec.Struct, frozen=True):
    """Areas that belong together."""

    name: str
    areas: tuple[Area, ...]


class Navigation(NamedTuple):
    """The first row, and the second: what is in the group that is open."""

    first: tuple[NavItem, ...]
    second: tuple[NavItem, ...]


def grouped(role: str) -> tuple[AreaGroup, ...]:
    """The areas that this role can open, without the desk; groups without any are left out."""
    found: dict[str, list[Area]] = {name: [] for name in _GROUPS}
    for area in AREAS:
        if role in area.roles and area.href != DESK:
            found[_group_of(area)].append(area)
    return tuple(AreaGroup(name, tuple(_in_order(name, some))) for name, some in found.items() if some)


def navigation(role: str, path: str) -> Navigation:
    """What a worker with this role goes by on the page at this path."""
    groups, path = grouped(role), _leads_to(path)
    desk = NavItem(href=DESK, label="Desk", current="page" if path == DESK else "")
    if sum(len(one.areas) for one in groups) <= _FEW:
        return Navigation((desk, *(_item(area, path) for one in groups for area in one.areas)), ())
    first, second = [desk], tuple[NavItem, ...]()
    for one in groups:
        items = tuple(_item(area, path) for area in one.areas)
        is_open = any(item.current for item in items)
        second = items if is_open else second
        first.append(NavItem(href=one.areas[0].href, label=one.name, current="true" if is_open else ""))
    return Navigation(tuple(first), second)


def _leads_to(path: str) -> str:
    name = path.removeprefix(f"{DESK}/").partition("/")[0]
    return f"{DESK}/{_UNDER[name]}" if name in _UNDER else path


def _item(area: Area, path: str) -> NavItem:
    is_here = path == area.href or path.startswith(f"{area.href}/")
    return NavItem(href=area.href, label=area.label, current="page" if is_here else "")


def _name(area: Area) -> str:
    return area.href.removeprefix(f"{DESK}/")


def _group_of(area: Area) -> str:
    return next((name for name, inside in _GROUPS.items() if _name(area) in inside), _LAST)


def _in_order(group: str, areas: Iterable[Area]) -> list[Area]:
    place = {name: number for number, name in enumerate(_GROUPS[group])}
    return sorted(areas, key=lambda one: place.get(_name(one), len(place)))
