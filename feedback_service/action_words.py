"""Opening the words of actions: for workers, and for those whose answers led to them."""

from typing import NamedTuple

from feedback_service.sealing import DataKey, UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.action_events import Event, told_of
from feedback_service.storage.actions import Action, State


class Words(NamedTuple):
    """An action's words, opened; all empty when they do not open with the keys at hand."""

    said: str
    planned: str
    outcome: str


class Told(NamedTuple):
    """An action as the person whose answers led to it reads it; `at` is when it was made or settled."""

    at: int
    state: State
    said: str
    then: str


def words_of(service: Service, action: Action) -> Words:
    """What an action says."""
    try:
        key = key_of(service, action)
        outcome = key.open(action.outcome, f"{action.id}/outcome") if action.outcome is not None else ""
        said, planned = (
            key.open(getattr(action, name), f"{action.id}/{name}") for name in ("said", "planned")
        )
    except UnreadableWordsError:
        return Words("", "", "")
    return Words(said, planned, outcome)


def event_words(service: Service, action: Action, event: Event) -> str:
    """What an event keeps in words; empty when it keeps none, or they do not open."""
    if event.words is None:
        return ""
    try:
        return key_of(service, action).open(event.words, f"{action.id}/{event.id}")
    except UnreadableWordsError:
        return ""


def key_of(service: Service, action: Action) -> DataKey:
    """The key of an action's words; UnreadableWordsError when it does not open."""
    return service.keys.data_key(action.id, WrappedKey(action.master, action.wrapped))


async def told(service: Service, submission_ids: list[str]) -> tuple[Told, ...]:
    """What is shown of actions to who sent these, the oldest first; words that do not open are empty."""
    async with service.database.reading() as connection:
        found = await told_of(connection, submission_ids)
    opened = [(one, words_of(service, one)) for one in found]
    told = (
        Told(one.settled_at or one.made_at, one.state, words.said, words.outcome or words.planned)
        for one, words in opened
    )
    return tuple(sorted(told, key=lambda one: one.at))
