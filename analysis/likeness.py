"""Signs of harm by likeness to written examples: what is said without a word that any rule knows.

It stands beside the rules. What a sure rule finds is raised whatever likeness says; what a doubtful one finds
(`Rule.doubtful`) counts here, with everything else that is like the text. The score orders what people read
first; it never says that a text is harmless.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.embedding import VERSION as MODEL_VERSION
from analysis.embedding import Matrix
from analysis.features import Wording
from analysis.harm import CATEGORIES
from analysis.harm_lessons import Lesson, labels_of
from analysis.kernel import Described, Near, Numbers, solve
from analysis.known import key
from analysis.language import Span
from analysis.pieces import owners_of, pieces_of, spans_of, told_by
from analysis.reader import Embed
from analysis.ridge import Features
from analysis.rulebook import Level
from analysis.screening import Hit, Rules
from analysis.solved import digest, shipped

METHOD_VERSION: Final = "likeness-3"
RULE: Final = "likeness"
# Chosen on the development sentences, with the rules (which were written with those in view) taken out of the
# score, and the bars so that about 3 in 100 real comments on services are above one of them: of any sign of
# harm, and (less being asked where a child may be hurt tonight) of one to tell somebody of at any hour.
_NARROWNESS: Final = 0.25
_STIFFNESS: Final = 0.1
_MEANING: Final = 1.4
_WORDING: Final = 1.4
_TOLD: Final = 0.7
BARS: Final = np.array([-0.32, -0.52], dtype=np.float32)
# A sentence of a long example with a sign tells of it from this score on.
_TELLING: Final = -0.2
# What is urgent calls people at any hour: of unseen examples from the bar on, two in three are.
_SURE: Final = 2 / 3
_ANY, _URGENT, _FIRST = 0, 1, 2
_CUT: Final = 3  # columns that say where a piece stands: the lesson, from, to
# Of what somebody marked as missed, this much more is asked than being near it by chance.
_MISSED_BAR: Final = 0.5


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
        self._vectors: dict[bytes, Matrix] = {}
        self._missed: tuple[list[bytes], Near] | None = None
        self.key = digest(METHOD_VERSION, rules.version, MODEL_VERSION, lessons)
        self.version = f"{METHOD_VERSION}/{self.key}"
        self.cut = self._cut([one.text for one in lessons])
        texts = [lessons[owner].text[start:end] for owner, start, end in self.cut[:, :_CUT]]
        self._wording = Wording()
        every = self._put(self._wording.learn(texts), embed(texts), self.cut[:, _CUT:])
        owner = self.cut[:, 0]
        labels = labels_of(lessons)
        self.solved = self._solved(every, labels[owner], owner)
        taught, held_out = self.solved[0, :, 0] > 0, self.solved[2]
        self.share = self.solved[1][taught]
        self._level = (2.0 * labels[owner][taught] - 1.0).mean(axis=0)
        every = Described(every.dense[taught], every.sparse[taught])  # the whole of it is let go
        self._near = Near(every, _NARROWNESS)
        most = np.full((len(lessons), held_out.shape[1]), -np.inf, dtype=np.float32)
        np.maximum.at(most, owner, np.where(taught[:, None], held_out, -np.inf))
        self.unseen = above(most) >= 0
        self._urgent_bar = _sure_bar(most[:, _URGENT], labels[:, _URGENT])

    def _cut(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The pieces of the lessons: whose they are, from where to where, and what the rules say of each."""
        kept = shipped(f"{self.key}/cut")
        if kept is not None:
            return kept
        parts = [spans_of(text) for text in texts]
        places = [(owner, *span) for owner, spans in enumerate(parts) for span in spans]
        told = [told_by(self._rules.screen(piece)) for piece in pieces_of(texts, parts)]
        return np.hstack([np.array(places), np.array(told)]).astype(np.int32)

    def _solved(self, every: Described, labels: NDArray[np.bool_], owner: NDArray[np.int32]) -> Numbers:
        kept = shipped(self.key)
        return _solved(Near(every, _NARROWNESS).to(every), labels, owner) if kept is None else kept

    def signs(self, texts: Sequence[str], missed: Sequence[Missed] = ()) -> list[Hit | None]:
        """The sign in each text, if there is one; what is like words that somebody `missed` is one too."""
        parts = [spans_of(text) for text in texts]
        pieces = pieces_of(texts, parts)
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
        scores = above(self._scores(self._described(pieces_of(texts, parts))))
        most = np.full(len(texts), -np.inf)
        np.maximum.at(most, owners_of(parts), scores)
        return [float(one) for one in np.where(np.isinf(most), above(self._level[None])[0], most)]

    def _scores(self, texts: Described) -> Numbers:
        near = self._near.a_few_at_once(texts)
        return np.asarray(np.vstack([some @ self.share for some in near]) + self._level)

    def _like_missed(self, texts: Described, missed: Sequence[Missed]) -> list[Missed | None]:
        if not missed:
            return [None] * len(texts.dense)
        marked = self._near_to([one.words for one in missed])
        return [
            missed[row.argmax()] if row.max() >= _MISSED_BAR else None
            for near in marked.a_few_at_once(texts)
            for row in near
        ]

    def _near_to(self, missed: Sequence[str]) -> Near:
        """Kept from call to call: what these words are like, under keys and not as words."""
        keys = [key(words) for words in missed]
        if self._missed is None or self._missed[0] != keys:
            new = [words for one, words in zip(keys, missed, strict=True) if one not in self._vectors]
            made = {key(words): row for words, row in zip(new, self._embed(new), strict=True)}
            known = self._vectors | made
            self._vectors = {one: known[one] for one in keys}
            worded = self._described(missed, np.array([known[one] for one in keys]))
            self._missed = keys, Near(worded, _NARROWNESS)
        return self._missed[1]

    def _described(self, texts: Sequence[str], vectors: Matrix | None = None) -> Described:
        told = np.array([told_by(self._rules.screen(text)) for text in texts])
        worded = self._wording.of(texts)
        told = told.reshape(len(texts), _FIRST + len(CATEGORIES))
        return self._put(worded, self._embed(texts) if vectors is None else vectors, told)

    def _put(self, worded: Features, vectors: Matrix, told: NDArray[Any]) -> Described:
        dense = np.empty((len(told), vectors.shape[1] + told.shape[1]), dtype=np.float32)
        np.multiply(_MEANING, vectors, out=dense[:, : vectors.shape[1]])
        dense[:, vectors.shape[1] :] = _TOLD * told
        weighed = (_WORDING * worded.data).astype(np.float32)
        return Described(dense, sparse.csr_array((weighed, worded.indices, worded.indptr), worded.shape))


