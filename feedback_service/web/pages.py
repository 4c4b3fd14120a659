"""What each answering template is given: one struct a template, rendered whole (see `render`).

Templates also see the globals `asset(path)` (address of a static file), `picture(name)` (inline SVG),
`helplines` and `service_name`; nothing else. `leave`: whether the page offers to leave quickly.
"""

from typing import ClassVar, Literal

import msgspec

from forms.model import Option, Question

Look = Literal["young", "middle", "teen", "adult"]


class PageStruct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all pages. `template` names the file; the fields are the template's whole context."""

    template: ClassVar[str]


class HomePage(PageStruct, frozen=True, kw_only=True):
    """Front door: a box to type a link's code into. `code` and `error` come back after a mistyped one."""

    template: ClassVar[str] = "home.html"
    code: str = ""
    error: str = ""


class StartPage(PageStruct, frozen=True, kw_only=True):
    """Before the first question. POST `action` (empty: itself) with `submission` starts or carries on."""

    template: ClassVar[str] = "start.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    title: str
    lines: tuple[str, ...]
    action: str
    submission: str
    carry_on: bool
    back: str = ""


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


class CheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of check-your-answers; `words` is true when `answer` is the person's own text."""

    prompt: str
    answer: str
    words: bool
    change: str


class CheckPage(PageStruct, frozen=True, kw_only=True):
    """Check your answers (12 and over, and adults). POST `action` sends."""

    template: ClassVar[str] = "check.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    rows: tuple[CheckRow, ...]
    action: str
    back: str
    stop: str


class StopPage(PageStruct, frozen=True, kw_only=True):
    """The person wants to stop: POST `action` with `choice` `send`, `save` (not on a tablet) or `delete`.

    `back` goes on answering.
    """

    template: ClassVar[str] = "stop.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    action: str
    back: str
    answered: int


class DonePage(PageStruct, frozen=True, kw_only=True):
    """Calm close. `receipt` is the words to come back with; `finish` is where POST ends the visit."""

    template: ClassVar[str] = "done.html"
    look: Look
    language: str
    form_title: str
    leave: bool = False
    lines: tuple[str, ...]
    receipt: tuple[str, ...]
    finish: str


class GonePage(PageStruct, frozen=True, kw_only=True):
    """After deleting, or after finishing: nothing of the person is left on screen. `again` may be empty."""

    template: ClassVar[str] = "gone.html"
    look: Look
    title: str
    lines: tuple[str, ...]
    again: str
    again_label: str


class ProblemPage(PageStruct, frozen=True, kw_only=True):
    """Anything that went wrong, kindly: what happened and what to do. `again` may be empty."""

    template: ClassVar[str] = "problem.html"
    title: str
    lines: tuple[str, ...]
    again: str = ""
    again_label: str = ""
