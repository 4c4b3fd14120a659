"""What a child or family recorded: nothing can screen it, so it is a concern until a person has listened."""

from functools import cache
from typing import Final

from analysis.screening import Hit
from forms.catalogue import PublishedForm
from forms.model import Answers, VoiceNote

SPOKEN: Final = "spoken"
_AUDIENCES: Final = ("child", "family")


def unheard(form: PublishedForm, answers: Answers) -> list[tuple[str, Hit]]:
    """That somebody has to listen, by question: said once, however many recordings there are."""
    given = (name for name in _voices(form) if name in answers and answers[name].state == "given")
    return [(name, Hit(SPOKEN, "unheard", "concern", 0, 0)) for name in given][:1]


@cache
def _voices(form: PublishedForm) -> tuple[str, ...]:
    if form.form.audience not in _AUDIENCES:
        return ()
    return tuple(one.id for one in form.questions.values() if isinstance(one, VoiceNote))
