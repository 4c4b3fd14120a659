"""One style sheet and one script for the pages of children and families, put together once at the start."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from feedback_service.web.http import Asked

# The typeface for early readers belongs to the sheet only where its file was made (`make font`).
FONT, FONT_SHEET = "fonts/early.woff2", "early.css"
STYLES = ("tokens.css", "site.css")
SCRIPTS = ("respond.js", "tablet.js", "listen.js", "voice.js")
# What pages have besides on which something is drawn, those too that a tablet puts together itself.
ALONE = ("draw.js",)
# What tablets have besides: one file for their pages and for their worker, which share what both need.
TABLETS = ("store.js", "offline.js", "sw.js")
# What children's and families' pages may fetch, by the name it is fetched under.
UNITS = {"child.js": SCRIPTS, **{name: (name,) for name in ALONE}, "pack.js": TABLETS}
# Where `make scripts` puts shorter ones.
SHORTER = "built"
_COMMENT = {"css": re.compile(r"/\*.*?\*/", re.DOTALL), "js": re.compile(r"^\s*//.*$", re.MULTILINE)}
# Files that a first page has besides; sent from here they come without a date, a name and an ETag, since
# nothing asks again for what is kept for good.
FIRST = (FONT, "favicon.svg")
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
}


def has_font(folder: Path) -> bool:
    """Whether the typeface for early readers is among the static files."""
    return (folder / FONT).is_file()


def style(folder: Path) -> bytes:
    """The text of the sheet: its parts without comments and indentation."""
    return packed(folder, "css", (*STYLES, FONT_SHEET) if has_font(folder) else STYLES)


def packed(folder: Path, kind: str, parts: Iterable[str]) -> bytes:
    """These files in one, without what only their readers need."""
    texts = [(folder / name).read_text(encoding="utf-8") for name in parts]
    bare = [_COMMENT[kind].sub("", text) for text in texts]
    return "".join(_trimmed(bare)).encode()


def script(folder: Path, name: str) -> bytes:
    """The unit of `UNITS` as it is served: shortened where that was done to this very text, or as written."""
    text = whole(folder, name)
    built = folder / SHORTER / built_name(text)
    return built.read_bytes() if built.is_file() else text


def whole(folder: Path, name: str) -> bytes:
    """The unit as written, in a block of its own: two of them on one page may use the same names."""
    return b"{\n" + packed(folder, "js", UNITS[name]) + b"}\n"


def built_name(text: bytes) -> str:
    """Says what was shortened, so that a shorter script of an earlier text is never served."""
    return f"{hashlib.sha256(text).hexdigest()[:16]}.js"


def _trimmed(texts: Iterable[str]) -> Iterable[str]:
    lines = (line.strip() for text in texts for line in text.splitlines())
    return (f"{line}\n" for line in lines if line)


def bundle_routes(folder: Path, static: str, headers: dict[str, str]) -> list[HTTPRouteHandler]:
    """Routes of child.css, the scripts of `UNITS` and `FIRST`; compressed as well as can be, once."""
    texts = {"child.css": style(folder)} | {name: script(folder, name) for name in UNITS}
    texts |= {name: (folder / name).read_bytes() for name in FIRST if (folder / name).is_file()}
    return [
        _route(f"{static}/{name}", text, _TYPES[name.rpartition(".")[2]], headers)
        for name, text in texts.items()
    ]


def _route(path: str, body: bytes, media_type: str, headers: dict[str, str]) -> HTTPRouteHandler:
    small: bytes = brotli.compress(body)
    always = {**headers, "content-type": media_type, "vary": "accept-encoding"}

    @get(path, include_in_schema=False, sync_to_thread=False)
    def bundle(request: Asked) -> Response[bytes]:
        if len(small) < len(body) and "br" in request.headers.get("accept-encoding", ""):
            return Response(small, headers={**always, "content-encoding": "br"})
        return Response(body, headers=always)

    return bundle
