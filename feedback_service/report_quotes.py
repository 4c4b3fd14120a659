"""The words that a report quotes: permitted, with what may identify taken out, few that stand for many."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from analysis.codebook import Codebook, Theme
from analysis.quotable import is_quotable, proposed
from feedback_service import analysing
from feedback_service.machine import Said
from feedback_service.quote_spans import quoted
from feedback_service.report_counts import AUDIENCES, BAND_HEADING, BANDS
from feedback_service.report_findings import Audience, Group, Quote, Side
from feedback_service.report_themes import BEHIND, cell_of, told_by_side
from feedback_service.storage.quote_checks import Check, Place
from feedback_service.storage.report_codings import Quotable, ThemeLean

if TYPE_CHECKING:
    from analysis.quotes import Vectors

# Nobody is quoted for a side of a theme, or named by their band, that fewer stand behind. This is stricter
# than the threshold for numbers: official statistics mask below 10 where a story could tell who a person is.
QUOTE_BASE: Final = 10
_MOST: Mapping[Audience, Mapping[Side, int]] = {
    "child": {"strength": 2, "worry": 2, "said": 2},
    "family": {"strength": 1, "worry": 1, "said": 1},
    "practitioner": {"said": 1},
    "observation": {},  # what was seen is told in themes: it is nobody's own words
}
_SIDES: Mapping[str | None, Side] = {"strength": "strength", "worry": "worry"}
_WHO: Mapping[Audience, str] = {
    "child": "A child",
    "family": "Someone in a family",
    "practitioner": "A practitioner",
    "observation": "A worker who watched",
}

Words = Mapping[Place, Said]
Checks = Mapping[Place, Check]


class Offer(msgspec.Struct, frozen=True):
    """Words that may be quoted for a claim, as they would be. `cleared`: a person said so.

    `written` is before anything was hidden, `vector` what a reading kept of that (float16; empty if none).
    """

    place: Place
    person: str
    words: str
    score: float
    cleared: bool
    written: str
    vector: bytes


class Claim(msgspec.Struct, frozen=True):
    """A side of a theme as one audience tells it, with the words to choose from."""

    audience: Audience
    theme_id: str
    side: Side
    offers: tuple[Offer, ...]


class Picked(msgspec.Struct, frozen=True):
    """Where the quotes for a claim stand. `alone`: of all who may be quoted for it, one person said it."""

    places: tuple[Place, ...]
    alone: bool


class Behind(msgspec.Struct, frozen=True):
    """How many submissions stand behind a side: by audience, theme, cell of the theme's table, and band."""

    of_sides: Mapping[tuple[str, str, str], int]
    of_bands: Mapping[tuple[str, str, str, str | None], int]

    def are_enough(self, audience: str, theme_id: str, side: Side) -> bool:
        """Whether what is said on this side may be quoted."""
        return self.of_sides.get((audience, theme_id, BEHIND[side]), 0) >= QUOTE_BASE

    def are_enough_of_band(self, audience: str, theme_id: str, side: Side, band: str | None) -> bool:
        """Whether the band may be named beside what is quoted on this side."""
        return self.of_bands.get((audience, theme_id, BEHIND[side], band), 0) >= QUOTE_BASE


def behind(codebook: Codebook, leans: Sequence[ThemeLean]) -> Behind:
    """Who stands behind what may be quoted, counted as the themes of the report are."""
    sides: Counter[tuple[str, str, str]] = Counter()
    bands: Counter[tuple[str, str, str, str | None]] = Counter()
    for row in leans:
        if theme := codebook.themes.get(row.theme_id):
            side = (row.audience, row.theme_id, cell_of(_audience(row), theme, row))
            sides[side] += row.n
            bands[*side, row.band] += row.n
    return Behind(sides, bands)


def candidates(codebook: Codebook, backed: Behind, quotable: Sequence[Quotable]) -> list[Quotable]:
    """The codings with enough submissions of the same audience behind that side of their theme."""
    return [
        one
        for one in quotable
        if (side := _side(codebook, one)) and backed.are_enough(one.audience, one.theme_id, side)
    ]


