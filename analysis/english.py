"""Whether a text looks English: what the rules cannot read must go to a person, never count as clear."""

import re
import unicodedata
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("english.txt")

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_ENDINGS = (
    "ing",
    "ed",
    "ly",
    "ful",
    "ness",
    "tion",
    "ment",
    "able",
    "n't",
    "'s",
    "ght",
    "ck",
    "less",
    "ough",
)
_FEWEST = 4  # words; fewer tell too little, and every text is read by a person anyway
_SHARE = 0.25  # of telling words that look English


def needs_person(text: str) -> bool:
    """True for any letter of another script, and for four or more words of which few look English.

    Short words that other languages share ("on", "me", "do") tell nothing either way and are left out.
    """
    if not text.isascii() and any(_of_another_script(character) for character in text):
        return True
    english, shared = _words()
    rough = text.lower().split()
    if len(rough) >= _FEWEST and 2 * sum(map(english.__contains__, rough)) >= len(rough):
        return False  # clear at a glance, as for most texts
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    if len(words) < _FEWEST:
        return False
    telling = [word for word in words if word not in shared]
    known = sum(word in english or word.endswith(_ENDINGS) for word in telling)
    return bool(telling) and known < _SHARE * len(telling)


def _of_another_script(character: str) -> bool:
    """Greek, Cyrillic, Arabic, Han and so on; not accents, full-width or mathematical letters."""
    if character < "\u0370" or not character.isalpha() or "\u1e00" <= character <= "\u1eff":
        return False
    return not unicodedata.normalize("NFKC", character).isascii()


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Common English words as people write them, and short words that other languages have too."""
    english, _, shared = WORDS.read_text(encoding="utf-8").partition("# shared")
    return frozenset(english.split()) - frozenset(shared.split()), frozenset(shared.split())
