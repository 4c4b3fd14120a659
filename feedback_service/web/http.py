"""Small words that every page handler uses: answer with a page, send on, read what was posted."""

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.exceptions import NotFoundException

from feedback_service.service import Service
from feedback_service.web.pages import PageStruct
from feedback_service.web.render import render

Asked = Request[Any, Any, Any]
Page = Response[str]
# Pages whose address or text holds a token are not compressed: lengths would tell about it.
UNCOMPRESSED: dict[str, Any] = {"uncompressed": True}


def service_of(request: Asked) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


def show(request: Asked, page: PageStruct, *, status: int = 200, cookies: Sequence[Cookie] = ()) -> Page:
    """The page as a response."""
    templates: Environment = request.app.state.templates
    return Response(
        render(templates, page), status_code=status, media_type=MediaType.HTML, cookies=list(cookies)
    )


def send_on(address: str, cookies: Sequence[Cookie] = ()) -> Page:
    """303 to `address`, so that reloading never posts twice."""
    return Response(
        "", status_code=303, headers={"location": address}, media_type=MediaType.HTML, cookies=list(cookies)
    )


async def posted(request: Asked) -> dict[str, list[str]]:
    """The fields of a posted form, each with all its values; files are not taken."""
    form = await request.form()
    return {name: [value for value in form.getall(name) if isinstance(value, str)] for name in form}


def first(fields: dict[str, list[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    return next(iter(fields.get(name, ())), "")


def missing() -> NotFoundException:
    """Nothing is at this address."""
    return NotFoundException()
