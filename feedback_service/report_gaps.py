"""The same question as children, families and practitioners answer it: side by side, never added up.

Worked out from what the report shows anyway, so that it tells nothing more: a table that hides a number is
compared with none.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from feedback_service import analysing
from feedback_service.report_feelings import FAMILIES, NO_ANSWER, WORKERS
from feedback_service.report_findings import Feeling, Gap

_VOICES = {FAMILIES: "adult", WORKERS: "practitioner"}  # all other groups are children of a band
Compared = tuple[str, Mapping[str, Sequence[int]]]
"""A measure, and how many chose each place from the lowest, by voice."""


async def gaps(feelings: Sequence[Feeling]) -> tuple[Gap, ...]:
    """How far apart the voices are on one measure and a scale of as many places; `feelings` as shown.

    Each band of children is compared by itself. Raises BrokenProcessPool as `analysing.run` does.
    """
    pairs = list(_pairs(feelings))
    asked = [(left.measure, {_voice(one): _places(one) for one in (left, right)}) for left, right in pairs]
    found = await analysing.run(compare, asked)
    return tuple(
        Gap(
            measure=left.measure,
            groups=(left.group, right.group),
            answered=(sum(_places(left)), sum(_places(right))),
            difference=round(gap[0], 1) + 0.0,
            interval=(round(gap[1], 1) + 0.0, round(gap[2], 1) + 0.0),
        )
        for (left, right), gap in zip(pairs, found, strict=True)
        if gap
    )


def told(gap: Gap, feelings: Sequence[Feeling]) -> bool:
    """Whether both tables that a gap rests on are still shown whole, and as many answered in them."""
    whole = {
        (one.group, sum(_places(one))) for one in feelings if one.measure == gap.measure and _is_whole(one)
    }
    return whole.issuperset(zip(gap.groups, gap.answered, strict=True))


def _is_whole(one: Feeling) -> bool:
    return one.table.n is not None and None not in one.table.cells.values()


def _pairs(feelings: Sequence[Feeling]) -> Iterator[tuple[Feeling, Feeling]]:
    """Tables of different voices on one measure; of scales of one length in a group, the most answered."""
    alike: defaultdict[tuple[str, int], dict[str, Feeling]] = defaultdict(dict)
    for one in sorted(filter(_is_whole, feelings), key=lambda one: one.table.n or 0):
        alike[one.measure, len(one.table.cells)][one.group] = one
    for one in feelings:
        groups = alike[one.measure, len(one.table.cells)]
        if groups.get(one.group) is one:
            later = [other for other in groups.values() if _order(one) < _order(other)]
            yield from ((one, other) for other in sorted(later, key=_order))


_ORDER = ("child", "adult", "practitioner")


def _order(one: Feeling) -> int:
    return _ORDER.index(_voice(one))


def _voice(one: Feeling) -> str:
    return _VOICES.get(one.group, "child")


def _places(one: Feeling) -> list[int]:
    return [count or 0 for label, count in one.table.cells.items() if label != NO_ANSWER]


def compare(asked: Sequence[Compared]) -> list[tuple[float, float, float] | None]:
    """Difference and its range for each pair, in the analysis process; None where too few answered."""
    from analysis.comparing import by_voice  # noqa: PLC0415 (scipy: only in the analysis process)

    found = []
    for measure, voices in asked:
        places = max(len(counts) for counts in voices.values())
        given = {
            voice: [place for place, count in enumerate(counts) for _ in range(count)]
            for voice, counts in voices.items()
        }
        (domain,) = by_voice({measure: given}, places)
        found.append(next(((gap.difference, *gap.interval) for gap in domain.gaps), None))
    return found
