"""How confident practitioners say they are in this work: what their forms ask about it, by question."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from analysis.suppression import suppress
from feedback_service.report_feelings import NO_ANSWER
from feedback_service.report_findings import Confidence, safe_table
from feedback_service.storage.report_data import AnswerCount, Heard
from forms.catalogue import Catalogue
from forms.model import WordsScale, ZeroToTen

TOPIC: Final = "confidence"
_TENS: Final = {"0 to 4": range(5), "5 to 7": range(5, 8), "8 to 10": range(8, 11)}


class Scaled(NamedTuple):
    """What was asked on which scale: `labels` from the least to the most, by stored value."""

    form_id: str
    question_id: str
    prompt: str
    labels: tuple[str, ...]


Asked = Mapping[tuple[str, int, str], tuple[Scaled, Mapping[str, str]]]


def asked_of(catalogue: Catalogue) -> Asked:
    """By form, version and question: what it asks about confidence, and the label of each stored value."""
    return {
        (one.form.id, one.form.version, question.id): _asked(one.form.id, question)
        for one in catalogue.all_versions()
        if one.form.audience == "practitioner"
        for question in one.questions.values()
        if question.topic == TOPIC and isinstance(question, WordsScale | ZeroToTen)
    }


def _asked(form_id: str, question: WordsScale | ZeroToTen) -> tuple[Scaled, Mapping[str, str]]:
    if isinstance(question, ZeroToTen):
        values = {value: label for label, some in _TENS.items() for value in some}
    else:
        values = dict(enumerate(question.labels, 1))
    labels = tuple(dict.fromkeys(values.values()))
    stored = {msgspec.json.encode(value).decode(): label for value, label in values.items()}
    return Scaled(form_id, question.id, question.prompt, labels), stored


def confidence(
    asked: Asked, heard: Sequence[Heard], given: Sequence[AnswerCount], whole: int | None, threshold: int
) -> tuple[Confidence, ...]:
    """A table for each question, where how many were asked may be told beside all `whole` practitioners."""
    if not whole:
        return ()
    sizes: Counter[Scaled] = Counter()
    answers: defaultdict[Scaled, Counter[str]] = defaultdict(Counter)
    versions = Counter[tuple[str, int]]()
    for row in heard:
        versions[row.form_id, row.form_version] += row.n
    for (form_id, version, _), (question, _) in asked.items():
        sizes[question] += versions[form_id, version]
    for count in given:
        if found := asked.get((count.form_id, count.form_version, count.question_id)):
            question, stored = found
            if count.value in stored:
                answers[question][stored[count.value]] += count.n
    return tuple(_tables(sizes, answers, whole, threshold))


def _tables(
    sizes: Mapping[Scaled, int],
    answers: Mapping[Scaled, Mapping[str, int]],
    whole: int,
    threshold: int,
) -> Iterator[Confidence]:
    for question, n in sizes.items():
        rest = whole - n
        if n and suppress({"asked": n, "not": rest}, threshold=threshold, total_shown=True)["asked"]:
            counts = {label: answers[question].get(label, 0) for label in question.labels}
            counts[NO_ANSWER] = n - sum(counts.values())
            yield Confidence(
                measure=measure_name(question),
                question=question.prompt,
                table=safe_table(counts, threshold),
            )


def measure_name(question: Scaled) -> str:
    """What the findings call the question on this scale: its form, its id and its labels."""
    return f"{question.form_id}/{question.question_id}/{'-'.join(question.labels)}"
