"""Receipts, replies, removals and wishes as rows."""

import pytest
from sqlalchemy import select, update

from feedback_service import removing, replying
from feedback_service.drafting import begin
from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.sign_finding import ask_in_time
from feedback_service.storage import desk, erasing, records, removals, replies, tries
from feedback_service.storage import receipts as store
from feedback_service.storage.concerns import concerns_of, unseen_concerns
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.retention import Filed, file_case
from feedback_service.storage.returned import added_to, find_returned
from feedback_service.storage.schema import (
    answers,
    audit,
    concerns,
    recordings,
    submission_keys,
    submissions,
    unthemed,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.words import sealed_texts
from feedback_service.storage.workers import Worker
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import (
    all_screened,
    arriving,
    given,
    make_north,
    new_id,
    read_by,
    rows,
    somebody,
)

TEAM = Scope(False, ("north",), sees_withheld=False)
LOOKUP, OTHER = b"a" * 32, b"b" * 32


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


async def sent(service: Service, submission_id: str = "", **changes: object) -> str:
    words = changes.pop("words", "my dog matters")
    arrival = arriving(service, submission_id, given(matters=str(words), food=1), **changes)
    await submit(service, arrival)
    return arrival.id


async def withhold(service: Service, submission_id: str) -> None:
    changed = update(submissions).where(submissions.c.id == submission_id).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(changed))


async def keep(service: Service, lookup: bytes, owner: str) -> None:
    await service.database.transaction(lambda tx: store.keep_receipt(tx, lookup, owner, service.now()))


async def test_words_lead_to_what_is_kept_and_to_nothing_else(service: Service) -> None:
    first, second, draft = await sent(service), await sent(service), new_id()
    await begin(service, draft, service.catalogue.current("my-view"), Place(team_id="north", channel="link"))
    for owner in (first, first, draft, new_id()):
        await keep(service, LOOKUP, owner)
    async with service.database.reading() as connection:
        assert await store.owners_of(connection, LOOKUP) == sorted([first, draft])
        assert await store.owners_of(connection, OTHER) == []
        assert await store.has_receipt(connection, first)
        assert not await store.has_receipt(connection, second)
        assert await store.without_receipt(connection, 9) == [second]
    await service.database.transaction(lambda tx: store.forget_receipt(tx, first))
    async with service.database.reading() as connection:
        assert await store.owners_of(connection, LOOKUP) == [draft]
        assert await store.without_receipt(connection, 1) == [second]
        assert await store.without_receipt(connection, 9) == [second, first]


async def test_words_kept_aside_get_no_receipt_of_their_own(service: Service) -> None:
    first = await sent(service)
    await sent(service, first, words="something else")
    async with service.database.reading() as connection:
        assert await store.without_receipt(connection, 9) == [first]


async def test_tries_are_counted_by_what_and_who_and_forgotten(service: Service) -> None:
    async def attempt(who: str) -> bool:
        return await service.database.transaction(
            lambda tx: tries.count_try(tx, "return", who, service.now(), since=0, limit=2)
        )

    assert [await attempt("a"), await attempt("a"), await attempt("a"), await attempt("b")] == [1, 1, 0, 1]
    await service.database.transaction(lambda tx: tries.forget_tries(tx, "return", "a"))
    assert await attempt("a")


async def test_a_reply_is_sealed_kept_once_and_opened_again(service: Service) -> None:
    worker, first, reply_id = await somebody(service), await sent(service), new_id()
    assert await replying.reply(service, worker, first, reply_id=reply_id, words="We asked for a new bed.")
    assert not await replying.reply(
        service, worker, first, reply_id=reply_id, words="We asked for a new bed."
    )
    assert not await replying.reply(service, worker, new_id(), reply_id=new_id(), words="To nobody.")
    async with service.database.reading() as connection:
        (row,) = await replies.replies_of(connection, [first])
        assert await replies.key_of(connection, new_id()) is None
        assert (await replies.key_of(connection, first)) == (first, row.master, row.wrapped)
    assert b"bed" not in row.words
    assert await replying.told(service, [first]) == (
        replying.Told(service.now(), worker.name, "We asked for a new bed."),
    )


