"""A made-up partnership of any size, written in bulk: the same size gives the same rows (but keys) again.

Answers go through what intake makes of them (sealed, screened), and every text carries what the machine once
read in it.
"""

import asyncio
import sys
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import delete, update

from analysis.quotable import proposed
from benchmarks.partnership_kept import UNREAD_DAYS, keep_away
from benchmarks.partnership_people import People, hired
from benchmarks.partnership_story import CHILD, DAY, END, QUARTER, Visit, answers, id_of, visits
from benchmarks.served import free_port, settings_in
from feedback_service import machine
from feedback_service.demo.bank import read_bank
from feedback_service.intake import Arrival, Place, prepare
from feedback_service.key_file import create_key_file
from feedback_service.machine import Heard, Said
from feedback_service.reading import place_of
from feedback_service.running import ready
from feedback_service.sealing import DataKey
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.database import Database, Transaction
from feedback_service.storage.migrate import migrate
from feedback_service.storage.schema import (
    analysed_texts,
    codings,
    concern_decisions,
    concerns,
    links,
    notices,
    readings,
    submissions,
    unrouted,
    unscreened,
    unthemed,
)
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.submissions import store_submissions
from feedback_service.storage.teams import Team
from feedback_service.storage.theme_marks import keep_marks
from feedback_service.team_making import make_team
from forms.model import LongText, ShortText

TOGETHER: Final = 500  # submissions a transaction
SEEN_AFTER: Final = 40 * 60_000


class Read(NamedTuple):
    """What the machine made of every text of the bank, and by which versions."""

    themes_version: str
    version: str
    heard: Mapping[str, Heard]
    pointing: Collection[str]
    texts: Mapping[str, Sequence[str]]


class _AnalysedRow(NamedTuple):
    submission_id: str
    question_id: str
    version: str
    tone: str | None
    vectors: bytes
    pointing: bool


class _CodingRow(NamedTuple):
    id: str
    submission_id: str
    question_id: str
    theme_id: str
    valence: str | None
    span_start: int
    span_end: int
    score: float
    method: str
    version: str
    assigned_by: str | None
    assigned_at: int
    withdrawn_by: str | None
    withdrawn_at: int | None
    suggested: bool


class _ReadingRow(NamedTuple):
    submission_id: str
    worker_id: str
    at: int


class _LinkRow(NamedTuple):
    id: str
    token_hash: bytes
    form_id: str
    team_id: str
    subject_id: str | None
    moment: str
    reusable: bool
    expires_at: int
    created_at: int
    created_by: str | None
    opened_at: int | None


class _DecisionRow(NamedTuple):
    id: str
    concern_id: str
    outcome: str
    reason: bytes | None
    referred_at: int | None
    decided_by: str
    decided_at: int


def read_once() -> Read:
    """Every invented text as the analysis process would read it."""
    bank = read_bank()
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in bank:
        texts[one.audience if one.audience != CHILD else one.band or ""].append(one.text)
    texts["observation"] = texts["practitioner"]
    every = sorted({one.text for one in bank})
    found = machine.read([Said(text) for text in every], machine.codebook_version())
    assert found
    heard = dict(zip(every, found.heard, strict=True))
    pointing = {text for text in every if proposed(text)}
    return Read(found.themes_version, found.version, heard, pointing, texts)


async def fill(service: Service, size: int, read: Read) -> str:
    """Write a partnership of `size` submissions into an empty service; its manager's id."""
    teams = 10 if size <= 10_000 else 25
    made = [Team(f"team-{number:02}", f"Team {number}", f"Agency {number % 5}") for number in range(teams)]
    for team in made:
        await make_team(service, team)
    people = await hired(service, [team.id for team in made])
    coming = islice(visits(teams), size)
    while some := list(islice(coming, TOGETHER)):
        await service.database.transaction(
            partial(_write, service=service, visits=some, read=read, people=people)
        )
    await service.database.transaction(lambda tx: _settle(tx, people.manager))
    return people.manager


