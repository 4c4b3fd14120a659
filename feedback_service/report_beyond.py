"""What stands in a report beside the voices: numbers from elsewhere, and what was done about it."""

from collections.abc import Sequence

import msgspec

from feedback_service.action_words import words_of
from feedback_service.report_elsewhere import read_indicators
from feedback_service.report_findings import LOWEST_THRESHOLD
from feedback_service.report_more import ActionRef, Indicator
from feedback_service.report_places import WHOLE, ReportPlace
from feedback_service.service import Service
from feedback_service.storage.actions import KnownAction, actions_until, state_at
from feedback_service.storage.database import Transaction
from feedback_service.storage.teams import Team


class ActionWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of an action as they stood when the report was made; `place` is a name."""

    id: str
    place: str
    said: str
    planned: str
    outcome: str


class Beyond(msgspec.Struct, frozen=True, kw_only=True):
    """Indicators and actions as findings hold them, and the words of the actions, to be sealed."""

    indicators: tuple[Indicator, ...]
    actions: tuple[ActionRef, ...]
    words: tuple[ActionWords, ...]


async def read_beyond(
    service: Service, db: Transaction, place: ReportPlace, teams: Sequence[Team], period: tuple[int, int]
) -> Beyond:
    """What a report about the place and period (Unix ms) says of them; `teams` are all there are."""
    threshold = max(LOWEST_THRESHOLD, service.settings.small_number)
    known = await actions_until(db, place.scope(teams), *period)
    return Beyond(
        indicators=await read_indicators(db, place, teams, period, threshold),
        actions=tuple(_action(one, period[1]) for one in known),
        words=tuple(_words(service, one, period[1]) for one in known),
    )


def _action(known: KnownAction, until: int) -> ActionRef:
    action, state = known.action, state_at(known.action, until)
    return ActionRef(
        id=action.id,
        state=state,
        theme_id=action.theme_id or "",
        due_at=action.due_at,
        settled_at=None if state == "open" else action.settled_at,
        carried=known.carried,
        owner=known.owner_role or "",
    )


def _words(service: Service, known: KnownAction, until: int) -> ActionWords:
    words = words_of(service, known.action)
    return ActionWords(
        id=known.action.id,
        place=known.team or WHOLE,
        said=words.said,
        planned=words.planned,
        outcome="" if state_at(known.action, until) == "open" else words.outcome,
    )
