"""The cells of one row of past feedback as answers, or why they are none."""

from collections.abc import Mapping

from feedback_service.import_plans import Plan
from forms.catalogue import PublishedForm
from forms.model import Answer, Answers, Choices, LongText, Question, ShortText, SortCards
from forms.validate import cleaned

_STATES = {
    "not sure": "not_sure",
    "not-sure": "not_sure",
    "don't know": "not_sure",
    "skipped": "skipped",
    "skip": "skipped",
}


def answers_in(plan: Plan, row: Mapping[str, str]) -> tuple[Answers, list[str]]:
    """The row's answers by question, and why cells are none."""
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
