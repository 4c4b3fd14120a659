"""The rota: who is on call, who can be put on it, where nobody is, and the banner when nobody has duty."""

import html
import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import audit, shifts
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import set_active
from feedback_service.uk_time import moment_of
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import Hire, SignIn

NOBODY = "Nobody is on duty now"
SOUTH = Scope(all_teams=False, team_ids=("south",))


async def put_on(lead: httpx.AsyncClient, worker: str, **changes: str) -> httpx.Response:
    fields = {"worker": worker, "rung": "duty", "team": "", "weeks": "1"}
    fields |= {"since": "2025-10-09T09:00", "until": "2025-10-09T17:00", **changes}
    return await lead.post("/staff/rota", files={name: (None, value) for name, value in fields.items()})


def told(page: str) -> str:
    return html.unescape(" ".join(re.sub("<[^>]+>", " ", page).split()))


async def kept(service: Service) -> list[str]:
    query = select(shifts).where(shifts.c.cancelled_at.is_(None)).order_by(shifts.c.starts_at)
    return [
        f"{one.rung} {moment_of(one.starts_at):%m-%d %H:%M}-{moment_of(one.ends_at):%H:%M}"
        for one in await rows(service, query)
    ]


async def test_leads_and_managers_see_on_every_page_that_nobody_is_on_duty_until_somebody_is(
    sign_in: SignIn, people: dict[str, str], clock: SettableClock
) -> None:
    lead, reader = await sign_in("safeguarding"), await sign_in("practitioner")
    for page in ("/staff", "/staff/concerns", "/staff/submissions", "/staff/concerns/none"):
        assert f"{NOBODY}." in (await lead.get(page)).text
        assert NOBODY not in (await reader.get(page)).text
    answer = await put_on(lead, people["safeguarding"])
    assert answer.headers["location"] == "/staff/rota?did=shift-added"
    assert NOBODY not in (await lead.get("/staff")).text
    clock.move(minutes=8 * 60)
    lead = await sign_in("safeguarding")
    assert NOBODY in (await lead.get("/staff")).text


async def test_the_banner_names_the_teams_for_which_nobody_is_on_duty(
    sign_in: SignIn, people: dict[str, str]
) -> None:
    boss = await sign_in("boss")
    assert f"{NOBODY}." in (await boss.get("/staff")).text
    await put_on(boss, people["safeguarding"])  # who sees the north team only
    assert f"{NOBODY} for South team." in (await boss.get("/staff")).text
    await put_on(boss, people["boss"], rung="out_of_hours", team="south")
    assert NOBODY not in (await boss.get("/staff")).text


