"""What made-up workers saw: days of babies and children who do not speak, and views nobody could give."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from feedback_service.demo.story import SeedSubmission, Story
from forms.catalogue import Catalogue, PublishedForm
from forms.model import Answer, Answers, Statement

ACCOUNTS = Path(__file__).parent / "watched.toml"
_BABY = "a-day-in-my-life-baby"
_LOOKED_AT = time(15, 20)


def observations(told: Story, catalogue: Catalogue, today: date) -> tuple[SeedSubmission, ...]:
    """Each account of the file once, in order of time: babies in families of the youngest, the others about
    children who are not heard in their own words.
    """
    spoken = {each.subject for each in told.submissions if _is_child(catalogue, each)}
    babies = cycle(each for each in told.subjects if each.band == "4-7")
    unheard = cycle(each for each in told.subjects if each.id not in spoken)
    return tuple(
        SeedSubmission(
            form_id=form.form.id,
            version=form.form.version,
            team=subject.team,
            subject=subject.id,
            moment="review",
            answered_at=datetime.combine(today - timedelta(days=account.pop("days_ago")), _LOOKED_AT, UTC),
            channel="link",
            answers=_answers(form, account),
        )
        for form, account in _accounts(catalogue)
        for subject in (next(babies if form.form.id == _BABY else unheard),)
    )


def _accounts(catalogue: Catalogue) -> Iterator[tuple[PublishedForm, dict[str, Any]]]:
    accounts = tomllib.loads(ACCOUNTS.read_text(encoding="utf-8"))["accounts"]
    for account in sorted(accounts, key=lambda one: -int(one["days_ago"])):
        yield catalogue.current(account.pop("form")), account


def _is_child(catalogue: Catalogue, each: SeedSubmission) -> bool:
    return catalogue.get(each.form_id, each.version).form.audience == "child"


def _answers(form: PublishedForm, account: dict[str, Any]) -> Answers:
    asked = (each for each in form.questions.values() if not isinstance(each, Statement))
    return {each.id: _answer(account.get(each.id)) for each in asked}


def _answer(value: str | list[str] | None) -> Answer:
    if value is None:
        return Answer("skipped")
    return Answer("given", tuple(value) if isinstance(value, list) else value)
