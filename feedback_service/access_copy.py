"""A copy of what is held about somebody, in the words of the forms: for reading, and for other programs."""

import msgspec


class Line(msgspec.Struct, frozen=True):
    """A line of a drawing: the `d` of an SVG path, in a picture of this size."""

    width: int
    height: int
    path: str


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """What was put right later, beside the answer."""

    day: str
    asked_by: str
    words: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it was asked, with its answer in words.

    `state`: given, not_sure, skipped, not_reached, or erased. `recording` is the path of a file in the copy.
    """

    question: str
    asked: str
    state: str
    answer: str
    own_words: bool = False
    drawing: Line | None = None
    recording: str = ""
    corrections: tuple[Corrected, ...] = ()


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done with it, and on which day; `words` are what a worker wrote to the person."""

    day: str
    what: str
    words: str = ""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A submission: who answered when and how, every answer, and what was done."""

    id: str
    form: str
    form_id: str
    form_version: int
    who: str
    answered: str
    day: str
    helped: str
    written_by: str
    language: str
    finished: bool
    answers: tuple[Answered, ...]
    happened: tuple[Happened, ...]


class AccessCopy(msgspec.Struct, frozen=True, kw_only=True):
    """The whole copy; `about` says at its head what is in it and how others' details were treated.

    `additional_needs`: "yes" or "no"; it and `area` are empty where they are not known.
    """

    format: str = "child-family-feedback-copy/1"
    service: str
    subject: str
    area: str
    additional_needs: str
    made_for: str
    made: str
    day: str
    about: tuple[str, ...]
    kept_for: str
    submissions: tuple[Given, ...]
