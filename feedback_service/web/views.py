"""From a form and its answers to what a page shows."""

from collections.abc import Mapping, Sequence

from feedback_service.web.ending_pages import CheckRow
from feedback_service.web.pages import Look
from feedback_service.web.question_pages import QuestionView
from forms import drawing
from forms.catalogue import PublishedForm
from forms.journey import path, piped, visible
from forms.model import (
    NOT_SURE,
    SKIP,
    Answer,
    Answers,
    Choice,
    Choices,
    Drawing,
    FieldError,
    LongText,
    Option,
    Page,
    Pictures,
    Question,
    ShortText,
    SortCards,
    Statement,
)
from forms.order import options_shown
from forms.wording import Say, in_words, same

_LOOKS: dict[str | None, Look] = {"4-7": "young", "8-11": "middle", "12-17": "teen"}
_ALOUD = {"young", "middle"}  # each option can be heard by itself
_RESERVED = {"not_sure": NOT_SURE, "skipped": SKIP}
Raw = Mapping[str, Sequence[str]]


def look_of(form: PublishedForm) -> Look:
    """How the pages of this form look: by age band; adults have one look."""
    return _LOOKS.get(form.form.band, "adult")


def shown_answers(form: PublishedForm, answers: Answers, floor: str) -> Answers:
    """The answers this device may show: those from page `floor` on (all of them when it is empty)."""
    if floor not in form.pages:
        return answers
    pages = form.form.pages[list(form.pages).index(floor) :]
    return {one.id: answers[one.id] for page in pages for one in page.questions if one.id in answers}


def question_views(
    form: PublishedForm,
    page: Page,
    answers: Answers,
    shown: Answers,
    *,
    errors: Sequence[FieldError] = (),
    raw: Raw | None = None,
    draft_id: str = "",
) -> tuple[QuestionView, ...]:
    """The visible questions of a page: filled from what was just sent (`raw`), else from `shown`.

    Which of a pair of pictures stands first follows from `draft_id`.
    """
    messages = {error.question: error.message for error in errors}
    return tuple(
        _view(form, one, shown, error=messages.get(one.id, ""), raw=raw, draft_id=draft_id)
        for one in visible(page, answers)
    )


def _view(
    form: PublishedForm, question: Question, shown: Answers, *, error: str, raw: Raw | None, draft_id: str
) -> QuestionView:
    is_own = isinstance(question, ShortText | LongText | Drawing)
    answer = shown.get(question.id)
    sent = _sent(question, raw) if raw is not None else _values(answer)
    has_words = is_own and (raw is not None or (answer is not None and answer.state == "given"))
    return QuestionView(
        question=question,
        kind=str(question.__struct_config__.tag),
        language=form.form.language,
        aloud=form.form.easy_read or look_of(form) in _ALOUD,
        prompt=piped(question.prompt, form, shown),
        hint=piped(question.hint, form, shown),
        options=_options(form, question, draft_id),
        chosen=() if has_words else tuple(sent),
        drawn=_drawn(sent) if isinstance(question, Drawing) else "",
        written="\n".join(sent) if has_words else "",
        error=error,
    )


def _options(form: PublishedForm, question: Question, draft_id: str) -> tuple[Option, ...]:
    if not isinstance(question, Pictures | Choice | Choices | SortCards):
        return ()
    return options_shown(form, question.id, question.options, draft_id)


def _drawn(sent: list[str]) -> str:
    found = drawing.read("".join(sent))
    return drawing.svg(found) if found else ""


def _sent(question: Question, raw: Raw) -> list[str]:
    if not isinstance(question, SortCards):
        return list(raw.get(question.id, ()))
    cards = (card.code for card in question.options)
    return [f"{card}={pile}" for card in cards for pile in raw.get(f"{question.id}--{card}", ())]


def _values(answer: Answer | None) -> list[str]:
    if answer is None:
        return []
    if answer.state != "given":
        return [_RESERVED[answer.state]]
    return list(answer.value) if isinstance(answer.value, tuple) else [str(answer.value)]


def check_rows(
    form: PublishedForm, answers: Answers, shown: Answers, address: str, say: Say = same
) -> tuple[CheckRow, ...]:
    """One row an answered question on the path that this device may show; `address` leads to the draft.

    `say` puts our own words into the language of the form.
    """
    return tuple(
        CheckRow(
            prompt=piped(question.prompt, form, shown),
            answer=in_words(question, shown[question.id], say),
            words=isinstance(question, ShortText | LongText) and shown[question.id].state == "given",
            change=f"{address}/q/{page.id}?then=check",
        )
        for page in path(form, answers)
        for question in visible(page, answers)
        if not isinstance(question, Statement) and question.id in shown
    )
