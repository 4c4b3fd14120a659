"""What makes a form hard to use, found before anybody has to: reading, length, pictures, sound, dead ends.

What makes a form unusable is refused by `forms.checks`; here stands what it could run with but should not.
"""

import re
from collections.abc import Callable, Collection, Iterator

import msgspec

from forms import reading_age
from forms.catalogue import PublishedForm
from forms.model import Choice, Choices, Drawing, Faces, Form, Page, Pictures, Question, Statement, WordsScale
from forms.skipping import never_shown

# The highest whole-form grade (Flesch-Kincaid) by band; for families like for the oldest children.
GRADES = {"4-7": 3.0, "8-11": 5.0, "12-17": 7.0, "family": 7.0}
EASY_GRADE = 3.0
# The most screens that somebody of this band, or a family on a phone, is asked to go through.
SCREENS = {"4-7": 6, "8-11": 10, "12-17": 14, "family": 12}
SHORT_SENTENCE = 10
LONG_SENTENCE = 25
_PAIR = 2
# "How" asks for neither side; everything else says one aloud.
_SIDES = re.compile(r"\b(or|how)\b", re.IGNORECASE)


class Finding(msgspec.Struct, frozen=True):
    """One thing to mend: where, what is wrong, what to do. An error must be mended, a warning may stand."""

    place: str
    what: str
    error: bool = True


class Aids(msgspec.Struct, frozen=True, kw_only=True):
    """What is known outside the form: names of pictures that are there, whether a text has a sound, which
    texts may not be shown in one of `languages`. Left out, nothing is said about it.
    """

    pictures: Collection[str] | None = None
    heard: Callable[[str, str], str | None] | None = None
    untranslated: Callable[[PublishedForm, str], list[str]] = lambda _form, _language: []
    languages: tuple[str, ...] = ()


Found = Iterator[Finding]


def findings(published: PublishedForm, aids: Aids) -> list[Finding]:
    """Everything to mend in the form, in its order; the whole form first."""
    form = published.form
    found = [*_reading(form), *_screens(form), *_sentences(form), *_unreachable(published)]
    for page in form.pages:
        for question in page.questions:
            place = _place(page, question)
            found += [*_sides(place, page, question), *_words(place, question)]
            found += [*_pictures(place, form, question), *_drawn(place, question, aids.pictures)]
            found += _seen(place, form, question)
    return [*found, *_sound(form, aids), *_translations(published, aids)]


def _place(page: Page, question: Question) -> str:
    return f"{page.id}/{question.id}"


def _is_young(form: Form) -> bool:
    return form.band in ("4-7", "8-11") or form.easy_read


def _reading(form: Form) -> Found:
    limit = EASY_GRADE if form.easy_read else GRADES.get(form.band or form.audience)
    if limit is None or form.language != "en" or not reading_age.can_be_told():
        return
    whole, running = reading_age.grade(reading_age.whole(form)), reading_age.grade(reading_age.running(form))
    if whole > limit:
        yield Finding("form", f"reading grade {whole:.1f}, over {limit:g}; use shorter words and sentences")
    elif running > limit:
        what = f"reading grade {running:.1f} without the answers, over {limit:g}; use shorter words"
        yield Finding("form", what, error=False)


def _screens(form: Form) -> Found:
    most = SCREENS.get(form.band or form.audience)
    if most and len(form.pages) > most:
        what = f"{len(form.pages)} screens, over {most}; leave some out or make a second form"
        yield Finding("form", what)


def _sentences(form: Form) -> Found:
    for place, text in _running(form):
        for sentence in reading_age.sentences(text):
            length = len(reading_age.words(sentence))
            if _is_young(form) and length > SHORT_SENTENCE:
                yield Finding(place, f"{length} words in {sentence!r}, over {SHORT_SENTENCE}; part it in two")
            elif length > LONG_SENTENCE:
                what = f"{length} words in {sentence!r}, over {LONG_SENTENCE}; part it in two"
                yield Finding(place, what, error=False)


def _running(form: Form) -> Iterator[tuple[str, str]]:
    yield from (("start", text) for text in (form.start.title, *form.start.lines))
    for page in form.pages:
        yield page.id, page.title
        for question in page.questions:
            yield from ((_place(page, question), text) for text in (question.prompt, question.hint))
    yield from (("closing", text) for text in form.closing)


def _unreachable(published: PublishedForm) -> Found:
    what = "never shown, as its conditions cannot hold together; mend show_if"
    for page in published.form.pages:
        never = [_place(page, each) for each in page.questions if never_shown(published, each)]
        places = [page.id] if len(never) == len(page.questions) else never
        yield from (Finding(place, what) for place in places)


def _sides(place: str, page: Page, question: Question) -> Found:
    """Who hears one side only is led to it; a page title is heard before its questions."""
    is_pair = isinstance(question, Pictures) and len(question.options) == _PAIR
    balanced = is_pair or isinstance(question, Faces | WordsScale)
    asked = f"{page.title} {question.prompt} {question.hint}"
    if balanced and question.topic and question.keeps is None and not _SIDES.search(asked):
        yield Finding(place, "only one side stands in the question; say both, with “or”", error=False)


def _words(place: str, question: Question) -> Found:
    for text in (question.prompt, *reading_age.answers(question)):
        if not any(letter.isalpha() for letter in text) and not text.strip().isdigit():
            yield Finding(place, f"{text!r} has no word to be read out; write one beside the picture")


def _pictures(place: str, form: Form, question: Question) -> Found:
    if form.band != "4-7" and not form.easy_read:
        return
    options = question.options if isinstance(question, Pictures | Choice | Choices) else ()
    for option in options:
        if option.picture is None:
            yield Finding(place, f"{option.code!r} has no picture; name one")
    shows = question.picture or options or isinstance(question, Faces | Drawing)
    if not shows and not isinstance(question, Statement):
        yield Finding(place, "no picture at all; give the question one", error=form.easy_read)


def _drawn(place: str, question: Question, pictures: Collection[str] | None) -> Found:
    named = (question.picture, *(option.picture for option in getattr(question, "options", ())))
    for name in named:
        if name and pictures is not None and name not in pictures:
            yield Finding(place, f"there is no picture {name!r}; draw it or name another")


def _seen(place: str, form: Form, question: Question) -> Found:
    """What a worker saw is never taken for what a child says of itself."""
    if form.audience == "observation" and question.measure:
        yield Finding(place, "an observation is no answer of the child; remove measure")


def _sound(form: Form, aids: Aids) -> Found:
    if aids.heard is None:
        return
    said = dict.fromkeys(filter(None, reading_age.whole(form)))
    unheard = [text for text in said if not aids.heard(form.language, text)]
    if unheard:
        what = f"{len(unheard)} texts cannot be listened to, the first {unheard[0]!r}; record them"
        yield Finding("form", what, error=False)


def _translations(published: PublishedForm, aids: Aids) -> Found:
    others = (language for language in aids.languages if language != published.form.language)
    missing = {language: len(aids.untranslated(published, language)) for language in others}
    told = ", ".join(f"{count} into {language}" for language, count in missing.items() if count)
    if told:
        what = f"texts that may not be shown translated: {told}; have them reviewed, or they stay as they are"
        yield Finding("form", what, error=False)
