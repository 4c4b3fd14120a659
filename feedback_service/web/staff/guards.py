"""Who is asking, and may they: every request under /staff passes here first."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from feedback_service.service import Service
from feedback_service.signing_in import signed_in
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked
from feedback_service.web.staff.roles import Role

COOKIE = "staff"
Connection = ASGIConnection[Any, Any, Any, Any]


class KnownWorkers(AbstractAuthenticationMiddleware):
    """Lets nobody past without a living session. It knows no exceptions: sign-in stands outside it."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """The signed-in worker; NotAuthorizedException otherwise."""
        service: Service = connection.app.state.service
        token = connection.cookies.get(COOKIE, "")
        worker = await signed_in(service, token) if token else None
        if worker is None:
            raise NotAuthorizedException
        return AuthenticationResult(user=worker, auth=token)


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


def worker_of(request: Asked | Connection) -> Worker:
    """Who is signed in."""
    worker: Worker = request.user
    return worker
