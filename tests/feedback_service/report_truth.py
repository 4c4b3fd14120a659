"""What a report ought to say: every number worked out again from raw rows, by docs/report-definitions.md.

Here who was heard and how they are; `report_truth_said` has the rest. Nothing here calls what makes reports.
What is shown must be true, what is small hidden, and nothing may be hidden where nothing is small.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from feedback_service.report_findings import Changed, Findings, Group, Shares, Table
from forms.catalogue import Catalogue
from tests.feedback_service.report_truth_ranges import ranged

Row = dict[str, Any]
FEW = range(1, 6)
ENOUGH = 20
CHANGED = 6
BANDS = {"4-7": "4 to 7", "8-11": "8 to 11", "12-17": "12 to 17"}
MOMENTS = {
    "start": "At the start", "review": "At a review", "end": "At the end", "after": "Afterwards",
    None: "Not said",
}  # fmt: skip
CHANNELS = {"link": "By a link", "tablet": "On a shared tablet", "import": "Brought in from elsewhere"}
WIDER = ("grandparent", "aunt-or-uncle", "brother-or-sister")
ROLES = {"mothers": ("mother",), "fathers": ("father",), "wider": WIDER}
ABOUT: dict[str, dict[str | None, str]] = {
    "area": {}, "needs": {"yes": "With additional needs", "no": "Without", None: "Not said"},
}  # fmt: skip
NO_ANSWER = "No answer, or not sure"
GROUPS = {"family": "Families", "practitioner": "Practitioners, about the child"}


class Raw(NamedTuple):
    """All rows by table, what the report is about, and the forms and everyday themes it is told in.

    `place` is the id of its team, or its agency.
    """

    rows: Mapping[str, list[Row]]
    teams: frozenset[str]
    period: tuple[int, int]
    catalogue: Catalogue
    everyday: frozenset[str]
    place: tuple[str | None, str | None] = (None, None)

    def counted(self) -> list[Row]:
        return [one for one in self.rows["submissions"] if self.within(one, *self.period)]

    def within(self, one: Row, start: int, end: int) -> bool:
        in_time = start <= one["answered_at"] < end
        return one["team_id"] in self.teams and one["differs_from"] is None and in_time

    def of_subject(self, one: Row, name: str) -> str | None:
        """What is known of whom a set of answers or a link is about."""
        found = [row[name] for row in self.rows["subjects"] if row["id"] == one["subject_id"]]
        return found[0] if found else None

    def of(self, table: str) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in self.rows[table]:
            found[row["submission_id"]].append(row)
        return found


def table(name: str, said: Table, truth: Mapping[str, int]) -> Iterator[str]:
    """What is wrong with a table, given the true counts."""
    n, hidden = sum(truth.values()), {key for key, count in said.cells.items() if count is None}
    if said.n != (None if n in FEW else n):
        yield f"{name}: n is {said.n} and ought to be {n}"
    if {key: count for key, count in said.cells.items() if count} | dict.fromkeys(hidden, 0) != {
        key: 0 if key in hidden else truth.get(key, 0)
        for key in said.cells
        if key in hidden or truth.get(key, 0)
    } or set(truth) - set(said.cells) - {key for key, count in truth.items() if not count}:
        yield f"{name}: {said.cells} and ought to be {dict(truth)}"
    small = {key for key, count in truth.items() if count in FEW}
    if not small <= hidden:
        yield f"{name}: tells of few: {said.cells}, {dict(truth)}"
    if hidden and not small:
        yield f"{name}: hides {hidden} where nothing is small: {dict(truth)}"
    if said.n is None and any(not truth.get(key, 0) for key in hidden):
        yield f"{name}: hides a 0 where n is not told: {said.cells}"
    if (
        hidden
        and said.n is not None
        and (len(hidden) == 1 or sum(truth.get(key, 0) for key in hidden) in FEW)
    ):
        yield f"{name}: what is hidden can be worked out: {said.cells}, {dict(truth)}"


def number(name: str, said: object, truth: object) -> Iterator[str]:
    if said != truth:
        yield f"{name}: {said} and ought to be {truth}"


def percent(part: int, whole: int) -> int | None:
    if whole < 20 or part in FEW or whole - part in FEW:
        return None
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def shares(name: str, said: Shares, truth: Mapping[str, int]) -> Iterator[str]:
    whole = sum(truth.values())
    yield from number(f"{name}: about", said.about, round(whole / 10) * 10)
    yield from number(name, said.percents, {key: percent(count, whole) for key, count in truth.items()})


def groups(raw: Raw, findings: Findings, parts: tuple[str, Mapping[str, str]]) -> Iterator[str]:
    read, words, forms = raw.of("readings"), raw.of("answers"), raw.catalogue
    heading, names = parts
    for group in findings.groups:
        rows = [one for one in raw.counted() if one["audience"] == group.audience]
        yield from number(f"{group.audience}: n", group.n, None if len(rows) in FEW else len(rows))

        def label(one: Row, keeps: str) -> str:
            form = forms.get(one["form_id"], one["form_version"])
            (question,) = [q for q in form.questions.values() if q.keeps == keeps]
            return form.values[question.id].get(one[keeps], "Not said")

        kinds: dict[str, Callable[[Row], str]] = {
            "When in the help": lambda one: MOMENTS[one["moment"]],
            "How it came": lambda one: CHANNELS[one["channel"]],
            "Finished": lambda one: "Finished" if one["finished"] else "Stopped before the end",
            "Read by a worker": lambda one: "Read" if one["id"] in read else "Not yet read",
            "Language": lambda one: "English" if one["language"] in (None, "en") else "Another language",
            "Words of their own": lambda one: (
                "Gave some" if any(row["word_count"] for row in words[one["id"]]) else "Gave none"
            ),
        }
        if heading:
            kinds[heading] = lambda one: names[one["team_id"]]
        known = {name for name in ABOUT if any(one[name] for one in raw.rows["subjects"])}
        if "area" in known:
            kinds["Area"] = lambda one: raw.of_subject(one, "area") or "Not said"
        if "needs" in known:
            kinds["Additional needs"] = lambda one: ABOUT["needs"][raw.of_subject(one, "needs")]
        if group.audience == "child":
            kinds |= {
                "Age band": lambda one: BANDS[one["band"]],
                "Company": lambda one: {None: "Not said", "on-my-own": "On their own"}.get(
                    one["helper"], "Somebody was with them"
                ),
                "Who tapped or wrote": lambda one: {None: "Not said", "myself": "The child"}.get(
                    one["scribe"], "Somebody else"
                ),
                "Kind of form": lambda one: (
                    "Easy-read form" if one["form_id"].startswith("easy-") else "Usual form"
                ),
            }
        else:
            kinds["Who answered"] = lambda one: (
                label(one, "person_role") if one["person_role"] is not None else "Not said"
            )
        if group.audience == "observation":
            kinds["Whether the child could give a view"] = lambda one: (
                label(one, "no_view") if one["no_view"] else "A worker wrote what they saw"
            )
        yield from number(f"{group.audience}: headings", set(group.breakdowns), set(kinds) if rows else set())
        for name, said in group.breakdowns.items():
            yield from table(f"{group.audience}, {name}", said, Counter(kinds[name](one) for one in rows))


def subjects(raw: Raw, findings: Findings) -> Iterator[str]:
    heard = [one for one in raw.counted() if one["subject_id"] and one["no_view"] is None]
    known = {
        one["id"]
        for one in raw.rows["subjects"]
        if one["team_id"] in raw.teams and one["created_at"] < raw.period[1]
    }
    by: dict[str, set[str]] = defaultdict(set)
    for one in heard:
        by[one["audience"]].add(one["subject_id"])
    everyone, anyone = known | {one["subject_id"] for one in heard}, {one["subject_id"] for one in heard}
    child, seen = by["child"], by["observation"] - by["child"]
    truth = {"child": len(child), "observed": len(seen), "adults": len(anyone - child - seen)}
    yield from table("subjects", findings.subjects.heard, {**truth, "nobody": len(everyone - anyone)})
    for name, codes in ROLES.items():
        yes = len({one["subject_id"] for one in heard if one["person_role"] in codes})
        yield from table(name, findings.subjects.roles[name], {"answered": yes, "not": len(everyone) - yes})


def voices(raw: Raw, findings: Findings) -> Iterator[str]:
    words = raw.of("answers")
    sets, texts, spoken = Counter[str](), Counter[str](), Counter[str]()
    for one in raw.counted():
        mine = sum(row["word_count"] for row in words[one["id"]])
        sets[one["audience"]] += 1
        texts[one["audience"]] += mine > 0
        spoken[one["audience"]] += mine
    said, (child, family) = findings.voices, ("child", "family")
    yield from number(
        "voices: sets", said.submissions_percent, percent(sets[child], sets[child] + sets[family])
    )
    safe = not any(count in FEW for count in (sets[child], sets[family], texts[child], texts[family]))
    truth = percent(spoken[child], spoken[child] + spoken[family]) if safe else None
    yield from number("voices: words", said.words_percent, truth)
    for audience, told in ((child, said.child_words), (family, said.family_words)):
        truth = None if texts[audience] in FEW else spoken[audience]
        yield from number(f"voices: words of {audience}", told, truth)
    told_at_all = max(sets[child], sets[family], texts[child], texts[family]) > max(FEW)
    more = sets[family] > sets[child] or spoken[family] > spoken[child]
    yield from number("voices: outweigh", said.adults_outweigh, more if told_at_all else None)


class Placed(NamedTuple):
    """An answer to a measure: which, of whom, on which scale (its words), and the place on it."""

    measure: str
    group: str
    scale: tuple[str, ...]
    place: int | None


def _placed(raw: Raw, one: Row, given: Mapping[str, Row]) -> Iterator[Placed]:
    """What a set of answers says to each measure that its form asks; None where it says nothing."""
    if one["audience"] == "observation":
        return
    form = raw.catalogue.get(one["form_id"], one["form_version"])
    group = GROUPS.get(one["audience"]) or f"Children {BANDS[one['band']]}"
    for question in form.questions.values():
        if question.measure in ("happier", "safe", "listened", "seen", "fed", "warm"):
            values = list(form.values[question.id].items())
            chosen = given.get(question.id)
            value = json.loads(chosen["value"]) if chosen and chosen["value"] is not None else None
            if question.measure == "happier" and question.show_if:  # asked in two steps, the same comes first
                first = question.show_if[0]
                same = [pair for pair in form.values[first.question].items() if pair[0] not in first.answers]
                values[len(values) // 2 : len(values) // 2] = same
                before = given.get(first.question)
                if value is None and before and before["value"] is not None:
                    value = json.loads(before["value"])
            place = next((at for at, (code, _) in enumerate(values) if code == value), None)
            yield Placed(question.measure, group, tuple(label for _, label in values), place)


def _by_question(raw: Raw) -> dict[str, dict[str, Row]]:
    return {
        owner: {row["question_id"]: row for row in rows if row["state"] == "given"}
        for owner, rows in raw.of("answers").items()
    }


def _scribed(one: Row) -> bool:
    return one["scribe"] not in (None, "myself")


def feelings(raw: Raw, findings: Findings) -> Iterator[str]:
    given = _by_question(raw)
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    scribes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for one in raw.counted():
        for said in _placed(raw, one, given.get(one["id"], {})):
            key = (said.measure, said.group, *said.scale)
            counts[key][NO_ANSWER if said.place is None else said.scale[said.place]] += 1
            scribes[key]["scribed" if _scribed(one) else "rest"] += 1
    for feeling in findings.feelings:
        scale = (name for name in feeling.table.cells if name != NO_ANSWER)
        key = (feeling.measure, feeling.group, *scale)
        yield from table(" ".join(key[:2]), feeling.table, counts[key])
        yield from table(f"{key[:2]} scribed", feeling.scribed, scribes[key])
    told = {(one.measure, one.group) for one in findings.feelings}
    # Whoever is told of by size is told of by answers, where all of them were asked in the same words.
    for group, n in sizes_of(findings.groups):
        for measure in {key[0] for key in counts}:
            asked = [key for key in counts if key[:2] == (measure, group)]
            if len(asked) == 1 and sum(counts[asked[0]].values()) == n and (measure, group) not in told:
                yield f"{measure} of {group} ({n}) is missing"


def sizes_of(groups: Iterable[Group]) -> Iterator[tuple[str, int]]:
    for group in groups:
        if group.audience == "child" and group.n:
            cells = group.breakdowns["Age band"].cells
            yield from ((f"Children {label}", n) for label, n in cells.items() if n)
        elif group.n and group.audience in GROUPS:
            yield GROUPS[group.audience], group.n


Moved = tuple[Counter[str], Counter[str], list[int]]
"""How many got better or worse, for how many somebody else wrote, and by how many places each moved."""


def _asked_again(raw: Raw) -> dict[tuple[str, ...], dict[tuple[str, ...], list[Any]]]:
    """By measure, group and scale, and by person: moment, place and set of answers, by time."""
    given, order = _by_question(raw), list(MOMENTS)
    series: dict[tuple[str, ...], dict[tuple[str, ...], list[Any]]] = defaultdict(lambda: defaultdict(list))
    so_far = [one for one in raw.rows["submissions"] if raw.within(one, 0, raw.period[1])]
    for one in sorted(so_far, key=lambda row: (row["answered_at"], row["id"])):
        known = one["audience"] == "child" or (one["audience"] == "family" and one["person_role"])
        if one["subject_id"] and one["moment"] and known:
            who = (one["subject_id"], one["person_role"] if one["audience"] == "family" else "")
            for said in _placed(raw, one, given.get(one["id"], {})):
                if said.place is not None and said.measure != "happier":
                    key = (said.measure, said.group, *said.scale)
                    series[key][who].append((order.index(one["moment"]), said.place, one))
    return series


def _moved(raw: Raw, people: Mapping[tuple[str, ...], list[Any]]) -> Moved:
    moved, scribes, steps = Counter[str](), Counter[str](), []
    for asked in people.values():
        earliest, latest = min(at for at, *_ in asked), max(at for at, *_ in asked)
        first = next(each for each in asked if each[0] == earliest)
        last = [each for each in asked if each[0] == latest][-1]
        if earliest < latest and last[2]["answered_at"] >= raw.period[0]:
            step = last[1] - first[1]
            steps.append(step)
            moved["better" if step > 0 else "worse" if step < 0 else "same"] += 1
            scribes["scribed" if _scribed(first[2]) or _scribed(last[2]) else "rest"] += 1
    return moved, scribes, steps


def changes(raw: Raw, findings: Findings) -> Iterator[str]:
    truth: dict[tuple[str, str], list[Moved]] = defaultdict(list)
    for key, people in _asked_again(raw).items():
        if (moved := _moved(raw, people))[2]:
            truth[key[0], key[1]].append(moved)
    said = Counter((one.measure, one.group) for one in findings.changes)
    yield from number("changes", said, Counter({key: len(found) for key, found in truth.items()}))
    for one in findings.changes:
        name, found = f"change of {one.measure}, {one.group}", truth[one.measure, one.group]
        fits = [
            each
            for each in found
            if not [*table(name, one.table, each[0]), *table(name, one.scribed, each[1])]
        ]
        if not fits:
            yield f"{name}: {one} and ought to be {found}"
        else:
            yield from _averages(name, one, *fits[0])


def _averages(
    name: str, one: Changed, moved: Mapping[str, int], _: Mapping[str, int], steps: Sequence[int]
) -> Iterator[str]:
    """The mean from 20 people, where no cell is hidden; the interval from 6 who changed."""
    whole, cells = None not in one.table.cells.values(), one.table.cells
    if whole and len(steps) >= ENOUGH:
        if one.mean is None or abs(one.mean - sum(steps) / len(steps)) > 0.0501:
            yield f"{name}: mean {one.mean}"
        yield from ranged(name, one.mean_range, [steps])
    else:
        yield from number(f"{name}: mean", (one.mean, one.mean_range), (None, None))
    told = (
        cells["better"] is not None and cells["worse"] is not None and moved["better"] + moved["worse"] >= 6
    )
    yield from number(f"{name}: interval", one.interval, _clopper(moved) if told else None)


def _clopper(moved: Mapping[str, int]) -> tuple[int, int]:
    """By its definition: the shares under which so many or more, so many or fewer, have 1 in 40."""
    from scipy.stats import binom  # noqa: PLC0415 (slow to load)

    k, n = moved.get("better", 0), moved.get("better", 0) + moved.get("worse", 0)

    def share(far: Callable[[float], float]) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if far(middle) < 0 else (low, middle)
        return low

    least = 0.0 if k == 0 else share(lambda p: float(binom.sf(k - 1, n, p)) - 0.025)
    most = 1.0 if k == n else share(lambda p: 0.025 - float(binom.cdf(k, n, p)))
    return round(100 * least), round(100 * most)
