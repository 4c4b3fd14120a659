"""Whether a question can ever be shown: what its conditions ask of the same earlier answer, held together."""

from collections.abc import Iterator

from forms.catalogue import PublishedForm
from forms.model import Choices, Condition, Question, SortCards

# What stands for the answer of words, drawings and sound: that there is one.
_SOMETHING = "given"


def never_shown(published: PublishedForm, question: Question) -> bool:
    """True when no answers of the earlier questions fulfil every condition of this one."""
    on = {condition.question for condition in question.show_if}
    return any(not _possible_answers(published, name, question.show_if) for name in on)


def _possible_answers(
    published: PublishedForm, name: str, conditions: tuple[Condition, ...]
) -> set[str | int]:
    """The answers of an earlier question that fulfil all conditions on it, at least one by itself."""
    mine = [condition for condition in conditions if condition.question == name]
    every = set(_answers(published, name))
    fulfilled = [{answer for answer in every if _holds(condition, answer)} for condition in mine]
    if isinstance(published.questions[name], Choices | SortCards) and all(
        any(_is_given(answer) for answer in each) for each in fulfilled
    ):
        return {answer for each in fulfilled for answer in each if _is_given(answer)}  # ticked together
    return every.intersection(*fulfilled)


def _answers(published: PublishedForm, name: str) -> Iterator[str | int]:
    yield from published.values[name] or (_SOMETHING,)
    yield from ("not_sure", "skipped")


def _is_given(answer: str | int) -> bool:
    return answer not in ("not_sure", "skipped")


def _holds(condition: Condition, answer: str | int) -> bool:
    return answer in condition.answers or (_is_given(answer) and "given" in condition.answers)
