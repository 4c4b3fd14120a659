"""Whom a report is about, by area and by additional needs: workers say these of subjects, answers do not.

Told once they are kept for anybody in the partnership, in every report and with every cell that there can be,
so that what one report tells can be held against another.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from feedback_service.report_counts import NOT_SAID
from feedback_service.report_findings import Group, safe_table
from feedback_service.storage.report_reach import AboutCount, KeptAbout

AREA_HEADING: Final = "Area"
NEEDS_HEADING: Final = "Additional needs"
WITH_NEEDS: Final = "With additional needs"
_NEEDS: Final = {"yes": WITH_NEEDS, "no": "Without"}


def area_label(area: str | None) -> str:
    """The area as reports name it."""
    return area or NOT_SAID


def needs_label(needs: str | None) -> str:
    """Whether there are additional needs, as reports name it."""
    return _NEEDS.get(needs or "", NOT_SAID)


def with_about(
    groups: Iterable[Group],
    counted: Sequence[AboutCount],
    kept: KeptAbout,
    areas: Sequence[str],
    threshold: int,
) -> tuple[Group, ...]:
    """Each audience with its sets of answers by needs and by area (all `areas` there are, and those kept)."""
    named = sorted({*areas, *kept.areas})
    headings: list[tuple[str, list[str], Callable[[AboutCount], str]]] = []
    if kept.needs:
        headings.append((NEEDS_HEADING, [*_NEEDS.values(), NOT_SAID], lambda one: needs_label(one.needs)))
    if kept.areas:
        headings.append((AREA_HEADING, [*named, NOT_SAID], lambda one: area_label(one.area)))

    def told(group: Group) -> Group:
        mine = [one for one in counted if one.audience == group.audience]
        more = {}
        for heading, labels, label in headings if mine else []:
            counts = dict.fromkeys(labels, 0)
            for one in mine:
                counts[label(one)] += one.n
            more[heading] = safe_table(counts, threshold)
        return msgspec.structs.replace(group, breakdowns={**group.breakdowns, **more})

    return tuple(told(group) for group in groups)
