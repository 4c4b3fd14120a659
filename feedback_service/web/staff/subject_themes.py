"""One subject over time: themes that come again, measured questions side by side, and an own goal."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from feedback_service import codebook_use
from feedback_service.casefile import CaseFile
from feedback_service.report_feelings import MEASURES, NO_ANSWER, Asked, measured
from feedback_service.service import Service
from feedback_service.web.staff.subject_pages import Goal, Measured, ThemeLine
from feedback_service.web.staff.submission_pages import AnswerView
from feedback_service.web.staff.wording import MOMENTS, when
from forms.model import ZeroToTen
from forms.wording import PLACEHOLDER

NAMES: Final = {
    "happier": "Happier",
    "safe": "Safe",
    "listened": "Listened to",
    "seen": "Somebody has time for them",
    "fed": "Enough to eat",
    "warm": "Warm enough",
}
_NOT_ASKED: Final = "Not asked"


def themes_in(cases: Sequence[CaseFile]) -> tuple[ThemeLine, ...]:
    """Each theme that stands in these, in the codebook's order. A suggestion does not count."""
    found: dict[str, list[tuple[int, set[str | None]]]] = {}
    for case in cases:
        leans: dict[str, set[str | None]] = {}
        for one in case.codings:
            if one.withdrawn_at is None and not one.suggested:
                leans.setdefault(one.theme_id, set()).add(one.valence)
        for theme, each in leans.items():
            found.setdefault(theme, []).append((case.record.answered_at, each))
    codebook = codebook_use.current()
    order = [*codebook.themes, *sorted(found.keys() - codebook.themes.keys())]
    return tuple(_line(codebook.name_of(theme), found[theme]) for theme in order if theme in found)


def _line(name: str, times: Sequence[tuple[int, set[str | None]]]) -> ThemeLine:
    strength, worry = ([bool(each & {lean, "both"}) for _, each in times] for lean in ("strength", "worry"))
    return ThemeLine(
        name=name,
        strength=sum(strength),
        worry=sum(worry),
        neither=sum(not (good or bad) for good, bad in zip(strength, worry, strict=True)),
        first=when(min(at for at, _ in times)),
        last=when(max(at for at, _ in times)),
    )


def measured_in(service: Service, cases: Sequence[CaseFile]) -> tuple[tuple[str, ...], tuple[Measured, ...]]:
    """When something measured was asked, and each answer in the words of its scale, side by side.

    The same question on another scale has a line of its own: nothing is turned into a number.
    """
    asked = measured(service.catalogue)
    times = [case for case in cases if any(_key(case, name) in asked for name in MEASURES)]
    lines = [
        _measured(measure, scale, times, asked)
        for measure in MEASURES
        for scale in _scales(measure, times, asked)
    ]
    return tuple(_time(case) for case in times), tuple(lines)


def _scales(
    measure: str, cases: Iterable[CaseFile], asked: dict[tuple[str, int, str], Asked]
) -> list[tuple[str, ...]]:
    found = (asked.get(_key(case, measure)) for case in cases)
    return list(dict.fromkeys(one.labels for one in found if one))


def _key(case: CaseFile, measure: str) -> tuple[str, int, str]:
    return case.record.form_id, case.record.form_version, measure


def _measured(
    measure: str, scale: tuple[str, ...], cases: Iterable[CaseFile], asked: dict[tuple[str, int, str], Asked]
) -> Measured:
    answers = tuple(_label(asked.get(_key(case, measure)), scale, case) for case in cases)
    return Measured(name=NAMES[measure], ends=f"{scale[0]} … {scale[-1]}", answers=answers)


def _label(asked: Asked | None, scale: tuple[str, ...], case: CaseFile) -> str:
    if asked is None or asked.labels != scale:
        return _NOT_ASKED
    given = (
        asked.places.get((name, msgspec.json.encode(answer.value).decode()))
        for name, answer in case.answers.items()
        if answer.state == "given"
    )
    place = next((one for one in given if one is not None), None)
    return NO_ANSWER if place is None else asked.labels[place]


def _time(case: CaseFile) -> str:
    moment = MOMENTS.get(case.record.moment or "", "")
    return f"{moment}, {when(case.record.answered_at)}" if moment else when(case.record.answered_at)


def goals_in(said: Iterable[tuple[CaseFile, tuple[AnswerView, ...]]]) -> tuple[Goal, ...]:
    """How far along each time: the questions from 0 to 10 that bring an own goal back in its words."""
    return tuple(
        Goal(
            when=when(case.record.answered_at),
            moment=MOMENTS.get(case.record.moment or "", ""),
            asked=answer.prompt,
            answer=f"{answer.answer}{_ends(question)}",
        )
        for case, answers in said
        for answer in answers
        if answer.given
        and isinstance(question := case.form.questions[answer.id], ZeroToTen)
        and PLACEHOLDER.search(question.prompt)
    )


def _ends(question: ZeroToTen) -> str:
    return f" (0 is “{question.low}”, 10 is “{question.high}”)"
