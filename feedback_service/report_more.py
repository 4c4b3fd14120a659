"""What a report found besides counts: who was reached, what is new since the last one, and its summary.

As in `report_findings`, nothing here is ever renamed, and what is added has a default.
"""

import msgspec

from forms.model import Audience


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Links made for one audience under one heading: by label, how many, by what became of them.

    `cells` by label and state. Where a number would be small, states are put together ("Made").
    """

    audience: Audience
    heading: str
    cells: dict[str, dict[str, int | None]]


class SinceTheme(msgspec.Struct, frozen=True, kw_only=True):
    """How a theme stands beside the last report: `kind` is "new", "growing", "fading" or "gone".

    Sets of answers that speak of it, of how many, now and then: numbers that both reports show.
    """

    audience: Audience
    theme_id: str
    name: str
    kind: str
    now: int
    of: int
    before: int
    before_of: int


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """The last approved or published report of the same place and kind of period, and what differs."""

    report_id: str
    period_from: int
    period_to: int
    edition: int
    themes: tuple[SinceTheme, ...]
    same_codebook: bool = True


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """A number from elsewhere; `place` is a name.

    `value` None is a count that is small, or would let a small one be worked out: it may be large.
    """

    name: str
    unit: str
    place: str
    period_from: int
    period_to: int
    value: float | None
    source: str


class ActionRef(msgspec.Struct, frozen=True, kw_only=True):
    """An action beside the report; its words are sealed with the report. `carried`: it is past its day.

    `owner` is the role of who sees to it, never a name; empty where nobody does.
    """

    id: str
    state: str
    theme_id: str
    due_at: int
    settled_at: int | None
    carried: int
    owner: str = ""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence rests on: a section of the report, and which answers.

    Answers: of an `audience` (and `group`, as feelings name them) with a theme that leans to a `side`, or to
    a `measure`. `section` alone is a table that no single answers stand behind.
    """

    section: str
    audience: str = ""
    group: str = ""
    theme_id: str = ""
    side: str = ""
    measure: str = ""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the summary; `key` names it for those who write another in its place."""

    key: str
    words: str
    evidence: tuple[Evidence, ...]
