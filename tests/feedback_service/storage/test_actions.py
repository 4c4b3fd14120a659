"""Actions as rows: who sees which, what is due, what a report and a receipt are given."""

from functools import partial

import msgspec
from sqlalchemy import update

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.action_events import (
    Event,
    add_event,
    events_of,
    last_at,
    link_submissions,
    submissions_behind,
    told_of,
    with_theme,
)
from feedback_service.storage.actions import (
    Action,
    Narrowed,
    actions_in,
    actions_until,
    add_action,
    count_actions,
    due_actions,
    find_action,
    open_until,
    overdue_actions,
    replace_action,
    state_at,
    still_shown,
)
from feedback_service.storage.codings import StoredCoding, add_codings
from feedback_service.storage.database import Transaction
from feedback_service.storage.deleting import delete_whole
from feedback_service.storage.desk import Waiting
from feedback_service.storage.report_data import Extent
from feedback_service.storage.schema import submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import set_active
from tests.feedback_service.storage.seeds import DAY, arriving, make_north, new_id, somebody

NORTH = Scope(all_teams=False, team_ids=("north",))


def action_of(service: Service, maker: str, **changes: object) -> Action:
    plain = Action(
        id=new_id(),
        team_id="north",
        report_id=None,
        theme_id=None,
        master="m",
        wrapped=b"key",
        said=b"said",
        planned=b"planned",
        outcome=None,
        owner_id=maker,
        due_at=service.now() + 3 * DAY,
        state="open",
        shown=False,
        single=False,
        version=1,
        made_by=maker,
        made_at=service.now(),
    )
    return msgspec.structs.replace(plain, **changes)


async def keep(service: Service, action: Action, *submission_ids: str) -> None:
    async def work(tx: Transaction) -> None:
        await add_action(tx, action)
        await link_submissions(tx, action.id, submission_ids)

    await service.database.transaction(work)


async def test_an_action_is_listed_by_its_standing_and_seen_within_its_team(service: Service) -> None:
    await make_north(service)
    worker, now = await somebody(service), service.now()
    ours = action_of(service, worker.id)
    late = action_of(service, worker.id, due_at=now)
    whole = action_of(service, worker.id, team_id=None, due_at=now + DAY)
    closed = action_of(service, worker.id, state="done", settled_at=now, settled_by=worker.id)
    for one in (ours, late, whole, closed):
        await keep(service, one)
    async with service.database.reading() as db:
        lists = {}
        for scope in (NORTH, EVERYTHING):
            for standing in ("open", "overdue", "closed"):
                wanted = Narrowed(standing=standing, now=now)
                found = await actions_in(db, scope, wanted, limit=9, offset=0)
                assert len(found) == await count_actions(db, scope, wanted)
                lists[scope.all_teams, standing] = [one.action.id for one in found]
        assert lists == {
            (False, "open"): [late.id, ours.id],
            (False, "overdue"): [late.id],
            (False, "closed"): [closed.id],
            (True, "open"): [late.id, whole.id, ours.id],
            (True, "overdue"): [late.id],
            (True, "closed"): [closed.id],
        }
        assert await find_action(db, Scope(all_teams=False), ours.id) is None
        known = await find_action(db, NORTH, ours.id)
        assert known is not None
        assert (known.team, known.owner, known.owner_active) == ("North team", worker.name, True)
        south = Narrowed(standing="open", now=now, team_id="south")
        assert await count_actions(db, EVERYTHING, south) == 0


async def test_two_who_change_an_action_at_once_do_not_overwrite_each_other(service: Service) -> None:
    await make_north(service)
    worker = await somebody(service)
    first = action_of(service, worker.id)
    await keep(service, first)
    changed = msgspec.structs.replace(first, said=b"other")
    assert await service.database.transaction(lambda tx: replace_action(tx, changed))
    assert not await service.database.transaction(lambda tx: replace_action(tx, first))
    async with service.database.reading() as db:
        known = await find_action(db, NORTH, first.id)
    assert known is not None
    assert (known.action.said, known.action.version) == (b"other", 2)


