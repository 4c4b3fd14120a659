"""What the document of a form that runs without a network is given."""

from typing import ClassVar

import msgspec
from markupsafe import Markup

from feedback_service.web.pages import Look, PageStruct


class Ask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the script needs to know of a question; names are short because each form carries many.

    A pick is a field as the script has it, "card=value"; before the sign stands nothing but for cards and for
    the buttons beside a question. `need` are the conditions: a question, picks, and whether one of these or
    any but these makes it hold. `told` says that nothing is answered. The pair is turned when the id's
    character number `digit`, a hexadecimal one, has `bit`. `says` has the words of picks, and `words` stand
    for an answer that has none; both are HTML.
    """

    id: str
    need: tuple[tuple[str, tuple[str, ...], bool], ...] = ()
    told: bool = False
    digit: int | None = None
    bit: int | None = None
    says: dict[str, str] = {}
    words: str = ""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer given in the document is sent with."""

    form: str
    version: int
    language: str
    tablet: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What the script runs the form by: `key` and the bytes of `point` are what answers are sealed to.

    `review` says whether there is a page to check, `asks` has the questions of each page in their order.
    """

    about: About
    key: str
    point: tuple[int, ...]
    review: bool
    asks: dict[str, tuple[Ask, ...]]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the form as the server shows it: `body` is its header and main."""

    name: str
    title: str
    body: Markup
    one_is_enough: bool = False


class PackPage(PageStruct, frozen=True, kw_only=True):
    """A whole form in one document; `run` is a `Run` in JSON."""

    template: ClassVar[str] = "pack.html"
    look: Look
    language: str
    form_title: str
    run: str
    shapes: tuple[Shape, ...]
    leave: bool = False
