"""The made-up partnership has what a real one has besides plain answers, and the same each time."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select

from benchmarks.partnership import Read, made
from benchmarks.served import settings_in
from feedback_service.demo.bank import read_bank
from feedback_service.machine import Heard
from feedback_service.running import ready
from feedback_service.storage.schema import removal_requests, routings, submissions

SIZE = 1_500


def unread() -> Read:
    """Every text of the bank as if the machine had found nothing in it."""
    texts: dict[str, list[str]] = {}
    for one in read_bank():
        texts.setdefault(one.audience if one.audience != "child" else one.band or "", []).append(one.text)
    texts["observation"] = texts["practitioner"]
    heard = {text: Heard((), None, b"") for said in texts.values() for text in said}
    return Read("1", "1", heard, frozenset(), texts)


async def told(folder: Path, *queries: Select[Any]) -> list[list[tuple[Any, ...]]]:
    """What a new partnership in this folder answers."""
    settings = settings_in(folder, 1)
    await made(settings, SIZE, unread())
    async with ready(settings) as service, service.database.reading() as connection:
        return [[tuple(row) for row in await connection.execute(query)] for query in queries]


async def test_some_words_are_kept_some_are_added_to_some_are_asked_back_and_each_time_the_same(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = submissions.alias()
    with_root = submissions.join(root, root.c.id == submissions.c.follows)
    queries = (
        select(func.count()).select_from(submissions),
        select(root.c.id, submissions.c.id, submissions.c.team_id == root.c.team_id).select_from(with_root),
        select(routings.c.id, routings.c.submission_id, routings.c.about, routings.c.released_at),
        select(removal_requests.c.submission_id, removal_requests.c.outcome),
    )
    first, again = [await told(tmp_path_factory.mktemp(name), *queries) for name in ("first", "again")]
    assert [sorted(rows) for rows in map(_plain, first)] == [sorted(rows) for rows in map(_plain, again)]
    ((count,),), added, kept, asked = first
    assert count == SIZE
    assert 0.02 < len(added) / SIZE < 0.04
    assert all(same for _, _, same in added)
    assert 0.01 < len({row[1] for row in kept}) / SIZE < 0.03
    assert 0 < sum(about == "named" for _, _, about, _ in kept) < len(kept) / 2
    assert {let_go is None for *_, let_go in kept} == {True, False}
    assert asked


def _plain(rows: list[tuple[Any, ...]]) -> list[str]:
    return [repr(row) for row in rows]
