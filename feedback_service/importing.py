"""Past feedback from CSV: every row is checked before any is kept, through the same intake as all answers."""

import asyncio
import csv
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from feedback_service.intake import Arrival, Place, submit
from feedback_service.inviting import subject_problem
from feedback_service.service import Service
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.submissions import Verdict
from forms.catalogue import PublishedForm
from forms.model import Answer, Answers, Choices, LongText, Question, ShortText, SortCards, Statement
from forms.validate import check_answers, cleaned

NAMESPACE = uuid.UUID("0a5f2a3e-3a83-5f0c-8d57-3f2f9a5d1c77")
TOGETHER = 64
_SURPLUS = "\0surplus"  # no column can be called so
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")
_STATES = {
    "not sure": "not_sure",
    "not-sure": "not_sure",
    "don't know": "not_sure",
    "skipped": "skipped",
    "skip": "skipped",
}


class ImportPlanError(Exception):
    """The file or the mapping cannot be used at all; nothing was imported."""


class Mapped(msgspec.Struct, frozen=True):
    """A column whose cells answer a question; only in rows where column `when` holds `equals`, if given."""

    column: str
    question: str
    when: str = ""
    equals: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How a file's rows become submissions."""

    form: PublishedForm
    team_id: str
    mapped: tuple[Mapped, ...]
    id_column: str = ""
    date_column: str = ""
    subject_column: str = ""
    moment: str | None = None
    encoding: str = "utf-8-sig"


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


def parse_mapping(text: str) -> Mapped:
    """`COLUMN=question` or `COLUMN=question if OTHER=VALUE`; ImportPlanError says what is wrong."""
    answer, _, condition = text.partition(" if ")
    column, equals, question = answer.partition("=")
    when, condition_equals, value = condition.partition("=")
    if not (equals and column.strip() and question.strip()) or bool(condition) != bool(condition_equals):
        raise ImportPlanError(f"--map '{text}': write COLUMN=question, or COLUMN=question if OTHER=VALUE.")
    return Mapped(column.strip(), question.strip(), when.strip(), value.strip())


def check_file(path: Path, plan: Plan, now: int) -> Checked:
    """Look through the whole file without keeping anything. Raises ImportPlanError."""
    good: list[GoodRow] = []
    bad: list[BadRow] = []
    empty: list[int] = []
    seen: dict[str, int] = {}
    same: Counter[str] = Counter()
    for line, row, surplus in _rows(path, plan):
        key = _row_key(plan, row, same)
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


def _rows(path: Path, plan: Plan) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Each row: the line it starts on, its cells by column, and cells that no column takes."""
    try:
        with path.open(encoding=plan.encoding, newline="") as file:
            reader = csv.DictReader(file, restval="", restkey=_SURPLUS, strict=True)
            _check_plan(plan, list(reader.fieldnames or ()))
            for row in reader:
                surplus: list[str] = row.pop(_SURPLUS, [])  # type: ignore[assignment]
                breaks = sum(cell.count("\n") for cell in (*row.values(), *surplus))
                yield reader.line_num - breaks, row, surplus
    except OSError as error:
        raise ImportPlanError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeError as error:
        message = f"{path} is not {plan.encoding} text ({error}). Try --encoding cp1252."
        raise ImportPlanError(message) from error
    except LookupError as error:
        raise ImportPlanError(f"--encoding {plan.encoding}: there is no such encoding.") from error
    except csv.Error as error:
        raise ImportPlanError(f"{path} is not a CSV file that can be read: {error}.") from error


def _check_plan(plan: Plan, columns: list[str]) -> None:
    wanted = [one.column for one in plan.mapped] + [one.when for one in plan.mapped if one.when]
    wanted += [name for name in (plan.id_column, plan.date_column, plan.subject_column) if name]
    problems = [
        f"there is no column '{name}' (there are: {', '.join(columns)})"
        for name in wanted
        if name not in columns
    ]
    problems += [f"there are several columns '{name}'" for name in wanted if columns.count(name) > 1]
    answerable = [one.id for one in plan.form.questions.values() if not isinstance(one, Statement)]
    problems += [
        f"form {plan.form.form.id} has no question '{one.question}' (it has: {', '.join(answerable)})"
        for one in plan.mapped
        if one.question not in answerable
    ]
    if problems:
        raise ImportPlanError("Nothing imported: " + "; ".join(dict.fromkeys(problems)) + ".")


def _row_key(plan: Plan, row: Mapping[str, str], same: Counter[str]) -> str:
    """What makes the row itself: its id, else its content and which repetition of it this is."""
    if plan.id_column:
        return row[plan.id_column].strip()
    content = hashlib.sha256(
        "\0".join(f"{name}={cell}" for name, cell in sorted(row.items())).encode()
    ).hexdigest()
    same[content] += 1
    return f"{content}/{same[content]}"


def _arrival(plan: Plan, row: Mapping[str, str], key: str, now: int) -> tuple[Arrival, list[str]]:
    answers, reasons = _answers(plan, row)
    reasons += [f"question {error.question}: {error.message}" for error in check_answers(plan.form, answers)]
    answered_at = _date(plan, row, now, reasons)
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


def _answers(plan: Plan, row: Mapping[str, str]) -> tuple[Answers, list[str]]:
    answers: Answers = {}
    reasons: list[str] = []
    for one in plan.mapped:
        cell = row[one.column]
        if not cell.strip() or (one.when and row[one.when].strip() != one.equals):
            continue
        answer = _answer(plan.form, plan.form.questions[one.question], cell)
        if isinstance(answer, Answer):
            answers[one.question] = answer
        else:
            reasons.append(f"column {one.column}: {answer}")
    return cleaned(answers), reasons


def _answer(form: PublishedForm, question: Question, cell: str) -> Answer | str:
    """The cell as an answer, or why it is none. Choices are found by code, number or label."""
    if isinstance(question, ShortText | LongText):
        return Answer("given", cell)
    known = {
        name.casefold(): value
        for value, label in form.values[question.id].items()
        for name in (label, str(value))
    }
    plain = cell.strip().casefold()
    if isinstance(question, Choices | SortCards):
        picked = [known.get(part.strip()) for part in plain.split(";")]
        return Answer("given", tuple(map(str, picked))) if None not in picked else _unknown(question, known)
    if plain in known:
        return Answer("given", known[plain])
    return (
        Answer("not_sure" if _STATES[plain] == "not_sure" else "skipped")
        if plain in _STATES
        else _unknown(question, known)
    )


def _unknown(question: Question, known: Mapping[str, str | int]) -> str:
    return f"not an answer to {question.id}; use one of {', '.join(known)}"


def _date(plan: Plan, row: Mapping[str, str], now: int, reasons: list[str]) -> int:
    cell = row[plan.date_column].strip() if plan.date_column else ""
    if not cell:
        return now
    found = _parsed(cell)
    if found is None:
        reasons.append(f"column {plan.date_column}: not a date; write 2024-03-31 or 31/03/2024")
        return now
    at = int(found.timestamp() * 1000)
    if at > now:
        reasons.append(f"column {plan.date_column}: the date lies in the future")
    return at


def _parsed(cell: str) -> datetime | None:
    for form in _DATES:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
