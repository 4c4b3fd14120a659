"""Things of a team to be reached for: one of each kind that an address names, with marker words."""

from typing import NamedTuple

from sqlalchemy import insert, select, update

from feedback_service import action_making, action_wishes
from feedback_service.intake import Arrival, Place, submit
from feedback_service.inviting import Wish, make_link
from feedback_service.receipts import receipt_for
from feedback_service.recordings import NO_SOUNDS, Sound, Sounds
from feedback_service.reporting import make_report
from feedback_service.returning import give_receipt
from feedback_service.service import Service
from feedback_service.storage.asks import Ask, add_ask
from feedback_service.storage.indicators import Indicator, put_indicators
from feedback_service.storage.places import place_of
from feedback_service.storage.rota import Shift, add_shifts
from feedback_service.storage.schema import (
    codings,
    concerns,
    deliveries,
    erasures,
    legal_holds,
    notices,
    routings,
    submissions,
)
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.tablets import Tablet, add_tablet
from feedback_service.storage.workers import all_workers, worker_by_id
from feedback_service.tokens import new_token, token_hash
from forms.model import Answer
from tests.feedback_service.storage.seeds import new_id, rows

QUESTION = "matters"
DAY = 86_400_000


class Things(NamedTuple):
    """Ids by the name that a path gives them.

    `quotable` stands for the submission where a page needs words that a report may quote, or a certificate;
    `markers` stand in these things and in no others; `receipt` finds the submission.
    """

    ids: dict[str, str]
    quotable: str
    markers: tuple[str, ...]
    receipt: str


async def things(
    service: Service, team: str, mark: str, worker_id: str = "", *, routed: bool = False
) -> Things:
    """A team's submission with a sign of harm, spoken too; with a worker also what teams have besides."""
    whom = "my worker" if routed else "my dad"
    words = f"zebra{mark} {whom} hits me and i am not alowd to say"
    said = await sent(service, team, mark, words, sounds={QUESTION: Sound(b"OggS", "audio/ogg", 900)})
    quotable = await sent(service, team, mark, f"zebra{mark} we like our new kitchen and the long table")
    await plainly(service, quotable, routed=routed)
    await certified(service, quotable)
    (concern,) = await rows(
        service,
        select(concerns.c.id)
        .join(notices, notices.c.concern_id == concerns.c.id)
        .where(concerns.c.submission_id == said),
    )
    ids = {"submission_id": said, "question_id": QUESTION, "concern_id": concern.id}
    ids |= {"coding_id": await coded(service, said), "delivery_id": await told(service, concern.id)}
    ids["hold_id"] = await held(service, said)
    ids["ask_id"] = await asked_about(service, said, worker_id)
    ids["action_id"] = await acted(service, team, mark, said)
    if worker_id:
        ids |= await of_the_team(service, team, mark, worker_id)
    await give_receipt(service, said)
    receipt = " ".join(receipt_for(service.keys, said))
    return Things(ids, quotable, (f"zebra{mark}", f"S-{mark}", said, quotable), receipt)


async def sent(service: Service, team: str, mark: str, words: str, sounds: Sounds = NO_SOUNDS) -> str:
    now = service.now()
    await service.database.transaction(lambda tx: know_subjects(tx, [f"S-{mark}"], team, now))
    arrival = Arrival(
        id=new_id(),
        form=service.catalogue.current("my-view"),
        place=Place(team_id=team, channel="link", subject_id=f"S-{mark}", moment="start"),
        answers={QUESTION: Answer("given", words)},
        answered_at=now,
        sounds=sounds,
    )
    await submit(service, arrival)
    return arrival.id


async def plainly(service: Service, submission_id: str, *, routed: bool) -> None:
    """Its words may be quoted; or it is kept for an independent lead, though no sign of harm was found."""
    row = {"id": new_id(), "submission_id": submission_id, "about": "worker", "made_at": 1}
    shared = update(submissions).where(submissions.c.id == submission_id).values(share_words=True)
    await service.database.transaction(lambda tx: tx.execute(shared))
    if routed:
        await service.database.transaction(lambda tx: tx.execute(insert(routings), row))


async def withhold(service: Service, *submission_ids: str) -> None:
    """As if their person had said that workers of the team may not see them."""
    query = update(submissions).where(submissions.c.id.in_(submission_ids)).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(query))


