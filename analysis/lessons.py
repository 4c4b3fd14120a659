"""What corrections did to each theme: for a page, and light enough for any process to load."""

from typing import Literal

import msgspec


class Change(msgspec.Struct, frozen=True):
    """What corrections did to a theme.

    `n`: corrected texts of the theme. `before`, `after`: F1 on the corrected texts by the codebook alone, and
    with what was learnt, each text held out (its bar set on the other half of them; None where there were
    too few). `used`: whether the theme is now read so: only where that is better.
    """

    theme: str
    n: int
    before: float
    after: float | None
    used: bool
    why: Literal["better", "no better", "too few"]
