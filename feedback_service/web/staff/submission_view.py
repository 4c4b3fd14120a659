"""From a submission and what is known of it to what its page shows."""

from analysis.codebook import EVERYDAY, Codebook
from feedback_service import codebook_use
from feedback_service.amending import ASKED_BY
from feedback_service.casefile import CaseFile
from feedback_service.service import Service
from feedback_service.storage.codings import StoredCoding
from feedback_service.storage.concerns import Concern
from feedback_service.storage.desk import Listed
from feedback_service.storage.records import Record
from feedback_service.storage.workers import Worker
from feedback_service.web.languages import SOURCE, in_english_named
from feedback_service.web.staff.answer_pictures import pictures_of
from feedback_service.web.staff.answer_themes import coding_views, history, saw, theme_spans, undo_words
from feedback_service.web.staff.looking import beside
from feedback_service.web.staff.roles import CORRECTS, TELLS, TRIAGES
from feedback_service.web.staff.segments import Segment, Span, segments
from feedback_service.web.staff.submission_pages import (
    AnswerView,
    ConcernView,
    CorrectionView,
    DrawingView,
    Fact,
    ThemeGroup,
)
from feedback_service.web.staff.wording import CHANNELS, LEVELS, MOMENTS, category, role_name, when, why
from forms import drawing
from forms.journey import piped
from forms.model import Answer, Drawing, LongText, Question, ShortText, Statement, VoiceNote
from forms.wording import in_words

ERASED = "Removed at the person's request."
OVER = "Erased: the time for which words are kept was over."
UNREADABLE = "These words do not open with the keys at hand. Tell whoever runs the service."
NOT_REACHED = "Not asked, or not reached"
_KEPT = {
    "person_role": "Who answered",
    "helper": "Who was with them",
    "scribe": "Who tapped or wrote",
    "share_words": "Their words may be quoted",
    "share_worker": "Their worker may see this",
    "share_parent": "Their parents may see this",
    "no_view": "Why there is no view this time",
    "wants_to_talk": "Wants to talk to someone",
}
GROUPS = {
    EVERYDAY: "Everyday life",
    "matters": "What matters",
    "help": "The help",
    "practitioners": "Workers",
}


def codebook() -> Codebook:
    """The themes to choose from."""
    return codebook_use.current()


