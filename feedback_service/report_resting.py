"""What a report tells that rests on its other numbers: where those are hidden, this goes with them."""

from collections.abc import Set as AbstractSet
from typing import Final

from msgspec.structs import replace

from feedback_service.report_beside_months import lines_told
from feedback_service.report_counts import BAND_HEADING
from feedback_service.report_families import WHO_ANSWERED
from feedback_service.report_feelings import FAMILIES, WORKERS
from feedback_service.report_findings import Concerns, Findings, Shares, Table
from feedback_service.report_gaps import told
from feedback_service.report_quotes_told import quotes_told

_GAVE: Final = "Gave some"
_WORDS: Final = "Words of their own"
_ADULTS: Final = {"family": FAMILIES, "practitioner": WORKERS}


def followed(findings: Findings) -> Findings:
    """The findings without what rests on a number that is hidden by now."""
    sized = _sized(findings)
    feelings = tuple(one for one in findings.feelings if one.group in sized)
    gone = {one.group for one in findings.feelings} - sized
    return replace(
        findings,
        feelings=feelings,
        left_out=tuple(sorted({*findings.left_out, *(gone - {WORKERS})})),
        gaps=tuple(gap for gap in findings.gaps if told(gap, feelings)),
        months=lines_told(findings),
        concerns=tuple(_concerns(one) for one in findings.concerns),
        quotes=quotes_told(findings),
    )


def _sized(findings: Findings) -> AbstractSet[str]:
    """The groups whose size is told, as feelings name them."""
    names = set()
    for group in findings.groups:
        if group.audience == "child" and BAND_HEADING in group.breakdowns:
            bands = group.breakdowns[BAND_HEADING].cells
            names |= {f"Children {label}" for label, n in bands.items() if n is not None}
        elif group.n is not None and group.audience in _ADULTS:
            names.add(_ADULTS[group.audience])
    return names


def _concerns(one: Concerns) -> Concerns:
    """Both tables have one sum: where only one tells it, neither may. Minutes are of those that were seen."""
    seen, outcomes = one.seen, one.outcomes
    if outcomes and (seen.n is None) != (outcomes.n is None):
        seen, outcomes = _hidden(seen), _hidden(outcomes)
    return replace(
        one,
        seen=seen,
        outcomes=outcomes,
        median_minutes=one.median_minutes if seen.cells["seen"] else None,
    )


def _hidden(table: Table) -> Table:
    return Table(None, dict.fromkeys(table.cells))


def rested(before: Findings, now: Findings) -> Findings:
    """The findings without what tells of few by itself once a number of `before` is hidden.

    Words and texts are told only of as many writers as are told, and families' roles as the finer table is.
    """
    quiet = {audience for audience, n in _writers(now).items() if n is None and _writers(before)[audience]}
    if quiet:
        voices, method = now.voices, now.method
        now = replace(
            now,
            voices=replace(
                voices,
                words_percent=None,
                child_words=None if "child" in quiet else voices.child_words,
                family_words=None if "family" in quiet else voices.family_words,
            ),
            method=replace(method, codings=_unshared(method.codings), texts=_unshared(method.texts)),
        )
    finer = [_table(one, "family", WHO_ANSWERED) for one in (before, now)]
    return now if finer[0] == finer[1] else replace(now, families=())


def _writers(findings: Findings) -> dict[str, int | None]:
    return {
        group.audience: group.breakdowns[_WORDS].cells[_GAVE] if _WORDS in group.breakdowns else 0
        for group in findings.groups
    }


def _table(findings: Findings, audience: str, heading: str) -> Table | None:
    return next(
        (one.breakdowns.get(heading) for one in findings.groups if one.audience == audience),
        None,
    )


def _unshared(shares: Shares) -> Shares:
    return replace(shares, percents=dict.fromkeys(shares.percents))
