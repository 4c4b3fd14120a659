"""Papers set by Typst: tagged PDF, and pictures of charts. Words go in as data, never as source."""

import asyncio
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import msgspec

PAPERS: Final = "feedback_service.web.staff.papers"
MISSING: Final = "[?]"
_SIGN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_PASSES: Final = 4
_ASCII: Final = 0x7E
_PLAIN: Final = 0x17F  # up to here every font that is shipped with the setter has every letter


class SettingError(Exception):
    """A paper that could not be set; the message is for whoever runs the service."""


async def set_pdf(paper: str, told: Mapping[str, Any], made_at: int) -> bytes:
    """The paper `<paper>.typ` about `told` as PDF/UA-1; `made_at` (Unix milliseconds) is its date.

    A sign that no font on this machine has stands as MISSING. The same words give the same bytes.
    """
    return await asyncio.to_thread(_set_pdf, paper, told, made_at)


def _set_pdf(paper: str, told: Mapping[str, Any], made_at: int) -> bytes:
    import typst  # noqa: PLC0415 (80 MB that only papers need)

    source, words = _source(paper), msgspec.json.encode(told).decode()
    for passes in range(_PASSES + 1):
        try:
            return bytes(
                typst.compile(
                    source,
                    sys_inputs={"told": words},
                    pdf_standards=["ua-1"],
                    timestamp=made_at // 1000,
                )
            )
        except typst.TypstError as error:
            lacking = _lacking(f"{error.message}\n{error.diagnostic}")
            if not lacking or passes == _PASSES:
                told_why = f"Typst cannot set {paper}: {'signs are missing' if lacking else error.message}"
                raise SettingError(told_why) from None
            words = _without(words, lacking if passes < _PASSES - 1 else _strange(words))
    raise AssertionError


def draw_png(svg: str, wide: int) -> bytes:
    """An SVG as PNG of so many pixels across."""
    import typst  # noqa: PLC0415 (as above)

    pixels_an_inch = wide / 4
    return bytes(
        typst.compile(
            _source("picture"), format="png", ppi=pixels_an_inch, sys_inputs={"told": svg}, timestamp=0
        )
    )


def _source(paper: str) -> bytes:
    """Our own source; what papers share stands before each."""
    folder = resources.files(PAPERS)
    return b"\n".join((folder / f"{name}.typ").read_bytes() for name in ("shared", paper))


def _lacking(message: str) -> set[str]:
    """The signs that a message says no font has."""
    return {sign for found in _SIGN.findall(message) for sign in _unescaped(found) if ord(sign) > _ASCII}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _strange(words: str) -> set[str]:
    return {sign for sign in words if ord(sign) > _PLAIN}


def _without(words: str, lacking: set[str]) -> str:
    """The words with each row of such signs as one mark."""
    signs = "".join(re.escape(sign) for sign in sorted(lacking))
    return re.sub(f"[{signs}](?:[ \u200c\u200d]*[{signs}])*", MISSING, words)
