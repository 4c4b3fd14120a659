"""What a report ought to say of themes, months, roles, tones, concerns, links: as in `report_truth`."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import permutations
from statistics import fmean, median_low
from zoneinfo import ZoneInfo

from feedback_service.report_findings import Feeling, Findings, MonthLine
from forms.model import ZeroToTen
from tests.feedback_service.report_truth import (
    ABOUT,
    BANDS,
    ENOUGH,
    FEW,
    MOMENTS,
    NO_ANSWER,
    ROLES,
    Raw,
    Row,
    changes,
    feelings,
    groups,
    number,
    shares,
    sizes_of,
    subjects,
    table,
    voices,
)
from tests.feedback_service.report_truth_beyond import actions, indicators, since
from tests.feedback_service.report_truth_ranges import moved, ranged
from tests.feedback_service.report_truth_summary import summary

GRAVEST = ("emergency", "strategy", "refer", "early_help", "no_concern")
FEWEST = 10
BEHIND = {"strength": "good", "worry": "worry", "said": "spoken"}
Parts = tuple[str, Mapping[str, str]]


def checks(raw: Raw, findings: Findings, parts: Parts) -> dict[str, list[Iterator[str]]]:
    """What looks at each part of the findings."""
    return {
        "groups": [groups(raw, findings, parts)],
        "subjects": [subjects(raw, findings)],
        "links": [links(raw, findings, parts)],
        "reach": [links(raw, findings, parts)],
        "voices": [voices(raw, findings)],
        "feelings": [feelings(raw, findings)],
        "left_out": [left_out(raw, findings)],
        "themes": [themes(raw, findings)],
        "quotes": [quotes(raw, findings)],
        "changes": [changes(raw, findings)],
        "concerns": [concerns(raw, findings)],
        "method": [method(raw, findings), limits(findings)],
        "gaps": [gaps(findings)],
        "tones": [tones(raw, findings)],
        "months": [months(raw, findings)],
        "families": [families(raw, findings)],
        "confidence": [confidence(raw, findings)],
        "indicators": [indicators(raw, findings)],
        "actions": [actions(raw, findings)],
        "since": [since(raw, findings)],
        "summary": [summary(findings)],
    }


def wrong(raw: Raw, findings: Findings, parts: Parts) -> list[str]:
    """Everything in which the findings are not what the rows say."""
    every = {name: some for name, some in checks(raw, findings, parts).items() if name != "reach"}
    return [found for some in every.values() for check in some for found in check]


def _standing(raw: Raw) -> list[Row]:
    mine = {one["id"] for one in raw.counted()}
    return [
        one
        for one in raw.rows["codings"]
        if one["submission_id"] in mine and one["withdrawn_at"] is None and not one["suggested"]
    ]


def _by_theme(raw: Raw) -> dict[str, dict[str, set[str | None]]]:
    """By theme and set of answers: which ways its codings lean."""
    found: dict[str, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for one in _standing(raw):
        found[one["theme_id"]][one["submission_id"]].add(one["valence"])
    return found


def _lean(ways: set[str | None]) -> str:
    good, worry = bool(ways & {"strength", "both"}), bool(ways & {"worry", "both"})
    return "mixed" if good == worry else "good" if good else "worry"


def themes(raw: Raw, findings: Findings) -> Iterator[str]:
    standing = _by_theme(raw)
    sized = [one.audience for one in findings.groups if one.n]
    yield from number("themes", [one.audience for one in findings.themes], sized)
    for told in findings.themes:
        mine = {one["id"] for one in raw.counted() if one["audience"] == told.audience}
        yield from number(f"themes of {told.audience}: n", told.n, len(mine))
        for theme in told.counts:
            leans = {owner: ways for owner, ways in standing[theme.theme_id].items() if owner in mine}
            by_side = theme.theme_id in raw.everyday and told.audience != "practitioner"
            truth = Counter(_lean(ways) if by_side else "spoken" for ways in leans.values())
            rest = {"not-spoken": len(mine) - len(leans)}
            yield from table(f"{theme.theme_id} of {told.audience}", theme.table, {**truth, **rest})


def quotes(raw: Raw, findings: Findings) -> Iterator[str]:
    """Ten at least stand behind each, as many as are told; of the band that is named, ten of these."""
    standing = _by_theme(raw)
    told = {(one.audience, each.theme_id): each.table for one in findings.themes for each in one.counts}
    for one in findings.quotes:
        name, cell = f"quote on {one.theme_id} of {one.audience}, {one.side}", BEHIND[one.side]
        by_side = one.theme_id in raw.everyday and one.audience != "practitioner"
        leans = {
            owner: _lean(ways) if by_side else "spoken" for owner, ways in standing[one.theme_id].items()
        }
        behind = [
            each
            for each in raw.counted()
            if each["audience"] == one.audience and leans.get(each["id"]) == cell
        ]
        shown = told[one.audience, one.theme_id].cells.get(cell)
        if len(behind) < FEWEST or shown != len(behind):
            yield f"{name}: {len(behind)} stand behind it, and {shown} are told"
        who, _, band = one.who.partition(", ")
        of_band = [each for each in behind if BANDS.get(each["band"]) == band]
        if band and len(of_band) < FEWEST:
            yield f"{name}: {who} is told to be {band}, as are {len(of_band)} of {len(behind)}"


def _line(name: str, line: MonthLine, truth: Mapping[str, int], few: int) -> Iterator[str]:
    """A line shows what is true, and nothing small; how much else it hides is a law of its own."""
    yield from number(f"{name}: n", line.n, sum(truth.values()))
    for key, count in line.cells.items():
        if count is not None and (count != truth.get(key, 0) or 1 <= count <= few):
            yield f"{name}: {key} is {count} and ought to be {truth.get(key, 0)}"


def months(raw: Raw, findings: Findings) -> Iterator[str]:
    assert findings.months
    standing = _by_theme(raw)

    def month(one: Row) -> str:
        at = datetime.fromtimestamp(one["answered_at"] / 1000, UTC)
        return f"{at.astimezone(ZoneInfo('Europe/London')):%Y-%m}"

    for line in findings.months.lines:
        mine = [one for one in raw.counted() if one["audience"] == line.audience]
        spoken = [one for one in mine if not line.theme_id or one["id"] in standing[line.theme_id]]
        truth = Counter(month(one) for one in spoken)
        yield from _line(f"months of {line.audience} {line.theme_id}", line, truth, max(FEW))
        sizes = next(one.cells for one in findings.months.lines if one.audience == line.audience)
        told = [(sizes[name] or 0, count) for name, count in line.cells.items() if count is not None]
        move = f"move of {line.audience} {line.theme_id}"
        yield from moved(move, line.move, told if line.theme_id else ())


def families(raw: Raw, findings: Findings) -> Iterator[str]:
    standing = _by_theme(raw)

    def role(one: Row) -> str:
        return next((name for name, codes in ROLES.items() if one["person_role"] in codes), "others")

    mine = [one for one in raw.counted() if one["audience"] == "family"]
    for line in findings.families:
        spoken = [one for one in mine if not line.theme_id or one["id"] in standing[line.theme_id]]
        yield from _line(f"roles, {line.theme_id}", line, Counter(role(one) for one in spoken), FEWEST - 1)


def concerns(raw: Raw, findings: Findings) -> Iterator[str]:
    # Whom it is kept from, if it is one worker, sees all teams.
    kept = {one["submission_id"] for one in raw.rows["routings"] if one["released_at"] is None}
    # What differs from or adds to a submission is kept with it.
    root = {one["id"]: one["differs_from"] or one["id"] for one in raw.rows["submissions"]}
    mine = {one["id"] for one in raw.counted() if one["id"] not in kept and root[one["id"]] not in kept}
    newest: dict[str, str] = {}
    for made in sorted(raw.rows["concern_decisions"], key=lambda one: (one["decided_at"], one["id"])):
        newest[made["concern_id"]] = made["outcome"]
    for told in findings.concerns:
        found = defaultdict(list)
        for one in raw.rows["concerns"]:
            if one["submission_id"] in mine and one["level"] == told.level:
                found[one["submission_id"]].append(one)
        done = [some for some in found.values() if all(one["seen_at"] is not None for one in some)]
        minutes = [
            (max(one["seen_at"] for one in some) - min(one["raised_at"] for one in some)) // 60_000
            for some in done
        ]
        truth = {"seen": len(done), "waiting": len(found) - len(done)}
        yield from table(f"{told.level}: seen", told.seen, truth)
        shown = median_low(minutes) if told.seen.cells["seen"] else None
        yield from number(f"{told.level}: minutes", told.median_minutes, shown)
        outcomes = Counter(
            "waiting"
            if any(one["id"] not in newest for one in some)
            else min((newest[one["id"]] for one in some), key=GRAVEST.index)
            for some in found.values()
        )
        assert told.outcomes
        yield from table(f"{told.level}: decided", told.outcomes, outcomes)


def _texts(raw: Raw) -> Iterator[tuple[Row, tuple[str, str]]]:
    mine = {one["id"]: one for one in raw.counted()}
    for row in raw.rows["answers"]:
        if row["word_count"] and row["submission_id"] in mine:
            yield mine[row["submission_id"]], (row["submission_id"], row["question_id"])


def _places(raw: Raw, name: str) -> dict[tuple[str, str], Row]:
    return {(one["submission_id"], one["question_id"]): one for one in raw.rows[name]}


def tones(raw: Raw, findings: Findings) -> Iterator[str]:
    assert findings.tones is not None
    kept = {one["submission_id"] for one in raw.rows["submission_keys"]}
    read, raised = _places(raw, "analysed_texts"), _places(raw, "concerns")
    truth: dict[str, Counter[str]] = defaultdict(Counter)
    for one, place in _texts(raw):
        if one["id"] in kept:
            known = read.get(place)
            tone = "waiting" if known is None or not known["version"] else known["tone"] or "unread"
            truth[one["audience"]]["unsure" if tone == "positive" and place in raised else tone] += 1
    wanted = {
        audience
        for audience, counts in truth.items()
        if audience != "observation" and counts.total() - counts["unread"] - counts["waiting"] >= 20
    }
    yield from number("tones", {one.audience for one in findings.tones}, wanted)
    for told in findings.tones:
        yield from table(f"tones of {told.audience}", told.table, truth[told.audience])


def method(raw: Raw, findings: Findings) -> Iterator[str]:
    seen: dict[str, int] = defaultdict(int)
    for one in raw.rows["readings"]:
        seen[one["submission_id"]] = max(seen[one["submission_id"]], one["at"])
    by = Counter(
        "Set by a worker"
        if one["assigned_by"]
        else "Left standing by a worker who read it"
        if seen[one["submission_id"]] >= one["assigned_at"]
        else "The machine's proposal only"
        for one in _standing(raw)
    )
    names = ("Set by a worker", "Left standing by a worker who read it", "The machine's proposal only")
    yield from shares("codings", findings.method.codings, {name: by[name] for name in names})
    themed = {(one["submission_id"], one["question_id"]) for one in _standing(raw)}
    new = _places(raw, "unthemed")
    texts = Counter(
        "With a theme" if place in themed else "Not yet looked at" if place in new else "Without a theme"
        for _, place in _texts(raw)
    )
    names = ("With a theme", "Without a theme", "Not yet looked at")
    yield from shares("texts", findings.method.texts, {name: texts[name] for name in names})
    versions = {one["version"] for one in _standing(raw) if not one["assigned_by"]}
    yield from number("coded by", findings.method.coded_by, tuple(sorted(versions)))


def links(raw: Raw, findings: Findings, parts: Parts) -> Iterator[str]:
    answered = {one["link_id"] for one in raw.rows["submissions"]}
    start, end = raw.period
    made = [
        one for one in raw.rows["links"] if one["team_id"] in raw.teams and start <= one["created_at"] < end
    ]
    form = {one.form.id: one.form for one in raw.catalogue.all_current()}

    def state(one: Row) -> str:
        return (
            "Answered"
            if one["id"] in answered
            else "Opened, not answered"
            if one["opened_at"]
            else "Never opened"
        )

    for told in findings.links:
        truth = Counter(state(one) for one in made if form[one["form_id"]].audience == told.audience)
        for name, count in told.cells.items():
            yield from number(
                f"links {told.audience} {name}", count, None if truth[name] in FEW else truth[name]
            )
    labels: dict[str, Callable[[Row], str]] = {
        "Age band": lambda one: BANDS[form[one["form_id"]].band or ""],
        "Kind of form": lambda one: "Easy-read form" if one["form_id"].startswith("easy-") else "Usual form",
        "For whom": lambda one: (one["role"] or "Not said").replace("-", " ").capitalize(),
        "When in the help": lambda one: MOMENTS[one["moment"]],
        "Additional needs": lambda one: ABOUT["needs"][raw.of_subject(one, "needs")],
        "Area": lambda one: raw.of_subject(one, "area") or "Not said",
        parts[0]: lambda one: parts[1][one["team_id"]],
    }
    for reach in findings.reach:
        for name, cells in reach.cells.items():
            mine = [one for one in made if form[one["form_id"]].audience == reach.audience]
            states = Counter(state(one) for one in mine if labels[reach.heading](one) == name)
            states["Not answered"] = states["Opened, not answered"] + states["Never opened"]
            states["Made"] = states["Answered"] + states["Not answered"]
            for key, count in cells.items():
                if count is not None and (count != states[key] or count in FEW):
                    yield f"invited {reach.audience} {name} {key}: {count} and ought to be {states[key]}"


def confidence(raw: Raw, findings: Findings) -> Iterator[str]:
    given = _places(raw, "answers")
    mine = [one for one in raw.counted() if one["audience"] == "practitioner"]
    for told in findings.confidence or ():
        _, name, _ = told.measure.split("/", 2)
        truth: Counter[str] = Counter()
        for one in mine:
            question = raw.catalogue.get(one["form_id"], one["form_version"]).questions[name]
            row = given.get((one["id"], name))
            if row is None or row["value"] is None:
                truth[NO_ANSWER] += 1
            elif isinstance(question, ZeroToTen):
                value = json.loads(row["value"])
                truth["0 to 4" if value < 5 else "5 to 7" if value < 8 else "8 to 10"] += 1
            else:
                truth[raw.catalogue.current(one["form_id"]).values[name][json.loads(row["value"])]] += 1
        yield from table(f"confidence, {name}", told.table, truth)


def gaps(findings: Findings) -> Iterator[str]:
    """From the tables, which are checked above: of each two voices asked on scales of one length."""
    alike: dict[tuple[str, int], dict[str, Feeling]] = defaultdict(dict)
    for one in findings.feelings:
        if one.table.n is not None and None not in one.table.cells.values():
            mine = alike[one.measure, len(one.table.cells)]
            if one.group not in mine or (mine[one.group].table.n or 0) <= one.table.n:
                mine[one.group] = one
    truth = {
        (measure, (left.group, right.group), (len(_answers(left)), len(_answers(right)))): (left, right)
        for (measure, _), mine in alike.items()
        for left, right in permutations(mine.values(), 2)
        if _voice(left) < _voice(right) and min(len(_answers(left)), len(_answers(right))) >= ENOUGH
    }
    told = {(one.measure, one.groups, one.answered): one for one in findings.gaps}
    yield from number("gaps", set(told), set(truth))
    for key in told.keys() & truth.keys():
        gap, sides = told[key], [_answers(one) for one in truth[key]]
        if abs(fmean(sides[0]) - fmean(sides[1]) - gap.difference) > 0.0501:
            yield f"gap {gap}"
        yield from ranged(f"gap {key}", gap.interval, sides)


def _voice(one: Feeling) -> int:
    return 1 if one.group == "Families" else 2 if one.group.startswith("Practitioners") else 0


def _answers(one: Feeling) -> list[int]:
    counts = [count or 0 for name, count in one.table.cells.items() if name != NO_ANSWER]
    return [place for place, count in enumerate(counts) for _ in range(count)]


def left_out(raw: Raw, findings: Findings) -> Iterator[str]:
    """Groups that answered, of which not even the number is told."""
    told = {name for name, _ in sizes_of(findings.groups)}
    heard = {f"Children {BANDS[one['band']]}" for one in raw.counted() if one["audience"] == "child"}
    heard |= {"Families" for one in raw.counted() if one["audience"] == "family"}
    yield from number("left out", findings.left_out, tuple(sorted(heard - told)))


def limits(findings: Findings) -> Iterator[str]:
    yield from number("threshold", findings.method.threshold, max(FEW))
    yield from number("fewest behind a quote", findings.method.quote_base, FEWEST)
