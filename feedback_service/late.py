"""Words sent from a page that was still open when its draft had been sent already, as unfinished."""

from feedback_service.casefile import open_case
from feedback_service.intake import Arrival, Place, submit
from feedback_service.recordings import Sounds
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.submissions import origin_of
from forms.validate import Raw, read_page


async def keep_late(service: Service, draft_id: str, page_id: str, raw: Raw, sounds: Sounds) -> None:
    """Keep what the page says differently from what was sent: beside it, screened and read like all else.

    A page sent twice says nothing new and is not kept again. Nothing happens when nothing was sent under
    this id (the person deleted it).
    """
    case = await open_case(service, EVERYTHING, draft_id)
    page = case.form.pages.get(page_id) if case else None
    async with service.database.reading() as connection:
        origin = await origin_of(connection, draft_id)
    if case is None or page is None or origin is None:
        return
    said = read_page(case.form, page, raw, case.answers).answers
    given = {name: one for name, one in said.items() if one.state == "given"}
    new = {name: one for name, one in given.items() if one != case.answers.get(name) or name in sounds}
    if new:
        place = Place(**origin)
        now = service.now()
        late = Arrival(
            id=draft_id,
            form=case.form,
            place=place,
            answers=new,
            sounds={name: sounds[name] for name in new if name in sounds},
            answered_at=now,
            finished=False,
            language=case.record.language,
        )
        await submit(service, late)
