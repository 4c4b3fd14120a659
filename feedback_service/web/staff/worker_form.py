"""The fields about a worker: filled from an account, read from what was posted."""

import msgspec

from feedback_service.storage.scope import Scope
from feedback_service.storage.workers import Worker
from feedback_service.web.http import first


class WorkerForm(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the fields about a worker."""

    username: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = "practitioner"
    all_teams: bool = False
    agencies: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    independent: bool = False


def form_of(worker: Worker) -> WorkerForm:
    """The fields as they stand for an account."""
    return WorkerForm(
        username=worker.username,
        name=worker.name,
        email=worker.email or "",
        phone=worker.phone or "",
        role=worker.role,
        all_teams=worker.scope.all_teams,
        agencies=worker.scope.agencies,
        teams=worker.scope.team_ids,
        independent=worker.independent,
    )


def posted_form(fields: dict[str, list[str]]) -> WorkerForm:
    """What was typed and ticked."""
    return WorkerForm(
        username=first(fields, "username"),
        name=first(fields, "name").strip(),
        email=first(fields, "email"),
        phone=first(fields, "phone"),
        role=first(fields, "role"),
        all_teams=first(fields, "reach") == "all",
        agencies=tuple(dict.fromkeys(fields.get("agency", ()))),
        teams=tuple(dict.fromkeys(fields.get("team", ()))),
        independent=first(fields, "independent") == "yes",
    )


def scope_of(form: WorkerForm) -> Scope:
    """The reach that is wished for."""
    if form.all_teams:
        return Scope(all_teams=True)
    return Scope(all_teams=False, team_ids=form.teams, agencies=form.agencies)
