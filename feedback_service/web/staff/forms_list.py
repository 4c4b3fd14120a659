"""Every form that people can be asked to fill in, with how hard it is to read."""

import asyncio
from functools import cache

from litestar import get

from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow
from feedback_service.web.staff.preview_pages import FormRow, FormsPage
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.wording import who
from forms.catalogue import PublishedForm
from forms.reading_age import can_be_told, grade, whole

PURPOSES = {
    "first-visit": "First visit",
    "after-visit": "After a visit",
    "review": "Review",
    "ending": "Ending",
    "after-closing": "After closing",
    "adding": "Adding to what was sent",
    None: "At any time",
}
GRADED = (
    "The reading grade is that of Flesch and Kincaid for the whole form: how short its words and sentences "
    "are, and nothing about what they mean."
)
NOT_GRADED = "The reading grade is not told here: the packages for it are not installed."


@get("/forms", operation_id="staff_forms", guards=[allow(*EVERYONE)])
async def forms_list(request: Asked) -> Page:
    """The current version of each form."""
    forms, can = service_of(request).catalogue.with_adding(), can_be_told()
    rows = await asyncio.to_thread(lambda: tuple(_row(form, can) for form in forms))
    page = FormsPage(frame=frame_of(request, "Forms"), rows=rows, note=GRADED if can else NOT_GRADED)
    return show(request, page)


def _row(published: PublishedForm, can_grade: bool) -> FormRow:
    form = published.form
    reader = who(form.audience, form.band)
    return FormRow(
        title=form.title,
        href=f"/staff/forms/{form.id}/preview",
        who=f"{reader}, easy read" if form.easy_read else reader,
        purpose=PURPOSES[form.purpose],
        version=str(form.version),
        screens=str(len(form.pages)),
        grade=_grade(published) if can_grade and form.language == "en" else "not told",
    )


@cache
def _grade(published: PublishedForm) -> str:
    return f"{max(0.0, grade(whole(published.form))):.1f}"
