"""What the document of a form that runs without a network is given."""

from typing import ClassVar

import msgspec
from markupsafe import Markup

from feedback_service.web.pages import Look, PageStruct


class Ask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the script needs to know of a question; names are short because each form carries many.

    `need` are its conditions (question, answers that hold), `told` says that nothing is answered, `turn` is
    the bit of the id that turns its pair, `words` stands for an answer that has no words of its own.
    """

    id: str
    need: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told: bool = False
    turn: int | None = None
    words: str = ""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the form as the server shows it: `body` is its header and main. `asks` is JSON."""

    name: str
    title: str
    body: Markup
    asks: str = ""
    one_is_enough: bool = False


class PackPage(PageStruct, frozen=True, kw_only=True):
    """A whole form in one document; `key` and `point` are what answers are sealed to."""

    template: ClassVar[str] = "pack.html"
    look: Look
    language: str
    form_title: str
    form_id: str
    version: int
    review: bool
    tablet: str
    key: str
    point: str
    shapes: tuple[Shape, ...]
    leave: bool = False
