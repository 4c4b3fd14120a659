"""Forms in other languages: what each string says there, who stands behind it, and what may be shown.

A translation is a file `<form>.v<version>.<language>.toml` of entries with `place` (as `places` names it),
`source` (the form's own text when it was translated), `text` and `state`. An entry whose source is not the
form's text any more counts as missing, so that a changed form never shows words for another question.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from forms.catalogue import Catalogue, PublishedForm, parse_form
from forms.model import Form, Page, Question
from forms.told import State, Told
from forms.wording import PLACEHOLDER, possible

TRANSLATIONS = Path(__file__).parent / "translations"
Key = tuple[str, int, str]
Place = Callable[[str, str], str]


class TranslationError(Exception):
    """A translation cannot be used; one line a problem, each with file, place and what to do."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One translated string; `by` and `on` say who reviewed it and when."""

    place: str
    source: str
    text: str
    state: State
    by: str = ""
    on: date | None = None

    def __post_init__(self) -> None:
        if self.state == "reviewed" and not (self.by and self.on):
            raise ValueError(f"{self.place}: a reviewed string says by whom and on which day")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strings: tuple[Entry, ...]


Translations = Mapping[Key, Mapping[str, Entry]]


def places(form: Form) -> dict[str, str]:
    """Every string of the form that people read, by its place, in the order in which it is met."""
    found: dict[str, str] = {}

    def keep(place: str, text: str) -> str:
        found[place] = text
        return text

    _mapped(form, keep)
    return found


def needs_review(form: Form, place: str) -> bool:
    """Whether the string is shown only when somebody who speaks the language has reviewed it.

    All that children read; for adults what they agree to, what closes the form, and what is about safety.
    """
    if form.audience == "child" or place.startswith(("start.", "closing.")):
        return True
    named = {f"pages.{page.id}.{each.id}": each for page in form.pages for each in page.questions}
    question = named.get(".".join(place.split(".")[:3]))
    return question is not None and (question.measure == "safe" or question.keeps == "wants_to_talk")


def untranslated(published: PublishedForm, language: str, translations: Translations) -> list[str]:
    """The places whose words people who chose `language` would still read in the form's own language."""
    form = published.form
    entries = translations.get((form.id, form.version, language), {})
    return [
        place for place, text in places(form).items() if not _usable(form, place, text, entries.get(place))
    ]


def translated(
    published: PublishedForm, language: str, entries: Mapping[str, Entry], *, everything: bool = False
) -> PublishedForm:
    """The form as it is shown in `language`; what may not be shown there stays as it is, and says so.

    With `everything` (previews) each string is shown, and its state behind it when it is not reviewed.
    """
    form = published.form

    def say(place: str, text: str) -> str:
        entry = entries.get(place)
        if entry is not None and everything and entry.source == text:
            return Told(
                entry.text + ("" if entry.state == "reviewed" else f" [{entry.state}]"), language, entry.state
            )
        if entry is not None and _usable(form, place, text, entry):
            return Told(entry.text, language, entry.state)
        return Told(text, form.language, "source")

    return reworded(published, language, say)


def reworded(published: PublishedForm, language: str, say: Place) -> PublishedForm:
    """The form with every string as `say(place, text)` gives it: same questions, codes and conditions."""
    form = msgspec.structs.replace(_mapped(published.form, say), language=language)
    questions = {each.id: each for page in form.pages for each in page.questions}
    kept = {name: questions.get(name, each) for name, each in published.questions.items()}
    values = {name: possible(each) for name, each in kept.items()}
    return replace(
        published,
        form=form,
        questions=kept,
        pages={page.id: page for page in form.pages},
        values=values,
        singles={name: values[name] for name in published.singles},
    )


def _usable(form: Form, place: str, text: str, entry: Entry | None) -> bool:
    if entry is None or entry.source != text or entry.state == "machine":
        return False
    return entry.state == "reviewed" or not needs_review(form, place)


def _mapped(form: Form, say: Place) -> Form:
    start = msgspec.structs.replace(
        form.start,
        title=say("start.title", form.start.title),
        lines=tuple(say(f"start.lines.{n}", text) for n, text in enumerate(form.start.lines, start=1)),
    )
    return msgspec.structs.replace(
        form,
        title=say("title", form.title),
        start=start,
        pages=tuple(_mapped_page(page, say) for page in form.pages),
        closing=tuple(say(f"closing.{n}", text) for n, text in enumerate(form.closing, start=1)),
    )


def _mapped_page(page: Page, say: Place) -> Page:
    here = f"pages.{page.id}"
    title = say(f"{here}.title", page.title) if page.title else ""
    questions = tuple(_mapped_question(each, f"{here}.{each.id}", say) for each in page.questions)
    return msgspec.structs.replace(page, title=title, questions=questions)


def _mapped_question(question: Question, here: str, say: Place) -> Question:
    names = ("prompt", "hint", "low", "high")
    changed: dict[str, object] = {
        name: say(f"{here}.{name}", text) for name in names if (text := getattr(question, name, ""))
    }
    if options := getattr(question, "options", ()):
        changed["options"] = tuple(
            msgspec.structs.replace(each, label=say(f"{here}.options.{each.code}", each.label))
            for each in options
        )
    if labels := getattr(question, "labels", ()):
        changed["labels"] = tuple(say(f"{here}.labels.{n}", text) for n, text in enumerate(labels, start=1))
    return msgspec.structs.replace(question, **changed)


def load_translations(catalogue: Catalogue, folder: Path = TRANSLATIONS) -> Translations:
    """Every translation of the folder, held against the forms. Raises TranslationError with all faults."""
    found: dict[Key, Mapping[str, Entry]] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            key, entries = _read(path)
            source = catalogue.get(*key[:2]).source
        except (TranslationError, KeyError) as error:
            problems.append(f"{path.name}: {error}; name it <form>.v<version>.<language>.toml after a form")
            continue
        form = parse_form(source, path.name).form  # whole, also what this service does not ask
        problems += [f"{path.name}: {problem}" for problem in _problems(form, entries)]
        found[key] = {entry.place: entry for entry in entries}
    if problems:
        raise TranslationError("\n".join(problems))
    return found


def _read(path: Path) -> tuple[Key, tuple[Entry, ...]]:
    named = re.fullmatch(r"([a-z0-9-]+)\.v(\d+)\.([A-Za-z-]+)\.toml", path.name)
    if named is None:
        raise TranslationError("this is no name of a translation")
    try:
        strings = msgspec.toml.decode(path.read_bytes(), type=_File).strings
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TranslationError(str(error)) from error
    return (named[1], int(named[2]), named[3]), strings


def _problems(form: Form, entries: tuple[Entry, ...]) -> Iterator[str]:
    known = places(form)
    seen: set[str] = set()
    for entry in entries:
        if entry.place not in known:
            yield f"{entry.place}: the form has no such place; remove it or look for a spelling mistake"
        if entry.place in seen:
            yield f"{entry.place}: given twice; keep one"
        if not entry.text.strip():
            yield f"{entry.place}: no text; translate it or remove the entry"
        if _piped(entry.source) != _piped(entry.text):
            yield f"{entry.place}: keep each {{{{question|…}}}}, and translate what stands after |"
        seen.add(entry.place)


def _piped(text: str) -> list[str]:
    return sorted(found[1] for found in PLACEHOLDER.finditer(text))
