"""What can be listened to: which texts of a form are spoken, and which of them have a sound.

A text is known by its language and a key made of its exact wording, so that a text that changes loses its
sound by itself. A sound is recorded by a person (database) or made by a synthesiser (`speech`, a folder).
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from feedback_service.settings import Settings
from forms.journey import neutral
from forms.model import (
    PILES,
    Faces,
    Form,
    Option,
    Question,
    SortCards,
    Statement,
    WordsScale,
    YesNo,
    ZeroToTen,
)
from forms.wording import PILE_WORDS

Heard = Literal["recorded", "synthetic"]
FIXED = ("Not sure", "Skip")
_KEY_BYTES = 8
_KEY, _LANGUAGE = re.compile("[0-9a-f]{16}"), re.compile("[A-Za-z0-9-]{2,20}")
SPOKEN = Path(__file__).parent / "spoken"


def key_of(text: str) -> str:
    """16 hexadecimal digits that stand for this exact text, earlier answers left out of it."""
    normal = unicodedata.normalize("NFC", neutral(text))
    return hashlib.blake2b(normal.encode(), digest_size=_KEY_BYTES).hexdigest()


def speech_folder(settings: Settings) -> Path:
    """Where the synthesiser's sounds are kept: `<language>/<key>.mp3`."""
    return Path(settings.speech_folder) if settings.speech_folder else SPOKEN


def sound_file(folder: Path, language: str, key: str) -> Path | None:
    """Where the synthesiser's sound of a text would be; None for what is no language or no key."""
    if not (_LANGUAGE.fullmatch(language) and _KEY.fullmatch(key)):
        return None
    return folder / language / f"{key}.mp3"


def question_texts(
    question: Question, options: Sequence[Option] = (), say: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Everything of a question that is heard, in the order in which it is read out.

    `options` are those of the question in the order in which they stand; `say` translates our own words.
    """
    asked = tuple(text for text in (question.prompt, question.hint) if text)
    if isinstance(question, Statement):
        return asked
    return (*asked, *_choices(question, options, say), *map(say, FIXED))


def _choices(question: Question, options: Sequence[Option], say: Callable[[str], str]) -> tuple[str, ...]:
    match question:
        case Faces() | WordsScale():
            return question.labels
        case ZeroToTen():
            return question.low, question.high
        case YesNo():
            return say("Yes"), say("No")
    labels = tuple(option.label for option in options or getattr(question, "options", ()))
    piles = (say(PILE_WORDS[pile]) for pile in PILES) if isinstance(question, SortCards) else ()
    return (*labels, *piles)


def form_texts(form: Form, say: Callable[[str], str] = str) -> tuple[str, ...]:
    """Every text of a form that is heard in its language, once each, in the order in which it is met.

    `say` puts our own words into that language; what is not translated is left out.
    """
    own = (text for text in _all_texts(form, say) if spoken_in(text, form.language) == form.language)
    return tuple(dict.fromkeys(map(neutral, own)))


def _all_texts(form: Form, say: Callable[[str], str]) -> Iterator[str]:
    yield from (form.start.title, *form.start.lines)
    for page in form.pages:
        if page.title:
            yield page.title
        for question in page.questions:
            yield from question_texts(question, say=say)
    yield from form.closing


class Listening:
    """Which texts have a sound; what is recorded is learnt from the database (`learn`)."""

    texts = staticmethod(question_texts)  # for templates

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.learn(frozenset())

    def learn(self, recorded: frozenset[tuple[str, str]]) -> None:
        """Take over which texts are recorded now, and look what the synthesiser has made."""
        self._recorded = recorded
        self._synthetic = frozenset((path.parent.name, path.stem) for path in self.folder.glob("*/*.mp3"))

    def heard(self, language: str, text: str) -> Heard | None:
        """How this text is heard: recorded goes before synthetic."""
        place = (language, key_of(text))
        if place in self._recorded:
            return "recorded"
        return "synthetic" if place in self._synthetic else None

    def key(self, text: str, language: str) -> str:
        """The key of a text that has a sound in its own language, else empty."""
        return key_of(text) if self.heard(spoken_in(text, language), text) else ""

    def address(self, texts: Sequence[str], language: str) -> str:
        """Where these texts are heard one after the other; empty when the first of them has no sound.

        Those that are in another language than the first, or have no sound, are left out.
        """
        spoken = spoken_in(texts[0], language) if texts else language
        same = (text for text in texts if text and spoken_in(text, language) == spoken)
        keys = [self.key(text, spoken) for text in same]
        return f"/listen/{spoken}/{'.'.join(filter(None, keys))}" if keys and keys[0] else ""

    def any_heard(self, texts: Sequence[str], language: str) -> bool:
        """Whether any of these texts has a sound."""
        return any(self.key(text, language) for text in texts)

    def is_computer(self, texts: Sequence[str], language: str) -> bool:
        """Whether any of these texts is heard in the synthesiser's voice."""
        return any(self.heard(spoken_in(text, language), text) == "synthetic" for text in texts)


def spoken_in(text: str, language: str) -> str:
    """The language of a text: its own where it carries one (a fallback does), else the page's."""
    return getattr(text, "language", "") or language
