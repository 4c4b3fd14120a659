"""Filled forms as JSON bodies: every question answered, choices at their best, in made-up words."""

import json

import uuid_utils

from forms.catalogue import PublishedForm
from forms.model import Choices, Drawing, LongText, ShortText, SortCards, Statement, VoiceNote

WORDS = (
    "we had pasta and my brother helped me with my homework after",
    "i like it when my worker plays the card game and really listens",
    "more trips out together would be good and maybe a bit less waiting about",
)

DRAWING = "600,400;120,80 180,60 240,80 250,160 180,200 110,160 120,80;150,110;210,110;150,150 180,165"


def filled(form: PublishedForm) -> dict[str, object]:
    """An answer to every question of the form, as the JSON intake takes it."""
    answers: dict[str, object] = {}
    for number, question in enumerate(form.questions.values()):
        if isinstance(question, ShortText | LongText):
            answers[question.id] = {"state": "given", "value": WORDS[number % len(WORDS)]}
        elif isinstance(question, Drawing):
            answers[question.id] = {"state": "given", "value": DRAWING}
        elif not isinstance(question, Statement | VoiceNote):
            value = list(form.values[question.id])[-1]
            codes = [value] if isinstance(question, Choices | SortCards) else value
            answers[question.id] = {"state": "given", "value": codes}
    return answers


def bodies(form: PublishedForm, count: int) -> list[bytes]:
    """`count` bodies for POST /api/submissions."""
    sent = {"form": form.form.id, "version": form.form.version, "answers": filled(form)}
    return [json.dumps({"id": str(uuid_utils.uuid7()), **sent}).encode() for _ in range(count)]
