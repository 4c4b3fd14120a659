"""Own pictures: what is taken, what is refused and why, how they are measured, where they stand."""

from pathlib import Path

import httpx
import msgspec
import pytest

from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.symbols import SymbolError, clean_svg, contrast_with_white, load_symbols, weak_outlines
from feedback_service.web.render import picture, static_folder
from feedback_service.web.symbols import pictures
from tests.feedback_service.answering import link_token, north

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"'
PNG = b"\x89PNG\r\n\x1a\n-pixels"


def svg(inside: str, more: str = "") -> bytes:
    return f"<svg {NAMESPACE} {more}>{inside}</svg>".encode()


HOUSE = svg('<path d="M1 2h3" fill="none" stroke="#1b1a22" stroke-width="3"/>', 'width="9" height="9" id="x"')


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Own pictures for two of the shipped ones."""
    folder = tmp_path / "symbols"
    folder.mkdir()
    (folder / "house.svg").write_bytes(HOUSE)
    (folder / "stop.png").write_bytes(PNG)
    return msgspec.structs.replace(settings, symbols_folder=str(folder))


def test_a_drawing_keeps_its_shapes_and_loses_the_rest() -> None:
    kept = clean_svg(HOUSE, "house.svg")
    assert kept == (
        f'<svg {NAMESPACE} aria-hidden="true" focusable="false">'
        '<path d="M1 2h3" fill="none" stroke="#1b1a22" stroke-width="3"></path></svg>'
    )
    assert "secret" not in clean_svg(svg("<title>secret</title><!-- secret --><g>secret</g>"), "x.svg")


@pytest.mark.parametrize(
    "path", sorted((static_folder() / "pictures").glob("*.svg")), ids=lambda path: path.stem
)
def test_every_shipped_picture_would_be_taken_and_is_dark_enough(path: Path) -> None:
    assert contrast_with_white(clean_svg(path.read_bytes(), path.name)) >= 3


@pytest.mark.parametrize(
    "bad",
    [
        svg("<script>alert(1)</script>"),
        svg("<style>*{fill:red}</style>"),
        svg('<path d="M0 0" onclick="x()"/>'),
        svg('<path d="M0 0" style="fill:red"/>'),
        svg('<use href="#a"/>'),
        svg('<image href="x.png"/>'),
        svg('<a href="x"><path d="M0 0"/></a>'),
        svg("<foreignObject/>"),
        svg("<animate/>"),
        svg('<path d="M0 0" fill="url(#a)"/>'),
        svg('<path d="M0 0" fill="javascript:x"/>'),
        svg("<path d='M0 0\" onload=\"x'/>"),
        svg('<path d="&lt;script&gt;"/>'),
        svg('<h:path xmlns:h="http://www.w3.org/1999/xhtml" d="M0 0"/>'),
        svg('<path xlink:href="x" xmlns:xlink="http://www.w3.org/1999/xlink"/>'),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        b'<!-- --><!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(""),
        svg("<path>"),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html/>",
        b"",
    ],
)
def test_anything_but_a_drawing_is_refused(bad: bytes) -> None:
    with pytest.raises(SymbolError, match=r"^bad\.svg: "):
        clean_svg(bad, "bad.svg")


@pytest.mark.parametrize(
    ("name", "data"), [("Big One.svg", HOUSE), ("fake.png", b"GIF89a"), ("huge.svg", HOUSE + b" " * 100_000)]
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SymbolError, match=name.replace(".", r"\.")):
        load_symbols(str(tmp_path))


def test_a_folder_without_pictures_is_a_mistake_and_no_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(SymbolError, match="no picture"):
        load_symbols(str(tmp_path))
    assert load_symbols("") == ({}, {})


@pytest.mark.parametrize(
    ("inside", "more", "contrast"),
    [
        ('<path d="M0 0" fill="#fff" stroke="#000"/>', "", 21.0),
        ('<path d="M0 0" fill="#767676"/>', "", 4.54),
        ('<path d="M0 0" fill="#ffdcc4" stroke="none"/>', "", 1.29),
        ('<path d="M0 0"/>', 'fill="none" stroke="#eeeeee"', 1.16),
        ('<path d="M0 0"/>', "", 21.0),
    ],
)
def test_the_darkest_paint_tells_the_contrast(inside: str, more: str, contrast: float) -> None:
    assert contrast_with_white(clean_svg(svg(inside, more), "x.svg")) == pytest.approx(contrast, abs=0.01)


def test_pale_drawings_and_unmeasured_pictures_are_named(settings: Settings) -> None:
    folder = Path(settings.symbols_folder)
    (folder / "pale.svg").write_bytes(svg('<path d="M0 0" fill="#eee"/>'))
    said = weak_outlines(load_symbols(str(folder)))
    assert [line.partition(":")[0] for line in said] == ["pale.svg", "stop.png"]


async def test_own_pictures_stand_in_for_the_shipped_ones(
    client: httpx.AsyncClient, service: Service, settings: Settings
) -> None:
    own = pictures(load_symbols(settings.symbols_folder))
    assert 'd="M1 2h3"' in own("house")
    assert own("skip") == picture("skip")
    await north(service)
    begun = await client.post(f"/l/{await link_token(service)}", files={"submission": (None, "")})
    page = await client.get((await client.get(begun.headers["location"])).headers["location"])
    assert '<image href="/symbols/stop.png"' in page.text
    answer = await client.get("/symbols/stop.png")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
    for missing in ("house.png", "house.svg", "stop", "..%2fkeys.toml"):
        assert (await client.get(f"/symbols/{missing}")).status_code == 404, missing
