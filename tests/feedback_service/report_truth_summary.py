"""What the written summary ought to say: every number and claim in it, in order, and no other number.

It is worked out from the report's figures, which `report_truth` checks against the rows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from feedback_service.report_findings import Feeling, Findings, Table
from tests.feedback_service.report_truth import NO_ANSWER, number

NAMES = {
    "happier": "being happier", "safe": "feeling safe", "listened": "being listened to",
    "seen": "being noticed and cared for", "fed": "having enough to eat", "warm": "being warm at home",
}  # fmt: skip
PEOPLE = {
    "child": "children", "family": "families", "practitioner": "practitioners",
    "observation": "what workers saw",
}  # fmt: skip
SINCE = {"new": "new", "growing": "more often", "fading": "less often", "gone": "not spoken of any more"}
STATES = {"done": "done", "explained": "could not be done", "open": "still to be done"}
EVEN = 50
Wanted = tuple[str, Sequence[object], set[str]]
"""The sentence's key, what it says in this order, and the sections, themes and measures that it rests on."""


def summary(findings: Findings) -> Iterator[str]:
    wanted = [
        *_heard(findings), *_known(findings), *_themes(findings, "good", "called good"), *_feelings(findings),
        *_changes(findings), *_themes(findings, "worry", "worried"), *_apart(findings), *_since(findings),
        *_came_of_it(findings),
    ]  # fmt: skip
    yield from number("sentences", [one.key for one in findings.summary], [key for key, *_ in wanted])
    for said, (key, parts, rests) in zip(findings.summary, wanted, strict=False):
        yield from (f"{key}: {problem}: {said.words!r}" for problem in _read(said.words, parts))
        evidence = {x for one in said.evidence for x in (one.section, one.theme_id, one.measure) if x}
        yield from number(f"{key}: evidence", evidence, rests)


def _read(words: str, parts: Sequence[object]) -> Iterator[str]:
    """Which of the parts is not in the words in this order, and whether a number is left over."""
    at = 0
    for part in parts:
        text = f"{part:,}" if isinstance(part, int) else str(part)
        found = re.search(rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)", words[at:], re.IGNORECASE)
        if found is None:
            yield f"no {text} from place {at} on"
            return
        words = words[: at + found.start()] + words[at + found.end() :]
        at += found.start()
    if any(letter.isdigit() for letter in words):
        yield f"says more than {parts}"


def _heard(findings: Findings) -> Iterator[Wanted]:
    sizes = {one.audience: one.n for one in findings.groups}
    told = [x for one in ("child", "family", "practitioner") if sizes[one] for x in (PEOPLE[one], sizes[one])]
    answered = [sizes[one] for one in ("child", "family", "practitioner")]
    nobody = "nobody" if not any(n != 0 for n in answered) else "very few"
    yield "heard", told or [nobody], {"heard"}
    children = next((one.breakdowns for one in findings.groups if one.audience == "child" and one.n), {})
    needs = children.get("Additional needs", Table(None, {}))
    if needs.n and (count := needs.cells["With additional needs"]) is not None:
        yield "needs", [needs.n, count or "none", "additional needs"], {"heard"}
    areas = children.get("Area", Table(None, {})).cells
    if silent := [name for name, count in areas.items() if count == 0 and name != "Not said"]:
        yield "areas", ["no child", *silent], {"heard"}


def _known(findings: Findings) -> Iterator[Wanted]:
    known, roles = findings.subjects.heard, findings.subjects.roles
    n, cells = known.n, known.cells
    if n and cells["nobody"]:
        yield "unheard", [n, "known", "nobody", cells["nobody"]], {"heard"}
    if n and cells["adults"]:
        yield "only-adults", [cells["adults"], n, "adults", "child did not"], {"heard"}
    fathers, mothers = (roles[name].cells["answered"] for name in ("fathers", "mothers"))
    if n and fathers is not None and mothers is not None and fathers + mothers:
        yield "fathers", ["fathers", fathers, n, "mothers", mothers], {"families"}
    if findings.voices.adults_outweigh:
        yield "voices", ["families", "more", "than children"], {"voices"}


