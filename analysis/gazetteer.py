"""The lists redaction reads by: names and places of Britain's communities, and words that are nobody's."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, NamedTuple

_HERE: Final = Path(__file__).parent
LISTS: Final = _HERE / "names"
CONTEXT: Final = _HERE / "redaction.toml"

Sort = Literal["name", "leaning", "word", "surname", "place", "plain", "unknown"]

_LETTERS: Final = str.maketrans(
    {"ł": "l", "\u0131": "i", "ø": "o", "đ": "d", "ß": "s", "æ": "e", "\u2019": "'"}
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_BRITISH: Final = (
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("tre", "ter"),
    ("ae", "e"),
    ("oe", "e"),
    ("ll", "l"),
)
_CONTRACTED = re.compile(r"(?:'(?:ll|ve|re|d|m|s|t)|n't|')$")
_SHORT: Final = 2
_FEWEST_TO_MISSPELL: Final = 5
_LONGEST: Final = 30


class Lists(NamedTuple):
    """Everything read; `tags`: part of speech of a word; `phrases`: places of several words."""

    first: frozenset[str]
    last: frozenset[str]
    places: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    ordinary: frozenset[str]
    tags: dict[str, str]
    context: dict[str, frozenset[str]]
    common: frozenset[str]


@cache
def lists() -> Lists:
    """Read the lists once a process."""
    places = _words("places")
    lines = (line.split() for line in _lexicon().read_text(encoding="utf-8").splitlines())
    tags = {line[0]: line[1] for line in lines if len(line) > 1 and line[0].islower()}
    english = (_HERE / "english.txt").read_text(encoding="utf-8").replace("# shared", "").split()
    near = {part for word in english for part in _one_left_out(word) if len(word) >= _FEWEST_TO_MISSPELL}
    context = tomllib.loads(CONTEXT.read_text(encoding="utf-8"))
    sets = {key: frozenset(words.split()) for key, words in context.items()}
    return Lists(
        _words("first"),
        _words("surnames"),
        frozenset(place for place in places if "_" not in place),
        frozenset(tuple(place.split("_")) for place in places if "_" in place),
        frozenset(tags) | _words("ordinary") | frozenset(english) | sets["titles"] | sets["people"],
        tags,
        sets,
        frozenset(near),
    )


def _lexicon() -> Path:
    """Where Brill's lexicon of English (Brown and Penn corpora) lies, found without loading TextBlob."""
    spec = find_spec("textblob")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("textblob")
    return Path(spec.origin).parent / "en" / "en-lexicon.txt"


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """Small letters, accents dropped, the straight apostrophe."""
    parts = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


@lru_cache(maxsize=20_000)
def sort_of(word: str) -> Sort:
    """How sure a folded word is a name by itself.

    "name", "place": in the lists and no ordinary word. "leaning": nearly always a name. "word": a name
    that is a word more often. "surname": an ordinary word that is a surname or a place too. "unknown": the
    rest.
    """
    bare = word.removesuffix("'s").removesuffix("'")
    found = _listed(bare)
    if bare.endswith("s") and bare not in lists().ordinary and found in ("unknown", "plain"):
        owner = _listed(bare[:-1])  # "graces" may be "Grace's"
        found = owner if owner in ("name", "leaning", "place") else found
    if found == "unknown" and "-" in bare:
        return _sort_of_parts(bare)
    if found == "unknown" and _DRAWN_OUT.search(bare):
        short = sort_of(_DRAWN_OUT.sub(r"\1", bare))
        return "plain" if short == "unknown" else short
    return found


def _sort_of_parts(word: str) -> Sort:
    sorts = [sort_of(part) for part in word.split("-") if part]
    if any(sort in ("name", "leaning") for sort in sorts):
        return "name"
    return "unknown" if "unknown" in sorts else "plain"


def _listed(word: str) -> Sort:
    known = lists()
    if word in known.context["leaning"]:
        return "leaning"
    if word in known.context["words"]:
        return "word"
    joined = word.replace("'", "")
    if is_english(word):
        return "surname" if word in known.last or word in known.first or word in known.places else "plain"
    if {word, joined} & known.first or {word, joined} & known.last or word in _joined_surnames():
        return "name"
    if word in known.places:
        return "place"
    return "unknown"


@cache
def _joined_surnames() -> frozenset[str]:
    """Surnames as people write them in a hurry: obrien for o'brien, alhassan for al-hassan."""
    return frozenset(name.replace("'", "").replace("-", "") for name in lists().last)


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    """Whether a folded word is ordinary English, as it stands or without a usual beginning or ending."""
    known = lists()
    if word in known.ordinary:
        return True
    if word in known.first or word in known.last or word in known.places:
        return False
    bare = _CONTRACTED.sub("", word)
    if bare != word and bare in known.ordinary:
        return True
    return any(form in known.ordinary for form in _simpler(bare))


def _simpler(word: str) -> set[str]:
    sets = lists().context
    forms = {word, *(word.replace(british, american) for british, american in _BRITISH)}
    for ending in sets["endings"]:
        if word.endswith(ending) and len(word) - len(ending) > _SHORT + (ending in sets["faint_endings"]):
            rest = word[: -len(ending)]
            forms |= {rest, rest + "e", rest + "g"} | ({rest[:-1]} if rest[-1] == rest[-2] else set())
            forms |= {rest[:-1] + "y"} if rest.endswith("i") else set()
            forms |= {rest.replace(british, american) + "e" for british, american in _BRITISH[1:3]}
    forms |= {
        word[len(start) :]
        for start in sets["beginnings"]
        if word.startswith(start) and len(word) > len(start) + 3
    }
    return {form for form in forms if len(form) > _SHORT}


@lru_cache(maxsize=20_000)
def is_compound(word: str) -> bool:
    """Whether a word is two ordinary words in one ("letterbox") and ends not as places do ("hazelbank")."""
    if len(word) > _LONGEST or word.endswith(tuple(lists().context["place_endings"])):
        return False
    tags = lists().tags
    halves = ((word[:i], word[i:]) for i in range(_SHORT + 1, len(word) - _SHORT))
    return any(one in tags and (two in tags or two.removesuffix("s") in tags) for one, two in halves)


@lru_cache(maxsize=20_000)
def is_slip(word: str) -> bool:
    """Whether a word of five letters or more is one slip away from a common English word."""
    return _FEWEST_TO_MISSPELL <= len(word) <= _LONGEST and not _one_left_out(word).isdisjoint(lists().common)


def _one_left_out(word: str) -> set[str]:
    """The word, and the word without each letter in turn: words one slip apart share one of these."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _words(name: str) -> frozenset[str]:
    lines = (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
