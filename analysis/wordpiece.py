"""Text cut into the word pieces that the sentence model knows.

Method: greedy longest match, Wu et al. (2016), "Google's Neural Machine Translation System", section 4.1; lower
case and without accents, as the model was trained. The vocabulary is the model's own (Apache-2.0, see NOTICE).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

VOCABULARY: Final = Path(__file__).with_name("model") / "vocabulary.txt"
LONGEST: Final = 128  # pieces, the first and last mark included; what comes after is not read
_LONGEST_WORD: Final = 100
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def pieces(text: str) -> list[int]:
    """The numbers of the pieces, between the marks for start and end; never more than `LONGEST`."""
    known = _vocabulary()
    found = [known["[CLS]"]]
    for word in _WORD.finditer(_plain(text)):
        found += _cut(word[0])
        if len(found) >= LONGEST:
            break
    return [*found[: LONGEST - 1], known["[SEP]"]]


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return parts if parts.isascii() else "".join(one for one in parts if unicodedata.category(one) != "Mn")


def _cut(word: str) -> list[int]:
    known = _vocabulary()
    found: list[int] = []
    start, end = 0, len(word)
    while start < len(word) <= _LONGEST_WORD and end > start:
        piece = word[start:end] if start == 0 else f"##{word[start:end]}"
        if piece in known:
            found.append(known[piece])
            start, end = end, len(word)
        else:
            end -= 1
    return found if start == len(word) else [known["[UNK]"]]


@cache
def _vocabulary() -> dict[str, int]:
    words = VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {word: number for number, word in enumerate(words)}
