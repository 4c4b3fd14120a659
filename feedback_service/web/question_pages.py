"""What a page of questions shows."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import Look, PageStruct
from forms.model import Option, Question


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it is shown: piped wording, what was answered before, what is wrong with it.

    Field names sent back: `<id>` (options and scales by radio, choices by checkbox, texts by textarea), with
    the reserved values `not-sure` and `skip` in a radio group; for texts and choices the submit buttons
    `name="<id>--instead" value="not-sure"` and `value="skip"`, as for drawings, voice notes and sorted cards.
    A card is a radio group `<id>--<card>` of piles, or `not-sure`; a drawing's points come in the hidden
    field `<id>`; a recording comes as the file `<id>--sound` with its milliseconds in `<id>--length`.

    `options` are in the order shown, `drawn` is the path of a drawing.

    `aloud` puts a Listen link to each option too.
    """

    question: Question
    kind: str
    language: str = "en"
    aloud: bool = False
    prompt: str
    hint: str
    options: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    drawn: str = ""
    written: str = ""
    error: str = ""


class QuestionPage(PageStruct, frozen=True, kw_only=True):
    """One page of a form. POST `action`; `step` counts from 1. A title starts "Error:" when one is wrong.

    `back`, `stop` and `leave` are where these buttons send the page: it is saved before it is left.
    """

    template: ClassVar[str] = "question.html"
    look: Look
    language: str
    form_title: str
    leave: str = ""
    page_title: str
    layout: str
    easy: bool
    step: int
    steps: int
    questions: tuple[QuestionView, ...]
    action: str
    back: str
    stop: str
    has_errors: bool
    changing: bool = False
