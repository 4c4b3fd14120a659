"""Tone of a text given the question. A figure for many texts, never a fact about one child.

Method: least squares (`by_question`) over meaning (sentence vectors), wording (tf-idf of words and
letters) and leaning words, each crossed with what was asked; learned from written examples. In doubt between
positive and negative it says neither (Chow 1970, "On optimum recognition error and reject tradeoff").
"""

import csv
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec
import numpy as np
from scipy import sparse

from analysis.asking import KINDS_OF, QUESTIONS, Kind, Question, asked
from analysis.bank import Example as BankExample
from analysis.bank import Tone, load_bank
from analysis.by_question import Made, Numbers, learn, learn_again, shares
from analysis.embedding import VERSION as MODEL_VERSION
from analysis.embedding import Matrix
from analysis.features import Wording
from analysis.leaning import WORDS, leanings
from analysis.ridge import Features
from analysis.solved import digest, shipped

Label = Literal["positive", "mixed", "negative", "neutral", "unsure"]

TONES: Final[tuple[Tone, ...]] = ("positive", "mixed", "negative", "neutral")
EXAMPLES: Final = Path(__file__).with_name("tone_examples.csv")
METHOD: Final = "examples"
METHOD_VERSION: Final = "tone-2"

_POSITIVE, _MIXED, _NEGATIVE, _NEUTRAL = range(4)
# Chosen on held-out scores of the examples and on the development halves, and coarse on purpose.
_STIFFNESS: Final = 2.0
WORDING: Final = 0.5**0.5
# Closer than this, positive and negative cannot be told apart; some questions tell much by themselves.
_TORN: Final[dict[Kind, float]] = {"service": 0.1, "improve": 0.2, "praise": 0.3, "joy": 0.3, "trouble": 0.3}
_TORN_ELSE: Final = 0.5
# What is torn counts as mixed only where mixed fits nearly as well.
_NEARLY: Final = 0.4
# Asked for a verdict on a service, people say much beside it: "mixed" must be clear of all else by this.
_MIXED_LEAD: Final[dict[Kind, float]] = {"service": 0.5, "improve": 0.5, "praise": 0.5}


class Example(msgspec.Struct, frozen=True):
    """A written answer to a question in words, and how a careful reader would call its tone."""

    text: str
    question: str
    tone: Tone


class Reading(msgspec.Struct, frozen=True):
    """The tone of one text.

    `scores` in the order of TONES: near 1 where a tone fits and near -1 where not, no probabilities.
    `unsure`: positive and negative fit alike and nothing says it is both.
    """

    label: Label
    scores: tuple[float, float, float, float]
    method: str
    version: str


@cache
def load_examples() -> tuple[Example, ...]:
    """The answers written for tone, question by question, in the order of the file."""
    with EXAMPLES.open(encoding="utf-8", newline="") as stream:
        return tuple(msgspec.convert(list(csv.DictReader(stream)), list[Example]))


class Tones:
    """Reads tone; fitted once from the bank and the examples, the same each time."""

    def __init__(self, bank_vectors: Matrix, example_vectors: Matrix) -> None:
        """Learn from both, whose vectors stand in the order of `load_bank()` and `load_examples()`.

        Raises ValueError where the numbers of vectors and texts differ.
        """
        bank, examples = load_bank(), load_examples()
        if (len(bank_vectors), len(example_vectors)) != (len(bank), len(examples)):
            raise ValueError("one vector is needed for each example of the bank and of tone")
        self.version = version_of(bank, examples)
        texts = [*(one.text for one in bank), *(one.text for one in examples)]
        written = [asked(one.question) for one in examples]
        questions = [*(Question(asks=one.asks) for one in bank), *written]
        self._wording = Wording()
        worded = self._wording.learn(texts)
        kinds = shares([*(KINDS_OF[one.asks] for one in bank), *((one.kind,) for one in written)])
        tones = [*(one.tone for one in bank), *(one.tone for one in examples)]
        labels = np.array([[said == tone for tone in TONES] for said in tones])
        made = _made(texts, np.vstack([bank_vectors, example_vectors]), questions, worded)
        self.key = digest(self.version, _STIFFNESS)
        kept = shipped(self.key)
        self.learned = (
            learn(made, kinds, labels, _STIFFNESS) if kept is None else learn_again(made, kinds, labels, kept)
        )

    def made(self, texts: Sequence[str], vectors: Matrix, questions: Sequence[Question]) -> Made:
        """What the texts are made of, a row each."""
        return _made(texts, vectors, questions, self._wording.of(texts))

    def scores(self, texts: Sequence[str], vectors: Matrix, questions: Sequence[Question]) -> Numbers:
        """Scores (texts, 4) in the order of TONES."""
        if not texts:
            return np.zeros((0, len(TONES)))
        return self.learned.scores(self.made(texts, vectors, questions), [one.kind for one in questions])

    def tone(
        self,
        texts: Sequence[str],
        vectors: Matrix,
        questions: Sequence[Question],
        concerns: Sequence[bool] = (),
    ) -> list[Reading]:
        """The tone of each text; one with a concern is never positive. No `concerns`: none has any."""
        found = self.scores(texts, vectors, questions)
        concerned = concerns or [False] * len(texts)
        return [
            Reading(label(row, question.kind, concern), _rounded(row), METHOD, self.version)
            for row, question, concern in zip(found, questions, concerned, strict=True)
        ]


def label(scores: Numbers, kind: Kind = "open", concern: bool = False) -> Label:
    """The tone that fits best; where positive and negative are too close to tell apart, neither of them."""
    led = scores.copy()
    led[_MIXED] -= _MIXED_LEAD.get(kind, 0.0)
    best = int(led.argmax())
    if best in (_POSITIVE, _NEGATIVE):
        torn = abs(scores[_POSITIVE] - scores[_NEGATIVE]) < _TORN.get(kind, _TORN_ELSE)
        if torn or (concern and best == _POSITIVE):
            both = scores[_MIXED] > max(scores[_NEUTRAL], scores[best] - _NEARLY)
            return "mixed" if both else "unsure"
    return TONES[best]


def _made(texts: Sequence[str], vectors: Matrix, questions: Sequence[Question], worded: Features) -> Made:
    dense = np.hstack([vectors.astype(np.float64), leanings(texts, questions)])
    return Made(dense, sparse.csr_array(WORDING * worded))


def version_of(bank: Sequence[BankExample], examples: Sequence[Example]) -> str:
    """Method, eight letters for all that tone is learned from and read by, and model: at most 40 letters."""
    taught = [*((one.text, one.asks, one.tone) for one in bank), *map(msgspec.structs.astuple, examples)]
    said = msgspec.json.encode(taught) + WORDS.read_bytes() + QUESTIONS.read_bytes()
    return f"{METHOD_VERSION}+{hashlib.sha256(said).hexdigest()[:8]}/{MODEL_VERSION}"


def _rounded(row: Numbers) -> tuple[float, float, float, float]:
    positive, mixed, negative, neutral = (round(float(score), 3) for score in row)
    return positive, mixed, negative, neutral
