"""The made-up partnership's six months: who was asked, who answered, when, and what they said."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import msgspec

from feedback_service.demo.answering import fill
from feedback_service.demo.asking import Asked, Moment, ask_around, ask_practitioners
from feedback_service.demo.bank import Said, Utterance, Voice, read_bank
from feedback_service.demo.people import PARTNERSHIP, TEAMS, WORKERS, Subject, Team, Worker, lives
from forms.catalogue import Catalogue
from forms.model import Answers

Channel = Literal["tablet", "link"]


class Invitation(msgspec.Struct, frozen=True):
    """A form that a child or their family was asked to fill in, whether or not anybody did."""

    form_id: str
    team: str
    subject: str
    moment: Moment
    invited_at: datetime


class SeedSubmission(msgspec.Struct, frozen=True, kw_only=True):
    """A finished form; `subject` is None for a practitioner. `answered_at` is in UTC."""

    form_id: str
    version: int
    team: str
    subject: str | None
    moment: Moment
    answered_at: datetime
    channel: Channel
    answers: Answers


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that fills the demonstration; invitations and submissions are in order of time."""

    partnership: str
    teams: tuple[Team, ...]
    workers: tuple[Worker, ...]
    subjects: tuple[Subject, ...]
    invitations: tuple[Invitation, ...]
    submissions: tuple[SeedSubmission, ...]


_TABLET = 0.8
_IN_WORKING_HOURS = 0.88
_FRIDAY = 4
_INVITED_BEFORE = timedelta(days=3)


def story(catalogue: Catalogue, *, today: date, seed: int = 7) -> Story:
    """The half-year before `today`: the same for the same forms, day and seed.

    The catalogue needs an English form for each band, for families and for practitioners.
    """
    rng = random.Random(seed)  # noqa: S311 a story, not a secret
    everyone = lives(rng)
    asked = [each for life in everyone for each in ask_around(life, catalogue, today, rng)]
    asked += ask_practitioners(catalogue, today, rng)
    asked.sort(key=lambda each: each.on)
    bank = read_bank()
    said: Said = {}
    submissions = [_submission(each, each.voice, bank, said, rng) for each in asked if each.voice]
    return Story(
        partnership=PARTNERSHIP,
        teams=TEAMS,
        workers=WORKERS,
        subjects=tuple(life.subject for life in everyone),
        invitations=_invitations(asked),
        submissions=tuple(sorted(submissions, key=lambda each: each.answered_at)),
    )


def _invitations(asked: list[Asked]) -> tuple[Invitation, ...]:
    found = [
        Invitation(each.published.form.id, each.team, each.subject, each.moment, _invited_at(each.on))
        for each in asked
        if each.subject
    ]
    return tuple(sorted(found, key=lambda each: each.invited_at))


def _invited_at(on: date) -> datetime:
    return datetime.combine(on, time(9), UTC) - _INVITED_BEFORE


def _submission(
    each: Asked, voice: Voice, bank: tuple[Utterance, ...], said: Said, rng: random.Random
) -> SeedSubmission:
    on_tablet = voice.audience == "child" and rng.random() < _TABLET
    return SeedSubmission(
        form_id=each.published.form.id,
        version=each.published.form.version,
        team=each.team,
        subject=each.subject,
        moment=each.moment,
        answered_at=_answered_at(each.on, rng),
        channel="tablet" if on_tablet else "link",
        answers=fill(each.published, voice, bank, said, rng),
    )


def _answered_at(on: date, rng: random.Random) -> datetime:
    """Mostly a weekday between nine and five, at times an evening or a weekend."""
    working = rng.random() < _IN_WORKING_HOURS
    day = on - timedelta(days=max(0, on.weekday() - _FRIDAY)) if working else on
    hour = rng.randint(9, 16) if working else rng.randint(17, 20)
    return datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), UTC)