async def coded(service: Service, submission_id: str) -> str:
    plain = {"valence": None, "span_start": 0, "span_end": 5, "score": 1.0, "assigned_at": service.now()}
    row = {"id": new_id(), "submission_id": submission_id, "question_id": QUESTION, "theme_id": "home"}
    named = {"method": "cues", "version": "1"}
    await service.database.transaction(lambda tx: tx.execute(insert(codings), {**row, **plain, **named}))
    return row["id"]


async def told(service: Service, concern_id: str) -> str:
    """A delivery of the notice about a concern, which could not be sent."""
    (notice,) = await rows(service, select(notices.c.id).where(notices.c.concern_id == concern_id).limit(1))
    plain = {"worker_id": None, "channel": "webhook", "tries": 1, "due_at": None, "given_up_at": 2}
    row = {"id": new_id(), "notice_id": notice.id, **plain}
    await service.database.transaction(lambda tx: tx.execute(insert(deliveries), row))
    return str(row["id"])


async def asked_about(service: Service, submission_id: str, worker_id: str) -> str:
    """Something that this worker, or anybody, is asked about the submission."""
    async with service.database.reading() as connection:
        (worker, *_) = await all_workers(connection)
    row = Ask(
        id=new_id(),
        submission_id=submission_id,
        asked_by=worker.id,
        asked_of=worker_id or worker.id,
        asked_at=1,
        words=b"sealed",
    )
    await service.database.transaction(lambda tx: add_ask(tx, row))
    return row.id


async def acted(service: Service, team: str, mark: str, submission_id: str) -> str:
    """An action that came of the submission."""
    async with service.database.reading() as connection:
        (maker, *_) = await all_workers(connection)
    wish = action_wishes.Wish(f"zebra{mark} was hit", "we look", maker.id, "2027-01-31")
    origin = action_making.Origin(team, submission_ids=(submission_id,))
    made = new_id()
    await action_making.make(service, maker, made, wish, origin)
    return made


async def held(service: Service, submission_id: str) -> str:
    """A legal hold on the submission."""
    row = {"id": new_id(), "submission_id": submission_id, "cause": "court", "reference": "R", "set_at": 1}
    await service.database.transaction(lambda tx: tx.execute(insert(legal_holds), row))
    return str(row["id"])


async def certified(service: Service, submission_id: str) -> None:
    """A certificate that its words were erased; they are there all the same, to see that none is shown."""
    plain = {"cause": "asked", "rule": "", "erased_at": 1, "key_digest": b"d", "proof": b"p"}
    row = {"submission_id": submission_id, **plain}
    await service.database.transaction(lambda tx: tx.execute(insert(erasures), row))


async def of_the_team(service: Service, team: str, mark: str, worker_id: str) -> dict[str, str]:
    """A link, a tablet, a shift of a worker and a report."""
    now, wish = service.now(), new_id()
    async with service.database.reading() as connection:
        maker = await worker_by_id(connection, worker_id)
    await make_link(
        service,
        Wish(
            id=wish,
            form_id="my-view",
            team_id=team,
            subject_id=f"S-{mark}",
            moment="start",
            reusable=False,
            days="7",
        ),
        by=maker,
    )
    tablet = Tablet(id=new_id(), name=f"zebra{mark} tablet", team_id=team, forms=("my-view",))
    shift = Shift(
        id=new_id(),
        worker_id=worker_id,
        rung="duty",
        team_id=team,
        starts_at=now + DAY,
        ends_at=now + 2 * DAY,
        made_by=None,
        made_at=now,
    )
    counted = Indicator(
        id=new_id(),
        place=place_of(team_id=team),
        name=f"zebra{mark}",
        unit="%",
        period_from=0,
        period_to=now,
        value=90.0,
        source="Made up",
        imported_by=None,
        imported_at=now,
    )
    await service.database.transaction(lambda tx: add_tablet(tx, tablet, token_hash(new_token()), now))
    await service.database.transaction(lambda tx: add_shifts(tx, [shift]))
    report = await make_report(service, team_id=team, period_from=0, period_to=now + DAY, made_by=worker_id)
    await service.database.transaction(lambda tx: put_indicators(tx, [counted]))
    made = {"link_id": wish, "tablet_id": tablet.id, "shift_id": shift.id, "report_id": report}
    made |= {"part": "summary.heard", "chart": "voices-1.svg"}
    return made | {"indicator_id": counted.id}
