"""Whom a fire drill would tell at each rung of the ladder now, and what they lack to be told by more."""

from collections.abc import Sequence

import msgspec

from feedback_service.addressing import reached, ways_to
from feedback_service.sending.channels import set_up
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.deliveries import Channel
from feedback_service.storage.notices import Contact, Notice
from feedback_service.storage.rota import RUNGS, Rung, Turn, turns_at
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import teams_in

KIND = "drill"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be told, by which channels, and what they lack to be told by more."""

    name: str
    ways: tuple[Channel, ...]
    lacks: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who would be told at a rung now; `on_rota` is false where a team has no shift there."""

    rung: Rung
    on_rota: bool
    people: tuple[Person, ...]

    @property
    def reaches_all(self) -> bool:
        """Whether there is anybody, and a way to each."""
        return bool(self.people) and all(one.ways for one in self.people)


async def plan(service: Service, rungs: Sequence[Rung] = RUNGS) -> list[Plan]:
    """What a drill would do now. Nothing is sent or kept."""
    at = service.now()
    async with service.database.reading() as connection:
        turns, teams = await turns_at(connection, at), await teams_in(connection, EVERYTHING)
        planned = []
        for rung in rungs:
            made_up = Notice(id="", kind=KIND, step=RUNGS.index(rung), made_at=at, submission_id=None)
            people = await reached(connection, service.settings, made_up, at)
            on_rota = all(_has_turn(turns, rung, team.id) for team in teams) and _has_turn(turns, rung)
            told = tuple(_person(service.settings, one) for one in people)
            planned.append(Plan(rung=rung, on_rota=on_rota, people=told))
    return planned


def _has_turn(turns: Sequence[Turn], rung: Rung, team_id: str | None = None) -> bool:
    return any(one.rung == rung and (team_id is None or one.team_id in {None, team_id}) for one in turns)


def _person(settings: Settings, one: Contact) -> Person:
    there = set_up(settings)
    lacks = [
        said
        for said, missing in (
            ("no e-mail address", "email" in there and not one.email),
            ("no phone number", "text" in there and not one.phone),
        )
        if missing
    ]
    return Person(name=one.name, ways=tuple(ways_to(settings, KIND, one)), lacks=tuple(lacks))
