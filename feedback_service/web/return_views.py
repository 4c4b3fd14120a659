"""From what is kept to what somebody who came back is shown."""

from collections.abc import Mapping

from feedback_service import removing
from feedback_service.action_words import told as actions_told
from feedback_service.adding import form_to_add
from feedback_service.drafting import find, sent_at
from feedback_service.replying import told
from feedback_service.service import Service
from feedback_service.storage.removals import whole
from feedback_service.storage.returned import Returned, added_to, find_returned
from feedback_service.web.return_pages import AddedView, DoneView, ReturnedPage, ToldView, WaitingPage
from feedback_service.web.views import look_of
from feedback_service.web.visits import can_leave


async def returned_page(
    service: Service, submission_id: str, cookies: Mapping[str, str]
) -> ReturnedPage | None:
    """The page of a submission, or None when there is none of this id."""
    async with service.database.reading() as connection:
        sent = await find_returned(connection, submission_id)
        ids = await whole(connection, submission_id)
        added = await added_to(connection, submission_id)
    if sent is None:
        return None
    form = service.catalogue.get(sent.form_id, sent.form_version)
    removal, reason = await _removal(service, sent)
    return ReturnedPage(
        look=look_of(form),
        form_title=form.form.title,
        leave=can_leave(cookies),
        day=sent.answered_at,
        finished=sent.finished,
        read=sent.read,
        told=tuple(ToldView(day=one.at, words=one.words) for one in await told(service, ids)),
        actions=tuple(
            DoneView(day=one.at, said=one.said, state=one.state, then=one.then)
            for one in await actions_told(service, ids)
        ),
        added=tuple(AddedView(day=one.answered_at, read=one.read) for one in added),
        can_add=form_to_add(service, sent) is not None,
        removal=removal,
        reason=reason,
    )


async def _removal(service: Service, sent: Returned) -> tuple[str, str]:
    """What became of asking for it to be taken away: "", "asked", "held", "removed" or "kept", and why kept.

    "gone": nobody asked, but the words are not kept any more.
    """
    asked = await removing.asked(service, sent.id)
    outcome = asked[0].outcome or "asked" if asked else ""
    if sent.erased:
        return "removed" if outcome == "removed" else "gone", ""
    if outcome == "asked" and await removing.held(service, sent.id):
        return "held", ""
    return outcome, asked[1] if asked else ""


async def waiting_page(service: Service, draft_id: str, cookies: Mapping[str, str]) -> WaitingPage | None:
    """The page of a draft that waits, or None when there is none of this id."""
    opened = await find(service, draft_id)
    if opened is None:
        return None
    return WaitingPage(
        look=look_of(opened.form),
        form_title=opened.form.form.title,
        leave=can_leave(cookies),
        until=sent_at(service, opened),
    )
