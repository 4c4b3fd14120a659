"""What is kept, and what goes: over situations of every kind, and when the service is killed halfway."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from feedback_service import retention
from feedback_service.erasing import certificate
from feedback_service.intake import Place, submit
from feedback_service.reading import opened
from feedback_service.service import Service
from feedback_service.storage.database import Database, StorageError, Transaction
from feedback_service.storage.retention import Fate
from feedback_service.storage.schema import (
    case_records,
    concern_decisions,
    concerns,
    erasures,
    legal_holds,
    readings,
    removal_requests,
    submission_keys,
    unrouted,
    unscreened,
    unthemed,
)
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.words import sealed_texts
from tests.feedback_service.conftest import settings_in
from tests.feedback_service.storage.seeds import DAY, arriving, make_north, new_id, rows, somebody
from tests.feedback_service.storage.seeds import given as answered

WORDS = "my dog is brown"
LONG, SHORT, NOT_YET = 9, 2, None  # days ago; the rules below say 0 (not decided), 1 or 5


class Member(NamedTuple):
    """A submission: how many days ago it was read, and each of its concerns decided (None: not yet)."""

    read: int | None
    concerns: tuple[int | None, ...]
    unthemed: bool = False
    unscreened: bool = False
    unrouted: bool = False


class Family(NamedTuple):
    """A submission and what was added to it, with all that may keep it."""

    members: tuple[Member, ...]
    hold: str
    removal: str
    filed: int | None


MEMBERS = st.builds(
    Member,
    read=st.sampled_from([LONG, LONG, LONG, LONG, SHORT, NOT_YET]),
    concerns=st.sampled_from([(), (), (LONG,), (LONG,), (SHORT,), (NOT_YET,), (LONG, NOT_YET)]),
    unthemed=st.sampled_from([False] * 7 + [True]),
    unscreened=st.sampled_from([False] * 7 + [True]),
    unrouted=st.sampled_from([False] * 7 + [True]),
)
FAMILIES = st.builds(
    Family,
    members=st.tuples(MEMBERS) | st.tuples(MEMBERS, MEMBERS),
    hold=st.sampled_from(["", "", "", "ended", "subject", "first", "last"]),
    removal=st.sampled_from(["", "", "", "kept", "open"]),
    filed=st.sampled_from([3, 3, 3, None, LONG, LONG + 1]),
)


def may_go(family: Family, words_days: int, concern_days: int) -> bool:
    """The rules as they are told to people."""
    decided = [at for one in family.members for at in one.concerns]
    if family.hold not in {"", "ended"} or family.removal == "open" or None in decided:
        return False
    if any(one.read is None or one.unthemed or one.unscreened or one.unrouted for one in family.members):
        return False
    if not decided:
        last_read = min(one.read for one in family.members if one.read is not None)
        return bool(words_days) and last_read >= words_days
    last = min(at for at in decided if at is not None)
    in_record = family.filed is not None and family.filed <= last
    return bool(concern_days) and in_record and last >= concern_days


async def keep(service: Service, family: Family) -> list[str]:
    """Store a family as it stands; the ids, the first one first."""
    now, worker, subject = service.now(), (await somebody(service)).id, new_id()
    await service.database.transaction(lambda tx: know_subjects(tx, [subject], "north", now))
    place = Place(team_id="north", channel="link", moment="start", subject_id=subject)
    ids: list[str] = []
    for _ in family.members:
        follows = ids[0] if ids else None
        arrival = arriving(service, answers=answered(matters=WORDS), place=place, follows=follows)
        await submit(service, arrival)
        ids.append(arrival.id)
    held = {"subject_id": subject} if family.hold in {"subject", "ended"} else {"submission_id": ids[0]}
    if family.hold == "last":
        held = {"submission_id": ids[-1]}

    async def work(tx: Transaction) -> None:
        for one, member in zip(ids, family.members, strict=True):
            await put(tx, one, member, worker, now)
        if family.hold:
            ended = now if family.hold == "ended" else None
            row = {"id": new_id(), "cause": "court", "reference": "AB12", "set_at": 1, "ended_at": ended}
            await tx.execute(insert(legal_holds).values(**row, **held))
        if family.removal:
            outcome = "kept" if family.removal == "kept" else None
            row = {"submission_id": ids[0], "asked_at": 1, "outcome": outcome}
            await tx.execute(insert(removal_requests).values(**row))
        if family.filed is not None:
            row = {"id": new_id(), "submission_id": ids[0], "confirmed_by": worker}
            await tx.execute(insert(case_records).values(**row, confirmed_at=now - family.filed * DAY))

    await service.database.transaction(work)
    return ids


async def put(tx: Transaction, submission_id: str, member: Member, worker: str, now: int) -> None:
    marks = ((unthemed, member.unthemed), (unscreened, member.unscreened), (unrouted, member.unrouted))
    for table, stays in marks:
        await tx.execute(delete(table).where(table.c.submission_id == submission_id))
        if stays:
            column = {"id": new_id()} if table is unrouted else {"question_id": "matters"}
            await tx.execute(insert(table).values(submission_id=submission_id, **column))
    if member.read is not None:
        row = {"submission_id": submission_id, "worker_id": worker, "at": now - member.read * DAY}
        await tx.execute(insert(readings).values(**row))
    for decided in member.concerns:
        concern: dict[str, Any] = {"id": new_id(), "submission_id": submission_id, "question_id": "matters"}
        concern |= {"level": "concern", "category": "x", "rule": "x", "rules_version": "x"}
        await tx.execute(insert(concerns).values(**concern, span_start=0, span_end=0, raised_at=1))
        if decided is not None:
            made = {"id": new_id(), "concern_id": concern["id"], "outcome": "refer", "decided_by": worker}
            await tx.execute(insert(concern_decisions).values(**made, decided_at=now - decided * DAY))


async def readable(service: Service, ids: list[str]) -> list[bool]:
    """Whether the words of each submission still open."""
    async with service.database.reading() as connection:
        found = {
            text.submission_id: words for text, words in opened(service, await sealed_texts(connection, ids))
        }
    return [found.get(one) == WORDS for one in ids]


async def check(blank: Service, families: list[Family], words_days: int, concern_days: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Path(blank.settings.key_file).parent, folder, dirs_exist_ok=True)
        chosen = msgspec.structs.replace(
            settings_in(Path(folder)), keep_words_days=words_days, keep_concern_words_days=concern_days
        )
        database = Database(chosen.database_url, chain=blank.keys.chained)
        now = blank.now()
        service = blank._replace(settings=chosen, database=database, links={}, now=lambda: now)
        await database.start()
        try:
            await make_north(service)
            kept = [(family, await keep(service, family)) for family in families]
            expected = [may_go(family, words_days, concern_days) for family in families]
            assert (await retention.outlook(service)).going == sum(expected)
            assert await retention.erase_due(service) == sum(expected)
            for (family, ids), goes in zip(kept, expected, strict=True):
                assert await readable(service, ids) == [not goes] * len(ids), family
                for one in ids:
                    proof = await certificate(service, one)
                    assert (proof is not None and proof.holds and proof.erasure.cause == "rule") == goes
            assert await retention.erase_due(service) == 0
        finally:
            await database.stop()


@pytest.fixture(scope="module")
def blank_one(blank: Service) -> Callable[[], Service]:
    """Gives the blank service: itself, it would be written out whole with every example that fails."""
    return lambda: blank


@settings(max_examples=20)
@given(st.lists(FAMILIES, min_size=4, max_size=9), st.sampled_from([5, 0, 1]), st.sampled_from([5, 0, 1]))
def test_what_must_stay_is_never_erased_and_all_that_may_go_goes(
    blank_one: Callable[[], Service], families: list[Family], words_days: int, concern_days: int
) -> None:
    asyncio.run(check(blank_one(), families, words_days, concern_days))


READ = Family((Member(5, ()),), "", "", None)


class Killed(Database):
    """A database that goes away after some transactions, as when the process is killed."""

    left = 0

    async def transaction(self, work: Any) -> Any:  # noqa: ANN401
        if not self.left:
            raise StorageError("away")
        self.left -= 1
        return await super().transaction(work)


async def test_killed_halfway_the_next_run_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_north(service)
    ids = [(await keep(service, READ))[0] for _ in range(5)]
    chosen = msgspec.structs.replace(service.settings, keep_words_days=1)
    monkeypatch.setattr(retention, "TOGETHER", 2)
    broken = Killed(chosen.database_url, chain=service.keys.chained)
    await broken.start()
    broken.left = 2
    with pytest.raises(StorageError):
        await retention.erase_due(service._replace(settings=chosen, database=broken))
    await broken.stop()
    assert sum(await readable(service, ids)) == 1
    running = service._replace(settings=chosen)
    assert (await retention.outlook(running)).counts == {"due-words": 1, "erased": 4}
    assert await retention.erase_due(running) == 1
    assert await rows(service, select(submission_keys)) == []
    assert len(await rows(service, select(erasures.c.submission_id))) == 5


async def test_more_than_is_taken_in_one_run_goes_in_the_next(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_north(service)
    ids = [(await keep(service, READ))[0] for _ in range(5)]
    running = service._replace(settings=msgspec.structs.replace(service.settings, keep_words_days=1))
    monkeypatch.setattr(retention, "TOGETHER", 2)
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 3)
    assert [await retention.erase_due(running) for _ in range(3)] == [3, 2, 0]
    assert not any(await readable(service, ids))


async def test_nothing_goes_while_nothing_is_decided_and_every_reason_has_words(service: Service) -> None:
    await make_north(service)
    (one,) = await keep(service, READ)
    assert await retention.erase_due(service) == 0
    assert (await retention.outlook(service)).counts == {"no-rule": 1}
    assert await readable(service, [one]) == [True]
    assert set(retention.MEANINGS) == set(get_args(Fate))


async def test_a_worker_confirms_what_is_decided_once(service: Service) -> None:
    await make_north(service)
    worker = await somebody(service)
    (one,) = await keep(service, Family((Member(0, (1,)),), "", "", None))
    assert [found.submission_id for found in await retention.to_file(service, EVERYTHING)] == [one]
    assert await retention.confirm_filed(service, worker, one)
    assert not await retention.confirm_filed(service, worker, one)
    assert await retention.to_file(service, EVERYTHING) == []
