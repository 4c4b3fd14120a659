"""Who was invited, by what is known of an invitation, and what became of it; as far as nothing small is told.

Invitations say what workers did, not what people said, but "one link was opened and never answered" would
still tell of one person. So a table is shown whole or not at all: with what became of the links; else with
answered and not; else only how many were made. Where a sum over an audience is hidden there is none.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from analysis.suppression import suppress
from feedback_service.report_about import AREA_HEADING, NEEDS_HEADING, area_label, needs_label
from feedback_service.report_counts import BANDS, LINK_STATES, MOMENTS, NOT_SAID, kind_of_form
from feedback_service.report_findings import Invitations
from feedback_service.report_more import Reach
from feedback_service.storage.report_reach import LinkCount
from forms.catalogue import Catalogue
from forms.model import Audience

MADE: Final = "Made"
_ANSWERED: Final = {"answered": "Answered", "opened": "Not answered", "not opened": "Not answered"}
Label = Callable[[LinkCount], str]
Cells = dict[str, dict[str, int]]


def reach(
    catalogue: Catalogue,
    made: Sequence[LinkCount],
    sums: Sequence[Invitations],
    parts: tuple[str, Mapping[str, str]],
    threshold: int,
) -> tuple[Reach, ...]:
    """The tables of each audience; `parts` as `report_places.named_part` gives, `sums` as they are shown."""
    audience_of = {one.form.id: one.form.audience for one in catalogue.all_current()}
    whole = {one.audience for one in sums if None not in one.cells.values()}
    found = []
    for audience in (one.audience for one in sums if one.audience in whole):
        rows = [row for row in made if audience_of.get(row.form_id) == audience]
        for heading, label in _headings(catalogue, audience, parts):
            if cells := _shown(rows, label, threshold):
                found.append(Reach(audience=audience, heading=heading, cells=cells))
    return tuple(found)


def _headings(
    catalogue: Catalogue, audience: Audience, parts: tuple[str, Mapping[str, str]]
) -> Iterator[tuple[str, Label]]:
    def form(row: LinkCount) -> str:
        return kind_of_form(catalogue.current(row.form_id))

    if audience == "child":
        yield "Age band", lambda row: BANDS.get(catalogue.current(row.form_id).form.band or "", NOT_SAID)
        yield "Kind of form", form
    elif audience == "family":
        yield "For whom", lambda row: (row.role or NOT_SAID).replace("-", " ").capitalize()
    yield "When in the help", lambda row: MOMENTS.get(row.moment, NOT_SAID)
    yield NEEDS_HEADING, lambda row: needs_label(row.needs)
    yield AREA_HEADING, lambda row: area_label(row.area)
    heading, names = parts
    if heading:
        yield heading, lambda row: names.get(row.team_id, NOT_SAID)


def _shown(rows: Sequence[LinkCount], label: Label, threshold: int) -> dict[str, dict[str, int | None]]:
    if len({label(row) for row in rows}) < 2:  # noqa: PLR2004 (one part of something tells nothing)
        return {}
    for states in (LINK_STATES, _ANSWERED):
        cells = _counted(rows, label, states)
        if not any(1 <= n <= threshold for row in cells.values() for n in row.values()):
            return {name: dict(row) for name, row in cells.items()}
    sizes = {name: sum(row.values()) for name, row in _counted(rows, label, LINK_STATES).items()}
    safe = suppress(sizes, threshold=threshold, total_shown=True)
    return {name: {MADE: n} for name, n in safe.items()} if set(safe.values()) != {None} else {}


def _counted(rows: Sequence[LinkCount], label: Label, states: Mapping[str, str]) -> Cells:
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[label(row), states[row.state]] += row.n
    names = sorted({label(row) for row in rows}, key=_place)
    return {name: {state: counts[name, state] for state in dict.fromkeys(states.values())} for name in names}


_ORDER: Final = {name: place for place, name in enumerate((*BANDS.values(), *MOMENTS.values()))}


def _place(name: str) -> tuple[bool, int, str]:
    return name == NOT_SAID, _ORDER.get(name, len(_ORDER)), name
