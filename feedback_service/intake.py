"""How an answer reaches disk: cleaned, sealed, screened and stored in one transaction, then acknowledged."""

import logging
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec
import uuid_utils

from analysis.screening import Hit, scanner_failed
from feedback_service.faults import log_fault
from feedback_service.reading import place_of
from feedback_service.receipts import receipt_for
from feedback_service.recordings import NO_SOUNDS, Sounds, digest, sealed_row
from feedback_service.routing import route_waiting
from feedback_service.sealing import DataKey
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.new_submissions import NewSubmission
from feedback_service.storage.raising import UNREAD, ConcernRow
from feedback_service.storage.submission_rows import AnswerRow, KeyRow, SubmissionRow
from feedback_service.storage.submissions import Verdict, store_submissions
from feedback_service.storage.unrouted import Company, Family, Person, hold_people, people_here
from feedback_service.unheard import SPOKEN, unheard
from feedback_service.whom_about import routings
from forms.catalogue import Catalogue, PublishedForm
from forms.model import NO_REASON, Answer, Answers, Drawing, LongText, Question, ShortText, YesNo
from forms.order import order_shown

log = logging.getLogger(__name__)
Channel = Literal["link", "tablet", "import"]
_encode = msgspec.json.Encoder(order="sorted").encode


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a submission comes from and belongs to; `role` is who in the family was invited."""

    team_id: str
    channel: Channel
    subject_id: str | None = None
    moment: str | None = None
    link_id: str | None = None
    tablet_id: str | None = None
    spends_link: bool = False
    role: str | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as it arrives, its answers already cleaned and checked against the form.

    `language` is the one the pages were shown in, `follows` the submission that this one adds to.
    `sounds` are recordings that are not kept yet: those of a draft already are.
    `by_standing_link`: only if its link is not revoked (drafts were begun while it stood).
    """

    id: str
    form: PublishedForm
    place: Place
    answers: Answers
    answered_at: int
    sounds: Sounds = NO_SOUNDS
    finished: bool = True
    by_standing_link: bool = False
    language: str | None = None
    follows: str | None = None
    key: DataKey | None = None
    draft_saved_at: int | None = None


class Acknowledgement(msgspec.Struct, frozen=True):
    """What became of an arrival; the receipt is the same for every repeat."""

    result: Verdict
    receipt: tuple[str, ...]


async def submit(service: Service, arrival: Arrival) -> Acknowledgement:
    """Keep the arrival and say so only once it is on disk. Raises StorageError when it could not be kept."""
    result = await service.database.write(_keep, (service, arrival))
    if arrival.follows or result == "differs":
        try:
            await route_waiting(service, only=arrival.follows or arrival.id)
        except Exception as error:  # noqa: BLE001 (it is kept, and from everybody: the job works out from whom)
            log_fault(log, error, f"From whom {arrival.id} is kept could not be worked out")
    return Acknowledgement(result, receipt_for(service.keys, arrival.id))


async def _keep(tx: Transaction, arrivals: Sequence[tuple[Service, Arrival]]) -> list[Verdict]:
    """Prepare and store a group: one after another they take half the time (warm caches)."""
    fresh = [prepare(service, arrival) for service, arrival in arrivals]
    if any(one.concerns for one in fresh):
        await hold_people(tx)
        people = await people_here(tx)
        fresh = [
            _routed(service.catalogue, one, arrival, people)
            for one, (service, arrival) in zip(fresh, arrivals, strict=True)
        ]
    return await store_submissions(tx, fresh)


def _routed(
    catalogue: Catalogue, one: NewSubmission, arrival: Arrival, people: Sequence[Person]
) -> NewSubmission:
    """The submission with whom it is kept from. What belongs to another is looked at together with that."""
    if not one.concerns or one.belongs_to_another:
        return one
    row = one.submission
    company = Company(row.form_id, row.form_version, row.helper, row.scribe, row.tablet_id is not None)
    alone = Family((one.id,), row.team_id, frozenset((company,)), frozenset((row.audience,)), True)
    rows = routings(
        alone, list(_texts(arrival).values()), people, one.id, row.received_at, catalogue=catalogue
    )
    return msgspec.structs.replace(one, routings=rows)


def prepare(service: Service, arrival: Arrival) -> NewSubmission:
    """Everything that storing the arrival inserts."""
    answers, place = arrival.answers, arrival.place
    key = arrival.key or service.keys.new_data_key(arrival.id)
    texts = _texts(arrival)
    now = service.now()
    signs = _signs(service, arrival, texts)
    return NewSubmission(
        submission=_submission_row(service, arrival, now),
        key=KeyRow(arrival.id, key.stored.master, key.stored.wrapped),
        answers=_answer_rows(arrival.id, arrival.form, answers, texts, key),
        concerns=[_concern_row(service, arrival.id, *sign, now) for sign in signs],
        recordings=[sealed_row(key, arrival.id, name, one, now) for name, one in arrival.sounds.items()],
        spends=place.link_id if place.spends_link else None,
        invited_by=place.link_id if arrival.by_standing_link else None,
        draft_saved_at=arrival.draft_saved_at,
        spoken=any(hit.rule == SPOKEN for _, hit in signs),
    )


def _texts(arrival: Arrival) -> dict[str, str]:
    """Own words by question."""
    names = _parts(arrival.form).texts
    return {name: str(arrival.answers[name].value) for name in names if _is_given(arrival.answers, name)}


class _Parts(NamedTuple):
    """A form's questions by what intake does with them."""

    texts: tuple[str, ...]
    drawings: tuple[str, ...]
    keeping: tuple[tuple[str, str], ...]
    watched: tuple[Question, ...]


