"""How far two people agree on themes, and the machine with people, theme by theme."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from analysis.codebook import CodebookError
from feedback_service.analysing import run
from feedback_service.codebook_use import in_use, parsed, shipped
from feedback_service.service import Service
from feedback_service.storage.codebooks import all_codebooks
from feedback_service.storage.second_readings import (
    Place,
    SecondReading,
    machine_said,
    second_readings_made,
)

FEWEST: Final = 20
"""Answers below which nothing is said, as `analysis.agreement` has it."""
_AT_ONCE: Final = 300

Units = list[tuple[int, ...]]
"""For each answer, whether each reader chose the theme: 1 or 0."""


class Agreement(NamedTuple):
    """Over `n` answers `same` were read alike and the theme was chosen in `chosen`; alpha is None where there
    are too few answers, or nobody chose the theme."""

    n: int
    same: int
    chosen: int
    alpha: float | None


class ThemeAgreement(NamedTuple):
    """One theme: between people, and between the machine and the first who read."""

    theme_id: str
    people: Agreement
    machine: Agreement


class Agreements(NamedTuple):
    """Every theme in the codebook's order; `readings` by so many `readers` of so many `answers`."""

    themes: tuple[ThemeAgreement, ...]
    readings: int
    readers: int
    answers: int


async def agreements(service: Service) -> Agreements:
    """Worked out anew from every reading. Raises BrokenProcessPool as `analysing.run` does.

    A reading tells of the themes that its codebook had. Over all teams: nobody's words are needed for it.
    """
    async with service.database.reading() as connection:
        made = await second_readings_made(connection)
        known = {parsed(shipped()).version: set(parsed(shipped()).themes)}
        for row, _ in await all_codebooks(connection):
            known[row.version] = _themes_of(row.content)
        themes = list((await in_use(connection)).codebook.themes)
        places = sorted({(one.submission_id, one.question_id) for one in made})
        said: dict[Place, set[str]] = {}
        for start in range(0, len(places), _AT_ONCE):
            said |= await machine_said(connection, places[start : start + _AT_ONCE])
    pairs = [(_people(made, known, theme), _machine(made, known, said, theme)) for theme in themes]
    alphas = await run(alphas_of, [units for pair in pairs for units in pair])
    told = [
        _told(units, one)
        for units, one in zip((each for pair in pairs for each in pair), alphas, strict=True)
    ]
    return Agreements(
        tuple(map(ThemeAgreement, themes, told[::2], told[1::2])),
        len(made),
        len({one.worker_id for one in made}),
        len(places),
    )


def alphas_of(each: Sequence[Units]) -> list[float | None]:
    """Krippendorff's alpha of each, in the analysis process, where numpy is."""
    from analysis.agreement import alpha  # noqa: PLC0415

    return [alpha(units, level="nominal") for units in each]


def _themes_of(content: str) -> set[str]:
    try:
        return set(parsed(content).themes)
    except CodebookError:  # of other software; what was read by it is left out
        return set()


def _people(made: Sequence[SecondReading], known: Mapping[str, set[str]], theme: str) -> Units:
    """Answers that at least two people read when there was this theme to choose."""
    units: defaultdict[Place, list[int]] = defaultdict(list)
    for one in made:
        if theme in known.get(one.codebook, ()):
            units[one.submission_id, one.question_id].append(int(theme in one.themes))
    return [tuple(values) for values in units.values() if len(values) > 1]


def _machine(
    made: Sequence[SecondReading], known: Mapping[str, set[str]], said: Mapping[Place, set[str]], theme: str
) -> Units:
    """Each answer once: the machine beside the first who read it."""
    units: dict[Place, tuple[int, int]] = {}
    for one in made:
        if theme in known.get(one.codebook, ()):
            place = (one.submission_id, one.question_id)
            units.setdefault(place, (int(theme in said[place]), int(theme in one.themes)))
    return list(units.values())


def _told(units: Units, alpha: float | None) -> Agreement:
    same = sum(len(set(unit)) == 1 for unit in units)
    chosen = sum(any(unit) for unit in units)
    return Agreement(len(units), same, chosen, alpha if len(units) >= FEWEST else None)
