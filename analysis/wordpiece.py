"""Text cut into the word pieces that the sentence model knows.

Method: greedy longest match, Wu et al. (2016), "Google's Neural Machine Translation System", section 4.1;
lower case and without accents, as the model was trained. The vocabulary is the model's own (see NOTICE).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

VOCABULARY: Final = Path(__file__).with_name("model") / "vocabulary.txt"
LONGEST: Final = 128  # pieces, the first and last mark included; what comes after is not read
_LONGEST_WORD: Final = 100
_ASCII_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
# Written without spaces: each sign is a word of its own.
_CHINESE: Final = re.compile(
    "([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ceaf\U0002f800-\U0002fa1f])"
)


def pieces(text: str) -> list[int]:
    """The numbers of the pieces, between the marks for start and end; never more than `LONGEST`."""
    known = _vocabulary()
    found = [known["[CLS]"]]
    for word in _spaced(text).split():
        found += _cut(word)
        if len(found) >= LONGEST:
            break
    return [*found[: LONGEST - 1], known["[SEP]"]]


def _spaced(text: str) -> str:
    """Lower case without accents and invisible characters, with white space around every punctuation mark."""
    if not (text.isascii() and text.isprintable()):
        parts = unicodedata.normalize("NFD", _CHINESE.sub(r" \1 ", "".join(map(_visible, text))).lower())
        text = "".join(map(_unaccented, parts))
    return _ASCII_PUNCTUATION.sub(r" \1 ", text.lower())


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") or character == "\ufffd" else character


def _unaccented(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Mn":
        return ""
    return f" {character} " if kind.startswith("P") else character


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
