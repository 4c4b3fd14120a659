"""What of a new report's parts, months, links and indicators may stand beside all other reports."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from feedback_service import analysing
from feedback_service.report_facts import Fact, Facts, Question, facts_of
from feedback_service.report_families import FEWEST
from feedback_service.report_findings import Findings
from feedback_service.report_ground import Ground, Told, ground_of
from feedback_service.report_unsaid import unsaid
from feedback_service.storage.teams import Team

Counted = tuple[int, int | None, tuple[int | None, ...]]
"""A table as `analysis.differencing.Shown`, which only the analysis process loads."""
_ROLES: Final = "roles"


class Held(NamedTuple):
    """One question: what others tell, what the new report does in groups, and how many are few."""

    others: Sequence[Counted]
    offered: Sequence[Sequence[Counted]]
    threshold: int


class Together(NamedTuple):
    """The findings as they may stand; `near`: not even how many answered may be told beside the others."""

    findings: Findings
    near: bool


class Others(NamedTuple):
    """What other reports tell, and the ground on which they and the new one lie."""

    ground: Ground
    facts: Sequence[Facts]


def others_of(new: Told, others: Sequence[Told], teams: Sequence[Team]) -> Others:
    """What others tell, whatever of the new report will be hidden. Takes a while: not for the event loop."""
    ground = ground_of([new, *others], teams)
    return Others(ground, [facts_of(one, ground) for one in others])


async def together(new: Told, others: Others) -> Together:
    """The findings without what, with the others, would tell of a few. Raises BrokenProcessPool as `run`."""
    _, findings = new
    mine, asked = await asyncio.to_thread(_questions, new, others)
    if not asked:
        return Together(findings, near=False)
    kept = dict(zip(asked, await analysing.run(let, list(asked.values())), strict=True))
    left_out = {
        fact.stands
        for question, groups in kept.items()
        for group, stays in zip(mine[question], groups, strict=True)
        for fact, stay in zip(group, stays, strict=True)
        if not stay
    }
    return Together(unsaid(findings, left_out), any(what == "sets" for what, *_ in left_out))


def _questions(new: Told, others: Others) -> tuple[Facts, Mapping[Question, Held]]:
    """What the new report tells, and the questions of which others tell something too."""
    mine, threshold = facts_of(new, others.ground), new[1].method.threshold
    asked = {
        question: held
        for question, groups in mine.items()
        if (held := _asked(question, groups, others.facts, threshold))
    }
    return mine, asked


def _asked(
    question: Question, groups: Sequence[Sequence[Fact]], theirs: Sequence[Facts], threshold: int
) -> Held | None:
    """None where no other report tells of any of these people."""
    other = [fact for facts in theirs for group in facts.get(question, ()) for fact in group]
    mine = [fact for group in groups for fact in group]
    if not any(fact.region & one.region for fact in other for one in mine):
        return None
    names = {name: None for fact in (*mine, *other) for name in fact.cells}
    few = max(threshold, FEWEST - 1) if question[0] == _ROLES else threshold
    offered = [[_counted(fact, names) for fact in group] for group in groups]
    return Held([_counted(fact, names) for fact in other], offered, few)


def _counted(fact: Fact, names: Collection[str]) -> Counted:
    return fact.region, fact.n, tuple(fact.cells.get(name, 0) for name in names)


def let(asked: Sequence[Held]) -> list[list[list[bool]]]:
    """Which fact of each group may stand, for each question, in the analysis process."""
    from analysis.differencing import Shown, let_stand  # noqa: PLC0415 (numpy: only in that process)

    return [
        let_stand(
            [Shown(*one) for one in held.others],
            [[Shown(*one) for one in group] for group in held.offered],
            threshold=held.threshold,
        )
        for held in asked
    ]