async def test_a_reply_to_words_kept_aside_opens_with_their_first_id(service: Service) -> None:
    worker, first = await somebody(service), await sent(service)
    await sent(service, first, words="something else")
    async with service.database.reading() as connection:
        aside = (await removals.whole(connection, first))[1]
    await replying.reply(service, worker, aside, reply_id=new_id(), words="Both were read.")
    assert [one.words for one in await replying.told(service, [first, aside])] == ["Both were read."]


async def test_what_was_added_is_known_by_what_it_adds_to(service: Service) -> None:
    first = await sent(service)
    added = await sent(service, follows=first)
    async with service.database.reading() as connection:
        found = await find_returned(connection, first)
        assert await find_returned(connection, new_id()) is None
        assert [one.id for one in await added_to(connection, first)] == [added]
        assert await removals.whole(connection, first) == [first, added]
    assert found
    assert (found.read, found.erased, found.finished, found.follows) == (False, False, True, None)


async def test_asking_again_changes_nothing_until_it_was_decided_to_keep(service: Service) -> None:
    worker, first = await somebody(service), await sent(service)
    await removing.ask(service, first)
    await removing.ask(service, first)
    async with service.database.reading() as connection:
        (row,) = await removals.open_removals(connection, EVERYTHING)
        assert (row.submission_id, row.unmet) == (first, removals.Unmet(unread=1, unscreened=1))
        assert await removals.open_removals(connection, Scope(False, ("south",))) == []
        assert (await removals.waiting_removals(connection, EVERYTHING)).count == 1
    assert await removing.keep(service, worker, first, "The court needs it.") == "words-kept"
    assert await removing.keep(service, worker, first, "Twice") == "settled-before"
    found = await removing.asked(service, first)
    assert found
    assert (found[0].outcome, found[1]) == ("kept", "The court needs it.")
    await removing.ask(service, first)
    found = await removing.asked(service, first)
    assert found
    assert (found[0].outcome, found[1]) == (None, "")
    assert len(await rows(service, select(audit).where(audit.c.action == "removal-asked"))) == 2


async def test_what_is_removed_is_gone_from_every_table_with_all_that_was_added(service: Service) -> None:
    worker, first = await somebody(service), await sent(service, words="my marble matters")
    added, other = (
        await sent(service, words="marble again", follows=first),
        await sent(service, words="stays"),
    )
    await sent(service, first, words="marble aside")
    (aside,) = await rows(service, select(submissions.c.id).where(submissions.c.differs_from == first))
    sound = {
        "owner_id": first,
        "question_id": "q",
        "mime": "m",
        "milliseconds": 1,
        "sealed": b"marble",
        "at": 1,
    }
    await service.database.transaction(lambda tx: tx.execute(recordings.insert(), sound))
    await replying.reply(service, worker, first, reply_id=new_id(), words="About the marble.")
    await removing.ask(service, first)
    await read_by(service, worker, first, added)
    assert await removing.remove(service, worker, first, sure=True) == "unread"
    await read_by(service, worker, aside.id)
    assert await removing.remove(service, worker, first, sure=True) == "unscreened"
    await all_screened(service)
    assert await removing.remove(service, worker, first, sure=False) == "words-removed"
    assert await removing.remove(service, worker, first, sure=False) == "settled-before"
    async with service.database.reading() as connection:
        ids = await removals.whole(connection, first)
        assert await sealed_texts(connection, ids) == []
        assert await replies.replies_of(connection, ids) == []
        erased = [await find_returned(connection, one) for one in ids]
    assert len(ids) == 3
    assert added in ids
    assert all(one and one.erased for one in erased)
    assert await rows(service, select(recordings)) == []
    assert {row.submission_id for row in await rows(service, select(submission_keys))} == {other}
    assert {row.submission_id for row in await rows(service, select(unthemed))} == {other}
    kept = await rows(service, select(answers).where(answers.c.submission_id.in_(ids)))
    assert {row.words for row in kept if row.value is None} == {b""}
    assert {row.value for row in kept if row.words is None} == {"1"}
    assert len([row for row in kept if row.words == b""]) == 3


