"""What a report found: counts already made safe, and where its quotes stand. Nobody's words are in here.

Approved reports are shown from the findings they were approved with: nothing here, and no code that is looked
up in a table, is ever renamed, and what is added has a default.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from analysis.suppression import percentage, suppress
from feedback_service.report_more import ActionRef, Indicator, Reach, Sentence, Since

Audience = Literal["child", "family", "practitioner", "observation"]
Side = Literal["strength", "worry", "said"]
# Hiding the number 1 alone would name it.
LOWEST_THRESHOLD: Final = 2


class Table(msgspec.Struct, frozen=True):
    """A breakdown whose cells add up to `n`; None is a number that is not shown.

    What is hidden is small, or would let a small number be worked out, also beside other reports: it may be
    large. Where `n` is hidden, a cell that is shown is 0.
    """

    n: int | None
    cells: dict[str, int | None]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Who we heard of one audience: `n` submissions, and each breakdown of them by its heading."""

    audience: Audience
    n: int | None
    breakdowns: dict[str, Table]


class Invitations(msgspec.Struct, frozen=True, kw_only=True):
    """Links made for one audience, by what became of them; each number stands by itself."""

    audience: Audience
    cells: dict[str, int | None]


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of about `about` things in whole per cent: exact counts would tell what other tables hide."""

    about: int
    percents: dict[str, int | None]


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    """Children and families known to the service: who was heard about each; `roles`: answered, or did not."""

    heard: Table
    roles: dict[str, Table]


class Voices(msgspec.Struct, frozen=True, kw_only=True):
    """Children beside families: shares in whole per cent, words of their own, None where too few to say."""

    submissions_percent: int | None
    words_percent: int | None
    child_words: int | None
    family_words: int | None
    adults_outweigh: bool | None


class Feeling(msgspec.Struct, frozen=True, kw_only=True):
    """How one group answered about one measure: cells from worst to best in the form's own words."""

    measure: str
    group: str
    table: Table
    scribed: Table


class ThemeCount(msgspec.Struct, frozen=True, kw_only=True):
    """In how many submissions of an audience a theme stands, out of all of them (`table.n`)."""

    theme_id: str
    name: str
    kind: str
    table: Table


class Themes(msgspec.Struct, frozen=True, kw_only=True):
    """The themes of one audience, in the order of the codebook; `n` submissions are behind each."""

    audience: Audience
    n: int | None
    counts: tuple[ThemeCount, ...]


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Where quoted words stand; they are opened when the report is shown, so that erasing reaches them.

    `alone`: of those who may be quoted, one person said this. `hidden` is taken out of the words (from, to
    before, kind), besides what a later decision takes out.
    """

    submission_id: str
    question_id: str
    audience: Audience
    theme_id: str
    theme: str
    side: Side
    who: str
    alone: bool = False
    hidden: tuple[tuple[int, int, str], ...] = ()


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """The same people at their earliest and latest moment; `interval` in per cent of those who changed.

    `mean` and its range in places of the scale: from 20 people, and where no cell is hidden. `scale` is the
    form's words from worst to best; empty in reports of before a group could have two.
    """

    measure: str
    group: str
    table: Table
    interval: tuple[int, int] | None
    scribed: Table
    mean: float | None = None
    mean_range: tuple[float, float] | None = None
    scale: tuple[str, ...] = ()


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """How far apart two groups answered one measure: mean of the first less mean of the second, in places.

    `answered` is how many did in each; the interval holds 95 in 100 times.
    """

    measure: str
    groups: tuple[str, str]
    answered: tuple[int, int]
    difference: float
    interval: tuple[float, float]


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """How the own-words answers of one audience sounded to the machine, with those it could not read."""

    audience: Audience
    table: Table


class Move(msgspec.Struct, frozen=True):
    """How a share moved over so many months: Kendall's tau with time (-1 falling to 1 rising) and its p.

    `season` is "seen", "not seen", or "too few" below 24 months.
    """

    months: int
    tau: float
    p: float
    season: str


class MonthLine(msgspec.Struct, frozen=True, kw_only=True):
    """By month, how many of an audience's sets of answers came in, or have a theme; `n` in all of them.

    A cell that is None is not shown. `move` is None where too few months are shown to tell.
    """

    audience: Audience
    n: int
    cells: dict[str, int | None]
    theme_id: str = ""
    name: str = ""
    move: Move | None = None


class Months(msgspec.Struct, frozen=True, kw_only=True):
    """The calendar months of the report ("2026-03"), those of them that are cut, and the lines over them."""

    names: tuple[str, ...]
    parts: tuple[str, ...]
    lines: tuple[MonthLine, ...]


class Concerns(msgspec.Struct, frozen=True, kw_only=True):
    """Submissions with a concern of this level, by whether all were seen; minutes are a median.

    `outcomes`: by the gravest decision on them ("waiting": one has none); None in reports that did not look.
    """

    level: str
    seen: Table
    median_minutes: int | None
    outcomes: Table | None = None


class Confidence(msgspec.Struct, frozen=True, kw_only=True):
    """How practitioners answered one question about their confidence; `measure` is its form and name."""

    measure: str
    question: str
    table: Table


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How the numbers came about. `codings` are themes on answers, by what a worker did with them."""

    threshold: int
    quote_base: int
    codings: Shares
    texts: Shares
    codebook: str
    coded_by: tuple[str, ...]
    rules: str
    software: str


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """One report, whole. The same rows give the same bytes.

    What is None was not looked for when the report was made, and has no section in it. `families` are lines
    over roles ("mothers") in place of months; `corrected` says what changed since the edition before.
    """

    groups: tuple[Group, ...]
    subjects: Subjects
    links: tuple[Invitations, ...]
    voices: Voices
    feelings: tuple[Feeling, ...]
    left_out: tuple[str, ...]
    themes: tuple[Themes, ...]
    quotes: tuple[Quote, ...]
    changes: tuple[Changed, ...]
    concerns: tuple[Concerns, ...]
    method: Method
    gaps: tuple[Gap, ...] = ()
    tones: tuple[Tone, ...] | None = None
    months: Months | None = None
    reach: tuple[Reach, ...] = ()
    families: tuple[MonthLine, ...] = ()
    confidence: tuple[Confidence, ...] | None = None
    indicators: tuple[Indicator, ...] | None = None
    actions: tuple[ActionRef, ...] | None = None
    since: Since | None = None
    summary: tuple[Sentence, ...] = ()
    corrected: tuple[str, ...] = ()


def safe_table(counts: Mapping[str, int], threshold: int) -> Table:
    """The counts as a breakdown that gives no number of 1 to `threshold` away."""
    n = safe_number(sum(counts.values()), threshold)
    return Table(n, suppress(counts, threshold=threshold, total_shown=n is not None))


def safe_number(count: int, threshold: int) -> int | None:
    """A number that stands by itself, or None when it is 1 to `threshold`."""
    return None if 1 <= count <= threshold else count


def safe_shares(counts: Mapping[str, int], threshold: int) -> Shares:
    """The counts as shares of their sum, which is rounded to tens."""
    whole = sum(counts.values())
    return Shares(
        about=round(whole, -1),
        percents={name: percentage(part, whole, threshold=threshold) for name, part in counts.items()},
    )


def encode(findings: Findings) -> str:
    """The findings as they are stored."""
    return msgspec.json.encode(findings).decode()


def decode(text: str) -> Findings:
    """The findings again."""
    return msgspec.json.decode(text, type=Findings)
