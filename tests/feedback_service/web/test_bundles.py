"""One sheet and one script: whole, small, kept for good, and with the typeface only where there is one."""

import re
import shutil
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import httpx
import pytest

from feedback_service.service import Service
from feedback_service.web.bundles import (
    FIRST,
    FONT,
    SHORTER,
    STYLES,
    UNITS,
    built_name,
    script,
    style,
    whole,
)
from feedback_service.web.render import static_folder
from tests.feedback_service.answering import link_token, north


async def assets(client: httpx.AsyncClient, service: Service) -> list[str]:
    await north(service)
    page = (await client.get(f"/l/{await link_token(service)}")).text
    return re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)


async def test_a_page_asks_for_one_sheet_and_one_script_which_browsers_may_keep(
    client: httpx.AsyncClient, service: Service
) -> None:
    named = await assets(client, service)
    assert [address.rpartition("/")[2] for address in named] == ["child.css", "child.js"]
    for address, kind in zip(named, ("css", "javascript"), strict=True):
        packed = await client.get(address, headers={"accept-encoding": "gzip, br"})
        assert packed.headers["content-encoding"] == "br"
        assert "immutable" in packed.headers["cache-control"]
        assert kind in packed.headers["content-type"]
        bare = await client.get(address, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in bare.headers
        served = style(static_folder()) if kind == "css" else script(static_folder(), "child.js")
        assert packed.content == bare.content == served


async def test_typeface_and_icon_come_whole_and_with_few_headers(client: httpx.AsyncClient) -> None:
    home = (await client.get("/")).text
    root = home.partition('href="')[2].partition("child.css")[0]
    there = [name for name in FIRST if (static_folder() / name).is_file()]
    assert "favicon.svg" in there
    for name in there:
        answer = await client.get(root + name)
        assert answer.content == (static_folder() / name).read_bytes()
        assert "immutable" in answer.headers["cache-control"]
        assert not {"etag", "last-modified", "content-disposition"} & set(answer.headers)


@pytest.mark.parametrize("unit", ["css", *UNITS])
def test_nothing_but_comments_and_indentation_is_left_out(unit: str) -> None:
    kind = unit.rpartition(".")[2]
    unit_text = style(static_folder()) if kind == "css" else whole(static_folder(), unit)
    packed = re.sub(r"\s+", "", unit_text.decode())
    for part in STYLES if kind == "css" else UNITS[unit]:
        text = (static_folder() / part).read_text(encoding="utf-8")
        bare = (
            re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
            if kind == "css"
            else re.sub(r"(?m)^\s*//.*$", "", text)
        )
        assert re.sub(r"\s+", "", bare) in packed


def test_the_typeface_is_named_only_where_its_file_is(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    shutil.copytree(static_folder(), folder)
    shutil.rmtree(folder / "fonts", ignore_errors=True)
    assert b"@font-face" not in style(folder)
    (folder / FONT).parent.mkdir()
    (folder / FONT).write_bytes(b"wOF2")
    with_font = style(folder)
    assert b"@font-face" in with_font
    assert b"font-display: optional" in with_font
    # it takes the look's own typeface's place, so it has to come after it
    assert with_font.index(b"--font: early") > with_font.rindex(
        b"ui-rounded", 0, with_font.index(b"@font-face")
    )


def test_the_sheet_leaves_a_page_its_share_of_six_kilobytes() -> None:
    assert len(brotli.compress(style(static_folder()))) <= 4_000


def test_a_shorter_script_is_served_for_the_text_it_was_made_of_and_for_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    shutil.copytree(static_folder(), folder, ignore=shutil.ignore_patterns(SHORTER))
    assert script(folder, "draw.js") == whole(folder, "draw.js")
    (folder / SHORTER).mkdir()
    (folder / SHORTER / built_name(whole(folder, "draw.js"))).write_bytes(b"short")
    assert script(folder, "draw.js") == b"short"
    assert script(folder, "pack.js") == whole(folder, "pack.js")
    with (folder / "draw.js").open("a") as source:
        source.write("let more;")
    assert script(folder, "draw.js").endswith(b"let more;\n}\n")


def size(text: bytes) -> int:
    return len(brotli.compress(text))


def test_all_scripts_together_are_small_and_smaller_where_they_were_shortened() -> None:
    folder = static_folder()
    assert sum(size(whole(folder, name)) for name in UNITS) <= 7_350
    shortened = [name for name in UNITS if script(folder, name) != whole(folder, name)]
    # all of them or none: half would be a building gone wrong
    assert len(shortened) in (0, len(UNITS))
    assert sum(size(script(folder, name)) for name in UNITS) <= (6_000 if shortened else 7_350)
