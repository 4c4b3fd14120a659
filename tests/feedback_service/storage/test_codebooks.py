"""Changes of the codebook, decisions about candidates and blind readings, as stored."""

from uuid import NAMESPACE_URL, uuid5

import msgspec
import pytest

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import candidate_decisions as decisions
from feedback_service.storage import codebooks as store
from feedback_service.storage import second_readings as blind
from feedback_service.storage.candidate_decisions import CandidateDecision
from feedback_service.storage.candidates import CandidateRow, MemberRow, Run, keep_run
from feedback_service.storage.codebooks import Move, StoredCodebook
from feedback_service.storage.codings import StoredCoding, add_codings, withdraw_coding
from feedback_service.storage.desk import mark_read
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.second_readings import SecondReading
from tests.feedback_service.storage.seeds import DAY, arriving, given, make_north, make_worker, new_id
from tests.feedback_service.unfitting import near, read_as, unfitting

SOUTH = Scope(all_teams=False, team_ids=("south",))


@pytest.fixture
async def ash(service: Service) -> str:
    await make_north(service)
    return await make_worker(service, "ash")


def change(by: str, based_on: int = 0) -> StoredCodebook:
    return StoredCodebook(
        number=0, based_on=based_on, content="…", version="1+a", change="{}", candidate=None, master="k",
        wrapped=b"w", reason=b"r", made_by=by, made_at=5,
    )  # fmt: skip


async def test_changes_come_into_use_one_after_another_and_only_on_what_is_in_use(
    service: Service, ash: str
) -> None:
    put = service.database.transaction
    assert await put(store.next_number) == 1
    first = await put(lambda tx: store.add_codebook(tx, change(ash)))
    second = await put(lambda tx: store.add_codebook(tx, change(ash)))
    third = await put(lambda tx: store.add_codebook(tx, change(ash)))
    assert (first, second, third) == (1, 2, 3)
    assert [one.number for one in await put(lambda tx: store.open_already(tx, change(ash)))] == [1, 2, 3]
    of_candidate = msgspec.structs.replace(change(ash), candidate=4)
    for other in (change(ash, 1), of_candidate):
        assert await put(lambda tx, other=other: store.open_already(tx, other)) == []  # type: ignore[misc]
    assert await put(lambda tx: store.adopt_codebook(tx, second, ash, 6))
    assert not await put(lambda tx: store.adopt_codebook(tx, second, ash, 7))
    assert not await put(lambda tx: store.adopt_codebook(tx, first, ash, 7))
    assert await put(lambda tx: store.drop_codebook(tx, first, ash, 8))
    assert not await put(lambda tx: store.drop_codebook(tx, first, ash, 9))
    async with service.database.reading() as db:
        newest = await store.newest_adopted(db)
        assert newest
        assert (newest.number, newest.adopted, newest.ended_by) == (2, 1, ash)
        assert [(row.number, by) for row, by in await store.all_codebooks(db)] == [
            (3, "ash"),
            (2, "ash"),
            (1, "ash"),
        ]
        waiting = await store.untried_codebook(db)
        assert waiting
        assert waiting.number == 3
        assert await store.find_codebook(db, 9) is None


async def test_a_trial_keeps_what_would_move_until_the_change_is_decided(service: Service, ash: str) -> None:
    put = service.database.transaction
    said = [await unfitting(service, "the minibus never comes", near(0)) for _ in range(3)]
    number = await put(lambda tx: store.add_codebook(tx, change(ash)))
    assert await put(lambda tx: store.begin_trial(tx, number)) == 3
    async with service.database.reading() as db:
        texts = await store.read_texts(db, 2)
        rest = await store.read_texts(db, 2, after=(texts[-1].submission_id, texts[-1].question_id))
    assert [one.submission_id for one in (*texts, *rest)] == sorted(said)
    move = Move(submission_id=said[0], question_id="matters", gained=("food",), lost=())
    assert await put(lambda tx: store.note_tried(tx, number, (0, 2), [move], None))
    assert not await put(lambda tx: store.note_tried(tx, number, (0, 2), [], None))  # overtaken
    assert await put(lambda tx: store.note_tried(tx, number, (2, 3), [], 9))
    async with service.database.reading() as db:
        row = await store.find_codebook(db, number)
        assert row
        assert (row.read, row.total, row.moved, row.tried_at) == (3, 3, 1, 9)
        assert await store.untried_codebook(db) is None
        assert (
            await store.moves_of(db, number) == await store.moves_within(db, EVERYTHING, number, 9) == [move]
        )
        assert await store.moves_within(db, SOUTH, number, 9) == []
    await put(lambda tx: store.adopt_codebook(tx, number, ash, 10))
    assert await put(lambda tx: store.begin_trial(tx, number)) == 0
    async with service.database.reading() as db:
        assert await store.moves_of(db, number) == []
        assert await store.find_codebook(db, number) == msgspec.structs.replace(
            row, ended_by=ash, ended_at=10, adopted=1
        )


