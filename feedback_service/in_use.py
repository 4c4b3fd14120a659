"""What the service goes by (forms, rules, codebook, settings, keys): each change is noted when it starts."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from feedback_service import codebook_use
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.audit import Action, last_noted, note
from feedback_service.storage.database import Transaction

_DEFAULTS = Settings()


class _Used(NamedTuple):
    """One thing gone by: its `name` begins what is noted; a setting left at its `default` need not be."""

    action: Action
    name: str
    version: str
    default: bool = False

    @property
    def told(self) -> str:
        return f"{self.name} {self.version}"[:80]


async def note_in_use(service: Service) -> int:
    """Note whatever is not as it was noted last; how much that is."""
    now = service.now()

    async def work(tx: Transaction) -> int:
        codebook = (await codebook_use.in_use(tx)).codebook.version
        changed = [one for one in _used(service, codebook) if await _is_news(tx, one)]
        for one in changed:
            await note(tx, one.action, one.told, None, now)
        return len(changed)

    return await service.database.transaction(work)


async def not_taken_up(service: Service, current: str) -> str:
    """Why words may still be sealed to another master than `current`; empty when they are not."""
    async with service.database.reading() as connection:
        in_use = await last_noted(connection, "keys-taken-up")
    if in_use == f"master {current}":
        return ""
    return (
        f"The service has not taken up {current} yet, and may still seal to another key. It does"
        " within seconds while it runs, or when it is started."
    )


async def _is_news(tx: Transaction, one: _Used) -> bool:
    before = await last_noted(tx, one.action, f"{one.name} ")
    return not one.default if before is None else before != one.told


def _used(service: Service, codebook: str) -> Iterator[_Used]:
    yield _Used("keys-taken-up", "master", service.keys.current)
    yield _Used("rules-in-use", "rules", service.rules.version)
    yield _Used("codebook-in-use", "codebook", codebook)
    for one in service.catalogue.with_adding():
        yield _Used("forms-in-use", one.form.id, f"{one.form.version} {one.digest[:12]}")
    for name in Settings.__struct_fields__:  # by a keyed digest: a value may hold a password
        value, default = (msgspec.json.encode(getattr(each, name)) for each in (service.settings, _DEFAULTS))
        digest = service.keys.chained(f"setting {name} ".encode() + value)[:8].hex()
        yield _Used("settings-in-use", name, digest, value == default)