async def _write(
    tx: Transaction, service: Service, visits: Sequence[Visit], read: Read, people: People
) -> None:
    for team in {one.team for one in visits}:
        await know_subjects(
            tx, [one.subject for one in visits if one.subject and one.team == team], team, END - 20 * QUARTER
        )
    keys = {one.key: service.keys.new_data_key(id_of(one.key)) for one in visits}
    said = [(one, _arrival(service, one, keys[one.key], read)) for one in visits]
    await insert_rows(tx, links, [_link(one) for one in visits if one.subject and not one.follows])
    come = {one.key: prepare(service._replace(now=lambda at=one.at: at), a) for one, a in said}
    await store_submissions(tx, list(come.values()))
    await keep_away(tx, visits, {key for key, one in come.items() if one.concerns}, people)
    texts = [(one, name, text) for one, arrival in said for name, text in _texts(arrival)]
    for table in (unthemed, unscreened, unrouted):
        await tx.execute(delete(table))
    await insert_rows(tx, analysed_texts, [_analysed(*each, keys, read) for each in texts])
    await insert_rows(tx, codings, [row for each in texts for row in _codings(*each, read)])
    old = [one for one in visits if one.at < END - UNREAD_DAYS * DAY]
    await keep_marks(tx, [id_of(one.key) for one in visits])
    await insert_rows(
        tx, readings, [_ReadingRow(id_of(one.key), people.manager, one.at + DAY) for one in old]
    )


def _arrival(service: Service, one: Visit, key: DataKey, read: Read) -> Arrival:
    form = service.catalogue.current(one.form_id)
    if one.follows:
        form = service.catalogue.adding(form.form.audience, form.form.band) or form
    link = id_of(f"link {one.key}") if one.subject and not one.follows else None
    place = Place(
        team_id=one.team,
        channel="link" if one.subject else "tablet",
        subject_id=one.subject,
        moment=one.moment,
        link_id=link,
    )
    return Arrival(
        id=id_of(one.key),
        form=form,
        place=place,
        answers=answers(form, one, read.texts),
        answered_at=one.at,
        follows=id_of(one.follows) if one.follows else None,
        key=key,
    )


def _texts(arrival: Arrival) -> Iterator[tuple[str, str]]:
    for question in arrival.form.questions.values():
        if isinstance(question, ShortText | LongText) and question.id in arrival.answers:
            yield question.id, str(arrival.answers[question.id].value)


def _analysed(one: Visit, name: str, text: str, keys: Mapping[str, DataKey], read: Read) -> _AnalysedRow:
    heard, owner = read.heard[text], id_of(one.key)
    vectors = keys[one.key].seal_bytes(heard.vectors, f"{place_of(owner, name)}/vectors")
    return _AnalysedRow(owner, name, read.version, heard.tone, vectors, text in read.pointing)


def _codings(one: Visit, name: str, text: str, read: Read) -> Iterator[_CodingRow]:
    owner = id_of(one.key)
    for place, coding in enumerate(read.heard[text].codings):
        yield _CodingRow(
            id_of(f"coding {one.key} {name} {place}"), owner, name, coding.theme, coding.valence,
            coding.start, coding.end, coding.score, coding.method, read.themes_version,
            None, one.at + 1_000, None, None, not coding.sure,
        )  # fmt: skip


def _link(one: Visit) -> _LinkRow:
    name = f"link {one.key}"
    return _LinkRow(
        id_of(name), uuid.UUID(id_of(name)).bytes * 2, one.form_id, one.team, one.subject, one.moment,
        False, one.at + 28 * DAY, one.at - DAY, None, one.at,
    )  # fmt: skip


async def _settle(tx: Transaction, worker_id: str) -> None:
    """What is old as read, its concerns as seen and decided, and nobody left to be told."""
    read = submissions.c.answered_at < END - UNREAD_DAYS * DAY
    await tx.execute(update(submissions).where(read).values(read_at=submissions.c.answered_at + DAY))
    old = concerns.c.raised_at < END - UNREAD_DAYS * DAY
    seen_at = concerns.c.raised_at + SEEN_AFTER
    await tx.execute(update(concerns).where(old).values(seen_by=worker_id, seen_at=seen_at))
    rows = await tx.execute(concerns.select().where(old).order_by(concerns.c.id))
    outcomes = ("no_concern", "early_help", "refer")
    decided = [
        _DecisionRow(
            id_of(f"decision {place}"),
            row.id,
            outcomes[place % 3],
            None,
            None,
            worker_id,
            row.raised_at + DAY,
        )
        for place, row in enumerate(rows)
    ]
    await insert_rows(tx, concern_decisions, decided)
    await tx.execute(delete(notices))


async def made(settings: Settings, size: int, read: Read) -> str:
    """Keys, database and a partnership of `size` submissions; the id of its manager."""
    create_key_file(Path(settings.key_file))
    database = Database(settings.database_url)
    await migrate(database)
    await database.stop()
    async with ready(settings) as service:
        return await fill(service, size, read)


if __name__ == "__main__":
    # A folder and a size: the database and keys of a service to look at, and to try queries on.
    place = settings_in(Path(sys.argv[1]), free_port())
    asyncio.run(made(place, int(sys.argv[2]), read_once()))
    print(place.database_url, place.key_file)
