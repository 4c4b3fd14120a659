"""Pictures of a service's own: read from its folder, refused when they hold more than a drawing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

_NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = f"{{{_NAMESPACE}}}"
_SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
_PAINT = {"fill", "stroke"}
_ATTRIBUTES = {
    *("viewBox", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height"),
    *("points", "transform", "opacity", "fill-opacity", "stroke-opacity", "fill-rule", "clip-rule"),
    *("stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray"),
    *_PAINT,
}
# Said by editors about the file, and drawing nothing: left out without a word.
_IDLE = {"version", "id", "class", "aria-hidden", "focusable", "preserveAspectRatio"}
_SAID = {f"{_SVG}title", f"{_SVG}desc"}  # the word beside a picture says it
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}|none|currentColor|black|white|transparent")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 100_000
_LINEAR = 0.04045
OUTLINE = 3.0  # WCAG 2.2, 1.4.11


class SymbolError(Exception):
    """A picture that cannot be used; the message names the file and says what to do."""


class Symbols(NamedTuple):
    """Own pictures by code: the markup of drawings, and the bytes of PNGs."""

    drawings: dict[str, str]
    images: dict[str, bytes]


def load_symbols(folder: str) -> Symbols:
    """Every `<code>.svg` and `<code>.png` of the folder (none when it is empty); raises SymbolError."""
    if not folder:
        return Symbols({}, {})
    files = sorted(path for path in Path(folder).glob("*") if path.suffix in {".svg", ".png"})
    if not files:
        raise SymbolError(
            f"{folder}: no picture (.svg or .png) is in this folder; empty the setting to use none."
        )
    for path in files:
        _check_file(path)
    return Symbols(
        {path.stem: clean_svg(path.read_bytes(), path.name) for path in files if path.suffix == ".svg"},
        {path.stem: _png(path) for path in files if path.suffix == ".png"},
    )


def _check_file(path: Path) -> None:
    if not _NAME.fullmatch(path.stem):
        raise SymbolError(f"{path.name}: name it with small letters, digits and single hyphens.")
    if path.stat().st_size > _MOST_BYTES:
        raise SymbolError(f"{path.name}: larger than {_MOST_BYTES} bytes; make it smaller.")


def _png(path: Path) -> bytes:
    data = path.read_bytes()
    if not data.startswith(_PNG):
        raise SymbolError(f"{path.name}: not a PNG picture inside.")
    return data


def clean_svg(data: bytes, name: str) -> str:
    """The drawing with shapes and their paint only, to stand inline; SymbolError for anything else."""
    # a document type can name entities, and those can fill the memory or name other files
    if b"<!" in re.sub(rb"<!--.*?-->", b"", data, flags=re.DOTALL):
        raise SymbolError(f"{name}: take out the document type and entities (<!…>).")
    try:
        root = ET.fromstring(data)  # noqa: S314 (no entities, see above)
    except ET.ParseError as error:
        raise SymbolError(f"{name}: not a well-formed SVG ({error}).") from error
    if root.tag != f"{_SVG}svg" or "viewBox" not in root.attrib:
        raise SymbolError(f"{name}: the outermost element must be <svg> with a viewBox.")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    return _markup(root, name, ' aria-hidden="true" focusable="false"')


def _markup(element: ET.Element, name: str, extra: str = "") -> str:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _SHAPES:
        raise SymbolError(f"{name}: <{tag}> is not a shape; draw with {', '.join(sorted(_SHAPES))} only.")
    given = [(key, value) for key, value in element.attrib.items() if key not in _IDLE]
    for key, value in given:
        _check_attribute(name, key, value)
    space = f' xmlns="{_NAMESPACE}"' if tag == "svg" else ""
    attributes = "".join(f' {key}="{value}"' for key, value in given)
    inside = "".join(_markup(child, name) for child in element if child.tag not in _SAID)
    return f"<{tag}{space}{attributes}{extra}>{inside}</{tag}>"


def _check_attribute(name: str, key: str, value: str) -> None:
    if key not in _ATTRIBUTES:
        raise SymbolError(f"{name}: the attribute {key} cannot be used; shapes, colours and transforms only.")
    if key in _PAINT and not _COLOUR.fullmatch(value):
        raise SymbolError(f'{name}: {key}="{value[:40]}" is no plain colour; write it as #rrggbb.')
    if not re.fullmatch(r"[\w\s.,+()#%-]*", value, re.ASCII):
        raise SymbolError(f"{name}: the value of {key} has signs that no drawing needs.")


def contrast_with_white(svg: str) -> float:
    """The highest contrast (WCAG 2.2, 1 to 21) that any line or surface of the drawing has with white."""
    return max((1.05 / (_luminance(colour) + 0.05) for colour in _colours(svg)), default=1.0)


def weak_outlines(symbols: Symbols) -> list[str]:
    """What the linter should say: drawings too pale to be seen, and PNGs, which nobody has measured."""
    pale = [code for code, svg in symbols.drawings.items() if contrast_with_white(svg) < OUTLINE]
    return [
        *(
            f"{code}.svg: no line or surface reaches {OUTLINE:g}:1 against white; darken the outline"
            for code in pale
        ),
        *(f"{code}.png: its contrast was not measured; look at it on white" for code in symbols.images),
    ]


def _colours(svg: str) -> Iterator[str]:
    """Every paint as #rrggbb; a drawing that names no fill is filled black."""
    paints = re.findall(r'\b(?:fill|stroke)="([^"]+)"', svg)
    yield from (_hex(paint) for paint in paints if paint not in {"none", "transparent"})
    if not re.search(r"\bfill=", svg):
        yield "#000000"


def _hex(paint: str) -> str:
    named = {"black": "#000000", "white": "#ffffff", "currentColor": "#1b1a22"}
    if paint in named:
        return named[paint]
    return paint if len(paint) == len("#rrggbb") else "#" + "".join(2 * digit for digit in paint[1:])


def _luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
