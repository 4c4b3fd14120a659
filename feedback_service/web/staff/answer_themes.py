"""The themes of one answer as its page shows them: numbered, with their evidence, history and what undoes."""

from collections.abc import Sequence

import msgspec

from feedback_service import codebook_use
from feedback_service.casefile import CaseFile
from feedback_service.correcting import last_change
from feedback_service.storage.codings import StoredCoding
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.segments import Span
from feedback_service.web.staff.submission_pages import CodingView
from feedback_service.web.staff.wording import when

LEANS = {"strength": "strength", "worry": "worry", "both": "strength and worry"}


def coding_views(case: CaseFile, standing: Sequence[StoredCoding], text: str) -> tuple[CodingView, ...]:
    """The themes that stand, numbered from 1: their evidence in the text has the same numbers."""
    return tuple(_view(case, one, number, text) for number, one in enumerate(standing, start=1))


def theme_spans(standing: Sequence[StoredCoding]) -> list[Span]:
    """Where the evidence of each stands in the text."""
    numbered = enumerate(standing, start=1)
    return [Span(one.span_start, one.span_end, "theme", number) for number, one in numbered]


def saw(standing: Sequence[StoredCoding]) -> str:
    """What the page showed, for the form to bring back: see `correcting`."""
    return ",".join(one.id for one in standing)


def history(case: CaseFile, codings: Sequence[StoredCoding]) -> tuple[str, ...]:
    """What stood before and who took it off; of what stands, by which version the machine put it there."""
    machines = [one for one in codings if one.withdrawn_at is None and one.assigned_by is None]
    gone = (_withdrawn(case, one) for one in codings if one.withdrawn_at is not None)
    return (*gone, *(f"{named(one)}, {put_by(case, one)}" for one in machines))


def undo_words(codings: Sequence[StoredCoding], worker: Worker) -> str:
    """What this worker would take back; empty where the last change was not theirs."""
    last = last_change(codings, worker.id)
    if last is None:
        return ""
    added, withdrawn = last
    if added:
        return f"{', '.join(map(named, added))} set"
    return f"{', '.join(map(named, withdrawn))} taken off"


def named(one: StoredCoding) -> str:
    """The theme with its lean: "Food and drink (worry)"."""
    lean = f" ({LEANS[one.valence]})" if one.valence in LEANS else ""
    return f"{codebook_use.current().name_of(one.theme_id)}{lean}"


def put_by(case: CaseFile, one: StoredCoding) -> str:
    """Who put it there; who put it back is not who said it."""
    if one.put_back_by:
        first = msgspec.structs.replace(one, put_back_by=None)
        said = put_by(case, first) if one.assigned_by is None else f"by {_name(case, one.assigned_by)}"
        return f"{said}, put back by {_name(case, one.put_back_by)}, {when(one.assigned_at)}"
    if one.assigned_by is None:
        if one.suggested and one.withdrawn_at is None:
            return f"suggested by machine ({one.version}); not counted until somebody agrees"
        return f"by machine ({one.version})"
    return f"by {_name(case, one.assigned_by)}, {when(one.assigned_at)}"


def _name(case: CaseFile, worker_id: str) -> str:
    return case.names.get(worker_id, "somebody")


def _view(case: CaseFile, one: StoredCoding, number: int, text: str) -> CodingView:
    return CodingView(
        id=one.id,
        number=number,
        theme=codebook_use.current().name_of(one.theme_id),
        theme_id=one.theme_id,
        valence=one.valence or "",
        lean=LEANS.get(one.valence or "", ""),
        by=_plainly(case, one),
        by_machine=one.assigned_by is None,
        evidence=" ".join(text[one.span_start : one.span_end].split()),
        remove=f"/staff/submissions/{one.submission_id}/themes/{one.id}/remove",
    )


def _plainly(case: CaseFile, one: StoredCoding) -> str:
    """Without the version, which stands in the history."""
    if one.assigned_by is not None:
        return put_by(case, one)
    return "only suggested: not counted until somebody agrees" if one.suggested else "by machine"


def _withdrawn(case: CaseFile, one: StoredCoding) -> str:
    at = when(one.withdrawn_at) if one.withdrawn_at is not None else ""
    put = f"{named(one)}, set {put_by(case, one)}"
    if one.withdrawn_by is None:
        return f"{put}, not found any more when it was read again, {at}"
    return f"{put}, taken off by {_name(case, one.withdrawn_by)}, {at}"
