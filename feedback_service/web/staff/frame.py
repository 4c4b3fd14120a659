"""What stands around every staff page: the worker's name and the areas their role may open."""

import re
from typing import Final

from feedback_service.web.http import Asked
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.navigation import navigation
from feedback_service.web.staff.pages import Frame

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
    "unread": "Your mark is taken back: you have not read this.",
    "coded": "The theme is set.",
    "already": "That theme was set already. Nothing was changed.",
    "removed": "The theme is taken off. It stays in the history.",
    "undone": "It is undone. Both stay in the history.",
    "asked": "Your colleague is asked. You see the answer here and under Asks.",
    "not-asked": "This was asked already, or your colleague may not read this any more.",
    "answered": "Your answer is kept. Your colleague sees it here and under Asks.",
    "not-answered": "It was answered already, the words were erased, or somebody else is asked.",
    "changed": "Someone else changed this in the meantime. You see it as it is now.",
    "proposed": "Your change is kept and being tried. Nothing is different until it is adopted.",
    "codebook-adopted": "The codebook is in use from now on. All is read again by it in the background.",
    "codebook-dropped": "The change is dropped. It stays in the history.",
    "candidate": "Your decision is kept. It can be changed by another.",
    "second-reading": "Your reading is kept. Here is the next.",
    "second-reading-there": "You had read this one before: that reading stays. Here is the next.",
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
    "quote-out": "It is taken out of this report.",
    "quotes-looked-at": "Noted: you looked at these quotes as a second person.",
    "report-approved": "The report is approved. Nothing in it can be changed any more.",
    "report-published": "The report is published.",
    "report-words": "Your words stand in the draft, with your name.",
    "report-own": "What the service wrote stands again.",
    "edition-made": "This is a draft of the next edition. The one before stands until this is approved.",
    "quote-clear": "Noted: these words may be quoted as you saw them.",
    "quote-held": "Noted: these words are never quoted.",
    "action-made": "The action is made.",
    "action-changed": "The action is changed. What stood before is in its history.",
    "action-settled": "The action is closed. It can be opened again.",
    "action-reopened": "The action is open again.",
    "action-shown": "The people whose answers led to this can read it from now on.",
    "action-hidden": "Nobody outside reads it any more.",
    "reports-begun": "It has begun. Open this page again in a minute to see what was made.",
    "nothing-due": "Nothing is due now. Nothing was made.",
    "indicator-removed": "The number is taken away. Bring it in again to have it back.",
    "paused": "Reading again is paused. New answers are read all the same.",
    "resumed": "Reading again goes on.",
    "learnt": "It has learnt from the corrections as they stand now.",
    "view-saved": "The search is kept. Only you see it.",
    "view-renamed": "The kept search has another name now.",
    "view-deleted": "The kept search is deleted.",
    "described": "It is kept with the case number. Reports tell it in numbers only.",
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
    "email-changed": "The address is changed, and the worker signed out. Managers and leads see this.",
    "reach-changed": "The account is changed and signed out everywhere. Managers and leads see this.",
    "factors-reset": "The second step is taken off, and the worker signed out everywhere.",
    "second-step-needed": "A password alone is not enough here. Set up a passkey or an app first.",
    "codes-removed": "Codes from the app are not asked for any more.",
    "passkey-added": "The passkey is added.",
    "passkey-removed": "The passkey is removed.",
    "password-set": "Your password is changed. You are signed out everywhere else.",
    "sessions-ended": "You are signed out everywhere else.",
}
_ID: Final = re.compile(r"[0-9a-f-]{36}")


def frame_of(request: Asked, title: str) -> Frame:
    """The frame of a page with this title, for the worker who asks."""
    worker = worker_of(request)
    rows = navigation(worker.role, request.url.path)
    return Frame(
        title=title,
        worker=worker.name,
        role=ROLE_NAMES[worker.role],
        nav=rows.first,
        beside=rows.second,
        notice=NOTICES.get(request.query_params.get("did", ""), ""),
        undo=_undo(request),
        off_duty=request.state.get("off_duty", ""),
        stuck=request.state.get("stuck", False),
    )


def _undo(request: Asked) -> str:
    asked = request.query_params
    of = asked.get("of", "")
    is_marked = asked.get("did") in {"read", "all-read"} and _ID.fullmatch(of)
    return f"/staff/submissions/{of}/unread" if is_marked else ""
