"""What mothers, fathers and wider family each spoke of: a line a theme, over those who answered.

Nothing is shown of a group under ten, nor that fewer than ten of a group spoke of something, or did not.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from feedback_service.report_beside_months import tells
from feedback_service.report_counts import FATHERS, MOTHERS, WIDER, role_label
from feedback_service.report_findings import Findings, Group, MonthLine, Themes
from feedback_service.report_month_hiding import safe_months
from feedback_service.report_months import spoken_of
from feedback_service.report_quotes import QUOTE_BASE
from feedback_service.storage.report_codings import RoleTheme
from feedback_service.storage.report_data import Heard
from forms.catalogue import Catalogue

OTHERS: Final = "others"
ROLES: Final = (MOTHERS, FATHERS, WIDER, OTHERS)
WHO_ANSWERED: Final = "Who answered"
FEWEST: Final = QUOTE_BASE
_CODES: Mapping[str | None, str] = {
    "mother": MOTHERS,
    "father": FATHERS,
    "grandparent": WIDER,
    "aunt-or-uncle": WIDER,
    "brother-or-sister": WIDER,
}


def families(
    catalogue: Catalogue,
    groups: Sequence[Group],
    heard: Sequence[Heard],
    spoken: Sequence[RoleTheme],
    themes: Sequence[Themes],
    *,
    threshold: int,
) -> tuple[MonthLine, ...]:
    """First how many sets of answers came from each, then in how many of them each theme stands.

    Sizes are sums of what the breakdown by role shows: where that hides a part of one, so does this.
    """
    sets: Counter[str] = Counter()
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for row in heard:
        if row.audience == "family":
            role = _CODES.get(row.person_role, OTHERS)
            sets[role] += row.n
            labels[role].add(role_label(catalogue, row))
    n = next((group.n for group in groups if group.audience == "family"), None)
    if not n:
        return ()
    few = max(threshold, FEWEST - 1)
    finer = next(group.breakdowns[WHO_ANSWERED].cells for group in groups if group.audience == "family")
    sizes = {
        role: sets[role]
        if (sets[role] == 0 or sets[role] > few) and all(finer[label] is not None for label in labels[role])
        else None
        for role in ROLES
    }
    if all(not size for size in sizes.values()):
        return ()
    counts: Counter[tuple[str, str]] = Counter()
    for one in spoken:
        counts[_CODES.get(one.person_role, OTHERS), one.theme_id] += one.n
    lines = [MonthLine(audience="family", n=n, cells=sizes)]
    for theme in next((one.counts for one in themes if one.audience == "family"), ()):
        whole = spoken_of(theme)
        if whole is not None and whole > threshold:
            mine = {role: counts[role, theme.theme_id] for role in ROLES}
            cells = safe_months(mine, {role: sets[role] for role in ROLES}, sizes, few)
            lines.append(
                MonthLine(audience="family", theme_id=theme.theme_id, name=theme.name, n=whole, cells=cells)
            )
    return tuple(one for one in lines if set(one.cells.values()) != {None})


def families_beside(findings: Findings, earlier: Findings) -> tuple[MonthLine, ...]:
    """The lines in which no role, nor those that are hidden together, moved by a few since."""
    few = max(findings.method.threshold, FEWEST - 1)
    before = {one.theme_id: one for one in earlier.families}
    safe = tuple(
        one
        for one in findings.families
        if (then := before.get(one.theme_id)) is None or not tells(one, then, few)
    )
    return safe if any(not one.theme_id for one in safe) else ()
