"""Who was asked for which form on what day, and whether they answered."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

from feedback_service.demo.bank import Fit, Voice
from feedback_service.demo.people import EASY_BAND, TEAMS, WIDER, Life, tilts
from forms.catalogue import Catalogue, PublishedForm
from forms.model import Audience, Band, Purpose

Moment = Literal["start", "review", "end", "after"]

MOMENTS: dict[Moment, Purpose] = {
    "start": "first-visit", "review": "review", "end": "ending", "after": "after-closing"
}  # fmt: skip
DAYS = 182


class Asked(msgspec.Struct, frozen=True):
    """One person asked for one form at one moment; without a voice they did not answer."""

    published: PublishedForm
    team: str
    subject: str | None
    moment: Moment
    on: date
    voice: Voice | None


_STARTS_WITHIN = 85
# Days from one moment to the next, at least and at most.
_APART = (35, 48)
_CHILD_ANSWERS = 0.88
_ASKED_AFTER_VISIT = 0.45
_ADULT_ANSWERS = 0.45
_FATHER_ANSWERS = 0.35
_PARENT_BRIGHTER = 0.08
_SCRIBED: dict[Band, float] = {"4-7": 0.6, "8-11": 0.12, "12-17": 0.04}
_PRACTITIONERS_A_TEAM = 6
_PRACTITIONERS_GAIN = 0.1
_CLEARLY_BETTER = 0.12


def form_for(
    catalogue: Catalogue,
    audience: Audience,
    band: Band | None = None,
    *,
    purpose: Purpose | None = None,
    easy: bool = False,
) -> PublishedForm:
    """The English form for this audience and band, made for the purpose or else for a review.

    Without a purpose, one made for no special time comes first. ValueError when the catalogue has no form.
    """
    wanted = (purpose, "review", None)
    suiting = [
        each
        for each in catalogue.all_current()
        if (each.form.audience, each.form.band, each.form.easy_read) == (audience, band, easy)
        and each.form.language == "en"
        and each.form.purpose in wanted
    ]
    return min(suiting, key=lambda each: wanted.index(each.form.purpose))


def ask_around(life: Life, catalogue: Catalogue, today: date, rng: random.Random) -> Iterator[Asked]:
    """Everyone round one child, at each moment of the help that lies before `today`."""
    on = today - timedelta(days=DAYS - rng.randint(2, _STARTS_WITHIN))
    for step, moment in enumerate(MOMENTS):
        if on >= today:
            return
        for child in _child_forms(catalogue, life, moment, rng):
            yield _asked(life, child, moment, on, _child(life, step, rng))
        for role in life.relatives:
            voice = _relative(life, role, step, rng)
            family = _family_form(catalogue, role, moment)
            yield _asked(life, family, moment, min(on + timedelta(rng.randint(0, 6)), _eve(today)), voice)
        on += timedelta(days=rng.randint(*_APART))


def _child_forms(
    catalogue: Catalogue, life: Life, moment: Moment, rng: random.Random
) -> Iterator[PublishedForm]:
    """What a child is asked at a moment: the form for it, at times the rest of it, and how the visit was."""
    band = EASY_BAND if life.easy else life.subject.band
    first = form_for(catalogue, "child", band, purpose=MOMENTS[moment], easy=life.easy)
    yield first
    # The youngest answer a review in two short sittings.
    for other in catalogue.all_current():
        is_other_half = other.form.purpose == first.form.purpose == "review" and other is not first
        if is_other_half and (other.form.band, other.form.easy_read) == (band, life.easy):
            yield other
    if moment != "after" and rng.random() < _ASKED_AFTER_VISIT:
        yield form_for(catalogue, "child", band, purpose="after-visit", easy=life.easy)


def _family_form(catalogue: Catalogue, role: str, moment: Moment) -> PublishedForm:
    # The form of those who live elsewhere is for no special time.
    return form_for(catalogue, "family", purpose=None if role in WIDER else MOMENTS[moment])


def _eve(today: date) -> date:
    return today - timedelta(days=1)


def _asked(life: Life, published: PublishedForm, moment: Moment, on: date, voice: Voice | None) -> Asked:
    return Asked(published, life.subject.team, life.subject.id, moment, on, voice)


def _child(life: Life, step: int, rng: random.Random) -> Voice | None:
    if life.heard != "everyone" or (step and rng.random() > _CHILD_ANSWERS):
        return None
    band = life.subject.band
    return Voice(
        who=f"{life.subject.id} child",
        audience="child",
        band=band,
        scribed=rng.random() < _SCRIBED[band],
        fits=_fits(life, step),
        level=life.level + life.gain * step,
        gained=life.gain * step,
        tilts=life.tilts,
    )


def _relative(life: Life, role: str, step: int, rng: random.Random) -> Voice | None:
    often = _FATHER_ANSWERS if role == "father" else _ADULT_ANSWERS
    # Where only adults were heard, at least one of them was, at the start.
    must = life.heard == "adults" and not step and role == life.relatives[0]
    if life.heard == "nobody" or (rng.random() > often and not must):
        return None
    return Voice(
        who=f"{life.subject.id} {role}",
        audience="family",
        role=role,
        language=life.language,
        fits=_fits(life, step),
        level=life.level + life.gain * step + _PARENT_BRIGHTER,
        gained=life.gain * step,
        tilts=life.tilts,
    )


def _fits(life: Life, step: int) -> frozenset[Fit]:
    better = life.gain * step
    fits: set[Fit] = {"any"}
    if better <= _CLEARLY_BETTER:
        fits.add("early")
    if better > 0:
        fits.add("late")
    return frozenset(fits)


def ask_practitioners(catalogue: Catalogue, today: date, rng: random.Random) -> Iterator[Asked]:
    """Each team's practitioners about their own work, in the first weeks and in the last."""
    published = form_for(catalogue, "practitioner")
    for team in TEAMS:
        for number in range(_PRACTITIONERS_A_TEAM):
            before = _practitioner(f"{team.id} {number}", rng)
            after = msgspec.structs.replace(before, level=before.level + _PRACTITIONERS_GAIN)
            first, last = today - timedelta(rng.randint(140, DAYS - 2)), today - timedelta(rng.randint(1, 40))
            yield Asked(published, team.id, None, "start", first, before)
            yield Asked(published, team.id, None, "end", last, after)


def _practitioner(who: str, rng: random.Random) -> Voice:
    return Voice(
        who=who,
        audience="practitioner",
        fits=frozenset({"early", "late", "any"}),
        level=rng.uniform(0.35, 0.7),
        gained=0,
        tilts=tilts(rng),
    )