def above(scores: Numbers) -> Numbers:
    """How far each text is above the bars of signs: (texts,) of (texts, labels); below 0 it has none."""
    return np.asarray((scores[:, : len(BARS)] - BARS).max(axis=1))


def _solved(near: Numbers, labels: NDArray[np.bool_], owner: NDArray[np.int32]) -> Numbers:
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


def _sure_bar(scores: Numbers, right: NDArray[np.bool_]) -> float:
    """The lowest score from which on enough is right; 1 where it never is."""
    order = np.argsort(-scores, kind="stable")
    enough = np.flatnonzero(np.cumsum(right[order]) >= _SURE * np.arange(1, len(scores) + 1))
    return float(scores[order[enough[-1]]]) if len(enough) else 1.0


def _sign(spans: Sequence[Span], scores: Numbers, urgent_bar: float) -> Hit | None:
    if not spans or above(scores).max() < 0:
        return None
    place = int(above(scores).argmax())
    category = CATEGORIES[int(scores[place, _FIRST:].argmax())]
    level: Level = "urgent" if scores[:, _URGENT].max() >= urgent_bar else "concern"
    return Hit(RULE, category, level, *spans[place])


def _missed_sign(spans: Sequence[Span], again: Sequence[Missed | None]) -> Hit | None:
    for span, one in zip(spans, again, strict=True):
        if one is not None:
            return Hit(f"{RULE}-missed", one.category, one.level, *span)
    return None
