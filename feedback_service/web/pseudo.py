"""Languages made by rule from the English, to see in tests what a translation will do to a page.

`en-XA` is accented and two fifths longer; `ar-XB` runs from right to left. What stays English there was never
marked for translation.
"""

import re
from collections.abc import Callable
from gettext import NullTranslations

from feedback_service.web.languages import SOURCE
from forms.told import Told

LONGER = 0.4
_KEPT = re.compile(r"(\{\{[^{}]*\}\}|%\(\w+\)s|\{\w+\})")
_ACCENTED = str.maketrans("aceinosuyzACEINOSUYZ", "âçéîñöšüýžÂÇÉÎÑÖŠÜÝŽ")
_PADDING = " öñé twö thréé föür fîvé šîx šévén éîght nîñé téñ"


def longer(text: str) -> str:
    """The text accented, with two fifths of its length added; placeholders stay."""
    wanted = round(len(text) * LONGER)
    padding = (_PADDING * (wanted // len(_PADDING) + 1))[:wanted]
    return _rewritten(text, lambda part: part.translate(_ACCENTED)) + padding


def mirrored(text: str) -> str:
    """The text shown from right to left (UAX 9 override); placeholders stay as they are."""
    return _rewritten(text, lambda part: f"\u202e{part}\u202c" if part.strip() else part)


PSEUDO: dict[str, Callable[[str], str]] = {"en-XA": longer, "ar-XB": mirrored}


def _rewritten(text: str, change: Callable[[str], str]) -> str:
    parts = _KEPT.split(text)
    return "".join(part if n % 2 else change(part) for n, part in enumerate(parts))


class Pseudo(NullTranslations):
    """A made-up language that has exactly the `known` messages; what it lacks stays English and says so."""

    def __init__(self, change: Callable[[str], str], known: frozenset[str]) -> None:
        super().__init__()
        self._change, self._known = change, known

    def gettext(self, message: str) -> str:
        """The message in the made-up language."""
        return self._change(message) if message in self._known else Told(message, SOURCE, "source")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As in English: one, or several."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 (as the base has it)
        """The message, whatever its context."""
        return self.gettext(message)
