"""`python -m forms.publish FILE…`: write checked definitions into the ledger of published versions."""

import sys
from pathlib import Path

from forms.catalogue import LEDGER, DefinitionError, read_form, read_ledger


def publish(path: Path) -> str:
    """Check the file and add its digest to `published.toml` beside it; says what was done.

    Raises DefinitionError when the file is faulty or another content is out under this name.
    """
    published = read_form(path)
    known = read_ledger(path.parent).get(path.stem)
    if known == published.digest:
        return f"{path.name} is already published"
    if known is not None:
        raise DefinitionError(
            f"{path.name}: a published version never changes; save your change as the next one"
        )
    with (path.parent / LEDGER).open("a", encoding="utf-8", newline="\n") as ledger:
        ledger.write(f'"{path.stem}" = "{published.digest}"\n')
    return f"{path.name} is published: from now on it never changes"


def main(names: list[str]) -> int:
    """Publish each file named; 0 when all are, 1 with every problem on standard error."""
    problems = 0
    for name in names:
        try:
            sys.stdout.write(f"{publish(Path(name))}\n")
        except (DefinitionError, OSError) as error:
            problems += 1
            sys.stderr.write(f"{error}\n")
    return int(problems > 0 or not names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
