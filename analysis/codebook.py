"""The codebook: which themes a text can be about, as data that a partnership may replace."""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec

SHIPPED: Final = Path(__file__).with_name("codebook.toml")
EVERYDAY: Final = "everyday"

T = TypeVar("T")
Words = Annotated[str, msgspec.Meta(min_length=1)]


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that point at a theme: a strength, a worry, either, or (`alone`) only where none else does.

    A phrase is words in order; up to two other words may stand between. `a/b` is either word, `{name}` any
    word of that group, `{not}` any negation. Spelling variants and endings need no cue of their own.
    """

    strength: tuple[Words, ...] = ()
    worry: tuple[Words, ...] = ()
    either: tuple[Words, ...] = ()
    alone: tuple[Words, ...] = ()


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the codebook. Only themes of the group `everyday` are strengths or worries."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")]
    name: Words
    group: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cues: Cues = Cues()
    examples_strength: tuple[str, ...] = ()
    examples_worry: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def all_examples(self) -> tuple[str, ...]:
        """Every example sentence, whichever way it leans."""
        return self.examples_strength + self.examples_worry + self.examples


class Codebook(msgspec.Struct, frozen=True):
    """Themes by id. `version`: the declared one and a hash of the content, so no edit goes unnoticed.

    `retired`: names of themes by id that are not looked for any more, but stand on what was read before.
    """

    version: str
    themes: dict[str, Theme]
    groups: dict[str, tuple[str, ...]]
    retired: dict[str, str] = {}

    def name_of(self, theme_id: str) -> str:
        """What a theme is or was called; its id where nobody knows."""
        theme = self.themes.get(theme_id)
        return theme.name if theme else self.retired.get(theme_id, theme_id)


class CodebookError(ValueError):
    """A codebook that cannot be used; the message names the file, the theme and what to do."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    theme: tuple[Theme, ...]
    groups: dict[str, str] = {}
    retired: dict[str, str] = {}


def load_codebook(path: Path = SHIPPED) -> Codebook:
    """Read and check a codebook. Raises CodebookError; a file that cannot be opened raises OSError."""
    return read_codebook(path.read_bytes(), path)


def read_codebook(content: bytes, path: Path | str) -> Codebook:
    """Check a codebook's content; `path` is what its errors call it. Raises CodebookError."""
    file = _decode(path, content)
    themes = {theme.id: theme for theme in file.theme}
    groups = {name: tuple(words.split()) for name, words in file.groups.items()}
    if not themes:
        raise CodebookError(f"{path}: no themes; add at least one [[theme]]")
    if len(themes) < len(file.theme):
        ids = [theme.id for theme in file.theme]
        twice = next(theme for theme in themes if ids.count(theme) > 1)
        raise CodebookError(f"{path}: theme {twice} stands twice; give each theme its own id")
    for theme in file.theme:
        if theme.id in file.retired:
            raise CodebookError(f"{path}: theme {theme.id} is retired too; give the new theme another id")
        _check(path, theme, groups)
    digest = hashlib.sha256(content).hexdigest()[:8]
    return Codebook(f"{file.version}+{digest}", themes, groups, file.retired)


def _decode(path: Path | str, content: bytes) -> _File:
    """Decode theme by theme, so that an error can name the theme and not only its place in the list."""
    try:
        data = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{path}: not TOML ({error}); correct the line it names") from error
    for place, theme in enumerate(data.get("theme", ()), 1):
        name = theme.get("id", f"number {place}") if isinstance(theme, dict) else f"number {place}"
        _convert(path, f"theme {name}: ", theme, Theme)
    return _convert(path, "", data, _File)


def _convert(path: Path | str, where: str, data: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{path}: {where}{error}; correct or remove that entry") from error


def _check(path: Path | str, theme: Theme, groups: dict[str, tuple[str, ...]]) -> None:
    cues = theme.cues.strength + theme.cues.worry + theme.cues.either + theme.cues.alone
    if not (any(cues) or theme.definition or theme.all_examples()):
        raise CodebookError(f"{path}: theme {theme.id} says nothing; add cues, a definition or examples")
    for cue in cues:
        for word in cue.replace("/", " ").split():
            if word.startswith("{") and word.strip("{}") not in {"not", *groups}:
                where = f"{path}: theme {theme.id}"
                raise CodebookError(f"{where}: no group for {word} in cue {cue!r}; add it to [groups]")
