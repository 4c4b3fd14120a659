"""The summary of a report: sentences put together by rules from numbers that the report shows.

The same findings give the same sentences. None says more than a figure of the report, and each names it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from analysis.codebook import EVERYDAY
from feedback_service.report_about import AREA_HEADING, NEEDS_HEADING, WITH_NEEDS
from feedback_service.report_counts import FATHERS, MOTHERS, NOT_SAID
from feedback_service.report_feelings import FAMILIES, NO_ANSWER, WORKERS
from feedback_service.report_findings import Audience, Feeling, Findings, ThemeCount, Themes
from feedback_service.report_more import Evidence, Sentence
from feedback_service.report_since import FADING, GONE, GROWING, NEW
from feedback_service.report_themes import GOOD, WORRY

MEASURE_NAMES: Final = {
    "happier": "Being happier",
    "safe": "Feeling safe",
    "listened": "Being listened to",
    "seen": "Being noticed and cared for",
    "fed": "Having enough to eat",
    "warm": "Being warm at home",
}
WHO: Final[dict[Audience, str]] = {
    "child": "Children",
    "family": FAMILIES,
    "practitioner": "Practitioners",
    "observation": "What workers saw",
}
_TOLD: Final = ("happier", "safe", "listened")
_EVEN: Final = 50  # of a hundred who changed, as many for the better as for the worse
_MOST_THEMES: Final = 3
_SIDES: Final = {
    GOOD: ("strength", "What {who} most often called good"),
    WORRY: ("worry", "What most often worried {who}"),
}
_SINCE: Final = {
    NEW: "New since the last report",
    GROWING: "Spoken of more often than last time",
    FADING: "Spoken of less often than last time",
    GONE: "Not spoken of any more",
}
_SIGNS: Final = {"urgent": "Urgent signs of harm", "concern": "Other signs that all may not be well"}
_HOUR: Final = 60
_TOLD_IN_MINUTES: Final = 120  # longer ones are told in hours

# One and several; {n} of them.
_STATES: Final = {
    "done": ("{n} action was done", "{n} actions were done"),
    "explained": (
        "{n} could not be done, and the reason was explained",
        "{n} could not be done, and the reasons were explained",
    ),
    "open": ("{n} action is still to be done", "{n} actions are still to be done"),
}

Rule = Callable[[Findings], Iterator[Sentence]]


def summary(findings: Findings) -> tuple[Sentence, ...]:
    """Every sentence that the findings bear: who was heard and who not, then what is good, then the rest."""
    rules: tuple[Rule, ...] = (
        _heard,
        _about,
        _unheard,
        _voices,
        _strengths,
        _feelings,
        _changes,
        _worries,
        _apart,
        _since,
        _concerns,
        _confidence,
        _actions,
    )
    return tuple(sentence for rule in rules for sentence in rule(findings))


def _sentence(key: str, words: str, *evidence: Evidence) -> Sentence:
    return Sentence(key=key, words=words, evidence=evidence)


def _heard(findings: Findings) -> Iterator[Sentence]:
    """Of whoever answered: what a worker saw is nobody's answer."""
    sizes = {group.audience: group.n for group in findings.groups if group.audience != "observation"}
    told = [(WHO[one], n) for one, n in sizes.items() if n]
    evidence = Evidence(section="heard")
    if told:
        (who, n), *others = told
        parts = [f"{who} answered {n:,} times", *(f"{other.lower()} {count:,}" for other, count in others)]
        yield _sentence("heard", f"{_listed(parts)}.", evidence)
    elif all(n == 0 for n in sizes.values()):
        yield _sentence("heard", "Nobody answered in this period.", evidence)
    else:
        yield _sentence("heard", "Very few answered in this period: too few to give numbers.", evidence)


def _about(findings: Findings) -> Iterator[Sentence]:
    """Children with additional needs among those who answered, and areas from which none did."""
    children = next((one for one in findings.groups if one.audience == "child" and one.n), None)
    tables = children.breakdowns if children else {}
    needs = tables.get(NEEDS_HEADING)
    if needs and needs.n and (count := needs.cells[WITH_NEEDS]) is not None:
        often = f"{count:,} were" if count else "none was"
        words = f"Of {needs.n:,} answers from children, {often} by one known to have additional needs."
        yield _sentence("needs", words, Evidence(section="heard"))
    areas = tables[AREA_HEADING].cells if AREA_HEADING in tables else {}
    if silent := [name for name, count in areas.items() if count == 0 and name != NOT_SAID]:
        yield _sentence(
            "areas", f"No child known to live in {_listed(silent)} answered.", Evidence(section="heard")
        )