async def quotes(
    codebook: Codebook,
    groups: Sequence[Group],
    backed: Behind,
    found: Sequence[Quotable],
    *,
    words: Words,
    checks: Checks,
) -> tuple[Quote, ...]:
    """Quotes for each theme, children first; no answer is quoted twice, and none that may tell who said it.

    `words` are the opened texts by submission and question, with vectors; what was erased is not there.
    Raises BrokenProcessPool as `analysing.run` does.
    """
    claims = list(_claims(codebook, found, words, checks))
    picked = await analysing.run(pick, claims)
    bands = {(one.submission_id, one.question_id): one.band for one in found}
    return tuple(
        Quote(
            submission_id=place[0],
            question_id=place[1],
            audience=claim.audience,
            theme_id=claim.theme_id,
            theme=codebook.themes[claim.theme_id].name,
            side=claim.side,
            who=_who(claim, bands[place], groups, backed),
            alone=chosen.alone,
            hidden=checks[place].spans if place in checks else (),
        )
        for claim, chosen in zip(claims, picked, strict=True)
        for place in chosen.places
    )


def _claims(codebook: Codebook, found: Sequence[Quotable], words: Words, checks: Checks) -> Iterator[Claim]:
    """Every claim in the order in which quotes are chosen for them, also those that nobody makes."""
    offers: defaultdict[tuple[Audience, str, Side], dict[Place, Offer]] = defaultdict(dict)
    for one in found:
        side, place = _side(codebook, one), (one.submission_id, one.question_id)
        check = checks.get(place)
        said = words.get(place)
        shown = quoted(said.words, check) if said else None
        if side and said and shown is not None:
            person = one.subject_id or one.submission_id
            offer = Offer(place, person, shown, one.score, check is not None, said.words, said.whole)
            offers[_audience(one), one.theme_id, side][place] = offer
    for audience in AUDIENCES:
        for theme in codebook.themes.values():
            for side in _MOST[audience]:
                yield Claim(audience, theme.id, side, tuple(offers[audience, theme.id, side].values()))


def pick(claims: Sequence[Claim]) -> list[Picked]:
    """The quotes for each claim, in the analysis process; nothing that may identify and was not cleared."""
    may_be: dict[str, bool] = {}
    used: set[Place] = set()
    picked = []
    for claim in claims:
        fit = [one for one in claim.offers if one.cleared or _is_plain(one.words, may_be)]
        places = _chosen([one for one in fit if one.place not in used], _MOST[claim.audience][claim.side])
        used.update(places)
        picked.append(Picked(places, alone=len({one.person for one in fit}) == 1))
    return picked


def _is_plain(words: str, known: dict[str, bool]) -> bool:
    """Whether nothing in the words may point at a person; the same words stand under several themes."""
    if words not in known:
        known[words] = not proposed(words)
    return known[words]


def _chosen(offers: Sequence[Offer], most: int) -> tuple[Place, ...]:
    """By meaning, where there is a choice: to know it takes some 10 ms a text that was not read before."""
    from analysis.quotes import MOST_CANDIDATES, Candidate, choose  # noqa: PLC0415 (only in that process)

    fit = sorted((one for one in offers if is_quotable(one.words)), key=lambda one: (-one.score, one.place))
    fit = fit[:MOST_CANDIDATES]
    offered = [Candidate("/".join(one.place), one.person, one.words, one.score) for one in fit]
    near = meanings(fit) if len(fit) > most else None
    places = {"/".join(one.place): one.place for one in fit}
    return tuple(places[one.key] for one in choose(offered, most, near).quotes)


def meanings(offers: Sequence[Offer]) -> "Vectors":
    """One row a whole text, rounded alike whether it was kept or is made now: both choose alike."""
    import numpy as np  # noqa: PLC0415

    from analysis.known import vectors  # noqa: PLC0415

    new = iter(vectors([one.written.strip() for one in offers if not one.vector]).astype(np.float16))
    made = [np.frombuffer(one.vector, dtype=np.float16) if one.vector else next(new) for one in offers]
    return np.array(made, dtype=np.float32)


def _audience(one: Quotable | ThemeLean) -> Audience:
    return next(audience for audience in AUDIENCES if audience == one.audience)


def _side(codebook: Codebook, one: Quotable) -> Side | None:
    """Under which heading the words stand; words that lean both ways, or no way, stand under none."""
    theme: Theme | None = codebook.themes.get(one.theme_id)
    if theme is None:
        return None
    return _SIDES.get(one.valence) if told_by_side(_audience(one), theme) else "said"


def _who(claim: Claim, code: str | None, groups: Sequence[Group], backed: Behind) -> str:
    """The band beside a child's words only where enough children of that band were heard, and say this."""
    who, band = _WHO[claim.audience], BANDS.get(code or "")
    if not band or not backed.are_enough_of_band(claim.audience, claim.theme_id, claim.side, code):
        return who
    for group in groups:
        if group.audience == claim.audience == "child":
            heard = group.breakdowns[BAND_HEADING].cells[band]
            return f"{who}, {band}" if heard and heard >= QUOTE_BASE else who
    return who
