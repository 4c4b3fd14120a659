"""What changed for the same people between two moments of the help, and how sure the numbers let us be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from feedback_service import analysing
from feedback_service.report_counts import MOMENTS
from feedback_service.report_feelings import (
    FAMILIES,
    MEASURES,
    WORKERS,
    Asked,
    Population,
    is_scribed,
    measure_of,
    place_of,
    scribed_of,
)
from feedback_service.report_findings import Changed, safe_table
from feedback_service.storage.report_data import Scale

# Being happier is asked as a change already: a change of it would be a change of a change.
COMPARED: Final = MEASURES[1:]
_MOMENTS = tuple(MOMENTS)

Ends = Mapping[str, tuple[int, int]]
"""The earliest and the latest place on the scale, by person."""
Range = tuple[float, float]


class Moved(NamedTuple):
    """How a population moved; `share` of those who changed got better, `mean` in places of the scale."""

    better: int
    same: int
    worse: int
    share: Range | None
    mean: float | None
    mean_range: Range | None


async def changes(
    asked: Mapping[tuple[str, int, str], Asked], scales: Sequence[Scale], period_from: int, threshold: int
) -> tuple[Changed, ...]:
    """What changed for those who answered in the period and at an earlier moment of the help.

    The same child (by subject and band) or the same relative (by subject and role) on the same scale;
    `scales` in order of time. Of several at a moment, the first of the earliest and the last of the latest.
    Raises BrokenProcessPool as `analysing.run` does.
    """
    found = _series(asked, scales)
    pairs = {
        one: ends
        for one in sorted(found, key=place_of)
        if (ends := {who: pair for who, rows in found[one].items() if (pair := _ends(rows, period_from))})
    }
    places = [{who: (first[1], last[1]) for who, (first, last) in ends.items()} for ends in pairs.values()]
    moved = await analysing.run(measure, places)
    scribed = [
        sum(is_scribed(first[0].scribe) or is_scribed(last[0].scribe) for first, last in ends.values())
        for ends in pairs.values()
    ]
    return tuple(_changed(*each, threshold) for each in zip(pairs, moved, scribed, strict=True))


Answered = tuple[Scale, int]


def _series(
    asked: Mapping[tuple[str, int, str], Asked], scales: Sequence[Scale]
) -> Mapping[Population, Mapping[str, list[Answered]]]:
    series: defaultdict[Population, defaultdict[str, list[Answered]]]
    series = defaultdict(lambda: defaultdict(list))
    for row in scales:
        if (found := measure_of(asked, row)) and (person := _person(row, found[1].group)):
            measure_, what, place = found
            if measure_ in COMPARED:
                series[Population(what.group, measure_, what.labels)][person].append((row, place))
    return series


def _person(row: Scale, group: str) -> str | None:
    if group == WORKERS:  # nothing tells one practitioner from the next
        return None
    if group != FAMILIES:
        return row.subject_id
    return f"{row.subject_id}/{row.person_role}" if row.person_role else None


def _ends(rows: Sequence[Answered], period_from: int) -> tuple[Answered, Answered] | None:
    moments = [_MOMENTS.index(row.moment) for row, _ in rows]
    earliest, latest = min(moments), max(moments)
    first = rows[moments.index(earliest)]
    last = rows[len(moments) - 1 - moments[::-1].index(latest)]
    return (first, last) if earliest < latest and last[0].answered_at >= period_from else None


def measure(pairs: Sequence[Ends]) -> list[Moved]:
    """How each population moved, in the analysis process."""
    from analysis.change import shift, sign_interval  # noqa: PLC0415 (scipy: only in the analysis process)

    measured = []
    for ends in pairs:
        found = shift(
            {who: pair[0] for who, pair in ends.items()}, {who: pair[1] for who, pair in ends.items()}
        )
        change = found.change
        share = sign_interval(change)
        counts = (change.better, change.same, change.worse)
        measured.append(Moved(*counts, share, found.mean, found.interval))
    return measured


def _changed(one: Population, moved: Moved, scribed: int, threshold: int) -> Changed:
    counts = {"better": moved.better, "same": moved.same, "worse": moved.worse}
    table = safe_table(counts, threshold)
    told = table.cells["better"] is not None and table.cells["worse"] is not None
    # A mean tells of every cell: it stands only beside a table that hides none.
    whole = None not in table.cells.values()
    return Changed(
        measure=one.measure,
        group=one.group,
        table=table,
        interval=_per_cent(moved.share) if told else None,
        scribed=scribed_of(scribed, sum(counts.values()), threshold),
        mean=_tenth(moved.mean) if whole and moved.mean is not None else None,
        mean_range=_tenths(moved.mean_range) if whole else None,
        scale=one.labels,
    )


def _per_cent(interval: Range | None) -> tuple[int, int] | None:
    return (round(100 * interval[0]), round(100 * interval[1])) if interval else None


def _tenth(value: float) -> float:
    return round(value, 1) + 0.0  # no -0.0


def _tenths(interval: Range | None) -> Range | None:
    return (_tenth(interval[0]), _tenth(interval[1])) if interval else None
