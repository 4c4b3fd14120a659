"""Signs of harm by likeness to written examples: what is said without a word that any rule knows.

It stands beside the rules. What a sure rule finds is raised whatever likeness says; what a doubtful one finds
(`Rule.doubtful`) counts here, with everything else that is like the text. The score orders what people read
first; it never says that a text is harmless.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.bank import load_bank
from analysis.embedding import VERSION as MODEL_VERSION
from analysis.features import Wording
from analysis.harm import CATEGORIES, load_harm
from analysis.kernel import Described, Near, Numbers, solve
from analysis.language import Span
from analysis.reader import Embed, parts_of
from analysis.ridge import best_bar
from analysis.rulebook import Level
from analysis.screening import Hit, Rules
from analysis.solved import digest, shipped
from analysis.tone import load_examples

METHOD_VERSION: Final = "likeness-3"
RULE: Final = "likeness"
# Chosen on the development sentences, with the rules (which were written with those in view) taken out of the
# score, and the bar so that about 3 in 100 real comments on services are above it.
_NARROWNESS: Final = 0.25
_STIFFNESS: Final = 0.1
_MEANING: Final = 1.4
_WORDING: Final = 1.4
_TOLD: Final = 0.7
BAR: Final = -0.46
# A sentence of a long example with a sign tells of it from this score on.
_TELLING: Final = -0.2
_ANY, _URGENT, _FIRST = 0, 1, 2
# Of what somebody marked as missed, this much more is asked than being near it by chance.
_MISSED_BAR: Final = 0.5
# The themes that answers about a service speak of; an example of these alone tells of no harm.
_SERVICE: Final = frozenset({
    "explained", "timely", "respect", "same_person", "joined_up", "involved", "practical_help", "confidence",
    "listened", "change", "friends_fun", "identity", "hopes",
})  # fmt: skip


class Lesson(NamedTuple):
    """A text to learn from; `category` "none" where it is harmless."""

    text: str
    category: str
    urgent: bool


class Missed(NamedTuple):
    """Words that a worker marked as a sign of harm, of this kind, which nothing had found."""

    words: str
    category: str
    level: Level


class Likeness:
    """Reads signs of harm; learnt once from the lessons, the same each time.

    `unseen` (lessons,): which of them it takes for a sign when it has not learnt from them.
    """

    def __init__(self, rules: Rules, lessons: Sequence[Lesson], embed: Embed) -> None:
        """Learn from `lessons`. Of a long one with a sign, only the sentences that tell it are learnt from.

        Which those are is told by what the short ones and all that is harmless teach.
        """
        self._rules, self._embed = rules, embed
        self.key = digest(METHOD_VERSION, rules.version, MODEL_VERSION, lessons)
        self.version = f"{METHOD_VERSION}/{self.key}"
        parts = [spans_of(one.text) for one in lessons]
        texts, owner = _pieces([one.text for one in lessons], parts), _owners(parts)
        self._wording = Wording(texts)
        every, labels = self._described(texts), _labels(lessons)
        kept = shipped(self.key)
        if kept is None:
            near = Near(every, _NARROWNESS).to(every)
            kept = _solved(near, labels[owner], owner)
        taught = kept[0, :, 0] > 0
        self.share, held_out = kept[1][taught], kept[2]
        self._level = (2.0 * labels[owner][taught] - 1.0).mean(axis=0)
        self._near = Near(Described(every.dense[taught], every.sparse[taught]), _NARROWNESS)
        most = np.full((len(lessons), held_out.shape[1]), -np.inf, dtype=np.float32)
        np.maximum.at(most, owner, np.where(taught[:, None], held_out, -np.inf))
        self.solved, self.unseen = kept, most[:, _ANY] >= BAR
        self._urgent_bar = best_bar(most[:, _URGENT], labels[:, _URGENT])

    def signs(self, texts: Sequence[str], missed: Sequence[Missed] = ()) -> list[Hit | None]:
        """The sign in each text, if there is one; what is like words that somebody `missed` is one too."""
        parts = [spans_of(text) for text in texts]
        pieces = _pieces(texts, parts)
        described = self._described(pieces)
        scores, again = self._scores(described), self._like_missed(described, missed)
        found, done = [], 0
        for spans in parts:
            here = slice(done, done + len(spans))
            found.append(_sign(spans, scores[here], self._urgent_bar) or _missed_sign(spans, again[here]))
            done += len(spans)
        return found

    def order(self, texts: Sequence[str]) -> list[float]:
        """Where each text stands among what people read first: how far it is above the bar, or below.

        A text of which nothing is read stands where one like no example stands.
        """
        parts = [spans_of(text) for text in texts]
        scores = self._scores(self._described(_pieces(texts, parts)))[:, _ANY]
        most = np.full(len(texts), -np.inf)
        np.maximum.at(most, _owners(parts), scores)
        return [float(one) - BAR for one in np.where(np.isinf(most), self._level[_ANY], most)]

    def _scores(self, texts: Described) -> Numbers:
        return np.asarray(self._near.to(texts) @ self.share + self._level)

    def _like_missed(self, texts: Described, missed: Sequence[Missed]) -> list[Missed | None]:
        if not missed:
            return [None] * len(texts.dense)
        near = Near(self._described([one.words for one in missed]), _NARROWNESS).to(texts)
        nearest, enough = near.argmax(axis=1), near.max(axis=1) >= _MISSED_BAR
        return [missed[place] if yes else None for place, yes in zip(nearest, enough, strict=True)]

    def _described(self, texts: Sequence[str]) -> Described:
        told = np.array([_told(self._rules.screen(text)) for text in texts], dtype=np.float32)
        told = told.reshape(len(texts), _FIRST + len(CATEGORIES))
        dense = np.hstack([_MEANING * self._embed(texts), _TOLD * told]).astype(np.float32)
        wording = self._wording.of(texts) if texts else sparse.csr_array((0, self._wording.width))
        return Described(dense, _WORDING * wording)


def spans_of(text: str) -> list[Span]:
    """What of a text is held against the examples: each sentence where it is long, else the whole of it."""
    parts = parts_of(text)
    return parts[1:] or parts


def _pieces(texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[str]:
    return [text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans]


def _owners(parts: Sequence[Sequence[Span]]) -> NDArray[np.intp]:
    return np.repeat(np.arange(len(parts)), [len(spans) for spans in parts])


def _solved(near: Numbers, labels: NDArray[np.bool_], owner: NDArray[np.intp]) -> Numbers:
    """Which pieces are learnt from, what each adds and its score without itself: (3, pieces, labels)."""
    sure = (np.bincount(owner)[owner] == 1) | ~labels[:, _ANY]
    share, _ = solve(near[np.ix_(sure, sure)], labels[sure], _STIFFNESS)
    score = near[:, sure] @ share[:, _ANY] + (2.0 * labels[sure, _ANY] - 1.0).mean()
    most = np.full(owner.max() + 1, -np.inf)
    np.maximum.at(most, owner, score)
    taught = sure | (score >= np.minimum(_TELLING, most[owner]))
    made = np.zeros((3, *labels.shape), dtype=np.float32)
    made[0] = taught[:, None]
    made[1][taught], made[2][taught] = solve(near[np.ix_(taught, taught)], labels[taught], _STIFFNESS)
    return made


def _sign(spans: Sequence[Span], scores: Numbers, urgent_bar: float) -> Hit | None:
    if not spans or scores[:, _ANY].max() < BAR:
        return None
    place = int(scores[:, _ANY].argmax())
    category = CATEGORIES[int(scores[place, _FIRST:].argmax())]
    level: Level = "urgent" if scores[:, _URGENT].max() >= urgent_bar else "concern"
    return Hit(RULE, category, level, *spans[place])


def _missed_sign(spans: Sequence[Span], again: Sequence[Missed | None]) -> Hit | None:
    for span, one in zip(spans, again, strict=True):
        if one is not None:
            return Hit(f"{RULE}-missed", one.category, one.level, *span)
    return None


def _told(hits: Iterable[Hit]) -> list[float]:
    """What the rules say of a text: anything, anything urgent, and each category."""
    hits = [hit for hit in hits if hit.category in CATEGORIES]
    seen = {hit.category for hit in hits}
    urgent = any(hit.level == "urgent" for hit in hits)
    return [float(bool(hits)), float(urgent), *(float(one in seen) for one in CATEGORIES)]


def _labels(lessons: Sequence[Lesson]) -> NDArray[np.bool_]:
    rows = [
        [one.category != "none", one.urgent, *(one.category == category for category in CATEGORIES)]
        for one in lessons
    ]
    return np.array(rows, dtype=np.bool_)


@cache
def load_lessons() -> tuple[Lesson, ...]:
    """The written examples, and as more that is harmless what was written to learn themes and tone from."""
    harm = [Lesson(one.text, one.category, one.urgent == "1") for one in load_harm()]
    seen = {one.text for one in harm}
    calm = [
        one.text
        for one in load_bank()
        if one.tone in ("positive", "neutral") or (one.themes and _SERVICE.issuperset(one.themes))
    ]
    calm += [one.text for one in load_examples()]
    return (*harm, *(Lesson(text, "none", urgent=False) for text in dict.fromkeys(calm) if text not in seen))
