"""Saying more: a draft of a short form that belongs to what was sent before."""

from collections.abc import Mapping

import uuid_utils

from feedback_service.drafting import begin
from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage.returned import Returned, find_returned
from feedback_service.tablets import known_tablet
from forms.catalogue import PublishedForm


def form_to_add(service: Service, sent: Returned) -> PublishedForm | None:
    """The form by which this person says more; none to what a worker observed, or to what was taken away."""
    form = service.catalogue.get(sent.form_id, sent.form_version).form
    return None if sent.erased else service.catalogue.adding(form.audience, form.band)


async def begin_adding(service: Service, submission_id: str, cookies: Mapping[str, str]) -> str | None:
    """Begin to add to a submission and return the draft's id; None when nothing can be added to it.

    What is added to an addition belongs to the first submission, so that all of it is found together.
    """
    async with service.database.reading() as connection:
        sent = await find_returned(connection, submission_id)
    form = form_to_add(service, sent) if sent else None
    if sent is None or form is None:
        return None
    tablet = await known_tablet(service, cookies)
    place = Place(
        team_id=sent.team_id,
        channel="tablet" if tablet else "link",
        subject_id=sent.subject_id,
        moment=sent.moment,
        tablet_id=tablet.id if tablet else None,
    )
    draft_id = str(uuid_utils.uuid7())
    follows = sent.follows or sent.id
    return await begin(service, draft_id, form, place, language=sent.language or "", follows=follows)
