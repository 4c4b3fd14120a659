"""The published forms: read from TOML, checked as a whole, and never changed once they are out."""

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec

from forms import checks
from forms.model import (
    Asks,
    Audience,
    Band,
    Choices,
    Form,
    Keeps,
    Measure,
    Page,
    Purpose,
    Question,
    SortCards,
    VoiceNote,
)
from forms.wording import possible

DEFINITIONS = Path(__file__).parent / "definitions"
LEDGER = "published.toml"

_ORDER = ("4-7", "8-11", "12-17", "child", "family", "practitioner", "observation")
_KINDS = tuple(kind.__struct_config__.tag for kind in get_args(Question))
_ALLOWED: dict[str, tuple[Any, ...]] = {
    "type": _KINDS,
    "audience": get_args(Audience),
    "band": get_args(Band),
    "purpose": get_args(Purpose),
    "measure": get_args(Measure),
    "keeps": get_args(Keeps),
    "asks": get_args(Asks),
    "points": (3, 5),
}


class DefinitionError(Exception):
    """A definition cannot be used; one line a problem, each with file, place and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class PublishedForm:
    """A checked form with what pages and checks look up in it.

    `digest` is the SHA-256 (hex) of the file, `source` its text; `questions` and `pages` are by id in order,
    statements included; `values` has for each question what `forms.wording.possible` gives, `singles` the
    same for those questions of which one value is the answer.
    """

    form: Form
    digest: str
    source: str
    questions: dict[str, Question]
    pages: dict[str, Page]
    values: dict[str, dict[str | int, str]]
    singles: dict[str, dict[str | int, str]]


class Catalogue:
    """Every published version of every form."""

    def __init__(self, published: list[PublishedForm]) -> None:
        self._versions = {(each.form.id, each.form.version): each for each in published}
        self._current = {key[0]: self._versions[key] for key in sorted(self._versions)}

    def current(self, form_id: str) -> PublishedForm:
        """The highest version; KeyError when there is no such form."""
        return self._current[form_id]

    def get(self, form_id: str, version: int) -> PublishedForm:
        """One version; KeyError when there is none."""
        return self._versions[form_id, version]

    def all_versions(self) -> tuple[PublishedForm, ...]:
        """Every version of every form, by id and version."""
        return tuple(self._versions[key] for key in sorted(self._versions))

    def all_current(self) -> tuple[PublishedForm, ...]:
        """The newest version of each form: children from young to old, families, practitioners, observers.

        For each in the order of the help, from the first visit to after it has closed. Forms for adding
        to what was sent are not among them.
        """
        return tuple(each for each in self.with_adding() if each.form.purpose != "adding")

    def with_adding(self) -> tuple[PublishedForm, ...]:
        """`all_current` and, in the same order, the forms for adding: all that anybody can meet."""
        return tuple(sorted(self._current.values(), key=_place))

    def adding(self, audience: Audience, band: Band | None) -> PublishedForm | None:
        """The form by which such a person adds to what they sent, or None."""
        for each in self._current.values():
            form = each.form
            if (form.purpose, form.audience, form.band) == ("adding", audience, band):
                return each
        return None


def _place(published: PublishedForm) -> tuple[int, int, str]:
    form = published.form
    purposes = get_args(Purpose)
    when = purposes.index(form.purpose) if form.purpose else len(purposes)
    return _ORDER.index(form.band or form.audience), when, form.id


def read_form(path: Path) -> PublishedForm:
    """Read and check one definition file, whose name is `<id>.v<version>.toml`."""
    try:
        source = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{_shown(path)}: {error}; save the file as UTF-8") from error
    published = parse_form(source, _shown(path))
    expected = f"{published.form.id}.v{published.form.version}.toml"
    if path.name != expected:
        raise DefinitionError(
            f"{_shown(path)}: id and version inside say {expected}; make name and content agree"
        )
    return published


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])


def parse_form(source: str, name: str) -> PublishedForm:
    """Check a definition's text; `name` stands before every problem. Raises DefinitionError."""
    try:
        form = msgspec.convert(tomllib.loads(source), Form)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(_syntax(source, name, str(error))) from error
    except msgspec.ValidationError as error:
        raise DefinitionError(f"{name}: {_misfit(str(error))}") from error
    if problems := checks.problems(form):
        raise DefinitionError("\n".join(f"{name}: {problem}" for problem in problems))
    questions = {question.id: question for page in form.pages for question in page.questions}
    values = {each.id: possible(each) for each in questions.values()}
    return PublishedForm(
        form=form,
        digest=hashlib.sha256(source.encode()).hexdigest(),
        source=source,
        questions=questions,
        pages={page.id: page for page in form.pages},
        values=values,
        singles={
            name: values[name]
            for name, each in questions.items()
            if not isinstance(each, Choices | SortCards)
        },
    )


