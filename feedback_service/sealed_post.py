"""What a tablet sealed comes in: opened, read as its pages would have been, and kept as all else is.

Nothing that a child said is turned away because something beside it is faulty. Words are kept even when they
are longer than the form asks for or a button was pressed as well; a value that the form does not have is left
out, and the submission is then kept as unfinished. Only what nobody can open or place stays on the tablet.
"""

import uuid
from typing import Literal, NamedTuple

import msgspec

from feedback_service.intake import Arrival, submit
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.storage.turns import find_turn
from feedback_service.tablet_keys import Envelope, open_envelope
from feedback_service.tablets import TURN_LASTS, next_place
from forms.catalogue import PublishedForm
from forms.journey import final_answers
from forms.model import Answer, Answers, LongText, Page, ShortText
from forms.validate import Raw, clean, read_page

SKEW = 5 * 60_000  # milliseconds that a tablet's clock may be ahead
OLDEST = 60 * 24 * 3_600_000  # milliseconds: an answer older than this has a clock that cannot be believed
NO_TURN = "none"

Outcome = Literal["stored", "again", "differs", "empty"]


class NotTakenError(Exception):
    """A sealed answer that cannot be opened or placed; the message is for the grown-up at the tablet."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was sealed: `pages` has the fields of each page as the browser would have posted them.

    Times are Unix milliseconds by the tablet's clock. `tablet` and `turn` are ids that its menu gave.
    """

    id: uuid.UUID
    form: str
    version: int
    pages: dict[str, tuple[tuple[str, str], ...]]
    finished: bool
    started_at: int
    answered_at: int
    language: str = ""
    tablet: str = ""
    turn: str = ""


class Reading(NamedTuple):
    """The answers that could be read, and whether that is all that was said."""

    answers: Answers
    is_whole: bool


def opened(service: Service, envelope: Envelope) -> Sent:
    """The sealed answer in clear. Raises NotTakenError."""
    try:
        sent = msgspec.json.decode(open_envelope(service.keys, envelope), type=Sent)
    except UnreadableWordsError as error:
        raise NotTakenError(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotTakenError(
            f"The sealed answer {envelope.id} is not one that this software reads."
        ) from error
    if str(sent.id) != envelope.id:
        raise NotTakenError(f"The sealed answer {envelope.id} belongs to another envelope.")
    return sent


async def keep(service: Service, tablet: Tablet, sent: Sent) -> Outcome:
    """Keep an opened answer as the tablet's. Raises NotTakenError; StorageError when it has to come again."""
    try:
        form = service.catalogue.get(sent.form, sent.version)
    except KeyError as error:
        raise NotTakenError(f"There is no version {sent.version} of a form '{sent.form}' here.") from error
    reading = read_answers(form, {page: _fields(pairs) for page, pairs in sent.pages.items()})
    if not reading.answers:
        if not reading.is_whole:
            raise NotTakenError("Nothing of this answer fits its form.")
        return "empty"
    place = await next_place(service, tablet, str(sent.id), await _turn(service, sent))
    arrival = Arrival(
        id=str(sent.id),
        form=form,
        place=place,
        answers=reading.answers,
        answered_at=plausible(sent.answered_at, service.now()),
        finished=sent.finished and reading.is_whole,
        language=sent.language[:20] or None,
    )
    result = (await submit(service, arrival)).result
    return "again" if result == "again" else "differs" if result == "differs" else "stored"


def plausible(told: int, now: int) -> int:
    """The tablet's own time when it can be believed, else the time of arrival."""
    return told if now - OLDEST <= told <= now + SKEW else now


async def _turn(service: Service, sent: Sent) -> str:
    """The turn the answers were begun under, when that was while it stood; never the one that stands now."""
    async with service.database.reading() as connection:
        turn = await find_turn(connection, sent.turn) if sent.turn else None
    stood = turn is not None and turn.set_at - SKEW <= sent.started_at <= turn.set_at + TURN_LASTS + SKEW
    return sent.turn if stood else NO_TURN


def _fields(pairs: tuple[tuple[str, str], ...]) -> Raw:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def read_answers(form: PublishedForm, pages: dict[str, Raw]) -> Reading:
    """The answers of pages read in the form's order, as if each had been posted."""
    answers: Answers = {}
    is_whole = set(pages) <= set(form.pages)
    for page in form.form.pages:
        raw = pages.get(page.id, {})
        reading = read_page(form, page, raw, answers) if raw else None
        for error in reading.errors if reading else ():
            if _is_filled(raw, error.question):
                found = _rescued(form, page, raw, answers, error.question)
                is_whole = is_whole and found is not None
                answers |= {error.question: found} if found else {}
        answers |= reading.answers if reading else {}
    return Reading(final_answers(form, answers), is_whole)


def _is_filled(raw: Raw, question: str) -> bool:
    own = (values for name, values in raw.items() if name == question or name.startswith(f"{question}--"))
    return any(value.strip() for values in own for value in values)


def _rescued(form: PublishedForm, page: Page, raw: Raw, earlier: Answers, question: str) -> Answer | None:
    """What was said without the button pressed beside it; words as they are, however long."""
    bare = {name: values for name, values in raw.items() if name != f"{question}--instead"}
    found = read_page(form, page, bare, earlier).answers.get(question)
    words = clean("\n".join(raw.get(question, ())))
    if found is None and words.strip() and isinstance(form.questions[question], ShortText | LongText):
        return Answer("given", words)
    return found
