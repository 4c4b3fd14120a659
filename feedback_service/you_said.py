"""You said, we did: what a manager shows of actions, for a wall and for the children's report."""

from typing import Final, NamedTuple, cast

from feedback_service.action_words import words_of
from feedback_service.report_editing import action_words
from feedback_service.report_findings import decode
from feedback_service.service import Service
from feedback_service.storage.actions import Narrowed, Standing, State, actions_in, still_shown
from feedback_service.storage.reports import Report
from feedback_service.storage.scope import Scope

_STANDINGS: Final[tuple[Standing, ...]] = ("closed", "open")
_ORDER: Final[tuple[State, ...]] = ("done", "explained", "open")


class YouSaid(NamedTuple):
    """One action: what was said, what came of it, how it stands, and the theme it is about (or none)."""

    said: str
    then: str
    state: State
    theme_id: str = ""


async def shown_actions(service: Service, scope: Scope, team_id: str, most: int) -> tuple[YouSaid, ...]:
    """Up to `most` shown actions of a team (empty: of every team in the scope): done, explained, then open.

    Of each the latest settled first, and of open ones the soonest due. Those whose words do not open are left
    out.
    """
    now = service.now()
    async with service.database.reading() as connection:
        found = [
            one.action
            for standing in _STANDINGS
            for one in await actions_in(
                connection, scope, Narrowed(standing=standing, now=now, team_id=team_id, only_shown=True),
                limit=2 * most, offset=0,
            )
        ]  # fmt: skip
    opened = [(one, words_of(service, one)) for one in sorted(found, key=lambda one: _ORDER.index(one.state))]
    told = [
        YouSaid(words.said, words.outcome or words.planned, one.state) for one, words in opened if words.said
    ]
    return tuple(told[:most])


async def shown_of(service: Service, report: Report) -> tuple[YouSaid, ...]:
    """The actions that a report tells of, as it does: done, explained, then open.

    Only those that a manager shows now, and whose words in the report are among those shown: words that were
    changed since may have been changed for what they gave away.
    """
    told = decode(report.findings).actions or ()
    async with service.database.reading() as connection:
        words = await action_words(service, connection, report)
        shown = {one.id: one for one in await still_shown(connection, [one.id for one in told])}
    found = []
    for one in told:
        if one.id in shown and one.id in words:
            was, now = words[one.id], words_of(service, shown[one.id])
            then = was.outcome or was.planned
            if was.said == now.said and then in now:
                found.append(YouSaid(was.said, then, cast(State, one.state), one.theme_id))
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.state)))
