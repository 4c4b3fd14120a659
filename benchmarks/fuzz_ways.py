"""The ways into an application, who may go them, and an id of each kind there is."""

import sqlite3
from contextlib import closing, suppress
from typing import NamedTuple

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from feedback_service.service import Service
from feedback_service.web.staff.guards import Allow

_TABLES = {
    "concern_id": "concerns",
    "link_id": "links",
    "tablet_id": "tablets",
    "worker_id": "workers",
    "delivery_id": "deliveries",
    "coding_id": "codings",
    "report_id": "reports",
    "shift_id": "shifts",
}


class Way(NamedTuple):
    """A method of a route, its address in parts, who may ("" is everybody); {a part} names a parameter."""

    method: str
    parts: tuple[str, ...]
    roles: tuple[str, ...] = ("",)


def ways(app: Litestar) -> tuple[Way, ...]:
    found = []
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            parts = tuple(
                part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components
            )
            found += [
                Way(method, parts, _roles(handler))
                for handler in route.route_handlers
                for method in sorted(handler.http_methods - {"OPTIONS"})
            ]
        else:
            found.append(Way("POST", tuple(route.path.strip("/").split("/"))))
    return tuple(found)


def _roles(handler: HTTPRouteHandler) -> tuple[str, ...]:
    guards = [guard for guard in handler.guards or () if isinstance(guard, Allow)]
    return tuple(sorted(guards[0].roles)) if guards else ("",)


def ids(service: Service) -> dict[str, str]:
    """One id of each kind that has any."""
    found: dict[str, str] = {}
    path = service.settings.database_url.partition("///")[2]
    with closing(sqlite3.connect(path)) as database:
        for name, table in _TABLES.items():
            with suppress(sqlite3.OperationalError):
                row = database.execute(f"SELECT id FROM {table} LIMIT 1").fetchone()  # noqa: S608 (our own)
                found |= {name: row[0]} if row else {}
    return found
