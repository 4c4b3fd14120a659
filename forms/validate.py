"""Reading answers: every fault at once, and nobody's words lost on the way."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from forms import drawing
from forms.catalogue import PublishedForm
from forms.journey import visible
from forms.messages import Trouble, say
from forms.model import (
    NOT_SURE,
    SKIP,
    Answer,
    Answers,
    Choices,
    Drawing,
    FieldError,
    LongText,
    Page,
    Question,
    ShortText,
    SortCards,
    State,
    Statement,
    Text,
    VoiceNote,
)
from forms.wording import RECORDING

_BUTTONS: dict[str, State] = {NOT_SURE: "not_sure", SKIP: "skipped"}
_SURROGATES = re.compile("[\ud800-\udfff]")

_SINGLE = (str, int)
_EMPTY = {"write", "draw", "record"}
# What is sent in place of the name of a recording that could not be taken.
SOUND_TROUBLES: dict[str, Trouble] = {"unreadable": "sound", "too-long": "sound-long"}

Raw = Mapping[str, Sequence[str]]
Values = Mapping[str | int, str]


class PageReading(msgspec.Struct, frozen=True):
    """A posted page: the answers that could be taken, and why the others could not."""

    answers: Answers
    errors: tuple[FieldError, ...]


def clean(text: str) -> str:
    """The words as written, save line ends (CR LF to LF) and what no database can hold (to U+FFFD)."""
    text = text.replace("\r\n", "\n").replace("\x00", "\ufffd")
    try:
        text.encode()  # fifteen times as fast as looking for what is hardly ever there
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def cleaned(answers: Answers) -> Answers:
    """The answers with every text given made clean."""
    odd = [name for name, one in answers.items() if type(one.value) is str and not one.value.isprintable()]
    return answers | {name: Answer(answers[name].state, clean(str(answers[name].value))) for name in odd}


def check_answers(published: PublishedForm, answers: Answers) -> tuple[FieldError, ...]:
    """Every fault of a whole submission. Nothing has to be answered; call `cleaned` first."""
    errors = []
    for name, answer in answers.items():
        if (
            answer.state == "given"
            and type(answer.value) in _SINGLE
            and answer.value in published.singles.get(name, ())
        ):
            continue  # the usual case, told quickly: one of the values that can be chosen
        question = published.questions.get(name)
        if question is None or isinstance(question, Statement):
            errors.append(FieldError(name, say(published.form, "no-question")))
        elif isinstance(question, VoiceNote) and answer.state == "given":
            errors.append(_error(published, question, "no-voice"))
        elif trouble := _unfit(question, published.values[name], answer):
            errors.append(_error(published, question, trouble))
    return tuple(errors)


def read_page(published: PublishedForm, page: Page, raw: Raw, earlier: Answers) -> PageReading:
    """Read a posted page; fields that it does not show are ignored.

    Field names are question ids, `<id>--<card>` for sorted cards, and `<id>--instead` for the buttons beside
    all that has no radios.
    """
    asked = [question for question in visible(page, earlier) if not isinstance(question, Statement)]
    taken = {question.id: _read(question, published.values[question.id], raw) for question in asked}
    if _is_one_enough(page) and any(isinstance(one, Answer) for one in taken.values()):
        taken = {name: Answer("skipped") if one in _EMPTY else one for name, one in taken.items()}
    troubles = [(one, trouble) for one in asked if not isinstance(trouble := taken[one.id], Answer)]
    return PageReading(
        {name: one for name, one in taken.items() if isinstance(one, Answer)},
        tuple(_error(published, question, trouble) for question, trouble in troubles),
    )


def _is_one_enough(page: Page) -> bool:
    """Whether the page offers several ways to say one thing: who uses one of them may leave the others."""
    return page.layout == "houses" or any(isinstance(each, Drawing | VoiceNote) for each in page.questions)


def _error(published: PublishedForm, question: Question, trouble: Trouble) -> FieldError:
    limit = question.limit if isinstance(question, ShortText | LongText) else 0
    return FieldError(question.id, say(published.form, trouble, limit))


def _read(question: Question, values: Values, raw: Raw) -> Answer | Trouble:
    sent = [value for value in raw.get(question.id, ()) if value]
    if isinstance(question, ShortText | LongText):
        answer = _read_text(sent, _pressed(question, raw))
    elif isinstance(question, Choices):
        answer = _read_ticks(sent, _pressed(question, raw))
    elif isinstance(question, SortCards):
        answer = _read_cards(question, raw)
    elif isinstance(question, Drawing | VoiceNote):
        answer = _read_made(question, sent, _pressed(question, raw))
    else:
        answer = _read_one(sent, values)
    return (_unfit(question, values, answer) or answer) if isinstance(answer, Answer) else answer


def _pressed(question: Question, raw: Raw) -> State | None:
    presses = (_BUTTONS.get(press) for press in raw.get(f"{question.id}--instead", ()))
    return next(filter(None, presses), None)


def _read_text(sent: list[str], pressed: State | None) -> Answer | Trouble:
    words = clean("\n".join(sent))
    if not words.strip():
        return Answer(pressed) if pressed else "write"
    return "words-and-button" if pressed else Answer("given", words)


def _read_ticks(sent: list[str], pressed: State | None) -> Answer | Trouble:
    if not sent:
        return Answer(pressed) if pressed else "choose-any"
    return "ticks-and-button" if pressed else Answer("given", tuple(dict.fromkeys(sent)))


def _read_cards(question: SortCards, raw: Raw) -> Answer | Trouble:
    pressed = _pressed(question, raw)
    sent = tuple(
        f"{card.code}={pile}"
        for card in question.options
        for pile in raw.get(f"{question.id}--{card.code}", ())
        if pile
    )
    if not sent:
        return Answer(pressed) if pressed else "sort"
    return "cards-and-button" if pressed else Answer("given", sent)


def _read_made(question: Drawing | VoiceNote, sent: list[str], pressed: State | None) -> Answer | Trouble:
    is_drawn = isinstance(question, Drawing)
    if not sent:
        return Answer(pressed) if pressed else "draw" if is_drawn else "record"
    if pressed:
        return "drawing-and-button" if is_drawn else "recording-and-button"
    return SOUND_TROUBLES.get(sent[0]) or Answer("given", "\n".join(sent))


def _read_one(sent: list[str], values: Values) -> Answer | Trouble:
    if len(set(sent)) != 1:
        return "several" if sent else "choose"
    if sent[0] in _BUTTONS:
        return Answer(_BUTTONS[sent[0]])
    # A field is always a string; the answer of a scale is a number.
    return Answer("given", {str(value): value for value in values}.get(sent[0], sent[0]))


def _unfit(question: Question, values: Values, answer: Answer) -> Trouble | None:
    value = answer.value
    if answer.state != "given":
        return None if value is None else "stray"
    if isinstance(question, ShortText | LongText):
        return _unfit_text(question, value)
    if isinstance(question, Choices | SortCards):
        return _unfit_ticks(value, values)
    if isinstance(question, Drawing):
        return None if isinstance(value, str) and drawing.read(value) else "drawing"
    if isinstance(question, VoiceNote):
        return None if value == RECORDING else "sound"
    # A float or a truth value can equal a whole number of the scale: only the very types are taken.
    return None if type(value) in _SINGLE and value in values else "unknown"


def _unfit_text(question: Text, value: object) -> Trouble | None:
    if not isinstance(value, str):
        return "kind"
    if not value:
        return "write"
    return "long" if len(value) > question.limit else None


def _unfit_ticks(value: object, values: Values) -> Trouble | None:
    if not isinstance(value, tuple):
        return "kind"
    if not value:
        return "choose-any"
    if len({code.partition("=")[0] for code in value}) != len(value):  # a card lies on one pile
        return "twice"
    return None if all(code in values for code in value) else "unknown"
