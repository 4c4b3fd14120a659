"""What a person is told when an answer cannot be taken: kind, short, and fit for their age."""

from typing import Literal

from forms.model import Form

Trouble = Literal[
    "choose", "choose-any", "write", "words-and-button", "ticks-and-button",
    "draw", "drawing-and-button", "drawing", "record", "recording-and-button", "sound", "sound-long",
    "no-voice", "sort", "cards-and-button",
    "several", "twice", "unknown", "kind", "long", "stray", "no-question",
]  # fmt: skip

_OLDER: dict[Trouble, str] = {
    "choose": "Choose one answer. You can also choose Not sure or Skip.",
    "choose-any": "Choose at least one answer, or press Not sure or Skip.",
    "write": "Write something, or press Skip.",
    "words-and-button": "You wrote some words. Press Continue to keep them, or delete them first.",
    "ticks-and-button": "You ticked some answers. Press Continue to keep them, or untick them first.",
    "draw": "Draw or write something, or press Skip.",
    "drawing-and-button": "You drew something. Press Continue to keep it, or clear it first.",
    "drawing": "We could not read this drawing. Please draw it again, or use words.",
    "record": "Record or write something, or press Skip.",
    "recording-and-button": "You recorded something. Press Continue to keep it, or delete it first.",
    "sound": "We could not read this recording. Please record it again, or use words.",
    "sound-long": "This recording is too long. Please record a shorter one, or use words.",
    "no-voice": "A recording cannot be sent this way.",
    "sort": "Choose for at least one card, or press Not sure or Skip.",
    "cards-and-button": "You sorted some cards. Press Continue to keep them.",
    "several": "Choose only one answer.",
    "twice": "The same answer came twice. Choose each answer once.",
    "unknown": "Choose one of the answers shown.",
    "kind": "This kind of answer does not fit the question.",
    "long": "Please use {limit} characters or fewer.",
    "stray": "An answer that is Not sure or Skip cannot hold anything else.",
    "no-question": "This form does not ask that.",
}
_CHILD: dict[Trouble, str] = {
    "choose": "Tap one. You can tap Not sure or Skip.",
    "choose-any": "Tap one or more. You can tap Not sure or Skip.",
    "words-and-button": "You wrote some words. Press Continue to keep them, or rub them out first.",
    "ticks-and-button": "You picked some. Press Continue to keep them, or tap them again first.",
    "drawing-and-button": "You drew something. Press Continue to keep it, or rub it out first.",
    "sort": "Tap for one card or more. You can tap Not sure or Skip.",
    "several": "Tap just one.",
    "unknown": "Tap one of these.",
    "long": "That is too long for this box. Make it a bit shorter.",
}


def every_message() -> tuple[str, ...]:
    """All that may be said, to be translated; a number stands in it as {limit}."""
    return (*_OLDER.values(), *_CHILD.values())


def say(form: Form, trouble: Trouble, limit: int = 0) -> str:
    """The message for this form's readers; `limit` is the most characters a text may have."""
    young = form.band in {"4-7", "8-11"}
    return (_CHILD.get(trouble, _OLDER[trouble]) if young else _OLDER[trouble]).format(limit=limit)
