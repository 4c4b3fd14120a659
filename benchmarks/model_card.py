"""`python -m benchmarks.model_card`: writes docs/model-card.md, each figure worked out anew.

Real comments are not in the project: `--comments` and `--framework` name the files (see `card_comments`).
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from analysis.bank import load_bank
from benchmarks.card_comments import Comments, comments
from benchmarks.card_invented import INVENTED
from benchmarks.card_real import REAL
from benchmarks.card_table import markdown
from benchmarks.card_words import COST, HEAD, INVENTED_HEAD, NOT_GIVEN, REAL_HEAD, WEAK

CARD: Final = Path(__file__).parents[1] / "docs" / "model-card.md"


def card(found: Comments | None) -> Iterator[str]:
    """The page, part by part; some minutes of work where comments are given."""
    yield HEAD.format(examples=len(load_bank())).rstrip("\n") + "\n"
    yield INVENTED_HEAD
    for title, measure in INVENTED.items():
        yield markdown(title, measure())
    if found:
        yield REAL_HEAD
        for name, of_comments in REAL.items():
            yield markdown(name, of_comments(found))
    else:
        yield NOT_GIVEN
    yield COST
    yield WEAK


def main() -> None:
    """Read the arguments and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=Path, help="CSV: question, text, sentiment, labels")
    parser.add_argument("--framework", type=Path, help="the framework's Markdown (.qmd)")
    given = parser.parse_args()
    if bool(given.comments) != bool(given.framework):
        parser.error("give both files, or none")
    found = comments(given.comments, given.framework) if given.comments else None
    parts = []
    for part in card(found):
        parts.append(part)
        sys.stdout.write(part + "\n")
        sys.stdout.flush()
    CARD.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
