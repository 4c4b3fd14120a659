"""From submissions to the copy of them: answers in words, what was done, and what is left out of it."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from feedback_service.access_copy import Answered, Corrected, Given, Happened, Line
from feedback_service.amending import ASKED_BY, Amended
from feedback_service.casefile import CaseFile
from feedback_service.storage.rights import Version
from feedback_service.uk_time import moment_of
from forms import drawing
from forms.journey import piped
from forms.model import Answers, Drawing, LongText, Question, ShortText, Statement, VoiceNote
from forms.wording import in_words

Say = Callable[[str, str], str]
"""Puts somebody's words, which stand at a place, into the copy."""

OWN: Final = {"child": ("child",), "parent": ("family",), "authority": ()}
_WHO = {
    "child": "Child or young person",
    "family": "Family",
    "practitioner": "Practitioner",
    "observation": "A worker who watched and listened",
}
_DECIDED = {
    "no_concern": "A person looked into a sign of harm and found none.",
    "early_help": "A person looked into a sign of harm and offered Early Help.",
    "refer": "A person looked into a sign of harm and told children's social care.",
    "strategy": "A person looked into a sign of harm and asked those who keep children safe to meet.",
    "emergency": "A person looked into a sign of harm and called the emergency services.",
}
_ERASED = "These words were erased and are not held any more."
_UNREADABLE = "These words are held but cannot be opened just now."
_NOT_REACHED = "Not asked, or not reached"
_SOUND_ELSEWHERE = "A recording, which is not part of this copy."


def day(at: int) -> str:
    """The day of a time in Unix milliseconds, in the UK."""
    moment = moment_of(at)
    return f"{moment.day} {moment:%B %Y}"


def given(case: CaseFile, version: Version, say: Say) -> Given:
    """One submission as it stands in a copy for this version."""
    record = case.record
    own = version == "authority" or record.audience in OWN[version]
    return Given(
        id=record.id,
        form=case.form.form.title,
        form_id=record.form_id,
        form_version=record.form_version,
        who=_who(case),
        answered=moment_of(record.answered_at).isoformat(timespec="seconds"),
        day=day(record.answered_at),
        helped=_fact(case, "helper"),
        written_by=_fact(case, "scribe"),
        language=record.language or "en",
        finished=record.finished,
        answers=tuple(_answers(case, version, say, own=own)),
        happened=_happened(case, version, say if own else None),
    )


def _who(case: CaseFile) -> str:
    record = case.record
    role = (record.person_role or "").replace("-", " ")
    words = f"{_WHO.get(record.audience, record.audience)}, {record.band}" if record.band else ""
    return words or (f"{_WHO.get(record.audience, record.audience)}{f' ({role})' if role else ''}")


def _fact(case: CaseFile, keeps: str) -> str:
    """What was chosen where the form asks for this fact."""
    for name, question in case.form.questions.items():
        if question.keeps == keeps and name in case.answers:
            return in_words(question, case.answers[name])
    return ""


def _answers(case: CaseFile, version: Version, say: Say, *, own: bool) -> Iterable[Answered]:
    chosen: Answers = {
        name: answer
        for name, answer in case.answers.items()
        if not isinstance(case.form.questions[name], ShortText | LongText)
    }
    for question in case.form.questions.values():
        if isinstance(question, Statement):
            continue
        right = [one for one in case.amended if one.question_id == question.id and _may(case, version, one)]
        yield msgspec.structs.replace(
            _answered(case, question, piped(question.prompt, case.form, chosen), say, own=own),
            corrections=tuple(
                _corrected(case.record.id, one, number, say) for number, one in enumerate(right)
            ),
        )


def _may(case: CaseFile, version: Version, one: Amended) -> bool:
    """Whether a correction goes in: to a parent only what parents or family put right of what they said."""
    theirs = case.record.audience in OWN["parent"] and one.asked_by in {"parent", "family"}
    return version != "parent" or theirs


def _answered(case: CaseFile, question: Question, asked: str, say: Say, *, own: bool) -> Answered:
    answer = case.answers.get(question.id)
    if question.id in case.erased:
        return Answered(question=question.id, asked=asked, state="erased", answer=_ERASED)
    if question.id in case.unreadable:
        return Answered(question=question.id, asked=asked, state="given", answer=_UNREADABLE)
    if answer is None:
        return Answered(question=question.id, asked=asked, state="not_reached", answer=_NOT_REACHED)
    words = in_words(question, answer)
    plain = Answered(question=question.id, asked=asked, state=answer.state, answer=words)
    if answer.state != "given":
        return plain
    return _in_full(case, question, str(answer.value), plain, say, own=own)


def _in_full(
    case: CaseFile, question: Question, value: str, plain: Answered, say: Say, *, own: bool
) -> Answered:
    """The answer with the words, drawing or recording that were given."""
    if isinstance(question, ShortText | LongText):
        words = say(f"{case.record.id}/{question.id}", value)
        return msgspec.structs.replace(plain, answer=words, own_words=True)
    if isinstance(question, Drawing) and own and (found := drawing.read(value)):
        line = Line(found.width, found.height, drawing.svg(found))
        return msgspec.structs.replace(plain, drawing=line)
    if isinstance(question, VoiceNote):
        return _spoken(case, plain, own=own)
    return plain


def _spoken(case: CaseFile, plain: Answered, *, own: bool) -> Answered:
    if plain.question not in case.recordings:
        return msgspec.structs.replace(plain, state="erased", answer=_ERASED)
    if not own:
        return msgspec.structs.replace(plain, answer=_SOUND_ELSEWHERE)
    return msgspec.structs.replace(plain, recording=sound_file(case, plain.question))


def sound_file(case: CaseFile, question_id: str) -> str:
    """Where in the copy a recording is."""
    kind = case.recordings[question_id].mime.partition("/")[2]
    return f"recordings/{case.record.id}-{question_id}.{kind}"


def _corrected(submission_id: str, one: Amended, number: int, say: Say) -> Corrected:
    words = say(f"{submission_id}/{one.question_id}/correction-{number}", one.words)
    return Corrected(day=day(one.at), asked_by=ASKED_BY.get(one.asked_by, one.asked_by), words=words)


def _happened(case: CaseFile, version: Version, say: Say | None) -> tuple[Happened, ...]:
    """What was done, in order of time; what was written or asked only to whom it was between."""
    done = [(one.at, "A worker read it.", "") for one in case.readings]
    if say:
        done += [
            (one.at, "A worker wrote to the person:", say(f"{case.record.id}/reply-{number}", one.words))
            for number, one in enumerate(case.told)
        ]
    if case.removal and say:
        done.append((case.removal.asked_at, "The person asked for it to be taken away.", ""))
        if case.removal.settled_at is not None:
            kept = case.removal.outcome == "kept"
            what = "It was decided to keep it." if kept else "The words were taken away."
            done.append((case.removal.settled_at, what, ""))
    if version != "parent":
        done += [
            (one.decided_at, _DECIDED[one.outcome], "")
            for one in case.concerns
            if one.decided_at is not None and one.outcome in _DECIDED
        ]
    return tuple(Happened(day=day(at), what=what, words=words) for at, what, words in sorted(done))
