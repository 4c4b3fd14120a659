"""What every part of the running service shares: settings, keys, database, forms, rules, codebook, clock."""

import time
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from analysis.screening import Rules, load_rules
from feedback_service.key_file import load_keys
from feedback_service.sealing import Keys
from feedback_service.settings import Settings
from feedback_service.storage.database import Database
from feedback_service.storage.links import Link
from forms.catalogue import DEFINITIONS, Catalogue, load_catalogue, without_voice


class Clock(Protocol):
    """Gives the present time in Unix milliseconds."""

    def __call__(self) -> int: ...


def wall_clock() -> int:
    """Now, in Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Service(NamedTuple):
    """Passed as an argument to whatever needs it; nothing here is global. `links` are some met before."""

    settings: Settings
    keys: Keys
    database: Database
    catalogue: Catalogue
    rules: Rules
    links: dict[str, Link]
    paces: dict[str, tuple[float, int]]  # what is left of each limit (`web.pacing`), and when it was counted
    looked_at: dict[tuple[str, int], tuple[int, bool]]  # what `drafting.look` found, by draft and its saving
    now: Clock = wall_clock


def open_service(settings: Settings) -> Service:
    """The service with its files read; the database is not yet started."""
    keys = load_keys(Path(settings.key_file))
    folder = Path(settings.forms_folder) if settings.forms_folder else DEFINITIONS
    return Service(
        settings=settings,
        keys=keys,
        database=Database(settings.database_url, chain=keys.chained),
        catalogue=_asked(load_catalogue(folder), settings),
        rules=_rules(),
        links={},
        paces={},
        looked_at={},
    )


@cache
def _rules() -> Rules:
    """The shipped rules: to read and compile them takes half a second, and a process opens more than once."""
    return load_rules()


def _asked(catalogue: Catalogue, settings: Settings) -> Catalogue:
    """The forms as this service asks them."""
    if settings.voice_notes:
        return catalogue
    return Catalogue([without_voice(each) for each in catalogue.all_versions()])
