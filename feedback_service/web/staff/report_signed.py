"""The report's last sections: how the numbers came about, and who wrote, looked, approved and published."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from feedback_service.report_editing import COMMENT, Written
from feedback_service.report_findings import Findings
from feedback_service.storage.report_edits import Look
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import few, in_percent
from feedback_service.web.staff.report_pages import Grid, Note, Section, Strips
from feedback_service.web.staff.wording import when


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to a report; `titles` are those of its parts as readers know them."""

    standing: Sequence[str]
    written: Sequence[Written]
    looks: Sequence[Look]
    quotes: int
    titles: Mapping[str, str]


def method_section(findings: Findings) -> Section:
    """Method and limits, with the versions of everything that the report was made with."""
    method = findings.method
    lines = words.LIMITS.format(
        few=few(method.threshold),
        codebook=method.codebook,
        coded_by=", ".join(method.coded_by) or "workers only",
        rules=method.rules,
        software=method.software,
    ).splitlines()
    strips = (
        in_percent("Themes on answers", method.codings),
        in_percent("Answers in own words", method.texts),
    )
    parts = (Strips(title="How far themes were checked by people", strips=strips),)
    return Section(id="limits", title="Method and limits", lines=tuple(lines), parts=parts)


def signed_section(findings: Findings, signing: Signing) -> Section:
    """Editions, edits, second looks and sign-off, in the order in which they happen."""
    lines = [*signing.standing, *_looked(signing)]
    parts: list[Note | Grid] = []
    if findings.corrected:
        text = "\n".join(findings.corrected)
        parts.append(Note(title="What this edition says differently", words=text, by=""))
    rows = tuple(_edit_row(one, signing.titles) for one in signing.written)
    if rows:
        heads = ("What", "What happened", "By", "When")
        parts.append(Grid(title="What workers wrote in this report", heads=heads, rows=rows))
    else:
        lines.append(words.NO_EDITS)
    return Section(id="signed", title="Edits and sign-off", lines=tuple(lines), parts=tuple(parts))


def _edit_row(one: Written, titles: Mapping[str, str]) -> tuple[str, ...]:
    done = "written" if one.words else "taken back"
    return titles.get(one.part, one.part), done, one.by, when(one.at)


def _looked(signing: Signing) -> Iterator[str]:
    """Who looked at the quotes besides who made the report."""
    if signing.quotes:
        for name in dict.fromkeys(one.name for one in signing.looks):
            mine = [one for one in signing.looks if one.name == name]
            yield words.LOOKED.format(name=name, n=len(mine), all=signing.quotes, at=when(mine[-1].at))
        if len(signing.looks) < signing.quotes:
            yield words.NOT_LOOKED_AT.format(n=signing.quotes - len(signing.looks))


def commented(section: Section, written: Mapping[str, Written], edit: str) -> Section:
    """The section with what a worker wrote beside it, and where to write that (empty: nowhere)."""
    note = written.get(f"{COMMENT}/{section.id}")
    notes = (Note(title="Comment", words=note.words, by=by_line(note)),) if note and note.words else ()
    return msgspec.structs.replace(section, parts=(*section.parts, *notes), edit=edit)


def by_line(one: Written) -> str:
    """Who wrote it, and when."""
    return words.WRITTEN_BY.format(name=one.by, at=when(one.at))
