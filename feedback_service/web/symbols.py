"""A service's own pictures in pages: drawings stand inline, PNGs are fetched from `/symbols/`."""

from collections.abc import Callable

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup

from feedback_service.symbols import Symbols
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, missing
from feedback_service.web.render import picture

# Drawn by an <svg> like all other pictures, so that one set of rules gives every picture its size.
_IMAGE = Markup(
    '<svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
    '<image href="/symbols/{}.png" width="64" height="64"/></svg>'
)


def pictures(symbols: Symbols) -> Callable[[str], Markup]:
    """The template function `picture(name)`: the service's own picture of that name, else the shipped one."""

    def own(name: str) -> Markup:
        if name in symbols.drawings:
            return Markup(symbols.drawings[name])  # noqa: S704 (shapes only, see `symbols.clean_svg`)
        if name in symbols.images:
            return Markup(_IMAGE).format(name)  # noqa: S704 (our own words; the name is escaped)
        return picture(name)

    return own


@get("/symbols/{name:str}", operation_id="own_symbol", opt=UNCOMPRESSED)
async def own_symbol(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """A PNG of the service's own."""
    symbols: Symbols = request.app.state.symbols
    image = symbols.images.get(name.removesuffix(".png"))
    if image is None or not name.endswith(".png"):
        raise missing()
    return Response(
        image, headers={**HEADERS, "cache-control": "public, max-age=3600", "content-type": "image/png"}
    )