async def test_what_is_due_is_the_owners_and_the_managers_once_the_owner_is_gone(service: Service) -> None:
    await make_north(service)
    owner, other, now = await somebody(service), await somebody(service), service.now()
    soon = action_of(service, owner.id)
    await keep(service, soon)
    await keep(service, action_of(service, owner.id, due_at=now + 30 * DAY))

    async def due() -> list[Waiting]:
        async with service.database.reading() as db:
            return [await due_actions(db, who, now, ahead=7 * DAY) for who in (owner, other)]

    assert await due() == [Waiting(1, None), Waiting(0, None)]
    await service.database.transaction(lambda tx: set_active(tx, owner.id, active=False))
    assert (await due())[1] == Waiting(1, None)
    async with service.database.reading() as db:
        assert [one.id for one in await open_until(db, now + 7 * DAY)] == [soon.id]


async def test_what_is_due_tells_what_is_past_its_day_and_since_when(service: Service) -> None:
    await make_north(service)
    owner, now = await somebody(service), service.now()
    longest, today = now - 5 * DAY, now
    for due_at in (longest, today, now + DAY):
        await keep(service, action_of(service, owner.id, made_at=now - 200 * DAY, due_at=due_at))
    await keep(service, action_of(service, owner.id, team_id=None, due_at=now - 9 * DAY))
    closed = action_of(service, owner.id, due_at=now - 9 * DAY, state="done", settled_at=now)
    await keep(service, msgspec.structs.replace(closed, settled_by=owner.id))
    ours = msgspec.structs.replace(owner, scope=NORTH)
    async with service.database.reading() as db:
        assert await due_actions(db, ours, now, ahead=7 * DAY) == Waiting(3, longest, 2)
        assert await due_actions(db, ours, longest - 1, ahead=DAY) == Waiting(1, None, 0)
        assert await overdue_actions(db, NORTH, now) == Waiting(2, longest, 2)
        assert await overdue_actions(db, EVERYTHING, now) == Waiting(3, now - 9 * DAY, 3)
        assert await overdue_actions(db, Scope(all_teams=False), now) == Waiting(0, None)


async def test_an_action_made_from_what_is_kept_from_a_worker_is_kept_from_them_too(service: Service) -> None:
    await make_north(service)
    worker = await somebody(service)
    withheld = arriving(service)
    await submit(service, withheld)
    kept = update(submissions).where(submissions.c.id == withheld.id).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(kept))
    single = action_of(service, worker.id, single=True)
    many = action_of(service, worker.id, theme_id="school-friends")
    for one in (single, many):
        await keep(service, one, withheld.id)
    own = msgspec.structs.replace(NORTH, sees_withheld=False)
    async with service.database.reading() as db:
        assert await find_action(db, own, single.id) is None
        assert await find_action(db, own, many.id) is not None
        assert await find_action(db, NORTH, single.id) is not None
        assert await submissions_behind(db, own, many.id, 5) == (0, [])
        count, latest = await submissions_behind(db, NORTH, many.id, 5)
        assert (count, latest) == (1, [(withheld.id, withheld.answered_at)])
    await service.database.transaction(lambda tx: delete_whole(tx, withheld.id))
    asked = msgspec.structs.replace(NORTH, worker_id=worker.id)
    async with service.database.reading() as db:
        for role, seen in (("practitioner", False), ("reviewer", False), ("manager", True)):
            found = await find_action(db, msgspec.structs.replace(asked, role=role), single.id)
            assert (found is not None) is seen, role
        assert await find_action(db, msgspec.structs.replace(asked, role="reviewer"), many.id) is not None
        boss = msgspec.structs.replace(worker, id=new_id(), role="manager", scope=NORTH)
        assert await due_actions(db, boss, service.now(), ahead=7 * DAY) == Waiting(1, None)
        told = await actions_until(db, NORTH, 0, service.now() + DAY)
        assert [one.action.id for one in told] == [many.id]


