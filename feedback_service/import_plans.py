"""How the columns of a file of past feedback become answers to a form, as whoever imports it says."""

import msgspec

from forms.catalogue import PublishedForm
from forms.model import Statement


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


def parse_mapping(text: str) -> Mapped:
    """`COLUMN=question` or `COLUMN=question if OTHER=VALUE`; ImportPlanError says what is wrong."""
    answer, _, condition = text.partition(" if ")
    column, equals, question = answer.partition("=")
    when, condition_equals, value = condition.partition("=")
    if not (equals and column.strip() and question.strip()) or bool(condition) != bool(condition_equals):
        raise ImportPlanError(f"--map '{text}': write COLUMN=question, or COLUMN=question if OTHER=VALUE.")
    return Mapped(column.strip(), question.strip(), when.strip(), value.strip())


def check_plan(plan: Plan, columns: list[str]) -> None:
    """Raise ImportPlanError with all that does not fit the file's columns or the form."""
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