def without_voice(published: PublishedForm) -> PublishedForm:
    """The form as it is asked where voice notes are off; what was recorded before can still be looked up."""
    pages = [
        msgspec.structs.replace(page, questions=rest)
        for page in published.form.pages
        if (rest := tuple(each for each in page.questions if not isinstance(each, VoiceNote)))
    ]
    form = msgspec.structs.replace(published.form, pages=tuple(pages))
    return replace(published, form=form, pages={page.id: page for page in pages})


def _syntax(source: str, name: str, message: str) -> str:
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = (found and found[1]) or str(source.count("\n") + 1)
    reason = message[: found.start()] if found else message
    hint = "look there for a missing quote, bracket or =, or for a { } over several lines"
    return f"{name}:{line}: {reason}; {hint}"


def _misfit(message: str) -> str:
    reason, _, place = message.partition(" - at `$")
    where = place.rstrip("`").lstrip(".") or "the form"
    field = where.rpartition(".")[2]
    if (allowed := _ALLOWED.get(field)) and reason.startswith("Invalid"):
        wrong = reason.partition("'")[1:] if "'" in reason else ("", reason.rpartition(" ")[2])
        what = "a kind of question" if field == "type" else f"a value of {field}"
        return f"{where}: {''.join(wrong)} is not {what}; use one of {', '.join(map(str, allowed))}"
    if "missing required field" in reason:
        return f"{where}: {reason}; add it"
    if "unknown field" in reason:
        return f"{where}: {reason}; remove it or look for a spelling mistake"
    return f"{where}: {reason}; change the value"


def load_catalogue(folder: Path = DEFINITIONS) -> Catalogue:
    """Read every definition of the folder and hold it against the ledger of published digests.

    Raises DefinitionError with the problems of all files together.
    """
    ledger = read_ledger(folder)
    published: list[PublishedForm] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name == LEDGER:
            continue
        digest = ledger.pop(path.stem, None)
        try:
            published.append(_held_to(read_form(path), path, digest))
        except DefinitionError as error:
            problems.append(str(error))
    problems += [
        f"{_shown(folder / LEDGER)}: {name}.toml is gone; put the published file back" for name in ledger
    ]
    if problems:
        raise DefinitionError("\n".join(problems))
    return Catalogue(published)


def read_ledger(folder: Path) -> dict[str, str]:
    """The digest of each published version of the folder, by file name without its ending."""
    path = folder / LEDGER
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f'{_shown(path)}: {error}; every line is "name.v1" = "digest"') from error


def _held_to(published: PublishedForm, path: Path, digest: str | None) -> PublishedForm:
    if digest is None:
        raise DefinitionError(
            f"{_shown(path)}: not published yet; run python -m forms.publish {_shown(path)}"
        )
    if digest != published.digest:
        newer = f"{published.form.id}.v{published.form.version + 1}.toml"
        raise DefinitionError(
            f"{_shown(path)}: a published version never changes; put it back, save your change as {newer} "
            f"and run python -m forms.publish {_shown(path.with_name(newer))}"
        )
    return published
