"""What a definition must hold to beyond its types: checks between its questions, all told at once."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from forms.model import (
    NOT_SURE,
    SKIP,
    TOPICS,
    Choice,
    Choices,
    Condition,
    Drawing,
    Faces,
    Form,
    Keeps,
    LongText,
    Measure,
    Page,
    Pictures,
    Question,
    ShortText,
    SortCards,
    Statement,
    VoiceNote,
    WordsScale,
)
from forms.wording import PLACEHOLDER, possible

_STATES = ("given", "not_sure", "skipped")
_RESERVED = {NOT_SURE, SKIP, *_STATES, "instead"}
_NOT_KEPT = Statement | Drawing | VoiceNote | SortCards
_NOT_MEASURED = ShortText | LongText | Choices | _NOT_KEPT
_BRACES = re.compile(r"\{\{.*?(?:\}\}|$)", re.DOTALL)

_IN_WORDS = ShortText | LongText | Pictures | Choice | Choices

Earlier = dict[str, Question]
Found = Iterator[str]


def problems(form: Form) -> list[str]:
    """Every fault of the form, as `place: what is wrong; what to do`."""
    found = [*_whole(form)]
    earlier: Earlier = {}
    for i, page in enumerate(form.pages):
        found += [f"pages[{i}].title: {each}" for each in _piping(page.title, earlier)]
        found += [f"pages[{i}].{each}" for each in _laid_out(page, form.pages[i : i + 2])]
        for j, question in enumerate(page.questions):
            place = f"pages[{i}].questions[{j}]"
            found += [f"{place}.{each}" for check in _CHECKS for each in check(question, earlier)]
        # Only whole earlier pages count: without scripts a page cannot answer itself.
        earlier |= {question.id: question for question in page.questions}
    return found


def _whole(form: Form) -> Found:
    if (form.audience == "child") != (form.band is not None):
        yield 'band: a form for children needs one, no other form has one; set audience = "child" and a band'
    asked = [question for page in form.pages for question in page.questions]
    if all(isinstance(question, Statement) for question in asked):
        yield "pages: nothing is asked; add a question that can be answered"
    yield from _repeated("id", [page.id for page in form.pages] + [question.id for question in asked])
    yield from _repeated("keeps", [question.keeps for question in asked])
    yield from _repeated("measure", [question.measure for question in asked])


def _laid_out(page: Page, pages: tuple[Page, ...]) -> Found:
    """What a page as a whole must hold to; `pages` are it and the next."""
    if page.layout == "houses" and not (
        len(page.questions) in (2, 3)
        and all(isinstance(each, ShortText | LongText) and not each.show_if for each in page.questions)
    ):
        yield "layout: houses hold two or three texts that are always asked; change one or the other"
    others = [
        each for one in pages for each in one.questions if isinstance(each, _IN_WORDS) and not each.show_if
    ]
    made = [each for each in page.questions if isinstance(each, Drawing | VoiceNote)]
    if made and not others:
        yield f"questions: {made[0].id!r} is the only way to answer; ask for words or pictures beside it"


def _repeated(field: str, names: list[str] | list[Keeps | None] | list[Measure | None]) -> Found:
    for name, times in Counter(name for name in names if name).items():
        if times > 1:
            yield f"pages: {field} {name!r} stands {times} times; each may stand once in a form"


def _options(question: Question, _earlier: Earlier) -> Found:
    if not isinstance(question, Pictures | Choice | Choices | SortCards):
        return
    codes = [option.code for option in question.options]
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"options: code {code!r} stands {times} times; give each option its own"
        if code in _RESERVED:
            yield f"options: code {code!r} is kept for every question's own buttons; choose another"
    if isinstance(question, Pictures):
        yield from _pictures(question)
    elif isinstance(question, SortCards) and not 2 <= len(codes) <= 8:  # noqa: PLR2004 the model's contract
        yield f"options: {len(codes)} cards; use two to eight"
    elif len(codes) < 2:  # noqa: PLR2004 one option is no choice
        yield "options: a choice needs two or more; add one"


def _pictures(question: Pictures) -> Found:
    if not 2 <= len(question.options) <= 4:  # noqa: PLR2004 more pictures than four do not fit a child's screen
        yield f"options: {len(question.options)} pictures; use two to four"
    for option in question.options:
        if option.picture is None:
            yield f"options: {option.code!r} has no picture; name one"


def _labels(question: Question, _earlier: Earlier) -> Found:
    if isinstance(question, Faces) and len(question.labels) != question.points:
        yield f"labels: {len(question.labels)} labels for {question.points} faces; write one a face"
    if isinstance(question, WordsScale) and not 3 <= len(question.labels) <= 7:  # noqa: PLR2004 model's contract
        yield f"labels: {len(question.labels)} labels; write three to seven, worst first"


def _marks(question: Question, _earlier: Earlier) -> Found:
    if question.topic is not None and question.topic not in TOPICS:
        yield f"topic: {question.topic!r} is no theme; use one of {', '.join(sorted(TOPICS))}"
    if question.measure and isinstance(question, _NOT_MEASURED):
        yield "measure: only a question with one chosen answer can be followed over time; remove it"
    if question.keeps and isinstance(question, _NOT_KEPT):
        yield "keeps: this kind of question has no answer that can be kept as a fact; remove it"


def _conditions(question: Question, earlier: Earlier) -> Found:
    for condition in question.show_if:
        on = earlier.get(condition.question)
        if on is None or isinstance(on, Statement):
            yield f"show_if: {condition.question!r} is not asked on an earlier page; name a question that is"
        else:
            yield from _condition(question, condition, on)


def _condition(question: Question, condition: Condition, on: Question) -> Found:
    can_be = [*possible(on), *_STATES]
    if not condition.answers:
        yield f"show_if: no answers of {on.id!r} are named; add one"
    for answer in condition.answers:
        if answer not in can_be:
            yield f"show_if: {answer!r} is no answer of {on.id!r}; use one of {', '.join(map(str, can_be))}"
    # Else an answer given before going back to change an earlier one would still steer the path.
    if not set(on.show_if) <= set(question.show_if):
        yield f"show_if: {on.id!r} is not always asked; repeat its conditions here"


def _texts(question: Question, earlier: Earlier) -> Found:
    for field, text in (("prompt", question.prompt), ("hint", question.hint)):
        yield from (f"{field}: {each}" for each in _piping(text, earlier))


def _piping(text: str, earlier: Earlier) -> Found:
    for braces in _BRACES.findall(text):
        found = PLACEHOLDER.fullmatch(braces)
        if found is None:
            yield f"{braces} cannot be read; write {{{{question-id|what to say without an answer}}}}"
        elif isinstance(earlier.get(found[1]), LongText | _NOT_KEPT | None):
            yield f"{braces}: no short answer {found[1]!r} on an earlier page; name one that is"


_CHECKS: tuple[Callable[[Question, Earlier], Found], ...] = (_options, _labels, _marks, _conditions, _texts)
