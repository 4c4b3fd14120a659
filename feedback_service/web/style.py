"""The style page: every component in every state and every look, for whoever changes how pages look."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import ClassVar, get_args

from litestar import get
from litestar.params import FromPath

from feedback_service.web.http import Asked, Page, missing, show
from feedback_service.web.pages import Look, PageStruct
from feedback_service.web.question_pages import QuestionView
from feedback_service.web.views import question_views
from forms.catalogue import PublishedForm, parse_form
from forms.model import (
    PILES,
    Answer,
    Answers,
    Choices,
    Drawing,
    FieldError,
    LongText,
    Question,
    ShortText,
    SortCards,
    Statement,
    ZeroToTen,
)

_SOURCE = Path(__file__).parent / "components.toml"
_WORDS = "My nan's “Sunday” cake & <b>crisps</b>\nكرة 🙂"
_STROKES = "600,400;100,300 300,80 500,300;160,300 160,380 440,380 440,300"
STATES = {"fresh": "Nothing answered yet", "answered": "Answered before", "faulty": "Something is wrong"}


class StylePage(PageStruct, frozen=True, kw_only=True):
    """Each state with its questions, in one look; `looks` are all there are."""

    template: ClassVar[str] = "style.html"
    look: Look
    looks: tuple[str, ...]
    sections: tuple[tuple[str, tuple[QuestionView, ...]], ...]
    errors: tuple[tuple[str, str], ...]
    receipt: tuple[str, ...]


@get("/style/{look:str}", operation_id="style_page", include_in_schema=False)
async def style_page(request: Asked, look: FromPath[str]) -> Page:
    """Every component in one look; it holds nothing of anybody."""
    looks: tuple[Look, ...] = get_args(Look)
    chosen = next((each for each in looks if each == look), None)
    if chosen is None:
        raise missing()
    sections = tuple((told, _views(state, chosen)) for state, told in STATES.items())
    errors = tuple((view.question.id, view.error) for _, views in sections for view in views if view.error)
    page = StylePage(
        look=chosen,
        looks=looks,
        sections=sections,
        errors=errors,
        receipt=("apple", "river", "button", "lantern"),
    )
    return show(request, page)


@cache
def _components(state: str) -> PublishedForm:
    return parse_form(_SOURCE.read_text(encoding="utf-8").replace("@", state), _SOURCE.name)


def _views(state: str, look: Look) -> tuple[QuestionView, ...]:
    form = _components(state)
    page = form.form.pages[0]
    answers = _answers(form) if state == "answered" else {}
    errors = list(_errors(form)) if state == "faulty" else []
    views = question_views(form, page, answers, answers, errors=errors)
    # Eleven numbers are too many for the youngest, and too small to tap in a row.
    return tuple(each for each in views if look != "young" or not isinstance(each.question, ZeroToTen))


def _answers(form: PublishedForm) -> Answers:
    asked = (each for each in form.questions.values() if not isinstance(each, Statement))
    return {each.id: _answer(form, each) for each in asked}


def _answer(form: PublishedForm, question: Question) -> Answer:
    if isinstance(question, ShortText | LongText):
        return Answer("given", _WORDS)
    values = list(form.values[question.id])
    match question:
        case Choices():
            return Answer("given", tuple(str(value) for value in values))
        case SortCards():
            return Answer("given", tuple(f"{card.code}={PILES[0]}" for card in question.options))
        case Drawing():
            return Answer("given", _STROKES)
    return Answer("given", values[-1]) if values else Answer("skipped")


def _errors(form: PublishedForm) -> Iterator[FieldError]:
    for question in form.questions.values():
        if not isinstance(question, Statement):
            yield FieldError(question.id, "This is what is wrong, and what to do about it.")
