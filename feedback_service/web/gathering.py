"""`python -m feedback_service.web.gathering`: bring every catalog up to date with the words in use."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

from feedback_service.settings import HELPLINES
from feedback_service.web.catalogs import CATALOGS, read_catalog
from feedback_service.web.render import TEMPLATES
from forms.messages import every_message
from forms.wording import OWN_WORDS

WEB = Path(__file__).parent
_IN_TEMPLATES = ("_", "ngettext", "pgettext")
_IN_CODE = {"mark": None}


def gathered() -> Catalog:
    """Every word of ours that children and families read: in templates, marked in code, forms' messages."""
    catalog = Catalog(project="child-family-feedback-service", charset="utf-8", fuzzy=False)
    for path in sorted(TEMPLATES.glob("*.html")):
        with path.open("rb") as file:
            found = list(babel_extract(file, _IN_TEMPLATES, [], {"trimmed": "true"}))
        for _, function, words, _ in found:
            _add(catalog, function or "", words)
    for path in sorted(WEB.glob("*.py")):
        for _, words, _, _ in extract_from_file("python", path, keywords=_IN_CODE):
            _add(catalog, "_", words)
    for line in HELPLINES:
        _add(catalog, "pgettext", ("safeguarding", line.name))
        _add(catalog, "pgettext", ("safeguarding", line.note))
    for words in (*every_message(), *OWN_WORDS):
        _add(catalog, "_", words)
    return catalog


def _add(catalog: Catalog, function: str, words: object) -> None:
    parts = [each for each in (words if isinstance(words, tuple) else (words,)) if isinstance(each, str)]
    if function == "pgettext" and len(parts) == 2:  # noqa: PLR2004 (context and words)
        catalog.add(parts[1], context=parts[0])
    elif function == "ngettext" and len(parts) > 1:
        catalog.add((parts[0], parts[1]))
    elif function == "_" and parts:
        catalog.add(parts[0])


def main(folder: Path = CATALOGS) -> int:
    """Add what is new to each catalog of the folder and take out what is not used any more.

    A translation of words that changed a little is kept as "fuzzy": it is not shown until somebody looks.
    """
    for path in sorted(folder.glob("*.po")):
        catalog = read_catalog(path)
        made = catalog.creation_date
        catalog.update(gathered())
        catalog.creation_date = made  # else every run would change every file
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, omit_header=False, no_location=True)
        empty = sum(1 for message in catalog if message.id and not message.string)
        sys.stdout.write(f"{path.name}: {len(catalog)} strings, {empty} to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
