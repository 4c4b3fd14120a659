"""One sheet and one script: whole, small, kept for good, and with the typeface only where there is one."""

import re
import shutil
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import httpx
import pytest

from feedback_service.service import Service
from feedback_service.web.bundles import FONT, SCRIPTS, STYLES, bundled
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
        assert (
            packed.content
            == bare.content
            == bundled(static_folder(), kind.removeprefix("java")[:3].replace("scr", "js"))
        )


@pytest.mark.parametrize(("kind", "parts"), [("css", STYLES), ("js", SCRIPTS)])
def test_nothing_but_comments_and_indentation_is_left_out(kind: str, parts: tuple[str, ...]) -> None:
    packed = re.sub(r"\s+", "", bundled(static_folder(), kind).decode())
    for part in parts:
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
    assert b"@font-face" not in bundled(folder, "css")
    (folder / FONT).parent.mkdir()
    (folder / FONT).write_bytes(b"wOF2")
    with_font = bundled(folder, "css")
    assert b"@font-face" in with_font
    assert b"font-display: optional" in with_font
    # it takes the look's own typeface's place, so it has to come after it
    assert with_font.index(b"--font: early") > with_font.rindex(
        b"ui-rounded", 0, with_font.index(b"@font-face")
    )


def test_the_sheet_leaves_a_page_its_share_of_six_kilobytes() -> None:
    assert len(brotli.compress(bundled(static_folder(), "css"))) <= 4_000
