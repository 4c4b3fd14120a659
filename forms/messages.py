"""What a person is told when an answer cannot be taken: kind, short, and fit for their age."""

from typing import Literal

from forms.model import Form

Trouble = Literal[
    "choose", "choose-any", "write", "words-and-button", "ticks-and-button",
    "several", "twice", "unknown", "kind", "long", "stray", "no-question",
]  # fmt: skip

_OLDER: dict[Trouble, str] = {
    "choose": "Choose one answer. You can also choose Not sure or Skip.",
    "choose-any": "Choose at least one answer, or press Not sure or Skip.",
    "write": "Write something, or press Skip.",
    "words-and-button": "You wrote some words. Press Continue to keep them, or delete them first.",
    "ticks-and-button": "You ticked some answers. Press Continue to keep them, or untick them first.",
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
    "several": "Tap just one.",
    "unknown": "Tap one of these.",
    "long": "That is too long for this box. Make it a bit shorter.",
}


def say(form: Form, trouble: Trouble, limit: int = 0) -> str:
    """The message for this form's readers; `limit` is the most characters a text may have."""
    young = form.band in {"4-7", "8-11"}
    return (_CHILD.get(trouble, _OLDER[trouble]) if young else _OLDER[trouble]).format(limit=limit)
