"""Parts of the page of one concern: other signs, mentions, decisions, who was told."""

import msgspec


class OtherSign(msgspec.Struct, frozen=True, kw_only=True):
    """Another concern of the same answers; `field` is set where one decision can cover both."""

    category: str
    level: str
    urgent: bool
    why: str
    href: str
    state: str
    field: str
    ticked: bool


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier worry about the same thing."""

    when: str
    href: str


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was made; `referred` is empty where it referred to nobody."""

    outcome: str
    by: str
    referred: str
    reason: str


class TellingRow(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was to be told: when, why, at which rung, who, and what became of it."""

    when: str
    why: str
    rung: str
    who: str
    state: str
