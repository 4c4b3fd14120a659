"""A form's pages as the server shows them, taken out of their frames, with earlier answers' places marked."""

import re
from collections.abc import Iterator
from typing import Protocol

import msgspec
from markupsafe import Markup

from feedback_service.web.ending_pages import CheckPage, CheckRow, DonePage, GonePage, StopPage
from feedback_service.web.languages import mark
from feedback_service.web.links import start_page
from feedback_service.web.pack_pages import Shape
from feedback_service.web.pages import PageStruct
from feedback_service.web.question_pages import QuestionPage, QuestionView
from feedback_service.web.views import look_of, question_views
from forms.catalogue import PublishedForm
from forms.journey import neutral
from forms.model import LongText, Page, ShortText, Statement, VoiceNote
from forms.told import like
from forms.validate import read_page
from forms.wording import PLACEHOLDER

_BODY = re.compile(r"<header.*</main>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_COUNTED = re.compile(r'<p class="hint">.*?</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# Characters for private use stand around the place of an earlier answer until the page is made.
_FROM, _BETWEEN, _TO = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_FROM}([^{_BETWEEN}]*){_BETWEEN}([^{_TO}]*){_TO}")
RECEIPT = ("",)  # the script puts in the words


class Show(Protocol):
    """Turns a page into HTML, in the pack's language."""

    def __call__(self, page: PageStruct) -> str: ...


def shapes_of(form: PublishedForm, show: Show) -> Iterator[Shape]:
    """Every page of the form, of its beginning and end; a question's page comes again as it is when wrong."""
    yield _shape("p--start", show(start_page(form, "", back="/tablet")))
    pages = offered_pages(form)
    for step, page in enumerate(pages, start=1):
        views = _views(form, page)
        enough = _is_one_enough(form, page)
        wrong = tuple(_wrong(form, page, view) for view in views)
        for name, shown in (("p", views), ("e", wrong)):
            html = show(_question_page(form, page, shown, step, len(pages)))
            yield _shape(f"{name}-{page.id}", html, one_is_enough=enough)
    for name, ending in _endings(form, pages).items():
        html = show(ending)
        # How many questions were answered is not known here.
        yield _shape(f"p--{name}", _COUNTED.sub("", html) if name == "stop" else html)


def offered_pages(form: PublishedForm) -> tuple[Page, ...]:
    """The pages of the form that a pack has, with the questions it has."""
    return tuple(page for page in map(_offered, form.form.pages) if page.questions)


def _offered(page: Page) -> Page:
    """The page without conditions (the script knows them) and voice notes (a pack does not take them)."""
    kept = [
        msgspec.structs.replace(one, show_if=()) for one in page.questions if not isinstance(one, VoiceNote)
    ]
    return msgspec.structs.replace(page, questions=tuple(kept))


def _shape(name: str, html: str, *, one_is_enough: bool = False) -> Shape:
    body, title = _BODY.search(html), _TITLE.search(html)
    if body is None or title is None:
        raise ValueError(f"The page {name} has no header, main or title.")
    return Shape(
        name=name,
        title=Markup(title[1]).unescape(),  # noqa: S704 (our own page)
        body=Markup(_filled_in(body[0])),  # noqa: S704 (our own page, escaped when it was made)
        one_is_enough=one_is_enough,
    )


def _views(form: PublishedForm, page: Page) -> tuple[QuestionView, ...]:
    return tuple(
        msgspec.structs.replace(view, prompt=_marked(view.question.prompt), hint=_marked(view.question.hint))
        for view in question_views(form, page, {}, {})
    )


def _marked(text: str) -> str:
    if not PLACEHOLDER.search(text):
        return text
    marked = PLACEHOLDER.sub(lambda found: f"{_FROM}{found[1]}{_BETWEEN}{neutral(found[0])}{_TO}", text)
    return like(text, marked)


def _filled_in(html: str) -> str:
    """Marks become elements in text, and their neutral words within tags, where no element can stand."""
    bare = _TAG.sub(lambda tag: _MARKED.sub(r"\2", tag[0]), html)
    return _MARKED.sub(r'<bdi data-pipe="\1">\2</bdi>', bare)


def _wrong(form: PublishedForm, page: Page, view: QuestionView) -> QuestionView:
    """The question when nothing was answered; a statement is never wrong."""
    if isinstance(view.question, Statement):
        return view
    alone = msgspec.structs.replace(page, questions=(view.question,), layout="plain")
    errors = read_page(form, alone, {}, {}).errors
    return msgspec.structs.replace(view, error=errors[0].message) if errors else view


def _is_one_enough(form: PublishedForm, page: Page) -> bool:
    """Whether one answer on the page will do, as `read_page` sees it."""
    asked = [one for one in page.questions if not isinstance(one, Statement)]
    ways = [f"{asked[0].id}--instead", asked[0].id] if len(asked) > 1 else []
    return any(not read_page(form, page, {way: ["skip"]}, {}).errors for way in ways)


def _question_page(
    form: PublishedForm, page: Page, views: tuple[QuestionView, ...], step: int, steps: int
) -> QuestionPage:
    return QuestionPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        page_title=page.title,
        layout=page.layout,
        easy=form.form.easy_read,
        step=step,
        steps=steps,
        questions=views,
        action="",
        back="?then=back" if step > 1 else "",
        stop="?then=stop",
        has_errors=any(view.error for view in views),
    )


def _rows(pages: tuple[Page, ...]) -> tuple[CheckRow, ...]:
    """A row for every question of the pack; the script puts in the answers and takes out what has none."""
    return tuple(
        CheckRow(
            prompt=_marked(question.prompt),
            answer="",
            words=isinstance(question, ShortText | LongText),
            change=f"#{page.id}",
        )
        for page in pages
        for question in page.questions
    )


def _endings(form: PublishedForm, pages: tuple[Page, ...]) -> dict[str, PageStruct]:
    look, language, title = look_of(form), form.form.language, form.form.title
    return {
        "check": CheckPage(
            look=look,
            language=language,
            form_title=title,
            rows=_rows(pages),
            action="",
            back="#",
            stop="#-stop",
        ),
        "stop": StopPage(look=look, language=language, form_title=title, action="", back="#", answered=1),
        "stop-empty": StopPage(
            look=look, language=language, form_title=title, action="", back="#", answered=0
        ),
        "done": DonePage(
            look=look,
            language=language,
            form_title=title,
            lines=form.form.closing,
            receipt=RECEIPT,
            finish="",
        ),
        "finished": _gone(
            mark("Thank you. You have finished."),
            mark("Your answers are kept safe."),
            mark("You can give the tablet back."),
        ),
        "deleted": _gone(
            mark("It is deleted"),
            mark("We have not kept your answers."),
            mark("You can start again another time."),
        ),
    }


def _gone(title: str, *lines: str) -> GonePage:
    return GonePage(
        look="adult", title=title, lines=lines, again="/tablet?language=en", again_label=mark("Next person")
    )
