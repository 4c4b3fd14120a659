"""Addresses handed out by an administrator: links, and tablets to be set up. Each is shown once."""

import uuid_utils

from feedback_service.inviting import Wish, make_link, subject_problem
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import teams_in
from feedback_service.tablet_setup import make_tablet, pin_problem
from forms.catalogue import PublishedForm


class UnknownError(Exception):
    """A form or team that is not there, or a reference that can be nobody's; the message says what can be."""


async def link_address(
    service: Service,
    *,
    form_id: str,
    team_id: str,
    subject_id: str,
    moment: str,
    reusable: bool,
    days: int = 0,
) -> str:
    """Make a link and return its address. `days` 0 means the setting `link_days`. Raises UnknownError."""
    known_form(service, form_id)
    await known_team(service, team_id)
    if trouble := subject_problem(subject_id):
        raise UnknownError(f"--subject '{subject_id}': {trouble}")
    wish = Wish(
        id=str(uuid_utils.uuid7()),
        form_id=form_id,
        team_id=team_id,
        subject_id=subject_id,
        moment=moment,
        reusable=reusable,
        days=str(days or service.settings.link_days),
    )
    made = await make_link(service, wish, by=None)
    return f"{service.settings.public_url}/l/{made.token if made else None}"


async def tablet_address(
    service: Service, *, name: str, team_id: str, forms: tuple[str, ...], pin: str
) -> str:
    """Add a tablet and return the address with its code, for the device. No forms means all of them."""
    if trouble := pin_problem(pin):
        raise UnknownError(f"--pin: {trouble}")
    every = tuple(form.form.id for form in service.catalogue.all_current())
    chosen = tuple(known_form(service, form).form.id for form in forms) or every
    await known_team(service, team_id)
    code = await make_tablet(
        service, tablet_id=str(uuid_utils.uuid7()), name=name, team_id=team_id, forms=chosen, pin=pin, by=None
    )
    return enrol_address(service, str(code))


def enrol_address(service: Service, code: str) -> str:
    """Where a device is set up with this code: there it only has to be confirmed."""
    return f"{service.settings.public_url}/tablet/enrol?code={code}"


def known_form(service: Service, form_id: str) -> PublishedForm:
    """The newest version of the form; UnknownError lists the forms there are."""
    try:
        return service.catalogue.current(form_id)
    except KeyError as error:
        there = ", ".join(form.form.id for form in service.catalogue.all_current())
        raise UnknownError(f"There is no form '{form_id}'. There are: {there}.") from error


async def known_team(service: Service, team_id: str) -> None:
    """Nothing when the team is there; UnknownError lists the teams there are."""
    async with service.database.reading() as connection:
        there = [team.id for team in await teams_in(connection, EVERYTHING)]
    if team_id not in there:
        raise UnknownError(f"There is no team '{team_id}'. There are: {', '.join(there) or 'none yet'}.")
