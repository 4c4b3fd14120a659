"""Looking for themes that nobody thought of: once a day, among the texts that no theme fits."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import uuid_utils

from feedback_service.analysing import run
from feedback_service.saying import said
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.candidates import (
    CandidateRow,
    MemberRow,
    Run,
    Unfitting,
    keep_run,
    last_run,
    run_again,
    unfitting_texts,
)

if TYPE_CHECKING:
    from analysis.emergent import Centres

EVERY: Final = 86_400_000
"""Milliseconds from one run to the next."""
SHOWN_FROM: Final = 25
"""Mentions from which a candidate is shown, as `analysis.emergent` has it."""
FEWEST_PEOPLE: Final = 5
"""People behind each word of a candidate, as `analysis.distinguishing` has it."""
_PERIOD: Final = 365 * 86_400_000
_MOST: Final = 20_000
_METHOD: Final = "1"  # raise it when other words or clusters would be found in the same texts


class _Text(NamedTuple):
    submission_id: str
    question_id: str
    person: str
    words: str
    vector: bytes


class Proposed(NamedTuple):
    """A candidate; `members` are places in the texts it was found in, nearest the middle first."""

    number: int
    name: str
    words: tuple[str, ...]
    members: tuple[int, ...]


class Kept(msgspec.Struct, frozen=True):
    """What the next run starts from: centres (float32) with their numbers, and of which texts they are."""

    texts: bytes
    model: str
    numbers: tuple[int, ...]
    next_number: int
    vectors: bytes


async def find_daily(service: Service) -> int:
    """Look once a day; returns how many candidates are shown, 0 when it is not time yet."""
    async with service.database.reading() as connection:
        newest = await last_run(connection)
    if newest and service.now() - newest.at < EVERY:
        return 0
    return await find_candidates(service)


async def find_candidates(service: Service) -> int:
    """Look among the last year's texts and keep what is found; returns how many of it are shown.

    The same texts as in the last run are not looked at again (0): what was found stands. A killed run keeps
    nothing, and one that another process has overtaken is dropped.
    """
    async with service.database.reading() as connection:
        newest = await last_run(connection)
        sealed = await unfitting_texts(connection, service.now() - _PERIOD, _MOST)
    texts = await asyncio.to_thread(_opened, service, sealed)
    print_of_texts, before = _fingerprint(texts), _kept(service, newest)
    if newest and before and before.texts == print_of_texts:
        await service.database.transaction(lambda tx: run_again(tx, newest.id, service.now()))
        return 0
    found, kept = await run(propose, [one[2:] for one in texts], print_of_texts, before)
    made = _run(service, len(texts), kept)
    rows = [_row(made, one) for one in found]
    members = [member for one in found for member in _members(one, texts)]
    after = newest.id if newest else None
    await service.database.transaction(lambda tx: keep_run(tx, made, rows, members, after=after))
    return sum(len(one.members) >= SHOWN_FROM for one in found)


def propose(
    texts: Sequence[tuple[str, str, bytes]], fingerprint: bytes, before: Kept | None
) -> tuple[tuple[Proposed, ...], Kept]:
    """Candidates among texts (person, words, vector as float16), in the analysis process."""
    import numpy as np  # noqa: PLC0415

    from analysis.embedding import VERSION, WIDTH  # noqa: PLC0415
    from analysis.emergent import cluster  # noqa: PLC0415

    joined = b"".join(vector for _, _, vector in texts)
    vectors = np.frombuffer(joined, dtype=np.float16).reshape(-1, WIDTH).astype(np.float32)
    people = [person for person, _, _ in texts]
    found, centres = cluster(vectors, [words for _, words, _ in texts], _centres(before), people)
    proposed = tuple(Proposed(one.id, one.name, one.words, one.members) for one in found)
    rows = centres.vectors.astype(np.float32).tobytes()
    return proposed, Kept(fingerprint, VERSION, centres.ids, centres.next_id, rows)


def _centres(before: Kept | None) -> "Centres | None":
    """Those of another sentence model are of no use; their numbers are not given again."""
    import numpy as np  # noqa: PLC0415

    from analysis.embedding import VERSION, WIDTH  # noqa: PLC0415
    from analysis.emergent import Centres  # noqa: PLC0415

    if before is None:
        return None
    if before.model != VERSION:
        return Centres((), np.zeros((0, WIDTH), dtype=np.float32), before.next_number)
    vectors = np.frombuffer(before.vectors, dtype=np.float32).reshape(-1, WIDTH)
    return Centres(before.numbers, vectors, before.next_number)


def _opened(service: Service, unfitting: Iterable[Unfitting]) -> list[_Text]:
    """The texts that open and are English: only of those there are vectors."""
    people = {(one.text.submission_id, one.text.question_id): one.person for one in unfitting}
    return [
        _Text(
            text.submission_id,
            text.question_id,
            people[text.submission_id, text.question_id],
            one.words,
            one.whole,
        )
        for text, one in said(service, (each.text for each in unfitting))
        if one.whole
    ]


def _fingerprint(texts: Iterable[_Text]) -> bytes:
    whole = hashlib.blake2b(_METHOD.encode(), digest_size=16)
    for text in texts:
        whole.update(msgspec.msgpack.encode(text))
    return whole.digest()


def _run(service: Service, texts: int, kept: Kept) -> Run:
    run_id = str(uuid_utils.uuid7())
    key = service.keys.new_data_key(run_id)
    return Run(
        id=run_id,
        at=service.now(),
        texts=texts,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        centres=key.seal_bytes(msgspec.msgpack.encode(kept), f"{run_id}/centres"),
    )


def _kept(service: Service, newest: Run | None) -> Kept | None:
    """What the last run left; None before the first, or when it does not open with the keys at hand."""
    if newest is None:
        return None
    try:
        key = service.keys.data_key(newest.id, WrappedKey(newest.master, newest.wrapped))
        return msgspec.msgpack.decode(key.open_bytes(newest.centres, f"{newest.id}/centres"), type=Kept)
    except UnreadableWordsError:
        return None


def _row(made: Run, one: Proposed) -> CandidateRow:
    words = msgspec.json.encode(one.words).decode()
    return CandidateRow(one.number, made.id, one.name[:200], words, len(one.members), made.at)


def _members(one: Proposed, texts: Sequence[_Text]) -> list[MemberRow]:
    return [
        MemberRow(one.number, texts[place].submission_id, texts[place].question_id, nearness)
        for nearness, place in enumerate(one.members)
    ]
