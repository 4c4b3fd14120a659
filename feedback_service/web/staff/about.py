"""What is known of a subject, the area and whether there are additional needs, as fields and in words."""

from typing import Final, NamedTuple

from feedback_service.describing import NEEDS, about_problems, describe
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.subjects import About, about_subject
from feedback_service.web.http import Asked, first, missing, posted, service_of
from feedback_service.web.staff.about_pages import AboutFields, AboutForm
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.list_pages import Option

_NOT_KNOWN: Final = "not known"
_CHANGED: Final = (
    "Somebody else changed this in the meantime, so what you chose is not kept yet. Look at what is kept "
    "now. If yours is right, press the button again."
)


class Refused(NamedTuple):
    """What was chosen and not kept, why by field, and the status of the page that says so."""

    wanted: About
    errors: dict[str, str]
    status: int


def about_posted(fields: dict[str, list[str]]) -> About:
    """What was chosen."""
    return About(area=first(fields, "area"), needs=first(fields, "needs"))


def about_fields(service: Service, chosen: About, kept: About | None = None) -> AboutFields:
    """What can be chosen: an area that left the list stays where it is kept."""
    areas = dict.fromkeys((*service.settings.areas, *([kept.area] if kept and kept.area else [])))
    return AboutFields(
        areas=tuple(Option(name, name) for name in areas),
        needs=tuple(Option(code, label) for code, label in NEEDS.items()),
        chosen=chosen,
    )


def about_form(service: Service, action: str, kept: About, refused: Refused | None) -> AboutForm:
    """The form with what is kept, or with what was refused."""
    wanted, errors = (refused.wanted, refused.errors) if refused else (kept, {})
    return AboutForm(action=action, fields=about_fields(service, wanted, kept), seen=kept, errors=errors)


async def keep_posted(request: Asked, subject_id: str, *, thing: str) -> Refused | None:
    """Keep what was chosen in the form; None when it is kept now.

    Refused with 409 when what is kept is neither that nor what the page showed, else 422 when it cannot be.
    Raises NotFoundException where the subject is another team's.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    wanted = about_posted(fields)
    seen = About(area=first(fields, "seen_area"), needs=first(fields, "seen_needs"))

    async def work(tx: Transaction) -> Refused | None:
        kept = await about_subject(tx, worker.scope, subject_id)
        if kept is None:
            raise missing()
        if kept not in (seen, wanted):
            return Refused(wanted, {"seen": _CHANGED}, 409)
        if errors := about_problems(service, wanted, kept):
            return Refused(wanted, errors, 422)
        await describe(tx, worker.scope, subject_id, wanted, thing=thing, by=worker.id, at=service.now())
        return None

    return await service.database.transaction(work)


def about_words(about: About) -> str:
    """The same as a sentence."""
    needs = NEEDS.get(about.needs, _NOT_KNOWN).lower()
    return f"Area: {about.area or _NOT_KNOWN}. Additional needs: {needs}."
