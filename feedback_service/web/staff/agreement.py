"""How far readers agree with each other, and the machine with readers: theme by theme, with how many."""

from concurrent.futures.process import BrokenProcessPool
from typing import ClassVar

import msgspec
from litestar import get

from feedback_service.agreeing import FEWEST, Agreement, Agreements, agreements
from feedback_service.codebook_use import current
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.roles import CORRECTS, READS

_TOO_FEW = "too few to say"
_NEVER = "nobody chose it"


class AgreementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One theme: read alike of how many, and alpha in words, between people and with the machine."""

    theme: str
    people: str
    people_alpha: str
    machine: str
    machine_alpha: str


class AgreementPage(StaffPage, frozen=True, kw_only=True):
    """`rows` is None when it could not be worked out just now."""

    template: ClassVar[str] = "staff/agreement.html"
    rows: tuple[AgreementRow, ...] | None
    readings: int
    readers: int
    answers: int
    fewest: int
    may_read: bool


@get("/agreement", operation_id="staff_agreement", guards=[allow(*READS)])
async def agreement(request: Asked) -> Page:
    """Worked out from every blind reading there is. Only numbers: nobody's words, and no reader's name."""
    found: Agreements | None = None
    try:
        found = await agreements(service_of(request))
    except BrokenProcessPool:
        found = None
    page = AgreementPage(
        frame=frame_of(request, "Agreement"),
        rows=None if found is None else tuple(_row(found, at) for at in range(len(found.themes))),
        readings=found.readings if found else 0,
        readers=found.readers if found else 0,
        answers=found.answers if found else 0,
        fewest=FEWEST,
        may_read=worker_of(request).role in CORRECTS,
    )
    return show(request, page)


HANDLERS = (agreement,)


def _row(found: Agreements, at: int) -> AgreementRow:
    one = found.themes[at]
    return AgreementRow(
        theme=current().name_of(one.theme_id),
        people=_alike(one.people),
        people_alpha=_alpha(one.people),
        machine=_alike(one.machine),
        machine_alpha=_alpha(one.machine),
    )


def _alike(one: Agreement) -> str:
    return f"{one.same} of {one.n}" if one.n else "—"


def _alpha(one: Agreement) -> str:
    if one.n < FEWEST:
        return _TOO_FEW
    return (
        _NEVER
        if one.alpha is None and not one.chosen
        else "no difference to measure"
        if one.alpha is None
        else f"{one.alpha:.2f}"
    )
