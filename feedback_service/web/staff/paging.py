"""Long lists, a page at a time."""

import math
import re
from urllib.parse import urlencode

import msgspec

from feedback_service.web.http import Asked

PER_PAGE = 50
_NUMBER = re.compile("[1-9][0-9]{0,8}")


class Pager(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a list the page is; `before` and `after` are addresses, empty at the ends."""

    page: int
    pages: int
    total: int
    before: str
    after: str

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * PER_PAGE


def pager(request: Asked, total: int, name: str = "page") -> Pager:
    """The page asked for by the query field `name`, or the nearest there is."""
    asked = request.query_params.get(name, "1")
    pages = max(1, math.ceil(total / PER_PAGE))
    page = min(pages, int(asked)) if _NUMBER.fullmatch(asked) else 1
    kept = [(key, value) for key, value in request.query_params.items() if key not in {name, "did"}]

    def address(number: int) -> str:
        return f"{request.url.path}?{urlencode([*kept, (name, str(number))])}" if 0 < number <= pages else ""

    return Pager(page=page, pages=pages, total=total, before=address(page - 1), after=address(page + 1))
