"""Stored keys move to another master with nothing left behind, also while people answer; erased is erased."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Table, insert, select

from feedback_service import drafting
from feedback_service.codebook_changes import RetireTheme, propose, reason_of
from feedback_service.in_use import note_in_use
from feedback_service.intake import Place, submit
from feedback_service.key_file import KeyFileError, load_keys, read_key_file, rotate_keys
from feedback_service.reading import place_of
from feedback_service.recordings import Sound, opened_sound
from feedback_service.retiring import late_tablets, let_go, retire
from feedback_service.rewrapping import rewrap
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.codebooks import find_codebook
from feedback_service.storage.database import Transaction
from feedback_service.storage.erasing import erase
from feedback_service.storage.recordings import recordings_of
from feedback_service.storage.rehearsal import counts_here, held_here, sealed_answers
from feedback_service.storage.schema import (
    actions,
    codebooks,
    emergent_runs,
    one_time_secrets,
    reports,
    saved_views,
    submission_keys,
)
from feedback_service.storage.tablets import Tablet, add_tablet, tablets_that_may_hold
from feedback_service.storage.words import sealed_texts
from feedback_service.storage.wrapped import counted, holders, wrap_anew, wrapped_otherwise
from tests.feedback_service.storage.seeds import arriving, given, make_north, new_id, rows, somebody

SOUND = Sound(b"OggS and more", "audio/ogg", 900)


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


def with_new_master(service: Service) -> Service:
    """Another master in the file, which the running service has not taken up yet."""
    path = Path(service.settings.key_file)
    rotate_keys(path, service.now())
    return service._replace(keys=load_keys(path))


async def rotated(service: Service) -> Service:
    """Another master, taken up, as the running service does within seconds."""
    newer = with_new_master(service)
    await note_in_use(newer)
    return newer


async def at_once() -> None:
    """Nothing is being stored in these tests when a file changes."""


async def said(service: Service, words: str, submission_id: str = "") -> str:
    arrival = arriving(service, submission_id, answers=given(matters=words), sounds={"matters": SOUND})
    await submit(service, arrival)
    return arrival.id


async def begun(service: Service) -> str:
    where = Place(team_id="north", channel="link", moment="start")
    draft = await drafting.begin(service, new_id(), service.catalogue.current("my-view"), where)
    await drafting.save(service, draft, given(matters="half said"))
    return draft


async def words_of(service: Service, submission_id: str) -> list[str]:
    async with service.database.reading() as connection:
        texts = await sealed_texts(connection, [submission_id])
    keys = [service.keys.data_key(one.owner, WrappedKey(one.master, one.wrapped)) for one in texts]
    return [
        key.open(one.words, place_of(one.owner, one.question_id))
        for key, one in zip(keys, texts, strict=True)
    ]


async def counts(service: Service) -> dict[str, dict[str, int]]:
    async with service.database.reading() as connection:
        return {master: dict(tables) for master, tables in (await counted(connection)).items()}


async def put(service: Service, table: Table, row: dict[str, object]) -> None:
    await service.database.transaction(lambda tx: tx.execute(insert(table), row))


async def a_row_in_every_table(service: Service) -> tuple[str, str]:
    """Words, others kept aside under their id, a draft, one row of each other: the first and the draft."""
    first = await said(service, "my dog matters")
    await said(service, "my cat matters", first)
    draft, worker = await begun(service), await somebody(service)
    for table, name, row in (
        (one_time_secrets, worker.id, {"worker_id": worker.id, "made_at": 1, "secret": b""}),
        (emergent_runs, "run", {"id": "run", "at": 1, "texts": 1, "centres": b""}),
        (saved_views, "view", {"id": "view", "worker_id": worker.id, "sealed": b"", "made_at": 1}),
        (actions, "action", _ACTION | {"made_by": worker.id}),
    ):
        stored = service.keys.new_data_key(name).stored
        whole = row | {"master": stored.master, "wrapped": stored.wrapped}
        await put(service, table, whole)
    stored = service.keys.new_data_key("report").stored
    await put(service, reports, _REPORT | {"key_master": stored.master, "key_wrapped": stored.wrapped})
    await propose(service, worker, RetireTheme("hopes"), "too wide")
    return first, draft


_ACTION: Final[dict[str, object]] = {
    "id": "action", "said": b"", "planned": b"", "due_at": 1, "state": "open", "shown": False,
    "single": False, "version": 1, "made_at": 1,
}  # fmt: skip
_REPORT: Final[dict[str, object]] = {
    "id": "report", "period_from": 1, "period_to": 2, "state": "draft", "findings": "{}", "created_at": 1,
}  # fmt: skip


async def test_every_table_with_wrapped_keys_is_known_and_has_a_row_in_these_tests(service: Service) -> None:
    await a_row_in_every_table(service)
    assert set((await counts(service))["k1"]) == {holder.table.name for holder in holders()}
    assert {"submission_keys", "drafts", "emergent_runs", "one_time_secrets"} <= set(
        (await counts(service))["k1"]
    )


async def test_all_keys_move_to_the_current_master_and_everything_opens_without_the_old_one(
    service: Service,
) -> None:
    first, draft = await a_row_in_every_table(service)
    newer = await rotated(service)
    later = await said(newer, "said after")
    done = await rewrap(newer)
    assert (done.moved, done.stuck.total()) == (9, 0)
    others = {"actions", "codebooks", "drafts", "emergent_runs", "one_time_secrets", "reports", "saved_views"}
    assert await counts(newer) == {"k2": {"submission_keys": 3} | dict.fromkeys(others, 1)}
    path = Path(service.settings.key_file)
    await retire(newer, path, "k1", at_once)
    alone = newer._replace(keys=load_keys(path))
    assert alone.keys.masters == {"k2"}
    async with newer.database.reading() as connection:
        changed = await find_codebook(connection, 1)
    assert changed
    assert reason_of(alone, changed) == "too wide"
    aside = (await rows(service, select(submission_keys.c.submission_id)))[:]
    told = sorted([words for row in aside for words in await words_of(alone, row[0])])
    assert told == ["my cat matters", "my dog matters", "said after"]
    assert await words_of(alone, later) == ["said after"]
    opened = await drafting.find(alone, draft)
    assert opened
    assert opened.answers["matters"].value == "half said"
    async with service.database.reading() as connection:
        (spoken,) = await recordings_of(connection, first)
    assert opened_sound(alone, spoken) == SOUND
    with pytest.raises(UnreadableWordsError):
        alone.keys.data_key(first, service.keys.new_data_key(first).stored)


async def test_a_second_run_moves_what_the_first_left_and_nothing_twice(service: Service) -> None:
    await a_row_in_every_table(service)
    newer = await rotated(service)
    told: list[int] = []

    class StoppedError(Exception):
        pass

    def stop(moved: int) -> None:
        told.append(moved)
        raise StoppedError

    with pytest.raises(StoppedError):
        await rewrap(newer, stop)
    assert (await rewrap(newer)).moved == 9 - told[0] < 9
    assert (await rewrap(newer)).moved == 0


async def test_numbered_rows_are_moved_like_others_and_rows_without_a_key_are_nobodys(
    service: Service,
) -> None:
    stored, worker = service.keys.new_data_key("7").stored, await somebody(service)
    numbers = {"number": 7, "based_on": 1, "read": 0, "moved": 0, "made_at": 1, "made_by": worker.id}
    texts = {"content": "", "version": "", "change": "", "reason": b""}
    await put(service, codebooks, numbers | texts | {"master": "k1", "wrapped": stored.wrapped})
    report = {
        "id": new_id(),
        "period_from": 1,
        "period_to": 2,
        "state": "draft",
        "findings": "{}",
        "created_at": 1,
    }
    await put(service, reports, report)
    newer = await rotated(service)
    assert (await rewrap(newer)).moved == 1
    assert await counts(newer) == {"k2": {"codebooks": 1}}


async def test_many_batches_are_moved(service: Service) -> None:
    arrivals = [arriving(service) for _ in range(230)]
    await asyncio.gather(*(submit(service, one) for one in arrivals))
    assert (await rewrap(await rotated(service))).moved == 230


async def test_what_is_erased_meanwhile_stays_erased(service: Service) -> None:
    first = await said(service, "my dog matters")
    newer = await rotated(service)
    (holder,) = [one for one in holders() if one.table is submission_keys]
    async with service.database.reading() as connection:
        (row,) = await wrapped_otherwise(connection, holder, "k2", after="", limit=9)
    new = newer.keys.rewrapped(row.owner, WrappedKey(row.master, row.wrapped))
    await service.database.transaction(lambda tx: erase(tx, [first]))
    assert not await service.database.transaction(
        lambda tx: wrap_anew(tx, holder, row, new.master, new.wrapped)
    )
    assert await counts(newer) == {}
    assert (await rewrap(newer)).moved == 0


async def test_people_go_on_answering_while_keys_move(service: Service) -> None:
    draft = await begun(service)
    older = [await said(service, f"said {number}") for number in range(5)]
    newer = await rotated(service)
    done, sent, more = await asyncio.gather(
        rewrap(newer),
        drafting.send(newer, draft),
        asyncio.gather(*(said(newer, "meanwhile") for _ in range(5))),
    )
    assert sent
    assert done.stuck.total() == 0
    await rewrap(newer)  # what was being sent while the first run passed
    assert set(await counts(newer)) == {"k2"}
    assert [await words_of(newer, one) for one in more] == [["meanwhile"]] * 5
    assert [await words_of(newer, one) for one in older] == [[f"said {number}"] for number in range(5)]
    assert await words_of(newer, draft) == ["half said"]


async def test_a_master_is_not_retired_while_anything_needs_it(service: Service) -> None:
    await said(service, "my dog matters")
    path = Path(service.settings.key_file)
    newer = with_new_master(service)
    with pytest.raises(KeyFileError, match=r"1 in submission_keys.* First run `feedback-service keys re"):
        await retire(newer, path, "k1", at_once)
    with pytest.raises(KeyFileError, match="has not taken up k2 yet"):
        await rewrap(newer)
    assert set(await counts(newer)) == {"k1"}  # what runs can open all of it
    await note_in_use(newer)
    await rewrap(newer)
    newest = with_new_master(newer)
    with pytest.raises(KeyFileError, match="has not taken up k3 yet"):
        await retire(newest, path, "k1", at_once)
    with pytest.raises(KeyFileError, match="k3 is the current key"):
        await retire(newest, path, "k3", at_once)
    with pytest.raises(KeyFileError, match="no master key k9"):
        await retire(newest, path, "k9", at_once)
    assert set(read_key_file(path).masters) == {"k1", "k2", "k3"}


async def test_a_master_comes_back_when_something_was_still_sealed_to_it(service: Service) -> None:
    path = Path(service.settings.key_file)
    newer = await rotated(service)

    async def late() -> None:
        await said(service, "sealed by a process that had not noticed")

    with pytest.raises(KeyFileError, match="k1 is back in the file"):
        await retire(newer, path, "k1", late)
    kept = read_key_file(path)
    assert (set(kept.masters), kept.tablets) == ({"k1", "k2"}, {})


async def test_keys_that_do_not_open_are_told_and_left_alone(service: Service) -> None:
    stored = WrappedKey("k0", b"of a master that nobody has")
    row = {"id": "run", "at": 1, "texts": 1, "centres": b"", "master": "k0", "wrapped": stored.wrapped}
    await service.database.transaction(lambda tx: tx.execute(insert(emergent_runs), row))
    done = await rewrap(await rotated(service))
    assert (done.moved, dict(done.stuck)) == (0, {"k0": 1})
    assert [one.wrapped for one in await rows(service, select(emergent_runs.c.wrapped))] == [stored.wrapped]


async def _add(tablet: Tablet, tx: Transaction) -> None:
    await add_tablet(tx, tablet, tablet.id.encode()[:32], 1)


async def test_tablets_not_online_since_and_those_that_report_waiting_answers_are_named(
    service: Service,
) -> None:
    told = (("kitchen", 5, 0), ("hall", 50, None), ("box", None, None), ("van", 50, 2), ("new", 50, 0))
    for name, seen, waiting in told:
        one = Tablet(id=new_id(), name=name, team_id="north", forms=(), seen_at=seen, waiting=waiting)
        await service.database.transaction(partial(_add, one))
    assert await late_tablets(service, 20) == ["kitchen", "van"]
    async with service.database.reading() as connection:
        assert await tablets_that_may_hold(connection, 60) == ["hall", "kitchen", "new", "van"]


async def test_the_rest_of_a_retired_master_goes_for_good(service: Service) -> None:
    path = Path(service.settings.key_file)
    newer = await rotated(service)
    await retire(newer, path, "k1", at_once)
    assert load_keys(path).tablet_secret("k1") == newer.keys.tablet_secret("k1") is not None
    await let_go(newer, path, "k1")
    assert load_keys(path).tablet_secret("k1") is None


async def test_what_a_copy_holds_is_counted_for_a_rehearsal(service: Service) -> None:
    first = await said(service, "my dog matters")
    other = await said(service, "my cat matters")
    await service.database.transaction(lambda tx: erase(tx, [other]))
    async with service.database.reading() as connection:
        assert await counts_here(connection) == (2, 1)
        assert [one.id for one in await sealed_answers(connection, ("", ""), 9)] == [first]
        assert await sealed_answers(connection, (first, "matters"), 9) == []
        assert await held_here(connection) == list(holders())
