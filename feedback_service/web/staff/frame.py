"""What stands around every staff page: the worker's name and the areas their role may open."""

from feedback_service.web.http import Asked
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.pages import Frame, NavItem
from feedback_service.web.staff.roles import AREAS

ROLE_NAMES = {
    "practitioner": "Practitioner",
    "reviewer": "Reviewer",
    "safeguarding": "Safeguarding lead",
    "manager": "Manager",
    "designer": "Form designer",
    "administrator": "Administrator",
    "auditor": "Auditor",
}
# What the last press did, by the key in ?did= (so that no address can put words of its own on a page).
NOTICES = {
    "read": "Marked as read.",
    "all-read": "Marked as read. Nothing else is waiting to be read.",
    "coded": "The theme is set.",
    "already": "That theme was set already. Nothing was changed.",
    "removed": "The theme is taken off. It stays in the history.",
    "changed": "Someone else changed this in the meantime. You see it as it is now.",
    "seen": "Noted: you are looking at this. Nobody else is called about it.",
    "seen-before": "Someone is looking at this already. The first name and time stay.",
    "decided": "The decision is recorded. You can change it: the history keeps both.",
    "raised": "The concern is raised, and whoever is on duty is told. It is in the list within seconds.",
    "made-urgent": "It is urgent now, and whoever is on duty is told.",
    "shift-added": "The rota is changed.",
    "shift-there": "This was on the rota already. Nothing was changed.",
    "shift-cancelled": "The shift is taken off the rota.",
    "handed": "The leads of the team see it from now on, but nobody from whom it is kept by name.",
    "shown": "The team sees it from now on, but nobody from whom it is kept by name.",
    "kept-away": "It is kept for independent leads from now on.",
    "barred": "It is kept from this worker from now on.",
    "unbarred": "It is not kept from this worker by name any more.",
    "told": "It is kept. They read it when they come back.",
    "not-told": "This was kept already, or what they sent has been taken away.",
    "words-removed": "It is taken away for good.",
    "words-kept": "Noted: it is kept. The person reads why when they come back.",
    "hold-set": "The hold stands from now on.",
    "hold-ended": "The hold has ended.",
    "filed": "Noted: the case record holds what it needs.",
    "corrected": "It is kept beside the answer. What was said stays as it was.",
    "not-corrected": "This was kept already, or the words were erased.",
    "settled-before": "Somebody had decided this already. What they decided stays.",
    "quote-clear": "Noted: these words may be quoted as you saw them.",
    "quote-held": "Noted: these words are never quoted.",
    "paused": "Reading again is paused. New answers are read all the same.",
    "resumed": "Reading again goes on.",
    "learnt": "It has learnt from the corrections as they stand now.",
    "revoked": "The link is taken back. It cannot be opened any more.",
    "recorded": "The recording is kept. It is heard from now on.",
    "unrecorded": "The recording is taken away.",
    "tablet-changed": "The tablet is changed. Its menu shows it when it is opened again.",
    "tablet-revoked": "The tablet is ended. Answers that still wait on it are taken when it comes online.",
    "notice-retried": "It is tried again within seconds.",
    "notice-not-retried": "Nothing was changed: it was sent meanwhile, or is just being tried.",
    "drill-begun": "The drill is on its way. Open this page again in a minute to see who was reached.",
    "worker-active": "The worker may sign in again.",
    "worker-inactive": "The worker is signed out everywhere, off the rota, and cannot sign in.",
    "worker-changed": "The worker's account is changed.",
    "reach-changed": "The account is changed and signed out everywhere. Managers and leads see this.",
    "factors-reset": "The second step is taken off, and the worker signed out everywhere.",
    "second-step-needed": "A password alone is not enough here. Set up a passkey or an app first.",
    "codes-removed": "Codes from the app are not asked for any more.",
    "passkey-added": "The passkey is added.",
    "passkey-removed": "The passkey is removed.",
    "password-set": "Your password is changed. You are signed out everywhere else.",
    "sessions-ended": "You are signed out everywhere else.",
}


def frame_of(request: Asked, title: str) -> Frame:
    """The frame of a page with this title, for the worker who asks."""
    worker, path = worker_of(request), request.url.path
    return Frame(
        title=title,
        worker=worker.name,
        role=ROLE_NAMES[worker.role],
        nav=tuple(
            NavItem(href=area.href, label=area.label, current=_is_in(path, area.href))
            for area in AREAS
            if worker.role in area.roles
        ),
        notice=NOTICES.get(request.query_params.get("did", ""), ""),
        off_duty=request.state.get("off_duty", ""),
        stuck=request.state.get("stuck", False),
    )


def _is_in(path: str, href: str) -> bool:
    return path == href or (href != "/staff" and path.startswith(f"{href}/"))