async def test_what_is_sent_once_more_after_removal_does_not_come_back(service: Service) -> None:
    worker, arrival = await somebody(service), arriving(service)
    await submit(service, arrival)
    await removing.ask(service, arrival.id)
    await read_by(service, worker, arrival.id)
    await all_screened(service)
    await removing.remove(service, worker, arrival.id, sure=True)
    assert (await submit(service, arrival)).result == "again"
    async with service.database.reading() as connection:
        assert await sealed_texts(connection, [arrival.id]) == []


@pytest.mark.parametrize("where", ["first", "added", "aside"])
async def test_a_concern_nobody_has_decided_on_holds_removal_back_though_somebody_looks_at_it(
    service: Service, where: str
) -> None:
    worker, harm = await somebody(service), "dad hits me with a belt"
    first = await sent(service, words=harm if where == "first" else "my dog")
    if where != "first":
        owner = {"submission_id": first} if where == "aside" else {"follows": first}
        await sent(service, words=harm, **owner)
    await removing.ask(service, first)
    async with service.database.reading() as connection:
        ids = await removals.whole(connection, first)
        (row,) = await removals.open_removals(connection, EVERYTHING)
        assert row.unmet == await removals.unmet_of(connection, first)
    assert row.unmet.undecided > 0
    await read_by(service, worker, *ids)
    await all_screened(service)
    looked = update(concerns).values(seen_by=worker.id, seen_at=service.now())
    await service.database.transaction(lambda tx: tx.execute(looked))
    assert await removing.remove(service, worker, first, sure=True) == "undecided"
    async with service.database.reading() as connection:
        assert len(await sealed_texts(connection, ids)) == len(ids)
    await decide_on_all(service, worker)
    assert await removing.remove(service, worker, first, sure=False) == "unfiled"
    assert await removing.remove(service, worker, first, sure=True) == "words-removed"


async def test_what_the_case_record_holds_is_taken_away_without_asking_twice(service: Service) -> None:
    worker, first = await somebody(service), await sent(service, words="dad hits me with a belt")
    await removing.ask(service, first)
    await read_by(service, worker, first)
    await all_screened(service)
    await decide_on_all(service, worker)
    filed = Filed(new_id(), first, worker.id, service.now())
    await service.database.transaction(lambda tx: file_case(tx, filed))
    async with service.database.reading() as connection:
        assert await removals.unmet_of(connection, first) == removals.Unmet()
    assert await removing.remove(service, worker, first, sure=False) == "words-removed"


async def test_words_of_which_a_person_was_asked_in_the_machines_place_are_taken_away_once_decided_on(
    service: Service, clock: SettableClock
) -> None:
    worker, first, begun = await somebody(service), await sent(service), service.now()
    await removing.ask(service, first)
    await read_by(service, worker, first)
    assert await removing.remove(service, worker, first, sure=True) == "unscreened"
    clock.move(minutes=2)
    assert await ask_in_time(service, since=begun) == 1
    assert await removing.remove(service, worker, first, sure=True) == "undecided"
    await decide_on_all(service, worker)
    assert await removing.remove(service, worker, first, sure=True) == "words-removed"


async def test_past_feedback_that_waits_for_the_machine_is_taken_away_by_who_says_that_they_read_it(
    service: Service, clock: SettableClock
) -> None:
    begun, place = service.now(), Place(team_id="north", channel="import")
    worker, first = await somebody(service), await sent(service, place=place)
    await removing.ask(service, first)
    clock.move(minutes=2)
    assert await ask_in_time(service, since=begun) == 0
    assert await removing.remove(service, worker, first, sure=True) == "unread"
    await read_by(service, worker, first)
    async with service.database.reading() as connection:
        assert await removals.unmet_of(connection, first) == removals.Unmet(past=1)
    assert await removing.remove(service, worker, first, sure=False) == "past"
    assert await removing.remove(service, worker, first, sure=True) == "words-removed"


