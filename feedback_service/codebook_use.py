"""Which codebook is in use: the one adopted last, and before any the one that comes with the software."""

from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from analysis.codebook import SHIPPED as SHIPPED_FILE
from analysis.codebook import Codebook, read_codebook
from feedback_service.service import Service
from feedback_service.storage.codebooks import SHIPPED, newest_adopted
from feedback_service.storage.database import Transaction

_CURRENT: ContextVar[Codebook | None] = ContextVar("codebook in use", default=None)


class InUse(NamedTuple):
    """The codebook, its number (0 for the shipped one), and its content as the analysis process takes it."""

    number: int
    codebook: Codebook
    content: str


async def in_use(connection: Transaction) -> InUse:
    """What is gone by now; one row is read, and parsed only when it is another than before."""
    row = await newest_adopted(connection)
    content = row.content if row else shipped()
    return InUse(row.number if row else SHIPPED, parsed(content), content)


async def codebook_in_use(service: Service) -> Codebook:
    """The codebook that pages, reports and reading go by now."""
    async with service.database.reading() as connection:
        return (await in_use(connection)).codebook


async def take_up(service: Service) -> None:
    """Look once which codebook is in use, for all that this request shows."""
    _CURRENT.set(await codebook_in_use(service))


def current() -> Codebook:
    """What this request goes by; outside of any, what comes with the software."""
    return _CURRENT.get() or parsed(shipped())


@lru_cache(maxsize=1)
def shipped() -> str:
    """The content of the codebook that comes with the software."""
    return SHIPPED_FILE.read_bytes().decode()


@lru_cache(maxsize=8)
def parsed(content: str) -> Codebook:
    """The codebook of this content. Raises CodebookError."""
    return read_codebook(content.encode(), "codebook")
