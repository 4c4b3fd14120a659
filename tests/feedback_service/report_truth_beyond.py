"""What a report ought to say of last time, other systems, actions, corrections: as in `report_truth`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from feedback_service.report_findings import Findings, Table, ThemeCount, decode
from feedback_service.report_more import Indicator
from tests.feedback_service.report_truth import FEW, Raw, Row, number
from tests.feedback_service.report_truth_ranges import FEWEST, newcombe

SHARES = {"per", "percent", "percentage", "percentages", "rate", "rates", "ratio", "ratios"}
NAMED = 40
_WAS = re.compile(r"was (hidden|[\d,]+), is (hidden|[\d,]+)")
KINDS = ("new", "growing", "fading", "gone")
HOUR = 3_600_000


def day(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo("Europe/London"))


def kind_of(start: int, end: int) -> int:
    """Of how many whole calendar months a period is, if it is a month, a quarter or a year; else 0."""
    first, after = day(start), day(end - 2 * HOUR).date() + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if first.day == after.day == 1 and months in (1, 3, 12) else 0


def last_time(raw: Raw) -> Row | None:
    start, end = raw.period
    team, agency = raw.place
    found = [
        one
        for one in raw.rows["reports"]
        if one["state"] in ("approved", "published")
        and (one["team_id"], one["agency"]) == (team, agency)
        and one["period_to"] <= start + HOUR
        and kind_of(one["period_from"], one["period_to"]) == kind_of(start, end)
    ]
    return max(found, key=lambda one: (one["period_to"], one["edition"]), default=None)


def since(raw: Raw, findings: Findings) -> Iterator[str]:
    said, last = findings.since, last_time(raw)
    if last is None or said is None:
        yield from number("since", said, last)
        return
    before = decode(last["findings"])
    about = (said.report_id, said.period_from, said.period_to, said.edition)
    names = ("id", "period_from", "period_to", "edition")
    yield from number("since what", about, tuple(last[name] for name in names))
    yield from number("same codebook", said.same_codebook, before.method.codebook == findings.method.codebook)
    told = [
        (one.kind, one.audience, one.theme_id, (one.now, one.of), (one.before, one.before_of))
        for one in said.themes
    ]
    yield from number("since in order", [*told], sorted(told, key=lambda one: KINDS.index(one[0])))
    yield from number("since", Counter(told), Counter(_moved(raw, findings, before, last)))


def _moved(raw: Raw, findings: Findings, before: Findings, last: Row) -> Iterator[tuple[Any, ...]]:
    periods = (raw.period, (last["period_from"], last["period_to"]))
    for themes in findings.themes:
        audience = themes.audience
        mine = [one for one in raw.rows["submissions"] if one["audience"] == audience]
        sets = [{one["id"] for one in mine if raw.within(one, *when)} for when in periods]
        for theme in themes.counts:
            spoken = {
                one["submission_id"]
                for one in raw.rows["codings"]
                if one["theme_id"] == theme.theme_id and one["withdrawn_at"] is None and not one["suggested"]
            }
            now, then = ((len(each & spoken), len(each)) for each in sets)
            shown = _shows(theme) and any(_shows(one) for one in _same(before, audience, theme.theme_id))
            if shown and min(now[1], then[1]) >= FEWEST and (kind := _kind(now, then)):
                yield kind, audience, theme.theme_id, now, then


def _same(findings: Findings, audience: str, theme_id: str) -> Iterator[ThemeCount]:
    for themes in findings.themes:
        for one in themes.counts:
            if (themes.audience, one.theme_id) == (audience, theme_id):
                yield one


def _shows(theme: ThemeCount) -> bool:
    return theme.table.n is not None and theme.table.cells["not-spoken"] is not None


def _kind(now: tuple[int, int], then: tuple[int, int]) -> str:
    if 0 in (now[0], then[0]):
        return "new" if now[0] > max(FEW) else "gone" if then[0] > max(FEW) else ""
    low, high = newcombe(now, then)
    return "growing" if low > 0 else "fading" if high < 0 else ""


def place_name(raw: Raw) -> tuple[str, str, frozenset[str]]:
    """How indicators of the report's place are stored, what it is called, and its teams."""
    team, agency = raw.place
    if team:
        name = next(one["name"] for one in raw.rows["teams"] if one["id"] == team)
        return f"team/{team}", name, raw.teams
    return (f"agency/{agency}", agency, raw.teams) if agency else ("*", "Whole partnership", raw.teams)


