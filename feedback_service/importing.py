"""Past feedback from CSV: every row is checked before any is kept, through the same intake as all answers."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from feedback_service.import_cells import answers_in
from feedback_service.import_plans import Plan
from feedback_service.import_rows import date_of, row_key, rows_of
from feedback_service.intake import Arrival, Place, submit
from feedback_service.inviting import subject_problem
from feedback_service.service import Service
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.submissions import Verdict
from forms.validate import check_answers

NAMESPACE = uuid.UUID("0a5f2a3e-3a83-5f0c-8d57-3f2f9a5d1c77")
TOGETHER = 64


class BadRow(msgspec.Struct, frozen=True):
    """A row that cannot be imported: its line in the file and every reason."""

    line: int
    reasons: tuple[str, ...]


class GoodRow(msgspec.Struct, frozen=True):
    """A row ready to be kept."""

    line: int
    arrival: Arrival


class Checked(msgspec.Struct, frozen=True):
    """A whole file looked through: what could be kept, what not, and lines where nothing was answered."""

    good: tuple[GoodRow, ...]
    bad: tuple[BadRow, ...]
    empty: tuple[int, ...]


def check_file(path: Path, plan: Plan, now: int) -> Checked:
    """Look through the whole file without keeping anything. Raises ImportPlanError."""
    good: list[GoodRow] = []
    bad: list[BadRow] = []
    empty: list[int] = []
    seen: dict[str, int] = {}
    same: Counter[str] = Counter()
    for line, row, surplus in rows_of(path, plan):
        key = row_key(plan, row, same)
        arrival, reasons = _arrival(plan, row, key, now)
        if surplus:
            reasons.append("there are more cells than columns: put quotes round text that has a comma in it")
        if not key:
            reasons.append(f"column {plan.id_column}: the id is missing")
        elif key in seen:
            reasons.append(f"column {plan.id_column}: line {seen[key]} has the same id")
        seen.setdefault(key, line)
        if reasons:
            bad.append(BadRow(line, tuple(reasons)))
        elif not arrival.answers:
            empty.append(line)
        else:
            good.append(GoodRow(line, arrival))
    return Checked(tuple(good), tuple(bad), tuple(empty))


async def keep_rows(service: Service, plan: Plan, rows: Sequence[GoodRow]) -> Counter[Verdict]:
    """Send the rows through intake, many at once, and count what became of them. Can be run again safely."""
    refs = {row.arrival.place.subject_id for row in rows} - {None}
    subjects = sorted(ref for ref in refs if ref)
    await service.database.transaction(lambda tx: know_subjects(tx, subjects, plan.team_id, service.now()))
    results: Counter[Verdict] = Counter()
    for start in range(0, len(rows), TOGETHER):
        kept = await asyncio.gather(*(submit(service, row.arrival) for row in rows[start : start + TOGETHER]))
        results.update(one.result for one in kept)
    return results


def _arrival(plan: Plan, row: Mapping[str, str], key: str, now: int) -> tuple[Arrival, list[str]]:
    answers, reasons = answers_in(plan, row)
    reasons += [f"question {error.question}: {error.message}" for error in check_answers(plan.form, answers)]
    answered_at = date_of(plan, row, now, reasons)
    subject = row[plan.subject_column].strip() if plan.subject_column else ""
    if trouble := subject_problem(subject):
        reasons.append(f"column {plan.subject_column}: {trouble}")
    arrival = Arrival(
        id=str(uuid.uuid5(NAMESPACE, f"{plan.form.form.id}\0{plan.team_id}\0{key}")),
        form=plan.form,
        place=Place(team_id=plan.team_id, channel="import", subject_id=subject or None, moment=plan.moment),
        answers=answers,
        answered_at=answered_at,
    )
    return arrival, reasons
