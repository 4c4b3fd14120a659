"""Going through any form as its readers will, in any look, before anybody is asked. Nothing is kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter

from feedback_service.web.http import Asked, Page, missing, service_of, show
from feedback_service.web.languages import language_named
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow
from feedback_service.web.staff.pages import StaffProblemPage
from feedback_service.web.staff.preview_pages import Preview, QuestionPreview, Turn, WordsPreview
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.translating import translating_of
from feedback_service.web.views import look_of, question_views
from forms import model
from forms.catalogue import PublishedForm
from forms.model import Band, Condition, Question
from forms.wording import possible

# Nobody's id: which of two pictures stands first is then the order of the definition.
_NO_DRAFT: Final = ""
_LOOKS: dict[str, tuple[str, Band | None]] = {
    "4-7": ("4 to 7", "4-7"),
    "8-11": ("8 to 11", "8-11"),
    "12-17": ("12 to 17", "12-17"),
    "adult": ("Adults", None),
}
# What is said at the end: no page of a form can be called that.
_CLOSING: Final = "_closing"
_STATES = {"given": "any answer", "not_sure": "Not sure", "skipped": "Skip"}

PageId = Annotated[str, QueryParameter(name="page")]
LookOf = Annotated[str, QueryParameter(name="look")]
# Not the "language" by which people choose: that is remembered on the device.
Lang = Annotated[str, QueryParameter(name="lang")]


@get("/forms/{form_id:str}/preview", operation_id="staff_form_preview", guards=[allow(*EVERYONE)])
async def form_preview(
    request: Asked, form_id: FromPath[str], page: PageId = "", look: LookOf = "", lang: Lang = ""
) -> Page:
    """A page of the form by its id; without one what is said first, with `_closing` what is said at the end.

    `look` is an age band or `adult`, `lang` a language; the form's own when left out or unknown. What nobody
    has reviewed yet is shown, and marked.
    """
    try:
        form = service_of(request).catalogue.current(form_id)
    except KeyError as error:
        raise missing() from error
    places = ("", *form.pages, _CLOSING)
    if page not in places:
        return _no_such_page(request, form, page)
    languages = translating_of(request)
    spoken = lang if lang in languages.offered else form.form.language
    way = _Way(form.form.id, page, look if look in _LOOKS else form.form.band or "adult", spoken)
    seen = _in_look(languages.preview(form, spoken), way.look)
    bar = _bar(way, places, languages.offered)
    if page in seen.pages:
        return show(request, _question(seen, seen.pages[page], places.index(page), bar))
    return show(request, _words(seen, bar, is_start=not page))


def _no_such_page(request: Asked, form: PublishedForm, page: str) -> Page:
    """404 with the pages that there are."""
    title = form.form.title
    shown = StaffProblemPage(
        frame=frame_of(request, "This form has no such page"),
        lines=(f"“{title}” has no page “{page}”.", f"Its pages are: {', '.join(form.pages)}."),
    )
    return show(request, shown, status=404)


def _in_look(form: PublishedForm, look: str) -> PublishedForm:
    """The form as if it were for that age: how it looks follows from the band."""
    return replace(form, form=msgspec.structs.replace(form.form, band=_LOOKS[look][1]))


def _question(form: PublishedForm, page: model.Page, step: int, bar: Preview) -> QuestionPreview:
    # Who previews has answered nothing: what is shown only sometimes is shown, and said to be so.
    always = tuple(msgspec.structs.replace(each, show_if=()) for each in page.questions)
    whole = msgspec.structs.replace(page, questions=always)
    return QuestionPreview(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        page_title=page.title,
        layout=page.layout,
        easy=form.form.easy_read,
        step=step,
        steps=len(form.form.pages),
        questions=question_views(form, whole, {}, {}, draft_id=_NO_DRAFT),
        action="",
        back="",
        stop="",
        has_errors=False,
        preview=msgspec.structs.replace(bar, notes=tuple(_notes(form, page))),
    )


def _words(form: PublishedForm, bar: Preview, *, is_start: bool) -> WordsPreview:
    start = form.form.start
    return WordsPreview(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        title=start.title if is_start else "",
        lines=start.lines if is_start else form.form.closing,
        preview=bar,
    )


class _Way(NamedTuple):
    """A place in a preview, and how it is looked at."""

    form_id: str
    page: str
    look: str
    lang: str

    def address(self) -> str:
        seen = {"page": self.page, "look": self.look, "lang": self.lang}
        return f"/staff/forms/{self.form_id}/preview?{urlencode(seen)}"


def _bar(way: _Way, places: Sequence[str], languages: Iterable[str]) -> Preview:
    before, after = dict(pairwise(places[::-1])), dict(pairwise(places))

    def turn(label: str, other: _Way) -> Turn:
        return Turn(label=label, href=other.address(), current=other == way)

    return Preview(
        back=way._replace(page=before[way.page]).address() if way.page in before else "",
        onward=way._replace(page=after[way.page]).address() if way.page in after else "",
        looks=tuple(turn(label, way._replace(look=name)) for name, (label, _) in _LOOKS.items()),
        languages=tuple(turn(language_named(tag).name, way._replace(lang=tag)) for tag in languages),
        notes=(),
    )


def _notes(form: PublishedForm, page: model.Page) -> Iterator[str]:
    for question in page.questions:
        if question.show_if:
            told = " and ".join(_told(form.questions[each.question], each) for each in question.show_if)
            yield f"“{question.prompt}” is shown only after {told}."


def _told(on: Question, condition: Condition) -> str:
    names = {**_STATES, **{str(value): label for value, label in possible(on).items()}}
    answers = " or ".join(f"“{names.get(str(answer), answer)}”" for answer in condition.answers)
    return f"{answers} to “{on.prompt}”"