def theme_groups() -> tuple[ThemeGroup, ...]:
    """Every theme under its group, in the codebook's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for theme in codebook().themes.values():
        groups.setdefault(GROUPS.get(theme.group, theme.group), []).append((theme.id, theme.name))
    return tuple(ThemeGroup(name, tuple(themes)) for name, themes in groups.items())


def facts(case: CaseFile) -> tuple[Fact, ...]:
    """Where the submission comes from, and what the person said about who helped and who may see."""
    record = case.record
    known = (
        ("Team", record.team),
        ("Subject", record.subject_id or "Not given"),
        ("Moment", MOMENTS.get(record.moment or "", "Not given")),
        ("Came", CHANNELS.get(record.channel, record.channel)),
        ("Arrived", when(record.received_at)),
        *_language(record),
    )
    said = [
        Fact(_KEPT[question.keeps], in_words(question, case.answers[name]))
        for name, question in case.form.questions.items()
        if question.keeps and name in case.answers
    ]
    invited = [Fact(_KEPT["person_role"], role_name(record.person_role))] if _only_invited(case) else []
    return (*(Fact(label, value) for label, value in known), *invited, *said)


def _language(record: Record) -> tuple[tuple[str, str], ...]:
    """When it is not English the words may be in it too, and then only people can read them."""
    if record.language in {None, "", SOURCE}:
        return (("Language", "English"),) if record.language else ()
    name = in_english_named(record.language or "")
    return (("Language chosen", f"{name}. Screening and themes read English only: a person must read it."),)


def _only_invited(case: CaseFile) -> bool:
    """Whether who answered is known from the link alone."""
    questions = case.form.questions.items()
    asked = any(one.keeps == "person_role" and name in case.answers for name, one in questions)
    return bool(case.record.person_role) and not asked


def wishes(record: Record | Listed) -> tuple[str, ...]:
    """What workers have to heed about who may see it."""
    heeded = (
        (record.share_worker, "Kept from workers of the team, as the person wished"),
        (record.share_parent, "Do not show to parents"),
    )
    return tuple(words for wish, words in heeded if wish is False)


def answer_views(service: Service, case: CaseFile, worker: Worker) -> tuple[AnswerView, ...]:
    """Every question in the order it is asked."""
    return tuple(
        _view(service, case, worker, question)
        for question in case.form.questions.values()
        if not isinstance(question, Statement)
    )


def _view(service: Service, case: CaseFile, worker: Worker, question: Question) -> AnswerView:
    answer = case.answers.get(question.id)
    own = isinstance(question, ShortText | LongText) and answer is not None and answer.state == "given"
    text = str(answer.value) if own and answer else ""
    codings = [one for one in case.codings if one.question_id == question.id]
    standing = [one for one in codings if one.withdrawn_at is None]
    concerns = [one for one in case.concerns if one.question_id == question.id]
    return AnswerView(
        id=question.id,
        prompt=piped(question.prompt, case.form, case.answers),
        answer=NOT_REACHED if answer is None else in_words(question, answer),
        given=answer is not None and answer.state == "given",
        segments=_marked(text, standing, concerns) if own else (),
        pictures=pictures_of(case.form, question, answer, case.shown.get(question.id, ())),
        drawing=_drawing(answer) if isinstance(question, Drawing) and answer else None,
        recording=f"/staff/submissions/{case.record.id}/recordings/{question.id}"
        if question.id in case.recordings
        else "",
        notice=_notice(case, question, answer),
        can_theme=worker.role in CORRECTS and (own or _is_made(case, question, answer)),
        raise_at=f"/staff/submissions/{case.record.id}/answers/{question.id}/concern"
        if answer is not None and answer.state == "given"
        else "",
        codings=coding_views(case, standing, text),
        saw=saw(standing),
        history=history(case, codings),
        undo=undo_words(codings, worker) if worker.role in CORRECTS else "",
        concerns=tuple(_concern(service, one, worker, beside(one, case.concerns)) for one in concerns),
        corrections=_corrections(case, question),
        correct=_correct(case, question, worker),
    )


def _is_made(case: CaseFile, question: Question, answer: Answer | None) -> bool:
    """Drawn or spoken, and there to be looked at or heard: only a person can say what it is about."""
    if isinstance(question, VoiceNote):
        return question.id in case.recordings
    return isinstance(question, Drawing) and answer is not None and answer.state == "given"


def _drawing(answer: Answer) -> DrawingView | None:
    found = drawing.read(str(answer.value))
    return DrawingView(found.width, found.height, drawing.svg(found), len(found.strokes)) if found else None


def _corrections(case: CaseFile, question: Question) -> tuple[CorrectionView, ...]:
    return tuple(
        CorrectionView(
            by=f"as {ASKED_BY.get(one.asked_by, one.asked_by)} wished, by {one.worker}, {when(one.at)}",
            words=one.words or UNREADABLE,
        )
        for one in case.amended
        if one.question_id == question.id
    )


def _correct(case: CaseFile, question: Question, worker: Worker) -> str:
    """Where this worker may put the answer right."""
    may = worker.role in TELLS and question.id in case.answers and case.erasure is None
    return f"/staff/submissions/{case.record.id}/corrections/{question.id}" if may else ""


def _notice(case: CaseFile, question: Question, answer: Answer | None) -> str:
    """Why what was said cannot be shown."""
    spoken = isinstance(question, VoiceNote) and answer is not None and answer.state == "given"
    if question.id in case.erased or (spoken and question.id not in case.recordings):
        return OVER if case.erasure and case.erasure.cause == "rule" else ERASED
    return UNREADABLE if question.id in case.unreadable else ""


def _marked(text: str, codings: list[StoredCoding], concerns: list[Concern]) -> tuple[Segment, ...]:
    spans = theme_spans(codings)
    signs = [Span(one.span_start, one.span_end, one.level) for one in concerns]
    return segments(text, [*spans, *signs])


def _concern(service: Service, one: Concern, worker: Worker, shown: tuple[str, ...]) -> ConcernView:
    may_see = worker.role in TRIAGES and one.seen_at is None
    return ConcernView(
        level=LEVELS[one.level],
        urgent=one.level == "urgent",
        category=category(one.category),
        why=why(service, one.rule),
        seen=_state(one),
        see=f"/staff/concerns/{one.id}/seen" if may_see else "",
        shown=shown,
        href=f"/staff/concerns/{one.id}" if worker.role in TRIAGES else "",
    )


def _state(one: Concern) -> str:
    if one.outcome is not None:
        return f"Decided by {one.decided_by}"
    if one.seen_at is None:
        return "Nobody is looking at it yet"
    return f"{one.seen_by} is looking at it since {when(one.seen_at)}"