async def test_a_leaver_and_another_role_are_nobody(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    boss = await sign_in("manager")
    assert (await put_on(boss, people["practitioner"])).status_code == 422
    await put_on(boss, people["safeguarding"])
    await service.database.transaction(lambda tx: set_active(tx, people["safeguarding"], active=False))
    page = told((await boss.get("/staff/rota")).text)
    assert NOBODY in page
    assert "The safeguarding" not in page


async def test_the_page_says_who_is_on_call_and_in_words_when_nobody_is(
    sign_in: SignIn, people: dict[str, str]
) -> None:
    lead = await sign_in("safeguarding")
    await put_on(lead, people["safeguarding"])
    await put_on(lead, people["safeguarding"], since="2025-10-10T09:00", until="2025-10-16T10:00")
    await put_on(lead, people["manager"], rung="manager")
    page = told((await lead.get("/staff/rota")).text)
    assert "Duty at once The safeguarding (every team)" in page
    assert "Manager on call after 30 minutes The manager (every team)" in page
    assert "Deputy after 15 minutes Nobody." in page
    assert "Thu 9 Oct, 17:00 to Fri 10 Oct, 09:00: nobody for any team" in page
    assert page.count("nobody for") == 1


async def test_a_shift_repeats_weekly_at_the_same_time_by_the_clock_when_clocks_change(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    lead = await sign_in("safeguarding")
    await put_on(lead, people["safeguarding"], since="2025-10-20T09:00", until="2025-10-20T17:00", weeks="2")
    assert await kept(service) == ["duty 10-20 09:00-17:00", "duty 10-27 09:00-17:00"]
    first, second = await rows(service, select(shifts.c.starts_at).order_by(shifts.c.starts_at))
    assert second.starts_at - first.starts_at == (7 * 24 + 1) * 3_600_000  # the clocks went back between


async def test_the_same_shift_twice_is_there_once(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    lead = await sign_in("safeguarding")
    answers = [await put_on(lead, people["safeguarding"]) for _ in range(2)]
    assert [one.headers["location"].partition("=")[2] for one in answers] == ["shift-added", "shift-there"]
    assert len(await kept(service)) == 1
    noted = await rows(service, select(audit.c.worker_id).where(audit.c.action == "shift-added"))
    assert [one.worker_id for one in noted] == [people["safeguarding"]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"worker": ""}, "Choose a safeguarding lead or manager"),
        ({"rung": "boss"}, "Choose what the worker is on call as."),
        ({"team": "south"}, "Choose a team of yours."),
        ({"since": "tomorrow"}, "Give a date and a time"),
        ({"until": "2025-10-09T09:00"}, "The end must be after the start."),
        ({"until": "2025-11-09T09:00"}, "One shift lasts 14 days at most."),
        ({"since": "2025-10-08T09:00", "until": "2025-10-08T17:00"}, "This is over already."),
        ({"weeks": "0"}, "Give a number of weeks"),
        ({"weeks": "²"}, "Give a number of weeks"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_nothing_kept(
    sign_in: SignIn, people: dict[str, str], service: Service, changes: dict[str, str], problem: str
) -> None:
    answer = await put_on(await sign_in("safeguarding"), changes.pop("worker", people["manager"]), **changes)
    assert answer.status_code == 422
    assert problem in told(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert await kept(service) == []


async def test_a_worker_cannot_be_put_on_for_a_team_that_they_do_not_see(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    answer = await put_on(await sign_in("boss"), people["safeguarding"], team="south")
    assert "does not see this team" in told(answer.text)
    assert await kept(service) == []


async def test_a_shift_is_taken_off_once_and_not_by_another_team(
    sign_in: SignIn, hire: Hire, people: dict[str, str], service: Service
) -> None:
    await hire("stranger", "manager", SOUTH)
    lead, stranger = await sign_in("safeguarding"), await sign_in("stranger")
    await put_on(lead, people["safeguarding"], team="north")
    (off,) = re.findall(r'action="(/staff/rota/[^"]+/cancel)"', (await lead.get("/staff/rota")).text)
    assert "The safeguarding" not in (await stranger.get("/staff/rota")).text
    assert (await stranger.post(off, files={"x": (None, "")})).status_code == 404
    assert len(await kept(service)) == 1
    assert (await lead.post(off, files={"x": (None, "")})).status_code == 303
    assert await kept(service) == []
    assert (await lead.post(off, files={"x": (None, "")})).status_code == 404
    noted = await rows(service, select(audit).where(audit.c.action == "shift-cancelled"))
    assert len(noted) == 1


async def test_a_shift_for_every_team_is_changed_by_those_who_share_a_team_with_its_worker(
    sign_in: SignIn, hire: Hire, people: dict[str, str], service: Service
) -> None:
    far = await hire("far", "safeguarding", SOUTH)
    lead, stranger = await sign_in("safeguarding"), await sign_in("far")
    await put_on(lead, people["boss"])
    await put_on(stranger, far, rung="deputy")
    everyone = select(shifts).order_by(shifts.c.rung)
    deputy, duty = [f"/staff/rota/{one.id}/cancel" for one in await rows(service, everyone)]
    assert (await lead.post(deputy, files={"x": (None, "")})).status_code == 404
    assert (await put_on(lead, far)).status_code == 422
    assert len(await kept(service)) == 2
    assert (await stranger.post(duty, files={"x": (None, "")})).status_code == 303
    assert len(await kept(service)) == 1


async def test_only_who_sees_one_of_the_teams_can_be_chosen(
    sign_in: SignIn, hire: Hire, people: dict[str, str]
) -> None:
    await hire("far", "safeguarding", SOUTH)
    await hire("wide", "safeguarding", EVERYTHING)
    page = (await (await sign_in("safeguarding")).get("/staff/rota")).text
    names = re.findall(r"<option value=\"[^\"]+\">The (\w+) \(", page)
    assert set(names) == {"safeguarding", "manager", "boss", "wide"}
