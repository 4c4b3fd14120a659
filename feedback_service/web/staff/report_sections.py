"""A report's findings told section by section: plain sentences first, then the figures they rest on."""

from collections.abc import Mapping

from feedback_service.report_beyond import ActionWords
from feedback_service.report_feelings import FAMILIES
from feedback_service.report_findings import Findings
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import size
from feedback_service.web.staff.report_heard import heard_section
from feedback_service.web.staff.report_how import feelings_section
from feedback_service.web.staff.report_kin import families_section
from feedback_service.web.staff.report_pages import Grid, Section
from feedback_service.web.staff.report_quoted import Quoted
from feedback_service.web.staff.report_signed import Signing, method_section, signed_section
from feedback_service.web.staff.report_spoken import matters_section, themes_section
from feedback_service.web.staff.report_work import (
    actions_section,
    concerns_section,
    confidence_section,
    indicators_section,
    since_section,
)


def sections(
    findings: Findings, quoted: Quoted, told: Mapping[str, ActionWords], signing: Signing
) -> tuple[Section, ...]:
    """All thirteen in their order; one with nothing to tell says so. `told` are the words of actions."""
    return (
        heard_section(findings),
        _voices(findings),
        feelings_section(findings),
        matters_section(findings, quoted),
        themes_section(findings),
        families_section(findings, quoted),
        since_section(findings),
        concerns_section(findings),
        confidence_section(findings, quoted),
        indicators_section(findings),
        actions_section(findings, told),
        method_section(findings),
        signed_section(findings, signing),
    )


def _voices(findings: Findings) -> Section:
    t, voices = findings.method.threshold, findings.voices
    sizes = {group.audience: size(group.n, t) for group in findings.groups}
    said = (_words(voices.child_words), _words(voices.family_words))
    rows = (
        ("Sets of answers", sizes["child"], sizes["family"], _percent(voices.submissions_percent)),
        ("Words of their own", *said, _percent(voices.words_percent)),
    )
    grid = Grid(title="Child and adult voice", heads=("", "Children", FAMILIES, "Children in %"), rows=rows)
    lines = (words.VOICES, words.ADULTS_OUTWEIGH) if voices.adults_outweigh else (words.VOICES,)
    return Section(id="voices", title="Whose voice this is", lines=lines, parts=(grid,))


def _percent(value: int | None) -> str:
    return "too few to say" if value is None else f"{value}%"


def _words(count: int | None) -> str:
    return "not shown" if count is None else f"{count:,} words"
