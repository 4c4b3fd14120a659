"""The rows of a file of past feedback: where each starts, what makes it itself, and when it was answered."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from feedback_service.import_plans import ImportPlanError, Plan, check_plan

_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")
_SURPLUS = "\0surplus"  # no column can be called so


def rows_of(path: Path, plan: Plan) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Each row: the line it starts on, its cells by column, and cells that no column takes."""
    try:
        with path.open(encoding=plan.encoding, newline="") as file:
            reader = csv.DictReader(file, restval="", restkey=_SURPLUS, strict=True)
            check_plan(plan, list(reader.fieldnames or ()))
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


def row_key(plan: Plan, row: Mapping[str, str], same: Counter[str]) -> str:
    """What makes the row itself: its id, else its content and which repetition of it this is."""
    if plan.id_column:
        return row[plan.id_column].strip()
    content = hashlib.sha256(
        "\0".join(f"{name}={cell}" for name, cell in sorted(row.items())).encode()
    ).hexdigest()
    same[content] += 1
    return f"{content}/{same[content]}"


def date_of(plan: Plan, row: Mapping[str, str], now: int, reasons: list[str]) -> int:
    """When the row was answered, in Unix milliseconds; `now` where it does not say, or adds to `reasons`."""
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
