"""How children, families and practitioners answered what is followed, each group on its own scale."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from analysis.suppression import suppress
from feedback_service.report_counts import BANDS
from feedback_service.report_findings import Feeling, Table, safe_table
from feedback_service.storage.report_data import AnswerCount, Heard, Scale
from forms.catalogue import Catalogue, PublishedForm
from forms.model import Question

MEASURES: Final = ("happier", "safe", "listened", "seen", "fed", "warm")
NO_ANSWER: Final = "No answer, or not sure"
FAMILIES: Final = "Families"
WORKERS: Final = "Practitioners, about the child"
SCRIBED: Final = "scribed"

Labels = tuple[str, ...]


class Asked(NamedTuple):
    """What a form version asks to measure something; `labels` from worst to best.

    `places` says which label an answer means, by question and stored value.
    """

    labels: Labels
    places: Mapping[tuple[str, str], int]
    group: str


class Population(NamedTuple):
    """Submissions that were asked about one measure on one scale."""

    group: str
    measure: str
    labels: Labels


def measured(catalogue: Catalogue) -> dict[tuple[str, int, str], Asked]:
    """By form, version and measure: what was asked of children, families, and practitioners about a child.

    Never of observers: they write what they saw, not how it is for the child.
    """
    return {
        (one.form.id, one.form.version, question.measure): _asked(one, question)
        for one in catalogue.all_versions()
        if one.form.audience != "observation"
        for question in one.questions.values()
        if question.measure in MEASURES
    }


def _asked(one: PublishedForm, question: Question) -> Asked:
    scale = [(label, (question.id, _stored(value))) for value, label in one.values[question.id].items()]
    middle = len(scale) // 2
    scale[middle:middle] = _neither(one, question)
    labels = tuple(label for label, _ in scale)
    places = {answer: place for place, (_, answer) in enumerate(scale)}
    return Asked(labels, places, group_name(one.form.audience, one.form.band))


def _neither(one: PublishedForm, question: Question) -> list[tuple[str, tuple[str, str]]]:
    """Being happier may be asked in two steps: who says "the same" at the first has answered."""
    if question.measure != "happier" or len(question.show_if) != 1:
        return []
    first = question.show_if[0]
    rest = {value: label for value, label in one.values[first.question].items() if value not in first.answers}
    return [(label, (first.question, _stored(value))) for value, label in rest.items()]


def _stored(value: str | int) -> str:
    return msgspec.json.encode(value).decode()


def group_name(audience: str, band: str | None) -> str:
    """What the children of a band, families, or practitioners are called."""
    if audience == "child":
        return f"Children {BANDS.get(band or '', 'of no band')}"
    return FAMILIES if audience == "family" else WORKERS


_GROUPS = (*(group_name("child", band) for band in (*BANDS, None)), FAMILIES, WORKERS)


def feelings(
    asked: Mapping[tuple[str, int, str], Asked],
    heard: Sequence[Heard],
    given: Sequence[AnswerCount],
    shown: Mapping[str, int],
    threshold: int,
) -> tuple[tuple[Feeling, ...], tuple[str, ...]]:
    """How each group of `shown` (name and size) answered, and which groups that were heard are left out.

    A group whose own size is hidden has no table; where a group was asked on different scales, each scale has
    its own, as far as the sizes do not give one another away.
    """
    names = {group_name(row.audience, row.band) for row in heard if row.audience in ("child", "family")}
    sizes, scribed = _sizes(asked, heard)
    answers = _answers(asked, given)
    found = [
        _feeling(one, sizes[one], scribed[one], answers[one], threshold)
        for one in sorted(_safe(sizes, shown, threshold), key=place_of)
    ]
    return tuple(found), tuple(sorted(names - shown.keys()))


def _sizes(
    asked: Mapping[tuple[str, int, str], Asked], heard: Iterable[Heard]
) -> tuple[Counter[Population], Counter[Population]]:
    sizes: Counter[Population] = Counter()
    scribed: Counter[Population] = Counter()
    for row in heard:
        for measure in MEASURES:
            if what := asked.get((row.form_id, row.form_version, measure)):
                population = Population(what.group, measure, what.labels)
                sizes[population] += row.n
                scribed[population] += row.n * is_scribed(row.scribe)
    return sizes, scribed


def _answers(
    asked: Mapping[tuple[str, int, str], Asked], given: Iterable[AnswerCount]
) -> defaultdict[Population, Counter[str]]:
    answers: defaultdict[Population, Counter[str]] = defaultdict(Counter)
    for row in given:
        if found := measure_of(asked, row):
            measure, what, place = found
            answers[Population(what.group, measure, what.labels)][what.labels[place]] += row.n
    return answers


def measure_of(
    asked: Mapping[tuple[str, int, str], Asked], row: AnswerCount | Scale
) -> tuple[str, Asked, int] | None:
    """What a stored answer measures, as what it was asked, and its place on the scale; None for nothing."""
    for measure in MEASURES:
        what = asked.get((row.form_id, row.form_version, measure))
        if what and (place := what.places.get((row.question_id, row.value))) is not None:
            return measure, what, place
    return None


def _safe(sizes: Counter[Population], shown: Mapping[str, int], threshold: int) -> Iterator[Population]:
    """The populations whose size may be told, seen together with the size of their group."""
    for group, size in shown.items():
        for measure in MEASURES:
            mine = {one: n for one, n in sizes.items() if (one.group, one.measure) == (group, measure)}
            counts = {str(place): n for place, n in enumerate(mine.values())}
            rest = {"not asked": size - sum(mine.values())}
            safe = suppress(counts | rest, threshold=threshold, total_shown=True)
            yield from (one for place, one in enumerate(mine) if safe[str(place)])


def place_of(one: Population) -> tuple[int, int, Labels]:
    """Where it stands in the report's order."""
    return MEASURES.index(one.measure), _GROUPS.index(one.group), one.labels


def is_scribed(scribe: str | None) -> bool:
    """Whether somebody else tapped or wrote; not said counts as no."""
    return scribe not in (None, "myself")


def _feeling(one: Population, n: int, scribed: int, answers: Mapping[str, int], threshold: int) -> Feeling:
    counts = {label: answers.get(label, 0) for label in one.labels}
    counts[NO_ANSWER] = n - sum(counts.values())
    return Feeling(
        measure=one.measure,
        group=one.group,
        table=safe_table(counts, threshold),
        scribed=scribed_of(scribed, n, threshold),
    )


def scribed_of(scribed: int, n: int, threshold: int) -> Table:
    """For how many of `n` somebody else tapped or wrote."""
    return safe_table({SCRIBED: scribed, "rest": n - scribed}, threshold)
