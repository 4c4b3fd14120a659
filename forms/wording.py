"""Answers in words: what each possible value of a question is called."""

import re

from forms.model import (
    Answer,
    Choice,
    Choices,
    Faces,
    LongText,
    Pictures,
    Question,
    ShortText,
    Statement,
    WordsScale,
    YesNo,
)

# {{question-id}} or {{question-id|what to say without an answer}}
PLACEHOLDER = re.compile(r"\{\{([a-z0-9-]+)(?:\|([^{}]*))?\}\}")
_STATES = {"not_sure": "Not sure", "skipped": "Skipped"}


def possible(question: Question) -> dict[str | int, str]:
    """Every value that can be chosen, with its words, in order; empty for texts and statements."""
    match question:
        case Pictures() | Choice() | Choices():
            return {option.code: option.label for option in question.options}
        case Faces() | WordsScale():
            return dict(enumerate(question.labels, start=1))
        case YesNo():
            return {"yes": "Yes", "no": "No"}
        case ShortText() | LongText() | Statement():
            return {}
    return {number: f"{number} out of 10" for number in range(11)}


def in_words(question: Question, answer: Answer) -> str:
    """The answer as a reader would say it; a value the form does not know is shown as it is."""
    if answer.state != "given":
        return _STATES[answer.state]
    names = possible(question)
    if isinstance(answer.value, tuple):
        return ", ".join(names.get(code, code) for code in answer.value)
    words = str(answer.value)
    return words if answer.value is None else names.get(answer.value, words)
