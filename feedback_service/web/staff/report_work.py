"""The report's sections on what came of it: what is new, concerns, confidence, indicators, actions."""

from collections.abc import Mapping
from datetime import date

from feedback_service.report_beyond import ActionWords
from feedback_service.report_findings import Concerns, Findings
from feedback_service.report_more import ActionRef, Indicator, SinceTheme
from feedback_service.report_places import days_of
from feedback_service.report_summary import WHO
from feedback_service.storage.report_outcomes import OUTCOMES, WAITING
from feedback_service.uk_time import moment_of
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.frame import ROLE_NAMES
from feedback_service.web.staff.report_figures import HIDDEN, number, strip
from feedback_service.web.staff.report_pages import Grid, Part, Section, Strips
from feedback_service.web.staff.report_quoted import Quoted, quotes_of

_LEVELS = {"urgent": "Urgent", "concern": "Other concern"}
_OUTCOMES = {
    "emergency": "999 called",
    "strategy": "Strategy discussion asked for",
    "refer": "Referred to social care",
    "early_help": "Early Help",
    "no_concern": "No concern",
    WAITING: "Not all decided yet",
}
_SINCE = {"new": "New", "growing": "Growing", "fading": "Fading", "gone": "Not spoken of any more"}
_STATES = {"done": "Done", "explained": "Could not be done: explained", "open": "Open"}


def since_section(findings: Findings) -> Section:
    """What is new, growing, fading or gone since the last report of the same kind."""
    title, found = "Since last time", findings.since
    if found is None:
        return Section(id="since", title=title, lines=(words.NO_LAST,))
    first, last = (_day_name(day) for day in days_of(found.period_from, found.period_to))
    edition = f", edition {found.edition}" if found.edition > 1 else ""
    lines = [words.SINCE.format(first=first, last=last, edition=edition)]
    if not found.same_codebook:
        lines.append(words.OTHER_CODEBOOK)
    if not found.themes:
        return Section(id="since", title=title, lines=(*lines, words.NOTHING_MOVED))
    heads = ("Theme, and who spoke of it", "Beside last time", "Now", "Last time")
    grid = Grid(
        title="New, growing, fading", heads=heads, rows=tuple(_since_row(one) for one in found.themes)
    )
    return Section(id="since", title=title, lines=tuple(lines), parts=(grid,))


def _since_row(one: SinceTheme) -> tuple[str, ...]:
    now, before = f"{one.now:,} of {one.of:,}", f"{one.before:,} of {one.before_of:,}"
    return f"{one.name}: {WHO[one.audience].lower()}", _SINCE[one.kind], now, before


def concerns_section(findings: Findings) -> Section:
    """Counts, minutes until seen, and what was decided."""
    rows = tuple(
        (
            _LEVELS[one.level],
            number(one.seen.n),
            number(one.seen.cells["seen"]),
            number(one.seen.cells["waiting"]),
            "none seen" if one.seen.cells["seen"] == 0 else number(one.median_minutes),
        )
        for one in findings.concerns
    )
    heads = ("Level", "Sets of answers", "Seen by a person", "Not yet seen", "Minutes until seen (median)")
    grid = Grid(title="Concerns raised", heads=heads, rows=rows)
    told = [one for one in findings.concerns if one.outcomes is not None]
    decided = Grid(
        title="What was decided",
        heads=("Level", *(_OUTCOMES[name] for name in (*OUTCOMES, WAITING))),
        rows=tuple(map(_decided, told)),
    )
    lines = (words.CONCERNS, words.OUTCOMES) if told else (words.CONCERNS,)
    parts = (grid, decided) if told else (grid,)
    return Section(id="concerns", title="Concerns raised", lines=lines, parts=parts)


def _decided(one: Concerns) -> tuple[str, ...]:
    cells = one.outcomes.cells if one.outcomes else {}
    figures = (number(cells[name]) for name in (*OUTCOMES, WAITING)) if cells else ()
    return _LEVELS[one.level], *figures


def confidence_section(findings: Findings, quoted: Quoted) -> Section:
    """What practitioners say of their own confidence, question by question."""
    title, quotes = "Practitioners: how confident they are", quotes_of(quoted, "practitioner")
    if findings.confidence is None:
        return Section(id="confidence", title=title, lines=(words.NOT_LOOKED,), parts=quotes)
    if not findings.confidence:
        return Section(id="confidence", title=title, lines=(words.NO_CONFIDENCE,), parts=quotes)
    strips = tuple(strip(one.question, one.table) for one in findings.confidence)
    parts: tuple[Part, ...] = (Strips(title="In this work", strips=strips), *quotes)
    return Section(id="confidence", title=title, lines=(words.CONFIDENCE,), parts=parts)


def indicators_section(findings: Findings) -> Section:
    """Numbers from other systems, labelled as not comparable."""
    title = "Numbers from other systems, beside the voice"
    if not findings.indicators:
        line = words.NOT_LOOKED if findings.indicators is None else words.NO_INDICATORS
        return Section(id="indicators", title=title, lines=(line,))
    rows = tuple(map(_indicator_row, findings.indicators))
    heads = ("Indicator", "Where", "Period", "Value", "Unit", "Source")
    grid = Grid(title="Not comparable with the voices", heads=heads, rows=rows)
    return Section(id="indicators", title=title, lines=(words.INDICATORS,), parts=(grid,))


def _indicator_row(one: Indicator) -> tuple[str, ...]:
    first, last = (_day_name(day) for day in days_of(one.period_from, one.period_to))
    value = HIDDEN if one.value is None else f"{one.value:,.10g}"
    return one.name, one.place, f"{first} to {last}", value, one.unit, one.source


def actions_section(findings: Findings, told: Mapping[str, ActionWords]) -> Section:
    """You said, and we did, or could not because; `told` are the words of actions by id."""
    title = "You said, we did, or could not because"
    if not findings.actions:
        line = words.NOT_LOOKED if findings.actions is None else words.NO_ACTIONS
        return Section(id="actions", title=title, lines=(line,))
    rows = tuple(_action_row(one, told.get(one.id)) for one in findings.actions)
    heads = (
        *("You said", "What we do", "What came of it", "Where", "Who sees to it"),
        *("State", "Due", "Carried over"),
    )
    grid = Grid(title="Actions", heads=heads, rows=rows)
    return Section(id="actions", title=title, lines=(words.ACTIONS,), parts=(grid,))


def _action_row(one: ActionRef, told: ActionWords | None) -> tuple[str, ...]:
    said, planned, outcome, where = (
        (told.said, told.planned, told.outcome, told.place) if told else (words.NOT_KEPT, "", "", "")
    )
    due = _day_name(moment_of(one.due_at - 1).date())
    carried = "no" if not one.carried else "once" if one.carried == 1 else f"{one.carried} times"
    state = _STATES.get(one.state, one.state)
    if one.settled_at is not None:
        state = f"{state}, {_day_name(moment_of(one.settled_at).date())}"
    owner = ROLE_NAMES[one.owner].lower() if one.owner in ROLE_NAMES else "not told"
    return said, planned, outcome or "nothing yet", where, owner, state, due, carried


def _day_name(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