def _unheard(findings: Findings) -> Iterator[Sentence]:
    cells, everyone = findings.subjects.heard.cells, findings.subjects.heard.n
    if everyone and (nobody := cells.get("nobody")):
        words = (
            f"Of {everyone:,} children and families known to the service, nobody told us about {nobody:,}."
        )
        yield _sentence("unheard", words, Evidence(section="heard"))
    if everyone and (adults := cells.get("adults")):
        words = f"About {adults:,} of the {everyone:,}, adults told us something but the child did not."
        yield _sentence("only-adults", words, Evidence(section="heard"))
    roles = findings.subjects.roles
    fathers, mothers = (
        roles[name].cells["answered"] if name in roles else None for name in (FATHERS, MOTHERS)
    )
    if everyone and fathers is not None and mothers is not None and (fathers or mothers):
        words = f"We heard fathers about {fathers:,} of the {everyone:,}, and mothers about {mothers:,}."
        yield _sentence("fathers", words, Evidence(section="families"))


def _voices(findings: Findings) -> Iterator[Sentence]:
    if findings.voices.adults_outweigh:
        words = "Families answered more often or wrote more than children did: read on with that in mind."
        yield _sentence("voices", words, Evidence(section="voices"))


def _feelings(findings: Findings) -> Iterator[Sentence]:
    """For each measure the children's group that most answered for: how many chose the best and the worst."""
    for measure in _TOLD:
        mine = [one for one in findings.feelings if one.measure == measure and one.table.n]
        groups = [
            one for one in mine if one.group not in (FAMILIES, WORKERS) and any(dict(_ends(one)).values())
        ]
        if groups:
            most = max(groups, key=lambda one: one.table.n or 0)
            told = [f"\u201c{label}\u201d {_often(count)}" for label, count in _ends(most)]
            asked = f"Asked about {MEASURE_NAMES[measure].lower()}, {most.group.lower()}"
            words = f"{asked} said {_listed(told)}, out of {most.table.n:,}."
            evidence = Evidence(section="feelings", audience="child", group=most.group, measure=measure)
            yield _sentence(f"feeling-{measure}", words, evidence)


def _ends(one: Feeling) -> list[tuple[str, int]]:
    """The best and the worst answer with how many gave it, as far as that is shown."""
    labels = [label for label in one.table.cells if label != NO_ANSWER]
    ends = ((label, one.table.cells[label]) for label in (labels[-1], labels[0]))
    return [(label, count) for label, count in ends if count is not None]


def _often(count: int) -> str:
    return f"{count:,} times" if count else "not once"


def _changes(findings: Findings) -> Iterator[Sentence]:
    """Where more of the same people got better than worse, or the other way, than chance would have it."""
    for one in findings.changes:
        better, worse = one.table.cells["better"], one.table.cells["worse"]
        if one.measure not in _TOLD or one.interval is None or better is None or worse is None:
            continue
        low, high = one.interval
        if low > _EVEN or high < _EVEN:
            way = "better" if low > _EVEN else "worse"
            asked = f"Of {one.group.lower()} asked twice about {MEASURE_NAMES[one.measure].lower()}"
            words = (
                f"{asked}, {better:,} gave a better answer later and {worse:,} a worse one: a change for the "
                f"{way}, but no proof of what caused it."
            )
            evidence = Evidence(section="feelings", group=one.group, measure=one.measure)
            yield _sentence(f"change-{one.measure}-{_slug(one.group)}", words, evidence)


def _strengths(findings: Findings) -> Iterator[Sentence]:
    yield from _themes(findings, GOOD)


def _worries(findings: Findings) -> Iterator[Sentence]:
    yield from _themes(findings, WORRY)


