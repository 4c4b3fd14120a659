"""Who is asking, and may they: every request under /staff passes here first."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from feedback_service import codebook_use
from feedback_service.proving import is_proved
from feedback_service.service import Service
from feedback_service.signing_in import Signed, signed_in
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked
from feedback_service.web.pacing import STAFF, keep_pace
from feedback_service.web.staff.duty_banner import banner
from feedback_service.web.staff.read_banner import unmarking
from feedback_service.web.staff.roles import Role
from feedback_service.web.staff.staff_cookies import SESSION, brought
from feedback_service.web.staff.stuck_banner import is_stuck

# Pages that a worker may open before the second step that is required of them is set up.
BEFORE_SECOND_STEP: dict[str, Any] = {"before_second_step": True}
Connection = ASGIConnection[Any, Any, Any, Any]


class SecondStepMissingError(PermissionDeniedException):
    """A second step is required, and this worker came in by a password alone."""


class ProofNeededError(PermissionDeniedException):
    """Who this is was proved too long ago for what is wanted; `back` is where to go on afterwards."""

    def __init__(self, back: str) -> None:
        super().__init__()
        self.back = back


class KnownWorkers(AbstractAuthenticationMiddleware):
    """Lets nobody past without a living session. It knows no exceptions: sign-in stands outside it."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """The signed-in worker; NotAuthorizedException otherwise, SecondStepMissingError without one."""
        service: Service = connection.app.state.service
        token = brought(connection, SESSION)
        signed = await signed_in(service, token) if token else None
        if signed is None:
            raise NotAuthorizedException
        keep_pace(service, STAFF, signed.worker.id)
        weak = signed.session.strength in {None, "password"}
        handler = connection.scope["route_handler"]
        if weak and service.settings.second_factor == "required" and "before_second_step" not in handler.opt:
            raise SecondStepMissingError
        await codebook_use.take_up(service)
        connection.scope["state"]["off_duty"] = await banner(service, signed.worker)
        connection.scope["state"]["stuck"] = await is_stuck(service, signed.worker)
        connection.scope["state"]["undo"] = await unmarking(service, signed.worker, connection)
        return AuthenticationResult(user=signed.worker, auth=signed.session)


class Allow:
    """A guard that lets these roles through."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles

    async def __call__(self, connection: Connection, _handler: BaseRouteHandler) -> None:
        """PermissionDeniedException for any other role."""
        if worker_of(connection).role not in self.roles:
            raise PermissionDeniedException


def allow(*roles: Role) -> Allow:
    """The guard of a staff route, declared on each: `guards=[allow(*READS)]`."""
    return Allow(frozenset(roles))


class Proved:
    """A guard that lets those through who proved lately who they are."""

    def __init__(self, back: str) -> None:
        self.back = back

    async def __call__(self, connection: Connection, _handler: BaseRouteHandler) -> None:
        """ProofNeededError for everybody else."""
        if not is_proved(connection.app.state.service, signed_of(connection)):
            path, query = connection.url.path, connection.url.query
            asked = f"{path}?{query}" if query else path
            raise ProofNeededError(asked if connection.scope.get("method") == "GET" else self.back or path)


Guards = list[Allow | Proved]


def proved(back: str = "") -> Proved:
    """Guards exports and changes of accounts, after `allow`: `guards=[allow(*READS), proved("/staff/x")]`.

    Whoever has to prove who they are comes back to the page they opened; after a POST to `back`, which is the
    page with its form (left out: the page at the same address).
    """
    return Proved(back)


def worker_of(request: Asked | Connection) -> Worker:
    """Who is signed in."""
    worker: Worker = request.user
    return worker


def signed_of(request: Asked | Connection) -> Signed:
    """Who is signed in, and the session."""
    return Signed(worker_of(request), request.auth)