def _ends(one: Feeling) -> list[object]:
    labels = [name for name in one.table.cells if name != NO_ANSWER]
    ends = [(label, one.table.cells[label]) for label in (labels[-1], labels[0])]
    return [x for label, n in ends if n is not None for x in (f"“{label}”", n or "not once")]


def _feelings(findings: Findings) -> Iterator[Wanted]:
    for measure in ("happier", "safe", "listened"):
        bands = [
            one
            for one in findings.feelings
            if one.measure == measure
            and one.group.startswith("Children ")
            and one.table.n
            and any(isinstance(end, int) for end in _ends(one))
        ]
        if bands:
            one = min(bands, key=lambda one: -(one.table.n or 0))
            parts = [NAMES[measure], one.group, *_ends(one), one.table.n]
            yield f"feeling-{measure}", parts, {"feelings", measure}


def _changes(findings: Findings) -> Iterator[Wanted]:
    for one in findings.changes:
        low, high = one.interval or (0, 100)
        way = "better" if low > EVEN else "worse" if high < EVEN else ""
        if way and one.measure in ("safe", "listened"):
            better, worse = one.table.cells["better"], one.table.cells["worse"]
            key = f"change-{one.measure}-{re.sub(r'[^a-z0-9]+', '-', one.group.lower())}"
            parts = [one.group, "twice", NAMES[one.measure], better, worse, f"for the {way}", "no proof"]
            yield key, parts, {"feelings", one.measure}


def _themes(findings: Findings, side: str, said: str) -> Iterator[Wanted]:
    for themes in findings.themes:
        counts = [(n, one) for one in themes.counts if (n := one.table.cells.get(side))]
        if counts and themes.audience in ("child", "family"):
            count, theme = max(counts, key=lambda one: one[0])
            order = [PEOPLE[themes.audience], said] if side == "good" else [said, PEOPLE[themes.audience]]
            rests = {"themes", theme.theme_id}
            yield f"{side}-{themes.audience}", [*order, f"“{theme.name}”", count, themes.n], rests


def _apart(findings: Findings) -> Iterator[Wanted]:
    clear = [one for one in findings.gaps if one.interval[0] > 0 or one.interval[1] < 0]
    if clear:
        gap = max(clear, key=lambda one: abs(one.difference))
        left, right = gap.groups
        way = "higher" if gap.difference > 0 else "lower"
        parts = [left, right, left, NAMES[gap.measure], f"{abs(gap.difference):.1f}", way]
        yield "apart", parts, {"families", gap.measure}


def _since(findings: Findings) -> Iterator[Wanted]:
    for kind, said in SINCE.items():
        mine = [one for one in findings.since.themes if one.kind == kind][:3] if findings.since else []
        if mine:
            named = [x for one in mine for x in (f"“{one.name}”", f"({PEOPLE[one.audience]})")]
            yield f"since-{kind}", [said, *named], {"since", *(one.theme_id for one in mine if one.now)}


def _came_of_it(findings: Findings) -> Iterator[Wanted]:
    for one in findings.concerns:
        if one.seen.n and one.median_minutes is not None:
            minutes = one.median_minutes
            time = [minutes, "minute"] if minutes < 120 else [(minutes + 59) // 60, "hours"]
            what = "urgent" if one.level == "urgent" else "other signs"
            yield f"concerns-{one.level}", [what, one.seen.n, "half", "within", *time], {"concerns"}
    for asked in findings.confidence or ():
        top = [name for name in asked.table.cells if name != NO_ANSWER][-1]
        count = asked.table.cells[top]
        if asked.measure.split("/")[1] == "overall" and count is not None and asked.table.n:
            said = [asked.table.n, "from 0 to 10", count, top]
            yield "confidence", said, {"confidence", asked.measure}
    states = Counter(one.state for one in findings.actions or ())
    if states:
        parts: list[Any] = [x for name, said in STATES.items() if states[name] for x in (states[name], said)]
        late = sum(one.state == "open" and one.carried > 0 for one in findings.actions or ())
        whose = "its" if late == 1 else "their"
        yield "actions", [*parts, *([late, f"past {whose} day"] if late else [])], {"actions"}
