"""What in a text looks as if it pointed at a person, by shape alone."""

import re
from collections.abc import Iterator
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

_ORDINARY_WORDS: Final = """
    i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december christmas xmas easter eid diwali ramadan hanukkah
    halloween english maths science french spanish german welsh pe ict it tv dvd gp nhs send senco camhs ehcp
    ok okay lol omg dad daddy mum mummy mam mammy mom nan nana nanny nanna gran granny grandma grandad grandpa
    auntie aunty uncle god allah lego minecraft roblox fortnite youtube netflix xbox playstation ps4 ps5
    nintendo switch tiktok whatsapp mcdonalds uk england scotland wales ireland early help social worker
"""
_ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())
_MARKS = re.compile(
    r"\d|@|https?:|www\.|\.(?:com|co\.uk|org|net)\b"
    r"|\b(?:mr|mrs|miss|ms|mx|dr|sir|auntie?|aunty|uncle)\.?\s+[^\W\d_]{2,}"
    r"|\b(?:called|named|name is|name's|nickname(?:d)?)\s+[^\W\d_]",
    re.IGNORECASE,
)
_ONES: Final = "one|two|three|four|five|six|seven|eight|eigth|nine"
_TEENS: Final = (
    "ten|eleven|elevn|twelve|twelv|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|eightteen|nineteen"
)
_TENS: Final = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_ONE: Final = rf"(?:\d{{1,2}}|(?:{_TENS})(?:[ -](?:{_ONES})\b)?|{_TEENS}|{_ONES})\b"
# "nine or ten", "four, five and six"; but help that is given "one to one" is no age. Eight at once: looking
# for longer ones would take time with the square of the text.
_NEXT: Final = r"(?:(?:-?,? (?:or|to|and)|,)(?: (?:maybe|perhaps|nearly|almost|even))? |[/-])"
_NUMBER: Final = rf"(?!one to one\b)(?P<age>{_ONE}(?:{_NEXT}{_ONE}){{0,7}})"
_BEING: Final = r"(?:is|was|am|are|were|be|being|im|i['\u2019]m|s?hes|s?he['\u2019]s|they['\u2019]re)"
_ALMOST: Final = r"(?:(?:nearly|almost|only|just|about|around|like|already|still|now|between) )?"
# What ends the thought: "three dogs" and "one of us" count things, "three and" and "one." may be an age.
_ENDS: Final = (
    r"(?=\W*$|[.,;:!?)\n]| (?:and|but|so|when|now|then|because|cos|coz|next|last|this|soon|today|tomorrow|too"
    r"|already|in|on|at|he|she|i|we|they|it|my|mum|dad|until|till|or|with)\b)"
)
_ORDINALS: Final = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[ -]first|thirtieth|fortieth"
)
_AGES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!there )\b{_BEING} {_ALMOST}{_NUMBER}{_ENDS}",
        rf"\b(?:turn(?:s|ed|ing)?|age[ds]?|age of) {_ALMOST}{_NUMBER}(?! (?:times|of|into|to|round)\b)",
        rf"\b{_NUMBER}(?: and a half)?[ -](?:years?|yrs?)[ -]?(?:old|of age)\b",
        rf"\b(?P<age>(?:{_ORDINALS})(?:{_NEXT}(?:{_ORDINALS})){{0,7}}) (?:birthday|bday)\b",
    )
)
_TITLES_THAT_STAND_ALONE = re.compile(r"\b(?:miss|auntie?|aunty|uncle)\s+(?=[a-z])")
_OPENS_A_SENTENCE = re.compile(r"(?:^|[.!?\n])\W*$")


def looks_identifying(text: str) -> bool:
    """Say whether the text carries something that may point at a person: hold it back until someone decides.

    Sees digits (ages, phones, postcodes), ages in words, e-mail and web addresses, "Mrs X", "called X", and
    any capitalised word inside a sentence that is not an ordinary one. Cannot see names in lower case, a name
    that opens a sentence, places written small, or a story only one family could tell: a person confirms
    every quote.
    Text all in capitals is always held back.
    """
    return any(True for _ in looks(text))


def looks(text: str) -> Iterator[tuple[int, int]]:
    """Where it looks so: from character to before character, in no order."""
    if text.isupper() and len(text.split()) > 1:
        yield 0, len(text)
        return
    # "i miss my mum", "my aunty is nice": a title word used as a word, told by what follows in small letters.
    plain = _TITLES_THAT_STAND_ALONE.sub(lambda title: " " * len(title[0]), text)
    yield from (_last_word(text, *match.span()) for match in _MARKS.finditer(plain))
    yield from (match.span("age") for pattern in _AGES for match in pattern.finditer(text))
    yield from _names_inside(text)


def _last_word(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole of the last word that a match touches: of "called b" in "called biscuit" the name."""
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    start += max(0, end - start - len(text[start:end].rsplit(maxsplit=1)[-1]))
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    return start, end


def _names_inside(text: str) -> Iterator[tuple[int, int]]:
    for word in WORD.finditer(text):
        bare = word.group().replace("\u2019", "'").lower().removesuffix("'s")
        if word.group()[0].isupper() and bare not in _ORDINARY:
            before = text[max(0, word.start() - 4) : word.start()]
            if not _OPENS_A_SENTENCE.search(before):
                yield word.span()
