"""Makes a codebook of the NHS patient experience framework, to measure theming with another one than ours.

Nothing of the framework is kept here: it is read from the file that its authors publish
(PatientExperience-QDC).
Quotes that occur in the texts to be read are left out; cues of our own may be put beside (nhs_cues.toml).
"""

import argparse
import csv
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

CUES: Final = Path(__file__).with_name("corpus") / "nhs_cues.toml"

_ENTRY = re.compile(r"^### (.+?)\n(.*?)^:::", re.DOTALL | re.MULTILINE)
_QUOTE = re.compile(r"['\u2018](.+?)['\u2019](?=\s*(?:,|$|\n|\.|&|N|P))", re.DOTALL)
_NOT_A_THEME: Final = "Labelling not possible"
_SHORTEST: Final = 4
_FEW_WORDS: Final = 3
_LONGEST: Final = 600


class Entry(NamedTuple):
    """One theme of the framework."""

    name: str
    definition: str
    quotes: tuple[str, ...]


def framework(markdown: str) -> list[Entry]:
    """The themes of the framework's Markdown, in its order."""
    return [
        _entry(name.strip(), body) for name, body in _ENTRY.findall(markdown) if name.strip() != _NOT_A_THEME
    ]


def codebook(entries: Iterable[Entry], texts: Iterable[str], cues: dict[str, Any]) -> str:
    """The codebook as TOML: quotes that are or stand in one of `texts` left out; `cues` as in their file."""
    whole = {_plain(text) for text in texts}
    blob = " | ".join(sorted(whole))
    phrases = {theme["id"]: theme["either"] for theme in cues.get("theme", ())}
    lines = ['version = "nhs"', "[groups]"]
    lines += [f"{name} = {_toml(group)}" for name, group in cues.get("groups", {}).items()]
    for entry in entries:
        quotes = [quote for quote in entry.quotes if not _told(_plain(quote), whole, blob)]
        lines += ["", "[[theme]]", f"id = {_toml(theme_id(entry.name))}", f"name = {_toml(entry.name)}"]
        lines += [f"definition = {_toml(entry.definition[:_LONGEST])}", f"examples = {_toml(quotes)}"]
        if theme_id(entry.name) in phrases:
            lines += ["[theme.cues]", f"either = {_toml(phrases[theme_id(entry.name)])}"]
    return "\n".join(lines) + "\n"


def theme_id(name: str) -> str:
    """The id of a theme of the framework by its name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _entry(name: str, body: str) -> Entry:
    definition, _, examples = body.partition("Examples:")
    quotes = (" ".join(one.split()).replace("[Name]", "she") for one in _QUOTE.findall(examples))
    return Entry(name, " ".join(definition.split()), tuple(one for one in quotes if len(one) >= _SHORTEST))


def _told(quote: str, whole: set[str], blob: str) -> bool:
    return quote in whole or (len(quote.split()) > _FEW_WORDS and quote in blob)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Read the arguments and write the codebook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", type=Path, help="the framework's Markdown (.qmd)")
    parser.add_argument("texts", type=Path, help="CSV with a column text: what will be read")
    parser.add_argument("output", type=Path, help="where the codebook (.toml) goes")
    parser.add_argument("--cues", action="store_true", help="add our own cues")
    given = parser.parse_args()
    with given.texts.open(encoding="utf-8", newline="") as stream:
        texts = [row["text"] for row in csv.DictReader(stream)]
    cues = tomllib.loads(CUES.read_text(encoding="utf-8")) if given.cues else {}
    entries = framework(given.framework.read_text(encoding="utf-8"))
    given.output.write_text(codebook(entries, texts, cues), encoding="utf-8")


if __name__ == "__main__":
    main()
