"""Holds, erasure with its record, and how long words are kept, as the database works it out."""

from typing import Any

import pytest
from sqlalchemy import LargeBinary, delete, insert, select, update

from feedback_service import removing, replying
from feedback_service.erasing import Why, certificate, erase_for_good
from feedback_service.holding import HoldError, lift_hold, list_holds, set_hold
from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage import erasing, held, holds, retention, subjects
from feedback_service.storage import rights as store
from feedback_service.storage.desk import mark_read
from feedback_service.storage.schema import (
    answers,
    audit,
    case_records,
    concern_decisions,
    concerns,
    erasures,
    metadata,
    removal_requests,
    routings,
    submissions,
    unrouted,
    unscreened,
    unthemed,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from tests.feedback_service.storage.seeds import (
    DAY,
    arriving,
    given,
    make_north,
    new_id,
    read_by,
    rows,
    somebody,
)

RULES = retention.Rules(30, 60)
HARM = "my uncle hits me with a belt"
SOUTH = Scope(all_teams=False, team_ids=("south",))


@pytest.fixture
async def north(service: Service) -> None:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-1"], "north", service.now()))


async def sent(service: Service, words: str = "my dog", *, read: bool = True, **changes: Any) -> str:  # noqa: ANN401
    """A submission about C-1 that the machine is done with; `read` by somebody just now."""
    place = Place(team_id="north", channel="link", moment="start", subject_id="C-1")
    arrival = arriving(service, answers=given(matters=words), place=place, **changes)
    await submit(service, arrival)
    worker, now = await somebody(service), service.now()

    async def settle(tx: Any) -> None:  # noqa: ANN401
        for table in (unthemed, unscreened, unrouted):
            await tx.execute(delete(table).where(table.c.submission_id == arrival.id))
        if read:
            await mark_read(tx, arrival.id, worker.id, now)

    await service.database.transaction(settle)
    return arrival.id


async def change(service: Service, *statements: Any) -> None:  # noqa: ANN401
    async def work(tx: Any) -> None:  # noqa: ANN401
        for one in statements:
            await tx.execute(one)

    await service.database.transaction(work)


async def decide_all(service: Service, submission_id: str, at: int) -> None:
    """Somebody decides on every concern of a submission."""
    worker = await somebody(service)
    for (concern,) in await rows(
        service, select(concerns.c.id).where(concerns.c.submission_id == submission_id)
    ):
        row = {"id": new_id(), "concern_id": concern, "outcome": "refer", "reason": b"sealed"}
        row |= {"decided_by": worker.id, "decided_at": at}
        await change(service, insert(concern_decisions).values(**row))


async def fate(service: Service, submission_id: str, days: int, rules: retention.Rules = RULES) -> str:
    """Why the submission stays, or by which rule it goes, so many days from now."""
    now = service.now() + days * DAY
    async with service.database.reading() as connection:
        counts = await retention.fates(connection, EVERYTHING, rules, now)
        going = await retention.due(connection, rules, now, limit=10)
    (why,) = counts
    assert (submission_id in going) == (why in retention.DUE)
    return why


async def test_read_words_go_when_their_time_is_over(service: Service, north: None) -> None:
    one = await sent(service)
    assert await fate(service, one, 29) == "young"
    assert await fate(service, one, 31) == "due-words"
    assert await fate(service, one, 31, retention.Rules(0, 60)) == "no-rule"


async def test_words_that_nobody_read_or_the_machine_has_not_finished_with_stay(
    service: Service, north: None
) -> None:
    one = await sent(service, read=False)
    assert await fate(service, one, 9_999) == "unread"
    worker = await somebody(service)
    now = service.now()
    await service.database.transaction(lambda tx: mark_read(tx, one, worker.id, now))
    place = {"question_id": "matters"}
    for table, row in ((unthemed, place), (unscreened, place), (unrouted, {"id": new_id()})):
        await change(service, insert(table).values(submission_id=one, **row))
        assert await fate(service, one, 9_999) == "reading"
        await change(service, delete(table))
    assert await fate(service, one, 9_999) == "due-words"


async def test_words_with_a_concern_go_only_once_decided_and_in_the_case_record(
    service: Service, north: None
) -> None:
    one = await sent(service, HARM)
    assert await fate(service, one, 9_999) == "concern-open"
    await decide_all(service, one, service.now())
    assert await fate(service, one, 9_999) == "not-filed"
    assert await fate(service, one, 9_999, retention.Rules(30, 0)) == "no-concern-rule"
    async with service.database.reading() as connection:
        (waiting,) = await retention.unfiled(connection, EVERYTHING, 5)
        assert await retention.unfiled(connection, SOUTH, 5) == []
    assert waiting.submission_id == one
    worker = await somebody(service)
    filed = retention.Filed(new_id(), one, worker.id, service.now())
    await service.database.transaction(lambda tx: retention.file_case(tx, filed))
    async with service.database.reading() as connection:
        assert await retention.unfiled(connection, EVERYTHING, 5) == []
    assert await fate(service, one, 59) == "young"
    assert await fate(service, one, 61) == "due-concern"
    await decide_all(service, one, service.now() + 1)  # decided anew: what was filed may lack it
    assert await fate(service, one, 61) == "not-filed"
    await change(service, delete(case_records))
    assert await fate(service, one, 61) == "not-filed"


async def test_a_hold_or_a_wish_that_nobody_decided_keeps_what_belongs_together(
    service: Service, north: None
) -> None:
    one = await sent(service)
    later = await sent(service, follows=one, read=False)
    assert await fate(service, one, 31) == "unread"
    worker = await somebody(service)
    now = service.now()
    await service.database.transaction(lambda tx: mark_read(tx, later, worker.id, now))
    for what, on in (("subject", "C-1"), ("submission", later)):
        hold = await set_hold(
            service, EVERYTHING, what=what, on=on, cause="court", reference="AB12", by=worker.id
        )
        assert await fate(service, one, 31) == "held"
        async with service.database.reading() as connection:
            assert await held.any_held(connection, [one])
        assert await lift_hold(service, EVERYTHING, hold, worker.id)
        assert not await lift_hold(service, EVERYTHING, hold, worker.id)
    await removing.ask(service, one)
    assert await fate(service, one, 31) == "asked"
    await change(service, update(removal_requests).values(outcome="kept"))
    assert await fate(service, one, 31) == "due-words"
    async with service.database.reading() as connection:
        assert list(await retention.due(connection, RULES, now + 31 * DAY, limit=9, roots=[one])) == [one]
        assert await retention.due(connection, RULES, now + 31 * DAY, limit=9, roots=[later]) == {}


async def test_holds_are_listed_set_and_ended_within_a_scope(service: Service, north: None) -> None:
    async with service.database.reading() as connection:
        assert await subjects.team_of_subject(connection, "C-1") == "north"
        assert await subjects.team_of_subject(connection, "C-2") is None
    wanted = {"what": "subject", "on": "C-1", "cause": "court", "reference": "AB12", "by": None}
    for wrong in ({"on": "C-2"}, {"on": ""}, {"cause": "x"}, {"reference": " "}, {"what": "submission"}):
        with pytest.raises(HoldError):
            await set_hold(service, EVERYTHING, **{**wanted, **wrong})  # type: ignore[arg-type]
    with pytest.raises(HoldError):
        await set_hold(service, SOUTH, **wanted)  # type: ignore[arg-type]
    hold = await set_hold(service, EVERYTHING, **wanted)  # type: ignore[arg-type]
    assert await list_holds(service, SOUTH) == []
    assert not await lift_hold(service, SOUTH, hold, None)
    (shown,) = await list_holds(service, EVERYTHING)
    assert (shown.id, shown.subject_id, shown.reference) == (hold, "C-1", "AB12")
    async with service.database.reading() as connection:
        assert await holds.holds(connection, EVERYTHING) == [shown]
        assert await holds.find_hold(connection, EVERYTHING, hold) == shown
        assert await holds.find_hold(connection, SOUTH, hold) is None
    row = holds.NewHold(new_id(), None, await sent(service), "other", "ref", None, 1)
    await service.database.transaction(lambda tx: holds.add_hold(tx, row))
    assert await service.database.transaction(lambda tx: holds.end_hold(tx, row.id, None, 2))
    assert not await service.database.transaction(lambda tx: holds.end_hold(tx, row.id, None, 3))


async def test_what_was_erased_leaves_a_record_that_cannot_be_changed_unseen(
    service: Service, north: None
) -> None:
    one, other, worker = await sent(service, HARM), await sent(service), await somebody(service)
    await replying.reply(service, worker, one, reply_id=new_id(), words="We listened.")
    await decide_all(service, one, service.now())
    async with service.database.reading() as connection:
        before = await erasing.left_of(connection, one)
        (wrapped,) = (await erasing.wrapped_keys(connection, [one])).values()
        assert await erasing.erasure_of(connection, one) is None
        assert await erasing.name_of(connection, worker.id) == worker.name
        assert await erasing.name_of(connection, None) == ""
    assert wrapped
    assert set(before) == set(erasing.ERASED)
    for name in ("submission_keys.wrapped", "answers.words", "replies.words", "concern_decisions.reason"):
        assert before[name] > 0, name
    assert await certificate(service, one) is None
    why = Why("asked", "", service.now(), worker.id)
    await service.database.transaction(lambda tx: erase_for_good(tx, service.keys, [one, new_id()], why))
    found = await certificate(service, one)
    assert found
    assert found.holds
    assert found.worker == worker.name
    assert await certificate(service, other) is None
    await change(service, update(erasures).values(erased_at=1))
    changed = await certificate(service, one)
    assert changed
    assert not changed.signed
    await change(service, update(erasures).values(erased_at=why.at))
    await change(service, update(answers).where(answers.c.submission_id == one).values(words=b"back"))
    back = await certificate(service, one)
    assert back
    assert back.left["answers.words"] == 1
    assert not back.holds


def test_every_column_of_bytes_is_erased_or_said_to_stay() -> None:
    kept = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert kept == set(erasing.ERASED) | set(erasing.STAYS)
    assert not set(erasing.ERASED) & set(erasing.STAYS)


async def test_a_hold_stops_removal_until_it_ends(service: Service, north: None) -> None:
    one, worker = await sent(service), await somebody(service)
    await removing.ask(service, one)
    hold = await set_hold(
        service, EVERYTHING, what="subject", on="C-1", cause="court", reference="AB12", by=worker.id
    )
    assert await removing.held(service, one)
    assert await removing.remove(service, worker, one, sure=True) == "held"
    await lift_hold(service, EVERYTHING, hold, worker.id)
    assert not await removing.held(service, one)
    await read_by(service, worker, one)
    assert await removing.remove(service, worker, one, sure=True) == "words-removed"
    found = await certificate(service, one)
    assert found
    assert found.holds
    noted = [row.action for row in await rows(service, select(audit.c.action).order_by(audit.c.seq))]
    assert [one for one in noted if one.startswith(("hold", "words"))] == [
        *("hold-set", "hold-ended", "words-removed"),
    ]


async def test_what_is_held_says_what_decides_who_may_have_it_and_copies_are_noted(
    service: Service, north: None
) -> None:
    plain = await sent(service)
    root = await sent(service)
    added = await sent(service, HARM, follows=root)
    await change(service, update(submissions).where(submissions.c.id == root).values(share_parent=False))
    row = {"id": new_id(), "submission_id": added, "about": "carer", "made_at": 1, "released_at": 2}
    await change(service, insert(routings).values(**row))

    async def about() -> dict[str, tuple[bool, bool, bool]]:
        async with service.database.reading() as connection:
            assert await store.held_about(connection, SOUTH, "C-1") == []
            found = await store.held_about(connection, EVERYTHING, "C-1")
        assert {one.id: one.root for one in found} == {plain: plain, root: root, added: root}
        assert {one.id: one.share_parent for one in found} == {plain: None, root: False, added: False}
        return {one.id: (bool(one.kept), bool(one.routed), bool(one.concern)) for one in found}

    assert await about() == {plain: (False,) * 3, root: (True,) * 3, added: (True,) * 3}
    await decide_all(service, added, 1)  # referred
    assert (await about())[root] == (True, True, True)
    await change(service, update(concern_decisions).values(outcome="no_concern"))
    assert (await about())[root] == (True, True, False)
    await decide_all(service, added, 2)  # referred after all
    assert (await about())[root] == (True, True, True)
    copies = [store.Copy(new_id(), "C-1", "child", None, at) for at in (1, 2)]
    for copy in copies:
        await service.database.transaction(lambda tx, copy=copy: store.note_copy(tx, copy))  # type: ignore[misc]
    async with service.database.reading() as connection:
        assert await store.copies_given(connection, "C-1") == copies[::-1]
