"""The form of one theme: from a theme to its fields and back."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import msgspec

from analysis.codebook import Codebook, Cues, Theme
from feedback_service.web.staff.submission_view import GROUPS

NEW: Final = "new"
"""The address of a theme that is not there yet."""

LINES: Final = ("include", "exclude", "examples_strength", "examples_worry", "examples")
CUES: Final = ("strength", "worry", "either", "alone")
WORDS: Final = ("name", "group", "definition")
LABELS: Final = {
    "name": "Name",
    "group": "Group",
    "definition": "What it is about",
    "include": "This belongs to it",
    "exclude": "This does not",
    "examples_strength": "Made-up examples, as something good",
    "examples_worry": "Made-up examples, as a worry",
    "examples": "Made-up examples, either way",
    "cue_strength": "Cues for something good",
    "cue_worry": "Cues for a worry",
    "cue_either": "Cues either way",
    "cue_alone": "Cues that count only where no other theme does",
}
_LONGEST_ID: Final = 32
_LONGEST_NAME: Final = 80


def fields_of(theme: Theme) -> dict[str, str]:
    """A theme as its form shows it."""
    words = {name: getattr(theme, name) for name in WORDS}
    lines = {name: "\n".join(getattr(theme, name)) for name in LINES}
    cues = {f"cue_{name}": "\n".join(getattr(theme.cues, name)) for name in CUES}
    return words | lines | cues


def as_read(theme: Theme) -> dict[str, str]:
    """The same for people to read: the group by its name."""
    return fields_of(theme) | {"group": group_name(theme.group)}


def group_name(group: str) -> str:
    """What a group of themes is called."""
    return GROUPS.get(group, group) or "None"


def theme_of(theme_id: str, fields: Mapping[str, str]) -> Theme:
    """The theme that a form describes. Raises msgspec.ValidationError as the codebook does."""
    return msgspec.convert(
        {
            "id": theme_id,
            "name": " ".join(fields["name"].split())[:_LONGEST_NAME],
            "group": fields["group"].strip(),
            "definition": " ".join(fields["definition"].split()),
            **{name: _lines(fields[name]) for name in LINES},
            "cues": msgspec.convert({name: _lines(fields[f"cue_{name}"]) for name in CUES}, Cues),
        },
        Theme,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(one.split()) for one in text.splitlines()) if line)


def free_id(name: str, codebook: Codebook) -> str:
    """An id for a new theme, made of its name; one that no theme has or had, and no other page."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub("[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_ID].strip("_") or "theme"
    taken = {NEW, *codebook.themes, *codebook.retired}
    tried = (stem if at == 1 else f"{stem}_{at}" for at in range(1, len(taken) + 2))
    return next(one for one in tried if one not in taken)
