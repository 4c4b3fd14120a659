"""Two people stand behind the words of a quote as they are quoted, and not only behind its place."""

import pytest

from feedback_service.report_findings import decode
from feedback_service.report_looking import OTHER_WORDS, look
from feedback_service.reporting import ChangedSinceError, ReportError, approve
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import a_manager, looked, report, shown_of, spoken, two_teams
from tests.feedback_service.test_reporting import clear


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
    await looked(service, draft.report.id)
    assert await approve(service, draft.report.id, "w", seen)
    clock.move(minutes=1)
    await clear(service, second.submission_id, ((3, 8, "hidden"),))
    assert "The second looked at 2 of 2 quotes" in await report_html(service, draft.report.id)


async def test_nobody_looks_at_or_approves_other_words_than_were_shown(
    service: Service, draft: KnownReport
) -> None:
    await looked(service, draft.report.id)
    opened = await shown_of(service, draft.report.id)
    quote = decode(draft.report.findings).quotes[0]
    await clear(service, quote.submission_id, ((3, 8, "hidden"),))
    place = (quote.submission_id, quote.question_id)
    assert await look(service, draft.report.id, [place], "second", opened.quotes) == OTHER_WORDS
    with pytest.raises(ChangedSinceError):
        await approve(service, draft.report.id, "w", opened.whole)
    assert await approve(service, draft.report.id, "w", (await shown_of(service, draft.report.id)).whole)
