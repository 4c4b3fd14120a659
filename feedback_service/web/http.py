"""Small words that every page handler uses: answer with a page, send on, read what was posted."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote

from litestar import Request, Response
from litestar.datastructures import Cookie, FormMultiDict
from litestar.enums import MediaType, RequestEncodingType
from litestar.exceptions import ClientException, NotFoundException

from feedback_service.service import Service
from feedback_service.web.pages import PageStruct
from feedback_service.web.translating import language_cookie, translating_of, wanted_language

Asked = Request[Any, Any, Any]
Page = Response[str]
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; frame-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_STORE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
IN_ADDRESS = ":/?#[]@!$&'()*+,;=%~"  # what stands in an address as it is; letters and digits do anyway
MOST_FIELDS = 500  # in one form; the largest of ours has some sixty
HEADERS = {
    **NO_STORE,
    "content-security-policy": CONTENT_POLICY,
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
# Pages whose address or text holds a token are not compressed: lengths would tell about it.
UNCOMPRESSED: dict[str, Any] = {"uncompressed": True}


def service_of(request: Asked) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


def show(
    request: Asked,
    page: PageStruct,
    *,
    status: int = 200,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] = HEADERS,
) -> Page:
    """The page as a response."""
    wanted = wanted_language(request)
    html = translating_of(request).render(page, wanted)
    chosen = [*cookies, *language_cookie(request)]
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers, cookies=chosen)


def send_on(address: str, cookies: Sequence[Cookie] = ()) -> Page:
    """303 to `address`, so that reloading never posts twice."""
    headers = {**HEADERS, "location": quote(address, safe=IN_ADDRESS)}
    return Response("", status_code=303, media_type=MediaType.HTML, headers=headers, cookies=list(cookies))


async def form_of(request: Asked) -> FormMultiDict:
    """The posted form with its files.

    URL-encoded ones are read here: the framework would keep the last thousand of them, words and all.
    """
    try:
        if request.content_type[0] == RequestEncodingType.URL_ENCODED:
            text = (await request.body()).decode()
            return FormMultiDict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        return await request.form()
    except (ValueError, LookupError) as error:  # no browser sends this
        raise ClientException("The form is not UTF-8 text.") from error


async def posted(request: Asked) -> dict[str, list[str]]:
    """The fields of a posted form, each with all its values; files are not taken."""
    form = await form_of(request)
    return {name: [value for value in form.getall(name) if isinstance(value, str)] for name in form}


def first(fields: dict[str, list[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    return next(iter(fields.get(name, ())), "")


def missing() -> NotFoundException:
    """Nothing is at this address."""
    return NotFoundException()
