"""Two people stand behind the words of a quote as they are quoted, and not only behind its place."""

import asyncio
from itertools import count

import pytest
from sqlalchemy import insert, select, update

from feedback_service.quote_checking import Decision, decide
from feedback_service.report_findings import decode
from feedback_service.report_looking import (
    ALONE,
    APPROVERS,
    HELD,
    HELD_FOR_NOW,
    QUOTES_CHANGED,
    SEEN_BEFORE,
    left_to_look_at,
    look,
    places_of,
)
from feedback_service.reporting import ChangedSinceError, ReportError, approve, remove_quote
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport
from feedback_service.storage.schema import audit, removal_requests
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.report_views import report_html
from feedback_service.web.staff.roles import APPROVES
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import (
    DURING,
    a_manager,
    a_second,
    approve_as_shown,
    looked,
    report,
    shown_of,
    spoken,
    two_teams,
)
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.test_reporting import clear, raise_concern


@pytest.fixture
async def draft(service: Service) -> KnownReport:
    await two_teams(service)
    await a_manager(service)
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    return await report(service, made_by="w")


async def test_a_look_counts_only_for_the_words_that_were_looked_at(
    service: Service, clock: SettableClock, draft: KnownReport
) -> None:
    first, second = decode(draft.report.findings).quotes
    await clear(service, first.submission_id, ((3, 8, "hidden"),))
    clock.move(minutes=1)
    await looked(service, draft.report.id)
    assert "The second looked at 2 of 2 quotes" in await report_html(service, draft.report.id)
    clock.move(minutes=1)
    await clear(service, first.submission_id, ())
    html = await report_html(service, draft.report.id)
    assert "The second looked at 1 of 2 quotes" in html
    seen = (await shown_of(service, draft.report.id)).whole
    with pytest.raises(ReportError, match="second person"):
        await approve(service, draft.report.id, "w", seen)
    clock.move(minutes=1)
    await looked(service, draft.report.id)
    assert await approve(service, draft.report.id, "w", seen)
    clock.move(minutes=1)
    await clear(service, second.submission_id, ((3, 8, "hidden"),))
    assert "The second looked at 2 of 2 quotes" in await report_html(service, draft.report.id)


async def test_nobody_looks_at_or_approves_other_words_than_were_shown(
    service: Service, clock: SettableClock, draft: KnownReport
) -> None:
    await looked(service, draft.report.id)
    opened = await shown_of(service, draft.report.id)
    quote = decode(draft.report.findings).quotes[0]
    await clear(service, quote.submission_id, ((3, 8, "hidden"),))
    place = (quote.submission_id, quote.question_id)
    assert await look(service, draft.report.id, [place], "second", opened.quotes) == QUOTES_CHANGED
    with pytest.raises(ChangedSinceError):
        await approve(service, draft.report.id, "w", opened.whole)
    with pytest.raises(ReportError, match="second person"):  # decided in the same moment as the look
        await approve_as_shown(service, draft.report.id, "w")
    clock.move(minutes=1)
    with pytest.raises(ReportError, match="second person"):
        await approve_as_shown(service, draft.report.id, "w")
    await looked(service, draft.report.id)
    assert await approve_as_shown(service, draft.report.id, "w")


async def test_a_look_kept_before_a_decision_does_not_count_for_the_words_decided_about(
    service: Service, draft: KnownReport
) -> None:
    quote = decode(draft.report.findings).quotes[0]
    place, shown = (quote.submission_id, quote.question_id), await shown_of(service, draft.report.id)
    second, ticks = await a_second(service), count(service.now())
    ticking = service._replace(now=lambda: next(ticks))
    manager = Worker(id="w", username="w", name="The manager", role="manager", active=True, scope=EVERYTHING)
    problem, kept = await asyncio.gather(  # in one group of the writer, in this order
        look(ticking, draft.report.id, [place], second, shown.quotes),
        decide(ticking, manager, place, Decision("clear", ((3, 8, "hidden"),), "")),
    )
    assert (problem, kept) == ("", True)
    assert await left(service, draft) == (2, 0, 0, 0)


async def test_a_quote_that_is_taken_out_is_missed_by_whoever_had_it_before_them(
    service: Service, draft: KnownReport
) -> None:
    first, second = decode(draft.report.findings).quotes
    await looked(service, draft.report.id)
    opened = await shown_of(service, draft.report.id)
    assert await remove_quote(service, draft.report.id, (first.submission_id, first.question_id), "w")
    place = (second.submission_id, second.question_id)
    assert await look(service, draft.report.id, [place], "second", opened.quotes) == QUOTES_CHANGED
    with pytest.raises(ChangedSinceError, match="Something about the quotes was changed"):
        await approve(service, draft.report.id, "w", opened.whole)
    assert await approve_as_shown(service, draft.report.id, "w")


