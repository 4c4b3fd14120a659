"""What children and families spoke of: themes by submission, and the words that may be quoted for them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analysis.codebook import EVERYDAY, Codebook, Theme
from feedback_service.report_counts import AUDIENCES, BAND_HEADING, BANDS
from feedback_service.report_findings import (
    Audience,
    Group,
    Quote,
    Side,
    Table,
    ThemeCount,
    Themes,
    safe_table,
)
from feedback_service.storage.report_codings import Quotable, ThemeLean

# Nobody is quoted for a theme, or named by their band, that fewer stand behind. This is stricter than the
# threshold for numbers: official statistics mask below 10 where a person could be told by their story.
QUOTE_BASE: Final = 10
GOOD: Final = "good"
WORRY: Final = "worry"
MIXED: Final = "mixed"
MENTIONED: Final = "spoken"
NOT_MENTIONED: Final = "not-spoken"
_QUOTES: Mapping[Audience, Mapping[Side, int]] = {
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

Place = tuple[str, str]
Words = Mapping[Place, str]


def themes(
    codebook: Codebook, leans: Sequence[ThemeLean], sizes: Mapping[Audience, int], threshold: int
) -> tuple[Themes, ...]:
    """For each audience of known size, in how many of its submissions each theme stands."""
    return tuple(
        Themes(
            audience=audience,
            n=sizes[audience],
            counts=tuple(
                ThemeCount(
                    theme_id=theme.id,
                    name=theme.name,
                    kind=theme.group,
                    table=_table(audience, theme, leans, sizes[audience], threshold),
                )
                for theme in codebook.themes.values()
            ),
        )
        for audience in AUDIENCES
        if audience in sizes
    )


def _table(audience: Audience, theme: Theme, leans: Sequence[ThemeLean], size: int, threshold: int) -> Table:
    leaning = _leans(audience, theme)
    counts: Counter[str] = Counter()
    for row in leans:
        if (row.audience, row.theme_id) == (audience, theme.id):
            counts[_lean(row) if leaning else MENTIONED] += row.n
    cells = {label: counts[label] for label in ((GOOD, WORRY, MIXED) if leaning else (MENTIONED,))}
    return safe_table({**cells, NOT_MENTIONED: size - counts.total()}, threshold)


def _leans(audience: Audience, theme: Theme) -> bool:
    """Whether it is told which way the theme leans: everyday life, from those who live it."""
    return theme.group == EVERYDAY and audience != "practitioner"


def _lean(row: ThemeLean) -> str:
    if row.strength == row.worry:
        return MIXED
    return GOOD if row.strength else WORRY


def candidates(leans: Sequence[ThemeLean], quotable: Sequence[Quotable]) -> list[Quotable]:
    """The codings whose theme enough submissions of the same audience stand behind."""
    behind: Counter[Place] = Counter()
    for row in leans:
        behind[row.audience, row.theme_id] += row.n
    return [one for one in quotable if behind[one.audience, one.theme_id] >= QUOTE_BASE]


def quotes(
    codebook: Codebook, groups: Sequence[Group], found: Sequence[Quotable], words: Words
) -> tuple[Quote, ...]:
    """Quotes for each theme, children first; no answer is quoted twice, and none that may tell who said it.

    `words` are the opened texts by submission and question; what was erased is not among them.
    """
    pools: defaultdict[tuple[Audience, str, Side], list[Quotable]] = defaultdict(list)
    fit = {place for place, text in words.items() if not _may_identify(text)}
    for one in found:
        side = _side(codebook, one)
        if side and (one.submission_id, one.question_id) in fit:
            pools[_audience(one), one.theme_id, side].append(one)
    used: set[Place] = set()
    chosen: list[Quote] = []
    for audience in AUDIENCES:
        for theme in codebook.themes.values():
            for side, most in _QUOTES[audience].items():
                pool = pools[audience, theme.id, side]
                for one in _chosen(pool, words, used, most):
                    used.add((one.submission_id, one.question_id))
                    chosen.append(_quote(one, theme, side, groups))
    return tuple(chosen)


def _may_identify(text: str) -> bool:
    """Whether words may point at a person: by names and details found in them, or by their mere look."""
    from analysis.quotes import looks_identifying  # noqa: PLC0415 - numpy: not where people are answering
    from analysis.redaction import redact_spans  # noqa: PLC0415 - 25 MB of names

    return looks_identifying(text) or bool(redact_spans(text))


def _audience(one: Quotable) -> Audience:
    return next(audience for audience in AUDIENCES if audience == one.audience)


def _side(codebook: Codebook, one: Quotable) -> Side | None:
    """Under which heading the words stand; words that lean both ways, or no way, stand under none."""
    theme = codebook.themes.get(one.theme_id)
    if theme is None:
        return None
    return _SIDES.get(one.valence) if _leans(_audience(one), theme) else "said"


def _chosen(pool: Sequence[Quotable], words: Words, used: set[Place], most: int) -> Iterator[Quotable]:
    from analysis.quotes import Candidate, choose  # noqa: PLC0415 - as above

    by_key = {f"{one.submission_id}/{one.question_id}": one for one in pool}
    offered = [
        Candidate(
            key, one.subject_id or one.submission_id, words[one.submission_id, one.question_id], one.score
        )
        for key, one in by_key.items()
        if (one.submission_id, one.question_id) not in used
    ]
    return (by_key[one.key] for one in choose(offered, most).quotes)


def _quote(one: Quotable, theme: Theme, side: Side, groups: Sequence[Group]) -> Quote:
    return Quote(
        submission_id=one.submission_id,
        question_id=one.question_id,
        audience=_audience(one),
        theme_id=theme.id,
        theme=theme.name,
        side=side,
        who=_who(one, groups),
    )


def _who(one: Quotable, groups: Sequence[Group]) -> str:
    """The band beside a child's words only where enough children of that band were heard."""
    audience = _audience(one)
    band = BANDS.get(one.band or "")
    for group in groups:
        if band and group.audience == audience == "child":
            behind = group.breakdowns[BAND_HEADING].cells[band]
            return f"{_WHO[audience]}, {band}" if behind and behind >= QUOTE_BASE else _WHO[audience]
    return _WHO[audience]