async def test_a_report_is_given_what_stood_open_or_was_settled_in_its_period(service: Service) -> None:
    await make_north(service)
    worker, now = await somebody(service), service.now()
    before = action_of(service, worker.id, made_at=now - 9 * DAY, state="done", settled_at=now - 8 * DAY)
    within = action_of(service, worker.id, made_at=now - 9 * DAY, state="done", settled_at=now - 2 * DAY)
    still = action_of(service, worker.id, made_at=now - 8 * DAY, due_at=now - 4 * DAY)
    after = action_of(service, worker.id, made_at=now - 7 * DAY, state="explained", settled_at=now)
    later = action_of(service, worker.id)
    for one in (before, within, still, after, later):
        await keep(service, one)
    sent = arriving(service)
    await submit(service, sent)
    early = service.now() - 6 * DAY
    single = action_of(service, worker.id, made_at=early, single=True)
    shown = action_of(service, worker.id, made_at=early + 1, single=True, shown=True)
    for one in (single, shown):
        await keep(service, one, sent.id)
    for at in (now - 4 * DAY, now):
        event = Event(id=new_id(), action_id=still.id, what="carried", worker_id=None, at=at)
        await service.database.transaction(partial(add_event, event=event))
    period = now - 5 * DAY, now
    async with service.database.reading() as db:
        told = await actions_until(db, NORTH, *period)
        assert await actions_until(db, Scope(all_teams=False), *period) == []
        assert [one.event.at for one in await events_of(db, still.id)] == [now - 4 * DAY, now]
        assert await last_at(db, "carried", [still.id, within.id]) == {still.id: now}
    assert [one.action.id for one in told] == [within.id, still.id, after.id, shown.id]
    assert [state_at(one.action, now) for one in told] == ["done", "open", "open", "open"]
    assert [one.carried for one in told] == [0, 1, 0, 0]
    assert {one.owner_role for one in told} == {worker.role}


async def test_whose_answers_a_theme_is_on_are_found_within_place_and_period(service: Service) -> None:
    await make_north(service)
    worker, sent = await somebody(service), [arriving(service) for _ in range(3)]
    for one in sent:
        await submit(service, one)
    coding = StoredCoding(
        id="",
        submission_id="",
        question_id="matters",
        theme_id="animals",
        valence=None,
        span_start=0,
        span_end=2,
        score=1.0,
        method="by hand",
        version="1",
        assigned_by=worker.id,
        assigned_at=service.now(),
    )

    def on(arrival_id: str, **changes: object) -> StoredCoding:
        return msgspec.structs.replace(coding, id=new_id(), submission_id=arrival_id, **changes)

    some = [on(sent[0].id), on(sent[0].id), on(sent[1].id, theme_id="school"), on(sent[2].id, suggested=True)]
    await service.database.transaction(lambda tx: add_codings(tx, some))
    extent = Extent(scope=NORTH, period_from=0, period_to=service.now() + 1)
    async with service.database.reading() as db:
        assert await with_theme(db, extent, "animals") == [sent[0].id]
        before = msgspec.structs.replace(extent, period_to=service.now())
        assert await with_theme(db, before, "animals") == []


async def test_people_are_told_of_shown_actions_that_their_own_answers_led_to(service: Service) -> None:
    await make_north(service)
    worker, mine, theirs = await somebody(service), arriving(service), arriving(service)
    for arrival in (mine, theirs):
        await submit(service, arrival)
    shown, hidden = action_of(service, worker.id, shown=True), action_of(service, worker.id)
    for one in (shown, hidden):
        await keep(service, one, mine.id)
    async with service.database.reading() as db:
        assert [one.id for one in await told_of(db, [mine.id])] == [shown.id]
        assert await told_of(db, [theirs.id]) == []
        assert [one.id for one in await still_shown(db, [shown.id, hidden.id])] == [shown.id]
        wanted = Narrowed(standing="open", now=service.now(), only_shown=True)
        assert await count_actions(db, NORTH, wanted) == 1