def _themes(findings: Findings, side: str) -> Iterator[Sentence]:
    """What children, and families, spoke of most on one side."""
    for themes in findings.themes:
        if themes.audience in ("child", "family") and (most := _most(themes, side)):
            code, said = _SIDES[side]
            count = most.table.cells[side] or 0
            words = (
                f"{said.format(who=WHO[themes.audience].lower())}: \u201c{most.name}\u201d, "
                f"in {count:,} of {themes.n or 0:,} sets of answers."
            )
            evidence = Evidence(section="themes", audience=themes.audience, theme_id=most.theme_id, side=code)
            yield _sentence(f"{side}-{themes.audience}", words, evidence)


def _most(themes: Themes, side: str) -> ThemeCount | None:
    told = [one for one in themes.counts if one.kind == EVERYDAY and one.table.cells.get(side)]
    return max(told, key=lambda one: one.table.cells[side] or 0, default=None) if themes.n else None


def _apart(findings: Findings) -> Iterator[Sentence]:
    """The clearest difference between how two groups see one thing."""
    clear = [one for one in findings.gaps if one.interval[0] > 0 or one.interval[1] < 0]
    if clear:
        most = max(clear, key=lambda one: abs(one.difference))
        left, right = most.groups
        way = "higher" if most.difference > 0 else "lower"
        words = (
            f"{left} and {right.lower()} do not see it alike: on average {left.lower()} put "
            f"{MEASURE_NAMES[most.measure].lower()} {abs(most.difference):.1f} places {way}."
        )
        answers = [Evidence(section="families", measure=most.measure, group=group) for group in most.groups]
        yield _sentence("apart", words, *answers)


def _since(findings: Findings) -> Iterator[Sentence]:
    if findings.since is None:
        return
    for kind, said in _SINCE.items():
        mine = [one for one in findings.since.themes if one.kind == kind][:_MOST_THEMES]
        if mine:
            named = [f"\u201c{one.name}\u201d ({WHO[one.audience].lower()})" for one in mine]
            answers = [
                Evidence(section="since", audience=one.audience, theme_id=one.theme_id)
                for one in mine
                if one.now
            ]
            yield _sentence(
                f"since-{kind}", f"{said}: {_listed(named)}.", *(answers or [Evidence(section="since")])
            )


def _concerns(findings: Findings) -> Iterator[Sentence]:
    for one in findings.concerns:
        if one.seen.n and one.median_minutes is not None:
            words = (
                f"{_SIGNS[one.level]} stood in {one.seen.n:,} sets of answers. Of those that a person has "
                f"seen, half were seen within {_time(one.median_minutes)}."
            )
            yield _sentence(f"concerns-{one.level}", words, Evidence(section="concerns"))


def _time(minutes: int) -> str:
    """Minutes, or from two hours the full hours that they are within."""
    if minutes < _TOLD_IN_MINUTES:
        return f"{minutes:,} minute{'' if minutes == 1 else 's'}"
    return f"{-(-minutes // _HOUR):,} hours"


def _confidence(findings: Findings) -> Iterator[Sentence]:
    for one in findings.confidence or ():
        label = [name for name in one.table.cells if name != NO_ANSWER][-1]
        if one.measure.split("/")[1] == "overall" and one.table.n and one.table.cells[label] is not None:
            words = (
                f"Of {one.table.n:,} practitioners asked how confident they are from 0 to 10, "
                f"{one.table.cells[label]:,} said {label}."
            )
            evidence = Evidence(section="confidence", audience="practitioner", measure=one.measure)
            yield _sentence("confidence", words, evidence)


def _actions(findings: Findings) -> Iterator[Sentence]:
    actions = findings.actions or ()
    if actions:
        counts = Counter(one.state for one in actions)
        carried = sum(one.carried > 0 for one in actions if one.state == "open")
        told = [
            (one if counts[state] == 1 else several).format(n=counts[state])
            for state, (one, several) in _STATES.items()
            if counts[state]
        ]
        late = f" ({carried} past {'its' if carried == 1 else 'their'} day)" if carried else ""
        words = f"Because of what was said: {'; '.join(told)}{late}."
        yield _sentence("actions", words, Evidence(section="actions"))


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _slug(text: str) -> str:
    return "-".join(text.lower().replace(",", "").split())
