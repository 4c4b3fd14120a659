"""How own words sounded, counted straight from the tables."""

from functools import partial

import pytest
from sqlalchemy import insert

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.erasing import erase
from feedback_service.storage.report_data import Extent
from feedback_service.storage.report_tones import tone_counts
from feedback_service.storage.schema import concerns
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.report_seeding import DURING, FROM, TO, answer, two_teams
from tests.feedback_service.storage.seeds import arriving, given

EXTENT = Extent(scope=EVERYTHING, period_from=FROM, period_to=TO)
NORTH = Extent(scope=Scope(False, ("north",)), period_from=FROM, period_to=TO)
WORDS = {"matters": "my dog matters"}


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def sounds(service: Service, submission_id: str, tone: str | None, version: str = "1") -> None:
    one = Analysed(
        submission_id=submission_id, question_id="matters", version=version, tone=tone, vectors=b""
    )
    await service.database.transaction(lambda tx: note_analysed(tx, [one]))


async def concerned(service: Service, submission_id: str, question: str) -> None:
    row = {"id": submission_id, "submission_id": submission_id, "question_id": question, "level": "concern"}
    rule = {"category": "c", "rule": "r", "rules_version": "1", "span_start": 0, "span_end": 2}
    row |= {**rule, "raised_at": DURING}  # type: ignore[dict-item]
    await service.database.transaction(lambda tx: tx.execute(insert(concerns), row))


async def counted(service: Service, extent: Extent = EXTENT) -> dict[tuple[str, str], int]:
    async with service.database.reading() as db:
        return {(one.audience, one.sound): one.n for one in await tone_counts(db, extent)}


async def test_answers_are_counted_by_tone_within_team_and_period(service: Service) -> None:
    for tone in ("positive", "positive", "unsure"):
        await sounds(service, await answer(service, "my-view", WORDS), tone)
    await sounds(service, await answer(service, "my-view", WORDS, team="south"), "neutral")
    await sounds(service, await answer(service, "my-view", WORDS, at=TO), "negative")
    await answer(service, "my-view", {"food": 1})
    assert await counted(service, NORTH) == {("child", "positive"): 2, ("child", "unsure"): 1}
    assert await counted(service) == {**await counted(service, NORTH), ("child", "neutral"): 1}


async def test_a_concern_on_the_answer_is_never_counted_positive(service: Service) -> None:
    said = [await answer(service, "my-view", WORDS) for _ in range(4)]
    for one, tone in zip(said, ("positive", "mixed", "negative", "positive"), strict=True):
        await sounds(service, one, tone)
    for one in said[:3]:
        await concerned(service, one, "matters")
    await concerned(service, said[3], "want")
    expected = {"unsure": 1, "mixed": 1, "negative": 1, "positive": 1}
    assert await counted(service) == {("child", tone): n for tone, n in expected.items()}


async def test_what_no_machine_reads_is_told_from_what_it_has_not_read_yet(service: Service) -> None:
    await sounds(service, await answer(service, "my-view", WORDS), None)
    await sounds(service, await answer(service, "my-view", WORDS), None, version="")  # read before tone was
    await answer(service, "my-view", WORDS)
    assert await counted(service) == {("child", "unread"): 1, ("child", "waiting"): 2}


async def test_erased_words_and_words_kept_aside_are_not_counted(service: Service) -> None:
    erased, kept = await answer(service, "my-view", WORDS), await answer(service, "my-view", WORDS)
    await sounds(service, kept, "neutral")
    await service.database.transaction(partial(erase, submission_ids=[erased]))
    again = arriving(service, kept, given(matters="other words"), answered_at=DURING)
    assert (await submit(service, again)).result == "differs"
    assert await counted(service) == {("child", "neutral"): 1}
