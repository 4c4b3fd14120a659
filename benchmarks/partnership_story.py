"""Who answers what and when in a made-up partnership, and what they say: the same size tells the same again.

A team's quarter is the same in a small partnership and in a large one: only what lies around it grows, so
that the two can be compared.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Final, NamedTuple

from benchmarks.filled import DRAWING
from forms.catalogue import PublishedForm
from forms.model import (
    Answer,
    Choices,
    Drawing,
    LongText,
    Question,
    ShortText,
    SortCards,
    Statement,
    VoiceNote,
)

# All told ends with last month: pages look back from today.
_NOW = datetime.now(UTC)
_SPACE = uuid.UUID("7d3c3c5e-6d15-5b0a-9df5-3f3e8b1b2a11")
END: Final = int(datetime(_NOW.year, _NOW.month, 1, tzinfo=UTC).timestamp() * 1000)
DAY: Final = 86_400_000
QUARTER: Final = 91 * DAY
SUBJECTS: Final = 30  # that a team begins to help in a quarter
ADDED: Final = 0.036  # of children's and families' own words: three in a hundred of all
ALONE: Final = 60  # sets of answers of nobody in particular, a team and quarter
_BANDS = {"4-7": "my-day", "8-11": "how-things-are", "12-17": "my-view"}
CHILD, FAMILY = "child", "family-experience"
# Who is asked in the course of helping one family: form, moment, in which quarter, how often they answer.
_COURSE: Final = (
    (CHILD, "start", 0, 0.9),
    (FAMILY, "start", 0, 0.8),
    ("a-day-in-my-life-child", "start", 0, 0.3),
    (CHILD, "review", 1, 0.8),
    ("working-together", "review", 1, 0.6),
    (FAMILY, "review", 1, 0.5),
    (CHILD, "end", 2, 0.8),
    (FAMILY, "end", 2, 0.8),
    ("working-together", "end", 2, 0.4),
)


class Visit(NamedTuple):
    """One set of answers that somebody gives, before it is filled in."""

    key: str
    team: str
    form_id: str
    moment: str
    subject: str | None
    at: int
    follows: str = ""  # the key of what this adds to


def id_of(name: str) -> str:
    """The id of what has this name: the same each time."""
    return str(uuid.uuid5(_SPACE, name))


def visits(teams: int) -> Iterator[Visit]:
    """From the last quarter backwards, so that more only adds to the past and to other teams."""
    for quarter in count():
        for team in range(teams):
            for one in _cohort(f"team-{team:02}", quarter):
                yield one
                yield from _added(one)


def _added(one: Visit) -> Iterator[Visit]:
    """What somebody says more, two days later; workers' own forms have nothing to add."""
    at = one.at + 2 * DAY
    says_more = Random(f"added {one.key}").random() < ADDED  # noqa: S311
    if says_more and at < END and one.form_id in {*_BANDS.values(), FAMILY}:
        yield one._replace(key=f"{one.key} added", at=at, follows=one.key)


def _cohort(team: str, quarter: int) -> Iterator[Visit]:
    chance = Random(f"{team} {quarter}")  # noqa: S311 (nothing secret)
    begins = END - (quarter + 1) * QUARTER
    for number in range(SUBJECTS):
        subject, band = f"S-{team[-2:]}-{quarter}-{number}", chance.choice(list(_BANDS))
        for place, (form, moment, later, often) in enumerate(_COURSE):
            at = begins + later * QUARTER + chance.randrange(QUARTER)
            if chance.random() < often and at < END:
                form_id = _BANDS[band] if form == CHILD else form
                yield Visit(f"{subject} {place}", team, form_id, moment, subject, at)
    for number in range(ALONE):
        form_id = chance.choice([*_BANDS.values(), FAMILY])
        at = begins + chance.randrange(QUARTER)
        yield Visit(f"{team} {quarter} {number}", team, form_id, "review", None, at)


def answers(form: PublishedForm, one: Visit, texts: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """A choice for every question that has them, and words for some; `texts` by band or audience."""
    chance = Random(one.key)  # noqa: S311
    said = texts[form.form.band or form.form.audience]
    given: dict[str, Answer] = {}
    for question in form.questions.values():
        told = {name: {one.value, one.state} for name, one in given.items()}
        if not all(told.get(one.question, set()) & {*one.answers} for one in question.show_if):
            continue
        if isinstance(question, ShortText | LongText):
            if one.follows or chance.random() < 0.35:
                given[question.id] = Answer("given", chance.choice(said))
        elif isinstance(question, Drawing):
            if chance.random() < 0.2:
                given[question.id] = Answer("given", DRAWING)
        elif not isinstance(question, Statement | VoiceNote):
            given[question.id] = _chosen(form, question.id, chance, question)
    return given


def _chosen(form: PublishedForm, name: str, chance: Random, question: Question) -> Answer:
    values = list(form.values[name])
    if chance.random() < 0.05:
        return Answer("skipped", None)
    if isinstance(question, Choices | SortCards):
        return Answer("given", (chance.choice(values),))  # type: ignore[arg-type]
    if form.questions[name].keeps == "wants_to_talk":
        return Answer("given", "yes" if chance.random() < 0.02 else "no")
    if (form.questions[name].keeps or "").startswith("share_"):
        return Answer("given", "yes" if chance.random() < 0.8 else "no")
    # The lowest is chosen seldom: of feeling safe it is a concern.
    weights = [1, *(8 + 4 * place for place in range(len(values) - 1))]
    return Answer("given", chance.choices(values, weights)[0])