def is_count(one: Row) -> bool:
    words = set(re.findall(r"\w+", one["unit"].lower()))
    share = "%" in one["unit"] or words & SHARES
    return float(one["value"]).is_integer() and not share


def indicators(raw: Raw, findings: Findings) -> Iterator[str]:
    own, name, mine = place_name(raw)
    start, end = raw.period
    rows = raw.rows["indicators"]
    here = [one for one in rows if one["place"] == own and one["period_from"] < end]
    told = sorted(
        (one for one in here if one["period_to"] > start),
        key=lambda one: (one["name"], one["period_from"], one["period_to"]),
    )
    said = findings.indicators or ()
    fields = ("name", "unit", "period_from", "period_to", "source")
    yield from number(
        "indicators",
        [(*(getattr(one, field) for field in fields), one.place) for one in said],
        [(*(one[field] for field in fields), name) for one in told],
    )
    for shown, row in zip(said, told, strict=False):
        few = is_count(row) and row["value"] in FEW
        if shown.value is not None and (few or shown.value != row["value"]):
            yield f"indicator {row['name']}: {shown.value} and is {row['value']}"
        if shown.value is None and not (few or (is_count(row) and any(_beside(raw, row, mine, rows)))):
            yield f"indicator {row['name']} is hidden and nothing is small: {row['value']}"
    yield from _parts([one for one in said if one.value is not None])


def _beside(raw: Raw, row: Row, mine: frozenset[str], rows: Sequence[Row]) -> Iterator[bool]:
    """Whether a small count of some of the same people and days stands beside, or one of the same place."""
    for one in rows:
        same = one["name"].casefold() == row["name"].casefold() and one["id"] != row["id"] and is_count(one)
        if same and one["period_from"] < row["period_to"] and one["period_to"] > row["period_from"]:
            kind, _, of = one["place"].partition("/")
            theirs = {
                each["id"]
                for each in raw.rows["teams"]
                if kind == "*" or (kind == "team" and each["id"] == of) or each["agency"] == of
            }
            yield one["place"] == row["place"] or (one["value"] in FEW and bool(theirs & mine))


def _parts(shown: Sequence[Indicator]) -> Iterator[str]:
    for whole in shown:
        inside = [
            one
            for one in shown
            if one is not whole and one.name.casefold() == whole.name.casefold()
            and whole.period_from <= one.period_from and one.period_to <= whole.period_to
        ]  # fmt: skip
        for size in range(1, len(inside) + 1):
            for parts in combinations(inside, size):
                apart = all(
                    one.period_to <= other.period_from or other.period_to <= one.period_from
                    for one, other in combinations(parts, 2)
                )
                left = (whole.value or 0) - sum(one.value or 0 for one in parts)
                if apart and is_count({"unit": whole.unit, "value": whole.value}) and left in FEW:
                    yield f"indicator {whole.name}: {left} can be worked out"


def actions(raw: Raw, findings: Findings) -> Iterator[str]:
    start, end = raw.period
    whole = raw.place == (None, None)
    roles = {one["id"]: one["role"] for one in raw.rows["workers"]}
    carried = Counter(
        one["action_id"] for one in raw.rows["action_events"] if one["what"] == "carried" and one["at"] < end
    )
    truth = []
    for one in sorted(raw.rows["actions"], key=lambda one: (one["made_at"], one["id"])):
        here = whole or one["team_id"] in raw.teams
        over = one["settled_at"] is not None and one["settled_at"] < start
        if here and one["made_at"] < end and not over and (one["shown"] or not one["single"]):
            is_open = one["settled_at"] is None or one["settled_at"] >= end
            state, at = ("open", None) if is_open else (one["state"], one["settled_at"])
            role = roles.get(one["owner_id"], "")
            times = (one["due_at"], at, carried[one["id"]])
            truth.append((one["id"], state, one["theme_id"] or "", *times, role))
    said = [
        (one.id, one.state, one.theme_id, one.due_at, one.settled_at, one.carried, one.owner)
        for one in findings.actions or ()
    ]
    yield from number("actions", said, truth)


