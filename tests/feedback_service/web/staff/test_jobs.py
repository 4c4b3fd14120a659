"""Jobs and indicators as workers meet them."""

import re
from datetime import date
from functools import partial
from html import unescape

import httpx
import pytest

from feedback_service.intake import submit
from feedback_service.jobs import FREQUENT, QUIET, Timetable, Upcoming, run_job
from feedback_service.report_places import start_of
from feedback_service.report_planning import NOBODY
from feedback_service.scheduled_reports import SKIPPED
from feedback_service.service import Service
from feedback_service.storage.job_runs import JobRun
from feedback_service.storage.places import place_of
from feedback_service.storage.report_runs import Run, begin_run, end_run
from feedback_service.storage.reports import find_report
from feedback_service.web.staff.job_view import NOT_SINCE, last_words
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import DAY, arriving, new_id
from tests.feedback_service.web.staff.conftest import SignIn

HEAD = "place,name,unit,from,to,value,source\n"
GOOD = "north,Attendance,%,2025-07-01,30/09/2025,91.5,School census\n"


async def bring(browser: httpx.AsyncClient, text: str | bytes) -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    return await browser.post("/staff/indicators", files={"file": ("numbers.csv", content)})


async def test_what_is_due_is_shown_tried_made_and_then_in_the_history(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    await submit(service, arriving(service, answered_at=service.now() - 20 * DAY))
    manager, boss = await sign_in("manager"), await sign_in("boss")
    page = (await manager.get("/staff/jobs")).text
    assert "1 Nov 2025, 00:00" in page
    assert "Reads new answers for themes" in page
    assert "every 5 minutes" in page
    tried = (await manager.get("/staff/jobs/try")).text
    assert "1 Sep to 30 Sep 2025" in tried
    assert "A draft would be made" in tried
    assert "The reviewer" in tried
    assert "Whole partnership" not in tried
    assert "None has been made yet" in (await manager.get("/staff/jobs")).text
    answer = await manager.post("/staff/jobs/reports")
    assert answer.headers["location"] == "/staff/jobs?did=reports-begun"
    page = (await manager.get("/staff/jobs")).text
    assert "A draft was made." in page
    assert "Drafts reports that are due" in page
    report = re.search(r'href="(/staff/reports/[^"]+)"', page)
    assert report
    assert (await manager.get(report[1])).status_code == 200
    again = await manager.post("/staff/jobs/reports")
    assert again.headers["location"] == "/staff/jobs?did=nothing-due"
    assert "Nothing is due" in (await manager.get("/staff/jobs/try")).text
    assert "Whole partnership" in (await boss.get("/staff/jobs/try")).text
    administrators = (await (await sign_in("administrator")).get("/staff/jobs")).text
    assert "A draft was made." in administrators
    assert report[1] not in administrators


async def test_a_job_that_did_something_about_a_concern_is_not_told_of(
    service: Service, clock: SettableClock, people: dict[str, str], sign_in: SignIn
) -> None:
    async def climbs(_: Service) -> int:
        return 41

    async def fails(_: Service) -> int:
        raise OSError

    browser = await sign_in("manager")
    for name in QUIET:
        await run_job(service, name, climbs, quiet=True)
    assert "Done" not in (await browser.get("/staff/jobs")).text
    clock.move(minutes=1)
    await run_job(service, "ladder", fails, quiet=True)
    assert "Failed (OSError)" in (await browser.get("/staff/jobs")).text
    await run_job(service, "tidying", climbs)
    assert "Done: 41" in (await browser.get("/staff/jobs")).text


async def test_of_a_job_that_looks_every_few_seconds_it_is_told_when_it_last_went_well() -> None:
    run = JobRun(id=new_id(), job="ladder", started_at=5, finished_at=6, outcome="failed: OSError")
    told = [last_words(Upcoming(5, None, at, 1), run, quiet=True).partition(": ")[2] for at in (None, 4, 6)]
    assert [one[:6] for one in told] == ["Failed", "Failed", "It wen"]
    assert last_words(Upcoming(5, None, None, 1), None, quiet=True) == NOT_SINCE
    assert last_words(Upcoming(5, None, None, 1), None, quiet=False) == ""


async def test_a_failure_from_before_the_process_began_is_not_a_jobs_last_run() -> None:
    run = JobRun(id=new_id(), job="ladder", started_at=5, finished_at=6, outcome="failed: OSError")
    assert last_words(Upcoming(5, None, None, 6), run, quiet=True) == NOT_SINCE
    assert "Failed" in last_words(Upcoming(5, None, None, 5), run, quiet=True)
    assert "Failed" in last_words(Upcoming(5, None, None, 6), run, quiet=False)


async def test_whatever_runs_every_few_minutes_is_told_only_when_it_failed(service: Service) -> None:
    timetable = Timetable(service)
    timetable.start()
    often = {name for name, one in timetable.upcoming().items() if one.every <= 600}
    await timetable.stop()
    assert often == QUIET
    assert "unfinished" not in FREQUENT  # `doctor` asks whether it ran


async def test_a_draft_that_was_skipped_leads_to_the_form_that_makes_it(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    march, april = start_of(date(2025, 3, 1)), start_of(date(2025, 4, 1))
    for place, outcome in ((place_of(team_id="north"), SKIPPED), (place_of(agency="Trust & Co"), NOBODY)):
        run = Run(
            id=new_id(), kind="month", place=place, period_from=march, period_to=april, started_at=april
        )  # fmt: skip
        await service.database.transaction(partial(begin_run, run=run))
        await service.database.transaction(partial(end_run, run_id=run.id, outcome=outcome, at=april))
    browser = await sign_in("manager")
    found = re.findall(r'href="([^"]+)">Make this draft', (await browser.get("/staff/jobs")).text)
    assert found == ["/staff/reports?team=north&amp;period=days&amp;from=2025-03-01&amp;to=2025-03-31"]
    form = (await browser.get(unescape(found[0]))).text
    assert '<option value="north" selected>' in form
    assert re.findall(r'value="(\w+)" checked', form) == ["days"]
    days = dict(re.findall(r'type="date" id="\w+" name="(\w+)" value="([^"]*)"', form))
    made = await browser.post(
        "/staff/reports",
        files={name: (None, text) for name, text in {"team": "north", "period": "days", **days}.items()},
    )
    async with service.database.reading() as db:
        known = await find_report(db, made.headers["location"].rpartition("/")[2])
    assert known is not None
    assert (known.report.team_id, known.report.period_from, known.report.period_to) == ("north", march, april)
    administrators = (await (await sign_in("administrator")).get("/staff/jobs")).text
    assert SKIPPED in administrators
    assert "Make this draft" not in administrators
    odd = (await browser.get("/staff/reports?period=nonsense&team=nowhere&from=%22%3E")).text
    assert re.findall(r'value="(\w+)" checked', odd) == ["quarter"]


async def test_numbers_are_brought_in_listed_replaced_and_taken_away(
    people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("reviewer")
    assert "Nothing has been brought in" in (await browser.get("/staff/indicators")).text
    assert "Kept: 1." in (await bring(browser, f"\ufeff{HEAD}{GOOD}")).text
    answer = await bring(browser, HEAD + GOOD.replace("91.5", "1092.25"))
    assert "1 of them took the place" in answer.text
    assert "1,092.25 %" in answer.text
    assert "91.5" not in answer.text
    assert "1 Jul to 30 Sep 2025" in answer.text
    away = re.search(r'action="(/staff/indicators/[^"]+)"', answer.text)
    assert away
    assert [(await browser.post(away[1])).status_code for _ in range(2)] == [303, 404]
    assert "Attendance" not in (await browser.get("/staff/indicators")).text


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["The file is empty"]),
        (HEAD, ["The file has no rows"]),
        ("place;name\n", ["Separate the columns by commas"]),
        (b"\xff\xfe", ["no UTF-8 text"]),
        (HEAD + '"north,', ["line 2: unexpected end of data"]),
        (f"{HEAD}north,Attendance\n", ["line 2: it has 2 columns, and the first line 7"]),
        (HEAD + GOOD + GOOD, ["line 3: the same place, name and days as line 2"]),
        (
            HEAD + GOOD + "nowhere,,%,2025-13-01,2025-01-01,91%,\nsouth,A,%,2025-02-01,2025-01-01,nan,B\n",
            [
                "line 3: there is no team or agency “nowhere”",
                "line 3: name is empty",
                "line 3: source is empty",
                "line 3: from: “2025-13-01” is no day",
                "line 3: value: leave the % sign out",
                "line 4: “south” is not among your teams",
                "line 4: the last day lies before the first",
                "line 4: value: “nan” is no number",
            ],
        ),
        (HEAD + GOOD.replace("north", "*"), ["line 2: “*” is not among your teams"]),
    ],
)
async def test_a_file_with_faults_is_kept_not_at_all_and_each_fault_is_named(
    people: dict[str, str], sign_in: SignIn, text: str | bytes, problems: list[str]
) -> None:
    browser = await sign_in("manager")
    answer = await bring(browser, text)
    assert answer.status_code == 422
    assert [one for one in problems if one not in answer.text] == []
    assert "Nothing has been brought in" in (await browser.get("/staff/indicators")).text