async def test_decisions_about_a_candidate_outlive_it_and_the_newest_counts(
    service: Service, ash: str
) -> None:
    said = await unfitting(service, "the minibus never comes", near(0))
    run = Run(id=new_id(), at=1, texts=1, master="k", wrapped=b"w", centres=b"c")
    put = service.database.transaction
    rows = [CandidateRow(3, run.id, "minibus", "[]", 1, 1)]
    await put(lambda tx: keep_run(tx, run, rows, [MemberRow(3, said, "matters", 0)], after=None))
    renamed = CandidateDecision(
        id=new_id(), number=3, outcome="renamed", theme_id=None, name="Bus", decided_by=ash, decided_at=0
    )
    refused = msgspec.structs.replace(renamed, id=new_id(), outcome="refused", decided_at=1)
    await put(lambda tx: decisions.add_candidate_decision(tx, renamed))
    await put(lambda tx: decisions.add_candidate_decision(tx, refused))
    async with service.database.reading() as db:
        assert await decisions.members_of(db, 3) == [(said, "matters")]
    again = msgspec.structs.replace(run, id=new_id(), at=2)
    await put(lambda tx: keep_run(tx, again, [], [], after=run.id))
    async with service.database.reading() as db:
        history = await decisions.candidate_history(db)
        newest = await decisions.newest_decision(db, 3)
        assert [(one.outcome, by) for one, by in history[3]] == [("refused", "ash"), ("renamed", "ash")]
        assert newest == history[3][0][0]
        assert await decisions.newest_decision(db, 4) is None


def coding(said: str, theme: str, **more: object) -> StoredCoding:
    plain = StoredCoding(
        id=new_id(), submission_id=said, question_id="matters", theme_id=theme, valence=None, span_start=0,
        span_end=4, score=0.5, method="meaning", version="1", assigned_by=None, assigned_at=1,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


async def test_blind_readings_begin_with_what_another_read_and_leave_out_what_one_knows(
    service: Service, ash: str
) -> None:
    put, now = service.database.transaction, service.now()
    said = [await unfitting(service, "the minibus never comes", near(0)) for _ in range(3)]
    # Said long before, though its id, like that of any import, sorts above theirs.
    old = arriving(service, str(uuid5(NAMESPACE_URL, "old")), given(matters="it is far"))
    old = msgspec.structs.replace(old, answered_at=now - DAY)
    assert old.id > max(said)
    await submit(service, old)
    await read_as(service, old.id, near(0))
    elm = await make_worker(service, "elm")
    group = coding(said[0], "food", method="group", version="candidate-3", suggested=True)
    gone = coding(said[0], "home")
    await put(lambda tx: add_codings(tx, [group, gone, coding(said[1], "school", assigned_by=ash)]))
    await put(lambda tx: withdraw_coding(tx, gone.id, elm, 2))

    async def following(worker: str, *leave: str) -> str | None:
        async with service.database.reading() as db:
            places = [(one, "matters") for one in leave]
            found = await blind.next_to_read_blind(db, EVERYTHING, worker, now, leave=places)
            assert await blind.next_to_read_blind(db, SOUTH, worker, now) is None
        return found.submission_id if found else None

    assert {await following(ash), await following(ash, str(await following(ash)))} == {said[0], said[2]}
    assert await following(ash, said[0], said[2]) == old.id
    assert await following(elm, said[1]) == said[2]  # the first of them elm has corrected
    read = SecondReading(
        submission_id=said[2], question_id="matters", worker_id=ash, themes=("food",), codebook="1", at=3
    )  # fmt: skip
    assert await put(lambda tx: blind.keep_second_reading(tx, read))
    assert not await put(lambda tx: blind.keep_second_reading(tx, read))
    assert await following(elm) == said[2]
    await put(lambda tx: mark_read(tx, said[2], elm, 4))
    assert await following(elm) == said[1]
    async with service.database.reading() as db:
        assert await blind.second_readings_made(db) == [read]
        heard = await blind.machine_said(db, [(one, "matters") for one in said])
        assert heard == {
            (said[0], "matters"): {"home"},
            (said[1], "matters"): set(),
            (said[2], "matters"): set(),
        }
        assert await decisions.suggested_for(db, "candidate-3") == [group.id]
