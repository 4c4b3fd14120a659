"""The report's section on how own words sounded to the machine."""

from collections.abc import Iterator
from typing import Final

from analysis.suppression import MINIMUM_BASE
from feedback_service.report_findings import Findings, Tone
from feedback_service.report_summary import WHO
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import number
from feedback_service.web.staff.report_pages import Grid, Section

_SOUNDS: Final = {
    "positive": "Positive",
    "mixed": "Positive and negative",
    "negative": "Negative",
    "neutral": "Neither",
    "unsure": "Could not be told",
    "unread": "Not read: another language, or no words",
    "waiting": "Waiting to be read",
}


def sounded(findings: Findings) -> Iterator[Section]:
    """Counts by audience, or that there are too few to tell; nothing in a report that did not look."""
    if findings.tones is not None:
        yield _section(findings.tones)


def _section(tones: tuple[Tone, ...]) -> Section:
    title = "How it sounded"
    if not tones:
        return Section(id="sounded", title=title, lines=(words.NO_TONES.format(base=MINIMUM_BASE),))
    rows = tuple(
        (sound, *(number(one.table.cells[tone]) for one in tones)) for tone, sound in _SOUNDS.items()
    )
    heads = tuple(f"{WHO[one.audience]} (n = {number(one.table.n)})" for one in tones)
    grid = Grid(title="Answers in own words, by how they sounded", heads=("Sound", *heads), rows=rows)
    return Section(id="sounded", title=title, lines=(words.TONES,), parts=(grid,))
