"""The form model: what is asked. Plain data, decoded from TOML and checked as a whole."""

from typing import Annotated, Literal

import msgspec

# An observation is what a worker saw, of a child who cannot say it: never the child's own words.
Audience = Literal["child", "family", "practitioner", "observation"]
Band = Literal["4-7", "8-11", "12-17"]
# When in the help a form is for; `moment_of` tells the moment by which answers are compared.
# Forms for "adding" are never offered: they open for who comes back to something that was sent.
Purpose = Literal["first-visit", "after-visit", "review", "ending", "after-closing", "adding"]
Measure = Literal["happier", "safe", "listened", "seen", "fed", "warm", "confidence"]
Keeps = Literal[
    "share_words", "share_worker", "share_parent",
    "helper", "scribe", "person_role", "wants_to_talk", "no_view",
]  # fmt: skip
Asks = Literal["good", "change", "open"]
State = Literal["given", "not_sure", "skipped"]

Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]

NOT_SURE = "not-sure"
SKIP = "skip"
PILES = ("good", "okay", "not-good")
# Why a child could not give a view, when the worker did not say.
NO_REASON = "not-said"

# The codebook's fixed themes: a question's `topic` is one of these.
TOPICS = frozenset(
    (
        *("food", "home", "health", "school", "love", "looked_after"),
        *("family", "friends_fun", "feelings", "hopes", "identity"),
        *("listened", "explained", "timely", "respect", "same_person", "joined_up", "involved"),
        *("practical_help", "change", "confidence"),
    )
)


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that can be chosen; `code` is stored, `label` and `picture` are shown."""

    code: Code
    label: Words
    picture: Code | None = None


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """True when the earlier `question` was answered with one of `answers` (codes, scale values or states)."""

    question: Code
    answers: tuple[str | int, ...]


class _Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every question has.

    `prompt` and `hint` may carry an earlier answer: `{{question-id|what to say without one}}` (piping).
    `topic` is the codebook theme the question is about, `asks` which side of it, `measure` the outcome that
    is followed between moments (its options stand from worst to best), `keeps` the fact about the submission
    that the answer tells. The question is shown when every condition of `show_if` holds.
    """

    id: Code
    prompt: Words
    hint: str = ""
    picture: Code | None = None
    topic: str | None = None
    asks: Asks = "open"
    measure: Measure | None = None
    keeps: Keeps | None = None
    show_if: tuple[Condition, ...] = ()


class Pictures(_Question, frozen=True, tag_field="type", tag="pictures"):
    """One of two to four options, each a picture with a word."""

    options: tuple[Option, ...]


class Choice(_Question, frozen=True, tag_field="type", tag="choice"):
    """One of several options in words."""

    options: tuple[Option, ...]


class Choices(_Question, frozen=True, tag_field="type", tag="choices"):
    """Any number of several options."""

    options: tuple[Option, ...]


class Faces(_Question, frozen=True, tag_field="type", tag="faces"):
    """A faces scale of 3 or 5 labelled points; the value stored is 1 (worst) to 3 or 5 (best)."""

    points: Literal[3, 5]
    labels: tuple[Words, ...]


class WordsScale(_Question, frozen=True, tag_field="type", tag="words-scale"):
    """Labelled words from worst to best; the value stored is 1 to the number of labels (3 to 7)."""

    labels: tuple[Words, ...]


class ZeroToTen(_Question, frozen=True, tag_field="type", tag="zero-to-ten"):
    """A whole number from 0 to 10; the ends are named."""

    low: Words
    high: Words


class ShortText(_Question, frozen=True, tag_field="type", tag="short-text"):
    """Own words, a line: up to 500 characters."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 500


class LongText(_Question, frozen=True, tag_field="type", tag="long-text"):
    """Own words, a box: up to 20,000 characters."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=20_000)] = 5_000


class YesNo(_Question, frozen=True, tag_field="type", tag="yes-no"):
    """Yes or no; "not sure" is there as for every question."""


class Drawing(_Question, frozen=True, tag_field="type", tag="drawing"):
    """A drawing made on the screen; the value stored is its strokes (see `forms.drawing`).

    Never the only way to answer: the same page, or the one after, asks for words or pictures as well.
    """


class VoiceNote(_Question, frozen=True, tag_field="type", tag="voice-note"):
    """Own words, spoken: up to `seconds`; the value stored names the recording, which is kept apart, sealed.

    Shown only where the service allows voice notes; never the only way to answer.
    """

    seconds: Annotated[int, msgspec.Meta(ge=5, le=90)] = 90


class SortCards(_Question, frozen=True, tag_field="type", tag="sort-cards"):
    """Two to eight cards, each put on a pile; the value is a tuple of `card=pile` (PILES, or NOT_SURE).

    Cards that were left out are not in it.
    """

    options: tuple[Option, ...]


class Statement(_Question, frozen=True, tag_field="type", tag="statement"):
    """Something to read, with nothing to answer."""


Question = (
    Pictures
    | Choice
    | Choices
    | Faces
    | WordsScale
    | ZeroToTen
    | ShortText
    | LongText
    | YesNo
    | Drawing
    | VoiceNote
    | SortCards
    | Statement
)
Text = ShortText | LongText
Chosen = Pictures | Choice


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is seen at once: one question for the youngest, two or three that belong together for others.

    `layout` "houses" stands up to three text questions in houses beside each other.
    """

    id: Code
    questions: Annotated[tuple[Question, ...], msgspec.Meta(min_length=1)]
    title: str = ""
    layout: Literal["plain", "houses"] = "plain"


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said before the first question (assent for children, information for adults)."""

    title: Words
    lines: tuple[Words, ...]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published version of a form; cross-checks between questions are in `forms.catalogue`."""

    id: Code
    version: Annotated[int, msgspec.Meta(ge=1)]
    title: Words
    audience: Audience
    band: Band | None = None
    purpose: Purpose | None = None
    easy_read: bool = False
    language: str = "en"
    review: bool = False
    start: Start
    closing: tuple[Words, ...]
    pages: Annotated[tuple[Page, ...], msgspec.Meta(min_length=1)]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question's reply.

    `value` is None unless `state` is "given"; then a code (pictures, choice), a tuple of codes (choices),
    1..n (faces, words scale), 0..10, the person's words exactly as written (texts), "yes"/"no", the strokes
    of a drawing, the name of a recording, or a tuple of `card=pile` (sorted cards).
    """

    state: State
    value: str | int | tuple[str, ...] | None = None


Answers = dict[str, Answer]


class FieldError(msgspec.Struct, frozen=True):
    """Why one answer cannot be taken, in words for the person who gave it."""

    question: str
    message: str