async def asked_back(service: Service, submission_id: str) -> None:
    row = {"submission_id": submission_id, "asked_at": DURING}
    await service.database.transaction(lambda tx: tx.execute(insert(removal_requests), row))


async def kept_after_all(service: Service) -> None:
    answered = update(removal_requests).values(outcome="kept")
    await service.database.transaction(lambda tx: tx.execute(answered))


async def left(service: Service, draft: KnownReport) -> tuple[int, ...]:
    async with service.database.reading() as db:
        return await left_to_look_at(db, draft.report, decode(draft.report.findings))


async def test_words_that_were_held_back_are_not_looked_at_and_wait_when_they_come_back(
    service: Service, draft: KnownReport
) -> None:
    first = decode(draft.report.findings).quotes[0]
    before = await shown_of(service, draft.report.id)
    await asked_back(service, first.submission_id)
    place = (first.submission_id, first.question_id)
    await a_second(service)
    assert await look(service, draft.report.id, [place], "second", before.quotes) == QUOTES_CHANGED
    await looked(service, draft.report.id)
    assert await left(service, draft) == (1, 1, 0, 1)
    with pytest.raises(ReportError, match=HELD_FOR_NOW):
        await approve_as_shown(service, draft.report.id, "w")
    shown = (await shown_of(service, draft.report.id)).whole
    await kept_after_all(service)
    with pytest.raises(ChangedSinceError):
        await approve(service, draft.report.id, "w", shown)
    assert await left(service, draft) == (1, 0, 0, 0)
    with pytest.raises(ReportError, match="second person"):
        await approve_as_shown(service, draft.report.id, "w")
    await looked(service, draft.report.id)
    assert await approve_as_shown(service, draft.report.id, "w")


async def test_a_quote_held_back_after_it_was_looked_at_is_not_approved_until_it_is_taken_out(
    service: Service, clock: SettableClock, draft: KnownReport
) -> None:
    first, second = decode(draft.report.findings).quotes
    await looked(service, draft.report.id)
    await clear(service, first.submission_id, (), "held")
    await asked_back(service, second.submission_id)
    clock.move(minutes=1)
    assert await left(service, draft) == (2, 2, 0, 1)
    with pytest.raises(ReportError, match=f"^{HELD}$"):
        await approve_as_shown(service, draft.report.id, "w")
    await kept_after_all(service)
    assert await left(service, draft) == (1, 1, 0, 0)
    assert await remove_quote(service, draft.report.id, (first.submission_id, first.question_id), "w")
    assert await approve_as_shown(service, draft.report.id, "w")


async def test_nobody_is_told_to_wait_for_words_that_never_come_back(
    service: Service, draft: KnownReport
) -> None:
    first, second = decode(draft.report.findings).quotes
    await looked(service, draft.report.id)
    await raise_concern(service, first.submission_id)
    await asked_back(service, first.submission_id)
    await clear(service, second.submission_id, (), "held")
    await asked_back(service, second.submission_id)
    assert await left(service, draft) == (2, 2, 0, 0)
    with pytest.raises(ReportError, match=f"^{HELD}$"):
        await approve_as_shown(service, draft.report.id, "w")


async def test_of_a_draft_that_nobody_made_a_second_person_takes_the_place_of_who_is_to_approve_it(
    service: Service, draft: KnownReport
) -> None:
    made = await report(service)
    places, shown = places_of(decode(made.report.findings)), await shown_of(service, made.report.id)
    assert not await look(service, made.report.id, places, "w", shown.quotes)
    assert await left(service, made) == (0, 0, 2, 0)
    with pytest.raises(ReportError) as refused:
        await approve_as_shown(service, made.report.id, "w")
    assert str(refused.value) == ALONE
    await looked(service, made.report.id)
    assert await left(service, made) == (0, 0, 0, 0)
    assert await look(service, made.report.id, places, "w", shown.quotes) == SEEN_BEFORE
    noted = select(audit.c.worker_id).where(audit.c.action == "quotes-looked-at").order_by(audit.c.seq)
    assert [one.worker_id for one in await rows(service, noted)] == ["w", "second"]
    assert await approve_as_shown(service, made.report.id, "w")
    assert "The second looked at 2 of 2 quotes" in await report_html(service, made.report.id)


def test_those_whose_look_gives_way_are_those_who_approve() -> None:
    assert APPROVERS == APPROVES