async def test_an_addition_alone_is_not_taken_away_before_the_case_record_holds_what_was_decided_on_it(
    service: Service, clock: SettableClock
) -> None:
    worker, first = await somebody(service), await sent(service, words="dad hits me with a belt")
    added = await sent(service, words="mum hits me with a belt", follows=first)
    await removing.ask(service, added)
    await read_by(service, worker, first, added)
    await all_screened(service)

    async def confirm() -> None:
        filed = Filed(new_id(), first, worker.id, service.now())
        await service.database.transaction(lambda tx: file_case(tx, filed))

    await confirm()
    clock.move(minutes=1)
    await decide_on_all(service, worker)
    async with service.database.reading() as connection:
        assert await removals.unmet_of(connection, added) == removals.Unmet(unfiled=True)
    assert await removing.remove(service, worker, added, sure=False) == "unfiled"
    await confirm()
    assert await removing.remove(service, worker, added, sure=False) == "words-removed"


async def test_a_sign_in_what_came_first_asks_nothing_of_an_addition_without_one(service: Service) -> None:
    worker, first = await somebody(service), await sent(service, words="dad hits me with a belt")
    added = await sent(service, words="my dog", follows=first)
    await removing.ask(service, added)
    await read_by(service, worker, first, added)
    await all_screened(service)
    assert await removing.remove(service, worker, added, sure=False) == "words-removed"


async def decide_on_all(service: Service, worker: Worker) -> None:
    """Decide on every concern there is."""
    made = [
        Decision(
            id=new_id(), concern_id=one.id, outcome="no_concern", reason=b"sealed", referred_at=None,
            decided_by=worker.id, decided_at=service.now(),
        )
        for one in await rows(service, select(concerns.c.id))
    ]  # fmt: skip
    await service.database.transaction(lambda tx: add_decisions(tx, made))


async def test_what_was_withheld_is_nowhere_for_workers_of_the_team_and_everywhere_for_others(
    service: Service,
) -> None:
    first = await sent(service, words="dad hits me with a belt")
    await withhold(service, first)
    added = await sent(service, words="more about it", follows=first)
    await sent(service, first, words="told differently")
    open_one = await sent(service)
    async with service.database.reading() as connection:
        every = await removals.whole(connection, first)
        wanted = desk.Wanted()
        mine = await desk.listed(connection, TEAM, wanted, limit=9, offset=0)
        all_of_them = await desk.listed(connection, EVERYTHING, wanted, limit=9, offset=0)
        assert {one.id for one in mine} == {open_one}
        assert {one.id for one in all_of_them} == {open_one, *every}
        assert {one.share_worker for one in all_of_them if one.id != open_one} == {False}
        assert (await desk.waiting_to_be_read(connection, TEAM)).count == 1
        assert await desk.count_listed(connection, TEAM, wanted) == 1
        assert await desk.next_unread(connection, TEAM) == open_one
        assert [await records.find_record(connection, TEAM, one) for one in every] == [None] * 3
        assert (
            await concerns_of(connection, TEAM, first)
            == await unseen_concerns(connection, TEAM, limit=9, offset=0)
            == []
        )
        assert await concerns_of(connection, EVERYTHING, first) != []
        found = await records.find_record(connection, EVERYTHING, added)
    assert found
    assert (found.follows, found.share_worker) == (first, False)


async def test_only_practitioners_are_kept_out(service: Service) -> None:
    manager = await somebody(service)
    assert manager.scope.sees_withheld


async def test_each_step_of_a_request_and_of_a_reply_happens_once(service: Service) -> None:
    worker, first = await somebody(service), await sent(service)
    reply = replies.Reply(id=new_id(), submission_id=first, worker_id=worker.id, at=1, words=b"sealed")
    decision = removals.Decision(outcome="kept", reason=b"why", settled_by=worker.id, settled_at=2)
    run = service.database.transaction
    assert [await run(lambda tx: replies.add_reply(tx, reply)) for _ in range(2)] == [True, False]
    assert not await run(lambda tx: removals.settle_removal(tx, first, decision))  # nobody has asked
    assert [await run(lambda tx: removals.ask_removal(tx, first, 1)) for _ in range(2)] == [True, False]
    assert [await run(lambda tx: removals.settle_removal(tx, first, decision)) for _ in range(2)] == [
        True,
        False,
    ]
    async with service.database.reading() as connection:
        assert await removals.removal_of(connection, first) == removals.Removal(
            asked_at=1, outcome="kept", settled_at=2, reason=b"why"
        )
    await run(lambda tx: erasing.erase(tx, [first]))
    async with service.database.reading() as connection:
        assert await replies.key_of(connection, first) is None
