"""Writing a codebook as TOML, as `analysis.codebook` reads it, and changing one theme of it."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from analysis.codebook import Codebook, Theme

_DELETE = "\x7f"  # the one control character that JSON lets stand and TOML does not


def written(codebook: Codebook) -> bytes:
    """The codebook as TOML; the same codebook gives the same bytes. Comments of a file it came from go."""
    declared = codebook.version.partition("+")[0]
    groups = {name: " ".join(words) for name, words in codebook.groups.items()}
    parts = [f"version = {_value(declared)}\n", _table("groups", groups), _table("retired", codebook.retired)]
    return "\n".join([*filter(None, parts), *map(_theme, codebook.themes.values())]).encode()


def with_theme(codebook: Codebook, theme: Theme) -> Codebook:
    """The codebook with this theme in the place of the one with its id, or after the last of its group."""
    themes = dict(codebook.themes)
    if theme.id in themes:
        themes[theme.id] = theme
        return msgspec.structs.replace(codebook, themes=themes)
    ordered = list(themes.values())
    last = max((at for at, one in enumerate(ordered) if one.group == theme.group), default=len(ordered) - 1)
    ordered.insert(last + 1, theme)
    return msgspec.structs.replace(codebook, themes={one.id: one for one in ordered})


def without_theme(codebook: Codebook, theme_id: str) -> Codebook:
    """The codebook with the theme retired: not looked for any more, its name kept. KeyError for no theme."""
    name = codebook.themes[theme_id].name
    themes = {one: theme for one, theme in codebook.themes.items() if one != theme_id}
    return msgspec.structs.replace(codebook, themes=themes, retired=codebook.retired | {theme_id: name})


def _theme(theme: Theme) -> str:
    fields = {name: value for name, value in msgspec.to_builtins(theme).items() if value and name != "cues"}
    cues = {name: value for name, value in msgspec.to_builtins(theme.cues).items() if value}
    return f"[[theme]]\n{_lines(fields)}{_table('theme.cues', cues)}"


def _table(name: str, fields: Mapping[str, Any]) -> str:
    return f"[{name}]\n{_lines(fields)}" if fields else ""


def _lines(fields: Mapping[str, Any]) -> str:
    return "".join(f"{_value(name)} = {_value(value)}\n" for name, value in fields.items())


def _value(value: str | list[str] | tuple[str, ...]) -> str:
    """Strings and lists of them are written alike in JSON and TOML."""
    return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
