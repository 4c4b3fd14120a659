"""What the script of a tablet knows of a form's questions: when they are asked, turned, and said in words."""

from markupsafe import escape

from feedback_service.web.pack_pages import Ask
from feedback_service.web.pack_shapes import offered_pages
from forms.catalogue import PublishedForm
from forms.model import (
    NOT_SURE,
    SKIP,
    Answer,
    Choices,
    Condition,
    Drawing,
    LongText,
    Question,
    ShortText,
    SortCards,
    State,
    Statement,
    VoiceNote,
)
from forms.order import turned
from forms.wording import Say, in_words, possible

# The bits of an id that turn pairs are its last ones: so many, the last four of them in its last character.
_BITS, _LAST = 48, 35
# What the buttons for not saying anything send.
_STATES: dict[State, str] = {"not_sure": NOT_SURE, "skipped": SKIP}
# Whose buttons are fields of their own; they are among the answers of all others.
_BESIDE = (ShortText, LongText, Choices, SortCards, Drawing, VoiceNote)


def asks_of(form: PublishedForm, say: Say) -> dict[str, tuple[Ask, ...]]:
    """The questions of each page that a pack has; `say` puts our own words into the form's language."""
    return {
        page.id: tuple(_ask(form, form.questions[one.id], say) for one in page.questions)
        for page in offered_pages(form)
    }


def _ask(form: PublishedForm, question: Question, say: Say) -> Ask:
    said = in_words(question, Answer("given", ""), say) if isinstance(question, Drawing) else ""
    bit = next((bit for bit in range(_BITS) if turned(form, question.id, f"{1 << bit:012x}")), None)
    return Ask(
        id=question.id,
        need=tuple(_need(form, one) for one in question.show_if),
        told=isinstance(question, Statement),
        digit=None if bit is None else _LAST - bit // 4,
        bit=None if bit is None else 1 << bit % 4,
        says=_says(question, say),
        words=str(escape(said)),
    )


def _need(form: PublishedForm, condition: Condition) -> tuple[str, tuple[str, ...], bool]:
    """Who asks for any answer is content with all picks but the states it does not name."""
    question, wanted = form.questions[condition.question], condition.answers
    states = _states(question)
    if "given" in wanted:
        return question.id, tuple(pick for state, pick in states.items() if state not in wanted), False
    return question.id, tuple(states.get(str(answer), _pick(question, answer)) for answer in wanted), True


def _states(question: Question) -> dict[str, str]:
    before = "instead" if isinstance(question, _BESIDE) else ""
    return {state: f"{before}={value}" for state, value in _STATES.items()}


def _pick(question: Question, value: str | int) -> str:
    return str(value) if isinstance(question, SortCards) else f"={value}"


def _says(question: Question, say: Say) -> dict[str, str]:
    if isinstance(question, Statement):
        return {}
    picks = _states(question)
    states = {picks[state]: in_words(question, Answer(state), say) for state in _STATES}
    chosen = {_pick(question, value): words for value, words in possible(question, say).items()}
    return {pick: str(escape(words)) for pick, words in {**states, **chosen}.items()}
