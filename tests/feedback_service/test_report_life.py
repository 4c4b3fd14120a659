"""From a draft to a published report and its next edition: who writes, looks and approves."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, select, update

from feedback_service import reporting
from feedback_service.report_editing import Wish, standing, write, written_in
from feedback_service.report_findings import Findings, decode
from feedback_service.report_places import days_of, kind_of, named_period, start_of
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport, Report, find_report
from feedback_service.storage.schema import (
    quote_approvals,
    removal_requests,
    report_edits,
    submissions,
    unscreened,
)
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import (
    DAY,
    DURING,
    FROM,
    TO,
    a_manager,
    answer,
    approve_as_shown,
    code,
    looked,
    report,
    shown_of,
    spoken,
    two_teams,
)

SUMMARY = "summary/heard"


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


@pytest.fixture
async def manager(service: Service) -> str:
    return await a_manager(service)


async def again(service: Service, report_id: str) -> Report:
    async with service.database.reading() as db:
        known = await find_report(db, report_id)
    assert known
    return known.report


async def approved(service: Service, known: KnownReport, manager: str) -> Findings:
    await looked(service, known.report.id)
    assert await approve_as_shown(service, known.report.id, manager)
    return decode((await again(service, known.report.id)).findings)


async def bread(service: Service, many: int = 12, **place: str) -> list[str]:
    return [
        await spoken(service, f"we often run out of bread {letter * 4}") for letter in "abcdefghijkl"[:many]
    ]


async def test_the_same_answers_make_the_same_report_byte_for_byte(service: Service) -> None:
    await bread(service)
    first, second = (await report(service)).report, (await report(service)).report
    assert first.id != second.id
    assert first.findings == second.findings
    assert decode(first.findings).summary


async def test_every_sentence_of_the_summary_stands_on_a_section_and_on_answers(service: Service) -> None:
    await bread(service)
    sentences = {one.key: one for one in decode((await report(service)).report.findings).summary}
    assert sentences["heard"].words == "Children answered 12 times."
    worry = sentences["worry-child"]
    assert worry.words.endswith("in 12 of 12 sets of answers.")
    (evidence,) = worry.evidence
    assert (evidence.section, evidence.theme_id, evidence.side) == ("themes", "food", "worry")


async def test_what_workers_write_is_sealed_marked_and_never_lost_to_another(
    service: Service, manager: str
) -> None:
    await bread(service)
    made = (await report(service, made_by=manager)).report
    secret, before = "We heard more than we hoped <b>for</b>.", "another page"
    assert await write(service, made.id, Wish(SUMMARY, secret, ""), manager) == "written"
    written = (await shown_of(service, made.id)).whole
    assert await write(service, made.id, Wish(SUMMARY, secret, ""), manager) == "same"
    assert await write(service, made.id, Wish(SUMMARY, "Another.", ""), manager) == "changed"
    async with service.database.reading() as db:
        newest = standing(await written_in(service, db, made))[SUMMARY]
        kept = [row.words for row in await db.execute(select(report_edits.c.words))]
    assert (newest.words, newest.by) == (secret, "The manager")
    assert not [row for row in kept if secret.encode() in row]
    html = await report_html(service, made.id)
    assert "more than we hoped &lt;b&gt;for&lt;/b&gt;." in html
    assert "Written by The manager" in html
    assert "Children answered 12 times." not in html.partition('<nav class="contents"')[0]
    assert await write(service, made.id, Wish(SUMMARY, "", newest.id), manager) == "written"
    assert "Children answered 12 times." in await report_html(service, made.id)
    await looked(service, made.id)
    for unseen in ("", before, written):
        with pytest.raises(reporting.ChangedSinceError):
            await reporting.approve(service, made.id, manager, unseen)
    assert await approve_as_shown(service, made.id, manager)
    assert await write(service, made.id, Wish(SUMMARY, "Late.", ""), manager) == "frozen"


async def test_a_draft_that_the_service_made_needs_two_people(service: Service, manager: str) -> None:
    await bread(service)
    made = (await report(service)).report
    second = await looked(service, made.id)
    with pytest.raises(reporting.ReportError, match="only one who has looked"):
        await approve_as_shown(service, made.id, second)
    assert await approve_as_shown(service, made.id, manager)


async def test_a_report_without_quotes_needs_nobody_else(service: Service, manager: str) -> None:
    await bread(service)
    made = (await report(service, made_by=manager)).report
    assert await reporting.remove_every_quote(service, made.id, manager)
    assert await reporting.approve(service, made.id, manager)
    assert await reporting.publish(service, made.id, manager)
    assert not await reporting.publish(service, made.id, manager)
    assert not await reporting.remove_every_quote(service, made.id, manager)
    assert "Published by The manager on 9 October 2025" in await report_html(service, made.id)


async def test_a_correction_is_a_new_edition_that_says_what_changed(service: Service, manager: str) -> None:
    said = await bread(service)
    known = await report(service, made_by=manager)
    first = await approved(service, known, manager)
    with pytest.raises(reporting.ReportError, match="Only a report"):
        await reporting.new_edition(service, (await report(service)).report.id, manager)
    for one in said[:8]:
        await code(service, one, "home", "worry")
    second = await again(service, await reporting.new_edition(service, known.report.id, manager))
    assert (second.edition, second.replaces) == (2, known.report.id)
    twin = await again(service, await reporting.new_edition(service, known.report.id, manager))
    lines = decode(second.findings).corrected
    line, *others = lines
    assert line.startswith("Children, \u201cA warm, clean home\u201d: ")
    assert "How themes came about: something differs." in others
    assert "not spoken of was 12, is hidden" in line
    await looked(service, second.id)
    assert await approve_as_shown(service, second.id, manager)
    old = await again(service, known.report.id)
    assert decode(old.findings) == first
    assert "A newer edition of this report stands in its place." in await report_html(service, old.id)
    with pytest.raises(reporting.ReportError, match="newer edition"):
        await reporting.new_edition(service, old.id, manager)
    await looked(service, twin.id)
    with pytest.raises(reporting.ReportError, match="Another edition"):
        await reporting.approve(service, twin.id, manager)


async def test_what_is_withheld_or_asked_back_later_is_quoted_no_more_and_numbers_stay(
    service: Service, manager: str
) -> None:
    await bread(service)
    known = await report(service, made_by=manager)
    first, second = (await approved(service, known, manager)).quotes
    await reporting.publish(service, known.report.id, manager)
    hide = update(submissions).where(submissions.c.id == first.submission_id).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(hide))
    row = {"submission_id": second.submission_id, "asked_at": DURING}
    await service.database.transaction(lambda tx: tx.execute(insert(removal_requests), row))
    html = await report_html(service, known.report.id)
    assert "run out of bread" not in html
    assert html.count(reporting.HELD_BACK) == 2
    assert "The second looked at 2 of 2 quotes" in html
    gone = delete(quote_approvals).where(quote_approvals.c.submission_id == first.submission_id)  # as erased
    await service.database.transaction(lambda tx: tx.execute(gone))
    html = await report_html(service, known.report.id)
    assert "The second looked at 1 of 1 quotes" in html
    assert "not been looked at" not in html
    assert "Children gave 12 sets of answers" in html


async def test_words_that_nobody_has_held_against_signs_of_harm_are_not_quoted(
    service: Service, manager: str
) -> None:
    said = await bread(service)
    waits = [{"submission_id": one, "question_id": "matters"} for one in said]
    await service.database.transaction(lambda tx: tx.execute(insert(unscreened), waits))
    assert decode((await report(service, made_by=manager)).report.findings).quotes == ()


async def test_a_theme_that_grew_since_the_last_report_of_the_kind_is_told(
    service: Service, manager: str
) -> None:
    before = datetime(2025, 7, 10, tzinfo=UTC)
    for number in range(60):
        month = 7 + number % 2
        at = int(before.replace(month=month).timestamp() * 1000)
        said = await answer(service, "my-view", {"matters": "bread"}, at=at)
        if month == 8 or number < 20:
            await code(service, said, "food", "worry")

    async def about(number: int) -> Report:
        return await again(
            service,
            await reporting.make_report(
                service,
                team_id="north",
                period_from=start_of(date(2025, number, 1)),
                period_to=start_of(date(2025, number + 1, 1)),
                made_by=manager,
            ),
        )

    july = await about(7)
    assert decode(july.findings).since is None
    await looked(service, july.id)
    assert await reporting.approve(service, july.id, manager)
    since = decode((await about(8)).findings).since
    assert since
    assert since.report_id == july.id
    assert [(one.theme_id, one.kind, one.now, one.before) for one in since.themes] == [
        ("food", "growing", 30, 10)
    ]


async def test_a_report_about_an_agency_counts_its_teams_and_tells_them_apart(service: Service) -> None:
    for number in range(16):
        await answer(service, "my-view", team="north" if number % 2 else "south")
    made = await reporting.make_report(
        service, team_id=None, agency="Council", period_from=FROM, period_to=TO, made_by=None
    )
    found = await again(service, made)
    (children, *_) = decode(found.findings).groups
    assert children.breakdowns["Team"].cells == {"North team": 8, "South team": 8}
    with pytest.raises(reporting.ReportError, match="no agency"):
        await reporting.make_report(
            service, team_id=None, agency="Nowhere", period_from=FROM, period_to=TO, made_by=None
        )


async def test_periods_begin_at_midnight_in_the_uk_through_summer_time() -> None:
    assert start_of(date(2026, 3, 30)) - start_of(date(2026, 3, 29)) == DAY * 23 // 24
    assert start_of(date(2026, 10, 26)) - start_of(date(2026, 10, 25)) == DAY * 25 // 24
    quarter = start_of(date(2026, 7, 1)), start_of(date(2026, 10, 1))
    assert kind_of(*quarter) == "quarter"
    assert days_of(*quarter) == (date(2026, 7, 1), date(2026, 9, 30))
    in_utc = tuple(int(datetime(2026, month, 1, tzinfo=UTC).timestamp() * 1000) for month in (7, 10))
    assert days_of(*in_utc) == days_of(*quarter)
    assert kind_of(start_of(date(2026, 7, 1)), start_of(date(2026, 9, 30))) == "days"
    assert named_period("quarter", date(2026, 1, 1)) == (date(2025, 10, 1), date(2026, 1, 1))
    assert named_period("year", date(2026, 3, 31)) == (date(2024, 4, 1), date(2025, 4, 1))
    assert named_period("year", date(2026, 4, 1)) == (date(2025, 4, 1), date(2026, 4, 1))