@cache
def _parts(form: PublishedForm) -> _Parts:
    every = form.questions.values()
    return _Parts(
        texts=tuple(one.id for one in every if isinstance(one, ShortText | LongText)),
        drawings=tuple(one.id for one in every if isinstance(one, Drawing)),
        keeping=tuple((one.id, one.keeps) for one in every if one.keeps),
        watched=tuple(one for one in every if one.keeps == "wants_to_talk" or one.measure == "safe"),
    )


def _is_given(answers: Answers, name: str) -> bool:
    return name in answers and answers[name].state == "given"


def _submission_row(service: Service, arrival: Arrival, now: int) -> SubmissionRow:
    form, place = arrival.form.form, arrival.place
    kept = _kept(arrival.form, arrival.answers)
    content = _encode(arrival.answers).decode()
    return SubmissionRow(
        id=arrival.id,
        fingerprint=service.keys.sign(
            "fingerprint", f"{arrival.form.digest}{content}{digest(arrival.sounds)}"
        ),
        differs_from=None,
        form_id=form.id,
        form_version=form.version,
        audience=form.audience,
        band=form.band,
        team_id=place.team_id,
        subject_id=place.subject_id,
        moment=place.moment,
        link_id=place.link_id,
        tablet_id=place.tablet_id,
        channel=place.channel,
        finished=arrival.finished,
        person_role=kept.get("person_role") or place.role,
        helper=kept.get("helper"),
        scribe=kept.get("scribe"),
        share_words=kept.get("share_words") == "yes",
        answered_at=arrival.answered_at,
        received_at=now,
        language=arrival.language or form.language,
        share_worker=_wish(kept, "share_worker"),
        share_parent=_wish(kept, "share_parent"),
        no_view=_no_view(arrival.form, kept),
        follows=arrival.follows,
    )


def _wish(kept: Mapping[str, str], name: str) -> bool | None:
    """What the person wished, None when they were not asked or did not say."""
    return kept[name] == "yes" if name in kept else None


def _no_view(form: PublishedForm, kept: Mapping[str, str]) -> str | None:
    """Why a child gave no view; None only where the form is not about that."""
    asked = any(keeps == "no_view" for _, keeps in _parts(form).keeping)
    return kept.get("no_view", NO_REASON) if asked else None


def _kept(form: PublishedForm, answers: Answers) -> dict[str, str]:
    """The facts about the submission that its answers tell (who helped, may words be shared, …)."""
    return {
        keeps: str(answers[name].value) for name, keeps in _parts(form).keeping if _is_given(answers, name)
    }


def _answer_rows(
    owner: str, form: PublishedForm, answers: Answers, texts: Mapping[str, str], key: DataKey
) -> list[AnswerRow]:
    drawn = {name for name in _parts(form).drawings if _is_given(answers, name)}
    rows = [
        AnswerRow(owner, name, one.state, _json(one.value), None, 0, order_shown(form, name, owner))
        for name, one in answers.items()
        if name not in texts and name not in drawn
    ]
    for name in drawn:  # sealed as words are, but nobody's words: never screened, themed or counted
        sealed = key.seal(str(answers[name].value), place_of(owner, name))
        rows.append(AnswerRow(owner, name, "given", _json("drawing"), sealed, 0))
    for name, text in texts.items():
        sealed = key.seal(text, place_of(owner, name))
        rows.append(AnswerRow(owner, name, "given", None, sealed, len(text.split())))
    return rows


@lru_cache(maxsize=4096)
def _json(value: str | int | tuple[str, ...] | None) -> str | None:
    """A number, code or list of codes as JSON; remembered, as forms have few of them."""
    return None if value is None else _encode(value).decode()


def tells_of_harm(service: Service, arrival: Arrival) -> bool:
    """Whether there is a sign of harm in it, and not only something that no rule can read or hear."""
    return any(hit.category not in UNREAD for _, hit in _signs(service, arrival, _texts(arrival)))


def _signs(service: Service, arrival: Arrival, texts: dict[str, str]) -> list[tuple[str, Hit]]:
    """Every sign of harm in what was given, by question: in the words, chosen, or spoken and unheard."""
    in_words = [(name, hit) for name, text in texts.items() for hit in _scanned(service, text)]
    watched = (one for one in _parts(arrival.form).watched if _is_given(arrival.answers, one.id))
    chosen = [
        (one.id, hit)
        for one in watched
        if (hit := _asked_for(one, arrival.form.values[one.id], arrival.answers[one.id]))
    ]
    return chosen + in_words + unheard(arrival.form, arrival.answers)


def _scanned(service: Service, text: str) -> tuple[Hit, ...]:
    try:
        return tuple(hit for hit in service.rules.screen(text) if not hit.doubtful)
    except Exception:  # noqa: BLE001 (whatever fails, a person reads it)
        return (scanner_failed(),)


def _asked_for(question: Question, values: Collection[str | int], answer: Answer) -> Hit | None:
    """A choice that asks for a person: "I want to talk to someone", or the lowest point of feeling safe."""
    if question.keeps == "wants_to_talk" and answer.value == "yes":
        return Hit(rule="wants-to-talk", category="asked_to_talk", level="concern", start=0, end=0)
    worst = "no" if isinstance(question, YesNo) else next(iter(values), None)
    if question.measure == "safe" and answer.value == worst:
        return Hit(rule="feels-unsafe", category="unsafe_adult", level="concern", start=0, end=0)
    return None


def _concern_row(service: Service, owner: str, name: str, hit: Hit, now: int) -> ConcernRow:
    return ConcernRow(
        id=str(uuid_utils.uuid7()),
        submission_id=owner,
        question_id=name,
        level=hit.level,
        category=hit.category,
        rule=hit.rule,
        rules_version=service.rules.version,
        span_start=hit.start,
        span_end=hit.end,
        raised_at=now,
    )