def correction(before: Findings, now: Findings) -> Iterator[str]:
    """Every number of a table that differs of forty tables is told as it was and is; and all else."""
    then, new = dict(_tables(before)), dict(_tables(now))
    moved = [
        Counter(
            (_figure(old.get(label, 0)), _figure(fresh.get(label, 0)))
            for label in old.keys() | fresh.keys()
            if old.get(label, 0) != fresh.get(label, 0)
        )
        for old, fresh in ((then[key].cells, table.cells) for key, table in new.items() if key in then)
    ]
    differ = [one for one in moved if one]
    lines = [one for one in now.corrected if not re.match("Codebook|Rules|Software|Quotes", one)]
    tables = [pairs for one in lines if (pairs := Counter(_WAS.findall(one)))]
    ones = [("not in the edition before", new.keys() - then.keys()),
            ("not shown any more", then.keys() - new.keys())]  # fmt: skip
    every = len(differ) + sum(len(keys) for _, keys in ones)
    named = len(tables) + sum(words in one for one in lines for words, _ in ones)
    yield from number("tables by name", named, min(every, NAMED))
    more = [int(found[1]) for one in lines if (found := re.match(r"(\d+) more tables? differ", one))]
    yield from number("more tables", more, [every - NAMED] if every > NAMED else [])
    if every <= NAMED:
        yield from number("corrected", sum(tables, Counter()), sum(differ, Counter()))
        for words, keys in ones:
            yield from number(words, sum(words in one for one in lines), len(keys))
    elif unknown := [one for one in tables if one not in differ]:
        yield f"corrected: {unknown}"
    yield from _besides(before, now)


def _reworded(before: Findings, now: Findings) -> int:
    """Quotes of both editions that are not read alike in both."""
    old, fresh = (
        {(one.submission_id, one.question_id): replace(one, alone=False) for one in some.quotes}
        for some in (before, now)
    )
    return sum(old[place] != fresh[place] for place in old.keys() & fresh.keys())


def _besides(before: Findings, now: Findings) -> Iterator[str]:
    """Quotes, versions and whatever is told only by name."""
    old, fresh = ({(one.submission_id, one.question_id) for one in some.quotes} for some in (before, now))
    wanted = {
        *([f"taken out: {len(old - fresh)}."] if old - fresh else []),
        *([f"added: {len(fresh - old)}."] if fresh - old else []),
        *([f"under another heading: {other}."] if (other := _reworded(before, now)) else []),
        *(f"is {getattr(now.method, name)}." for name in ("codebook", "rules", "software")
          if getattr(before.method, name) != getattr(now.method, name)),
    }  # fmt: skip
    said = [one for one in now.corrected if re.match("Codebook|Rules|Software|Quotes", one)]
    yield from number("besides", len(said), len(wanted))
    yield from (f"corrected: no {one}" for one in wanted if not any(line.endswith(one) for line in said))
    differs = sum(one.endswith(": something differs.") for one in now.corrected)
    alone = ("voices", "indicators", "actions", "months", "families", "gaps", "since")
    parts = [tuple(getattr(one, name) for name in alone) for one in (before, now)]
    pairs = [
        *zip(*parts, strict=True),
        ((before.links, before.reach), (now.links, now.reach)),
        (before.method.codings, now.method.codings),
        (before.method.texts, now.method.texts),
        *(
            ([[getattr(each, name) for name in names] for each in getattr(before, part)],
             [[getattr(each, name) for name in names] for each in getattr(now, part)])
            for part, names in (
                ("changes", ("measure", "group", "interval", "mean", "mean_range")),
                ("concerns", ("level", "median_minutes")),
            )
        ),
    ]  # fmt: skip
    yield from number("by name", differs, sum(one != two for one, two in pairs))


def _figure(count: int | None) -> str:
    return "hidden" if count is None else f"{count:,}"


def _tables(findings: Findings) -> Iterator[tuple[tuple[str, ...], Table]]:
    for group in findings.groups:
        for heading, table in group.breakdowns.items():
            yield ("group", group.audience, heading), table
    for role, table in {"": findings.subjects.heard, **findings.subjects.roles}.items():
        yield ("subjects", role), table
    for one in findings.feelings:
        yield ("feeling", one.measure, one.group, *one.table.cells), one.table
        yield ("scribed", one.measure, one.group, *one.table.cells), one.scribed
    for change in findings.changes:
        yield ("change", change.measure, change.group, *change.scale), change.table
        yield ("changed by a scribe", change.measure, change.group, *change.scale), change.scribed
    yield from _said(findings)


def _said(findings: Findings) -> Iterator[tuple[tuple[str, ...], Table]]:
    for themes in findings.themes:
        for theme in themes.counts:
            yield ("theme", themes.audience, theme.theme_id), theme.table
    for concern in findings.concerns:
        yield ("concern", concern.level), concern.seen
        if concern.outcomes:
            yield ("decided", concern.level), concern.outcomes
    for asked in findings.confidence or ():
        yield ("confidence", asked.measure), asked.table
    for tone in findings.tones or ():
        yield ("tone", tone.audience), tone.table
