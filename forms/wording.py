"""Answers in words: what each possible value of a question is called."""

import re
from collections.abc import Callable

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
from forms.told import like

# {{question-id}} or {{question-id|what to say without an answer}}
PLACEHOLDER = re.compile(r"\{\{([a-z0-9-]+)(?:\|([^{}]*))?\}\}")
_STATES = {"not_sure": "Not sure", "skipped": "Skipped"}
_OUT_OF_TEN = "{limit} out of 10"
PILE_WORDS = {**dict(zip(PILES, ("Good", "Okay", "Not good"), strict=True)), NOT_SURE: "Not sure"}
# Our own words for answers, to be translated; a number stands in them as {limit}.
OWN_WORDS = (*_STATES.values(), *PILE_WORDS.values(), "Yes", "No", "A drawing", "A recording", _OUT_OF_TEN)
Say = Callable[[str], str]
RECORDING = "recording"  # the value of every voice note: the sound itself is kept apart


def same(text: str) -> str:
    """The English words as they are."""
    return text


def possible(question: Question, say: Say = same) -> dict[str | int, str]:
    """Every value that can be chosen, with its words, in order; empty for words, drawings and sound.

    `say` puts our own words, those that the form does not give, into another language.
    """
    match question:
        case Pictures() | Choice() | Choices():
            return {option.code: option.label for option in question.options}
        case Faces() | WordsScale():
            return dict(enumerate(question.labels, start=1))
        case YesNo():
            return {"yes": say("Yes"), "no": say("No")}
        case SortCards():
            return {
                f"{card.code}={pile}": like(card.label, f"{card.label}: {say(words)}")
                for card in question.options
                for pile, words in PILE_WORDS.items()
            }
        case ShortText() | LongText() | Statement() | Drawing() | VoiceNote():
            return {}
    return {number: say(_OUT_OF_TEN.format(limit=number)) for number in range(11)}


def in_words(question: Question, answer: Answer, say: Say = same) -> str:
    """The answer as a reader would say it; a value the form does not know is shown as it is."""
    if answer.state != "given":
        return say(_STATES[answer.state])
    if isinstance(question, Drawing | VoiceNote):
        return say("A drawing" if isinstance(question, Drawing) else "A recording")
    names = possible(question, say)
    if isinstance(answer.value, tuple):
        parts = [names.get(code, code) for code in answer.value]
        return like(parts[0] if parts else "", ", ".join(parts))
    words = str(answer.value)
    return words if answer.value is None else names.get(answer.value, words)
