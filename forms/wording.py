"""Answers in words: what each possible value of a question is called."""

import re

from forms.model import (
    NOT_SURE,
    PILES,
    Answer,
    Choice,
    Choices,
    Drawing,
    Faces,
    LongText,
    Pictures,
    Question,
    ShortText,
    SortCards,
    Statement,
    VoiceNote,
    WordsScale,
    YesNo,
)

# {{question-id}} or {{question-id|what to say without an answer}}
PLACEHOLDER = re.compile(r"\{\{([a-z0-9-]+)(?:\|([^{}]*))?\}\}")
_STATES = {"not_sure": "Not sure", "skipped": "Skipped"}
PILE_WORDS = {**dict(zip(PILES, ("Good", "Okay", "Not good"), strict=True)), NOT_SURE: "Not sure"}
RECORDING = "recording"  # the value of every voice note: the sound itself is kept apart


def possible(question: Question) -> dict[str | int, str]:
    """Every value that can be chosen, with its words, in order; empty for words, drawings and sound."""
    match question:
        case Pictures() | Choice() | Choices():
            return {option.code: option.label for option in question.options}
        case Faces() | WordsScale():
            return dict(enumerate(question.labels, start=1))
        case YesNo():
            return {"yes": "Yes", "no": "No"}
        case SortCards():
            return {
                f"{card.code}={pile}": f"{card.label}: {words}"
                for card in question.options
                for pile, words in PILE_WORDS.items()
            }
        case ShortText() | LongText() | Statement() | Drawing() | VoiceNote():
            return {}
    return {number: f"{number} out of 10" for number in range(11)}


def in_words(question: Question, answer: Answer) -> str:
    """The answer as a reader would say it; a value the form does not know is shown as it is."""
    if answer.state != "given":
        return _STATES[answer.state]
    if isinstance(question, Drawing | VoiceNote):
        return "A drawing" if isinstance(question, Drawing) else "A recording"
    names = possible(question)
    if isinstance(answer.value, tuple):
        return ", ".join(names.get(code, code) for code in answer.value)
    words = str(answer.value)
    return words if answer.value is None else names.get(answer.value, words)
