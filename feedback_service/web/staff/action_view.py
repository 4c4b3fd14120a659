"""From an action to the page that shows it."""

from typing import Final

from feedback_service.action_hints import hints
from feedback_service.action_wishes import LONGEST, Wish
from feedback_service.action_words import event_words, words_of
from feedback_service.report_places import WHOLE
from feedback_service.service import Service
from feedback_service.storage.action_events import KnownEvent, events_of, submissions_behind
from feedback_service.storage.actions import Action, KnownAction
from feedback_service.storage.reports import find_report
from feedback_service.web.http import Asked, first, service_of
from feedback_service.web.staff.action_pages import ActionPage, EventView
from feedback_service.web.staff.action_people import owner_options
from feedback_service.web.staff.action_wording import STATES, carried_words, day_words
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.roles import MAKES_ACTIONS, READS_REPORTS, SHOWS_ACTIONS
from feedback_service.web.staff.submission_view import codebook
from feedback_service.web.staff.wording import plural, when

_HOW: Final = {"done": "We did it", "explained": "We could not do it"}
_LINKED: Final = 5
_WHATS: Final = {
    "made": "Made",
    "changed": "Changed",
    "done": "Closed: it was done",
    "explained": "Closed: it could not be done, and why is told",
    "reopened": "Opened again",
    "shown": "Shown to those whose answers led to it",
    "hidden": "Not shown any more",
    "carried": "Its day passed: carried over",
    "told": "Its owner was reminded",
}


async def page_of(request: Asked, known: KnownAction, wish: Wish, typed: dict[str, list[str]]) -> ActionPage:
    """The page of an action; `wish` and `typed` are what its forms hold."""
    service, worker, action = service_of(request), worker_of(request), known.action
    words = words_of(service, action)
    async with service.database.reading() as connection:
        happened = await events_of(connection, action.id)
        count, latest = await submissions_behind(connection, worker.scope, action.id, _LINKED)
        people = await owner_options(connection, worker)
        report = await find_report(connection, action.report_id) if action.report_id else None
    about = [("The report it came of", f"/staff/reports/{action.report_id}")]
    seen = report is not None and worker.role in READS_REPORTS and worker.scope.includes(action.team_id)
    return ActionPage(
        frame=frame_of(request, "Action"),
        address=f"/staff/actions/{action.id}",
        version=action.version,
        readable=bool(words.said),
        said=words.said,
        planned=words.planned,
        outcome=words.outcome,
        state=STATES[action.state],
        is_open=action.state == "open",
        overdue=action.state == "open" and action.due_at <= service.now(),
        carried=carried_words(known.carried),
        facts=_facts(known),
        about=tuple(about) if seen else (),
        behind=_behind(action, count),
        behind_links=tuple((when(at), f"/staff/submissions/{one}") for one, at in latest),
        shown=action.shown,
        reaches=count,
        hints=hints(tuple(words)) if worker.role in MAKES_ACTIONS else (),
        may_change=worker.role in MAKES_ACTIONS,
        may_show=worker.role in SHOWS_ACTIONS,
        wish=wish,
        how=first(typed, "how"),
        typed=first(typed, "outcome"),
        new_due=first(typed, "due") if "said" not in typed else "",
        longest=LONGEST,
        owners=people,
        history=tuple(_event(service, action, one) for one in reversed(happened)),
        errors={},
        conflict=False,
        unkept=_unkept(typed, people),
    )


def _unkept(typed: dict[str, list[str]], people: tuple[Option, ...]) -> tuple[tuple[str, str], ...]:
    names = {one.value: one.label for one in people}
    owner = first(typed, "owner")
    found = (
        ("You said", first(typed, "said")),
        ("We will", first(typed, "planned")),
        ("Who sees to it", names.get(owner, owner)),
        ("Due by", first(typed, "due")),
        ("What became of it", _HOW.get(first(typed, "how"), "")),
        ("What we did, or why we could not", first(typed, "outcome")),
    )
    return tuple((label, text) for label, text in found if text)


def _facts(known: KnownAction) -> tuple[tuple[str, str], ...]:
    action = known.action
    theme = codebook().themes.get(action.theme_id or "")
    gone = "" if known.owner_active or known.owner is None else " (cannot sign in any more)"
    found = (
        ("Team", known.team or WHOLE),
        ("Who sees to it", f"{known.owner or 'Nobody'}{gone}"),
        ("Due", f"by {day_words(action.due_at)}"),
        ("Theme", theme.name if theme else action.theme_id or ""),
        ("Made", f"{when(action.made_at)}, {known.maker}"),
        ("Closed", f"{when(action.settled_at)}, {known.settler}" if action.settled_at else ""),
    )
    return tuple((name, value) for name, value in found if value)


def _behind(action: Action, count: int) -> str:
    if count:
        return f"{plural(count, 'submission')} that you may open led to this."
    if action.single:
        return "It came of a submission that was deleted: only managers see it."
    if action.theme_id:
        return "It came of a theme, and of no submission that you may open."
    return "No submission is linked to it: no child or family reads of it with their four words."


def _event(service: Service, action: Action, known: KnownEvent) -> EventView:
    event = known.event
    return EventView(
        what=_WHATS.get(event.what, event.what),
        by=f"{when(event.at)}, {known.worker or 'by the service'}",
        words=event_words(service, action, event),
    )
