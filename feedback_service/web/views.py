"""From a form and its answers to what a page shows."""

from collections.abc import Mapping, Sequence

from feedback_service.web.pages import CheckRow, Look, QuestionView
from forms.catalogue import PublishedForm
from forms.journey import path, piped, visible
from forms.model import (
    NOT_SURE,
    SKIP,
    Answer,
    Answers,
    FieldError,
    LongText,
    Page,
    Question,
    ShortText,
    Statement,
)
from forms.wording import in_words

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
) -> tuple[QuestionView, ...]:
    """The visible questions of a page: filled from what was just sent (`raw`), else from `shown`."""
    messages = {error.question: error.message for error in errors}
    return tuple(_view(form, one, shown, messages.get(one.id, ""), raw) for one in visible(page, answers))


def _view(
    form: PublishedForm, question: Question, shown: Answers, error: str, raw: Raw | None
) -> QuestionView:
    is_text = isinstance(question, ShortText | LongText)
    answer = shown.get(question.id)
    sent = list(raw.get(question.id, ())) if raw is not None else _values(answer)
    has_words = is_text and (raw is not None or (answer is not None and answer.state == "given"))
    return QuestionView(
        question=question,
        kind=str(question.__struct_config__.tag),
        language=form.form.language,
        aloud=form.form.easy_read or look_of(form) in _ALOUD,
        prompt=piped(question.prompt, form, shown),
        hint=piped(question.hint, form, shown),
        chosen=() if has_words else tuple(sent),
        written="\n".join(sent) if has_words else "",
        error=error,
    )


def _values(answer: Answer | None) -> list[str]:
    if answer is None:
        return []
    if answer.state != "given":
        return [_RESERVED[answer.state]]
    return list(answer.value) if isinstance(answer.value, tuple) else [str(answer.value)]


def check_rows(form: PublishedForm, answers: Answers, shown: Answers, address: str) -> tuple[CheckRow, ...]:
    """One row an answered question on the path that this device may show; `address` leads to the draft."""
    return tuple(
        CheckRow(
            prompt=piped(question.prompt, form, shown),
            answer=in_words(question, shown[question.id]),
            words=isinstance(question, ShortText | LongText) and shown[question.id].state == "given",
            change=f"{address}/q/{page.id}?then=check",
        )
        for page in path(form, answers)
        for question in visible(page, answers)
        if not isinstance(question, Statement) and question.id in shown
    )
