"""What the list of forms and the preview of one are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import Look, PageStruct
from feedback_service.web.question_pages import QuestionPage
from feedback_service.web.staff.pages import StaffPage


class FormRow(msgspec.Struct, frozen=True, kw_only=True):
    """One form as it is now; `grade` is its reading grade, or why there is none."""

    title: str
    href: str
    who: str
    purpose: str
    version: str
    screens: str
    grade: str


class FormsPage(StaffPage, frozen=True, kw_only=True):
    """Every current form; `note` says what the reading grade is, or that nobody could tell it."""

    template: ClassVar[str] = "staff/forms.html"
    rows: tuple[FormRow, ...]
    note: str


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Another way to look at the same place of the form."""

    label: str
    href: str
    current: bool


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The bar over a previewed page: where to go on, and in which look and language; `notes` on this page."""

    back: str
    onward: str
    looks: tuple[Turn, ...]
    languages: tuple[Turn, ...]
    notes: tuple[str, ...]


class QuestionPreview(QuestionPage, frozen=True, kw_only=True):
    """A page of the form as its readers see it, with nothing that could be sent."""

    template: ClassVar[str] = "preview_question.html"
    preview: Preview


class WordsPreview(PageStruct, frozen=True, kw_only=True):
    """What is said before the first question, or after the last (then without a `title`)."""

    template: ClassVar[str] = "preview_words.html"
    look: Look
    language: str
    form_title: str
    title: str
    lines: tuple[str, ...]
    preview: Preview
    leave: bool = False
