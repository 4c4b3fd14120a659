"""Actions as workers and those who said something meet them."""

import re
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import func, select, update

from feedback_service import returning
from feedback_service.action_reminders import latest_step, remind_of_actions
from feedback_service.action_wishes import due_of
from feedback_service.deleting import delete_submission
from feedback_service.report_beyond import read_beyond
from feedback_service.report_places import ReportPlace
from feedback_service.reporting import make_report
from feedback_service.service import Service
from feedback_service.storage.action_events import events_of
from feedback_service.storage.schema import action_submissions, actions, codings, deliveries, notices, workers
from feedback_service.storage.scope import Scope
from feedback_service.uk_time import moment_of
from feedback_service.web.staff.submission_view import codebook
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import QUESTION, Hire, Send, SignIn

SAID, PLANNED, DONE = "that the room is loud", "find a quiet room", "There is a quiet room now."
DUE = "2025-10-20"
DAY = 86_400_000


def form(**fields: str) -> dict[str, tuple[None, str]]:
    return {name: (None, text) for name, text in fields.items()}


async def make(browser: httpx.AsyncClient, owner: str, *, due: str = DUE, **more: str) -> str:
    """The address of a new action."""
    fields = {"id": new_id(), "said": SAID, "planned": PLANNED, "owner": owner, "due": due, **more}
    answer = await browser.post("/staff/actions", files=form(**fields))
    assert answer.status_code == 303, re.findall(r'role="alert">(.*?)<', answer.text)
    again = await browser.post("/staff/actions", files=form(**fields))  # a double press
    assert again.headers["location"] == answer.headers["location"]
    return urlsplit(answer.headers["location"]).path


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


async def read_on_receipt(service: Service, client: httpx.AsyncClient, submission_id: str) -> str:
    words = " ".join(await returning.give_receipt(service, submission_id))
    assert (await client.post("/return", files=form(words=words))).status_code == 303
    return (await client.get("/return/here")).text


async def test_an_action_goes_from_a_submission_to_the_receipt_of_who_said_it_and_to_nobody_elses(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    sent, other = await send("it is so loud"), await send("all is well")
    worker, manager = await sign_in("practitioner"), await sign_in("manager")
    assert "A submission of" in (await worker.get(f"/staff/actions/new?submission={sent}")).text
    address = await make(worker, people["practitioner"], submission=sent)
    assert await rows(service, select(func.count()).select_from(actions)) == [(1,)]
    page = (await worker.get(address)).text
    assert f"/staff/submissions/{sent}" in page
    assert "A manager can show it" in page
    assert SAID not in await read_on_receipt(service, client, sent)
    assert (await worker.post(f"{address}/shown", files=form(shown="yes", read="yes"))).status_code == 403
    unread = await manager.post(f"{address}/shown", files=form(version=version(page), shown="yes"))
    assert unread.status_code == 422
    await manager.post(f"{address}/shown", files=form(version=version(page), shown="yes", read="yes"))
    shown = await read_on_receipt(service, client, sent)
    assert SAID in shown
    assert PLANNED in shown
    page = (await manager.get(address)).text
    ending = form(version=version(page), how="done", outcome=DONE)
    answer = await manager.post(f"{address}/settle", files=ending)
    assert answer.headers["location"] == f"{address}?did=action-settled"
    shown = await read_on_receipt(service, client, sent)
    assert "We did" in shown
    assert DONE in shown
    assert SAID not in await read_on_receipt(service, client, other)
    assert SAID in (await worker.get("/staff/actions?state=closed")).text
    assert "Nothing is open" in (await worker.get("/staff/actions")).text
    address = await make(worker, people["manager"], submission=sent)
    await delete_submission(service, sent)
    assert (await worker.get(address)).status_code == 404  # nobody can tell any more who may see it
    fields = {"said": SAID, "planned": PLANNED, "owner": people["practitioner"], "due": DUE, "version": "1"}
    answer = await manager.post(address, files=form(**fields))
    assert answer.status_code == 422
    assert "cannot be given this one" in answer.text


async def test_a_theme_of_a_report_links_everybody_whose_answers_are_about_it(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    about, not_about = await send("my school is far"), await send("my dog")
    coded = {
        "id": new_id(),
        "submission_id": about,
        "question_id": QUESTION,
        "theme_id": "school",
        "span_start": 0,
        "span_end": 5,
        "score": 1.0,
        "method": "by hand",
        "version": "1",
        "assigned_at": 1,
    }
    theme = next(iter(codebook().themes))
    await service.database.transaction(lambda tx: tx.execute(codings.insert(), coded | {"theme_id": theme}))
    report = await make_report(
        service, team_id="north", period_from=0, period_to=service.now() + DAY, made_by=None
    )
    browser = await sign_in("manager")
    new = (await browser.get(f"/staff/actions/new?report={report}&theme={theme}")).text
    assert "The report about North team" in new
    address = await make(browser, people["manager"], report=report, theme=theme)
    linked = select(action_submissions.c.submission_id)
    assert await rows(service, linked) == [(about,)]
    assert not_about not in (await browser.get(address)).text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"said": " "}, "Write what children or families said"),
        ({"planned": "x" * 1001}, "1000 at most"),
        ({"due": "soon"}, "Give a day"),
        ({"due": "2025-10-08"}, "This day is over"),
        ({"owner": ""}, "Choose who sees to it"),
        ({"owner": "far"}, "does not work with this team"),
        ({"team": ""}, "Choose a team"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    people: dict[str, str], hire: Hire, sign_in: SignIn, changed: dict[str, str], error: str
) -> None:
    far = await hire("far", "manager", Scope(all_teams=False, team_ids=("south",)))
    fields = {"said": SAID, "planned": PLANNED, "owner": people["boss"], "due": DUE, "team": "north"}
    fields |= {name: far if text == "far" else text for name, text in changed.items()}
    answer = await (await sign_in("boss")).post("/staff/actions", files=form(**fields))
    assert answer.status_code == 422
    assert error in answer.text
    assert fields["planned"] in answer.text


async def test_two_who_change_an_action_at_once_see_both_and_lose_nothing(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("practitioner")
    address = await make(browser, people["practitioner"], team="north")
    stale = version((await browser.get(address)).text)
    fields = {"said": "that it is cold", "planned": PLANNED, "owner": people["manager"], "due": DUE}
    answer = await browser.post(address, files=form(**fields, version=stale))
    assert answer.headers["location"].endswith("did=action-changed")
    fields["said"] = "that it smells"
    answer = await browser.post(address, files=form(**fields, version=stale))
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert "that it is cold" in answer.text
    assert "that it smells" in answer.text
    unfit = await browser.post(address, files=form(**fields | {"said": ""}, version=stale))
    assert unfit.status_code == 409  # an error beside it does not let the next press overwrite unseen
    assert "Somebody else changed this" in unfit.text
    again = await browser.post(address, files=form(**fields, version=version(answer.text)))
    assert again.status_code == 303
    page = (await browser.get(address)).text
    assert "that it is cold" in page  # in its history
    closed = form(version=version(page), how="explained", outcome="There is no money.")
    await browser.post(f"{address}/settle", files=closed)
    late = form(version=version(page), how="done", outcome="The boiler works.")
    unchosen = form(version=version(page), outcome="The fan works.")
    fields["said"] = "that it is dark"
    nobody = fields | {"owner": "", "said": "that it is damp"}
    for path, typed, shown in (
        (f"{address}/settle", late, ("We did it", "The boiler works.")),
        (f"{address}/settle", unchosen, ("The fan works.",)),
        (address, form(**fields, version=version(page)), ("that it is dark", "The manager", DUE)),
        (address, form(**nobody, version=version(page)), ("that it is damp", DUE)),
    ):
        answer = await browser.post(path, files=typed)
        assert answer.status_code == 409
        box = answer.text.partition('role="alert"')[2].partition("<section")[0]
        assert [one for one in shown if one not in box] == []
    page = (await browser.get(address)).text
    await browser.post(f"{address}/reopen", files=form(version=version(page), due="2025-12-24"))
    assert "There is no money." in (await browser.get(address)).text


async def test_a_report_tells_of_an_action_as_it_stood_at_the_end_of_its_days(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    browser = await sign_in("practitioner")
    address = await make(browser, people["practitioner"], team="north")
    clock.move(minutes=1)
    end = service.now()
    await browser.post(f"{address}/settle", files=form(version="1", how="done", outcome=DONE))
    async with service.database.reading() as db:
        told = [await read_beyond(service, db, ReportPlace("north"), (), (0, to)) for to in (end, end + 1)]
    assert [(one.actions[0].state, one.words[0].outcome) for one in told] == [("open", ""), ("done", DONE)]
    assert [one.actions[0].owner for one in told] == ["practitioner"] * 2


async def test_words_a_practitioner_changes_are_shown_to_nobody_until_a_manager_looks(
    people: dict[str, str], sign_in: SignIn
) -> None:
    worker, manager = await sign_in("practitioner"), await sign_in("manager")
    address = await make(worker, people["practitioner"], team="north")
    shown = form(version="1", shown="yes", read="yes")
    await manager.post(f"{address}/shown", files=shown)
    assert "read it when they come back" in (await worker.get(address)).text
    fields = {"said": "Kaylee said it", "planned": PLANNED, "owner": people["practitioner"], "due": DUE}
    await worker.post(address, files=form(**fields, version="2"))
    page = (await worker.get(address)).text
    assert "Nobody outside reads this" in page
    assert "“<bdi>Kaylee</bdi>” may tell who somebody is: a name." in page


def test_reminders_fall_a_week_before_on_the_day_and_then_weekly() -> None:
    due = due_of(moment_of(1_760_000_000_000).date())  # 9 October 2025

    def step(days: int) -> int | None:
        found = latest_step(due, due - 1 + days * DAY)
        return None if found is None else (moment_of(found).date() - moment_of(due - 1).date()).days

    assert [step(days) for days in (-8, -7, -1, 0, 6, 7, 20)] == [None, -7, -7, 0, 0, 7, 14]


async def test_who_is_given_an_action_is_told_without_a_word_of_it(
    service: Service, app: Litestar, people: dict[str, str], sign_in: SignIn
) -> None:
    reached = {"email": "owner@example.org"}
    change = update(workers).where(workers.c.id == people["practitioner"]).values(**reached)
    await service.database.transaction(lambda tx: tx.execute(change))
    settings = {"smtp_host": "mail.example", "mail_from": "from@example.org"}
    app.state.service = service._replace(settings=msgspec.structs.replace(service.settings, **settings))
    manager = await sign_in("manager")
    await make(manager, people["manager"], team="north")
    assert await rows(service, select(notices.c.kind)) == []
    await make(manager, people["practitioner"], team="north")
    assert await rows(service, select(notices.c.kind)) == [("action",)]
    assert await rows(service, select(deliveries.c.worker_id)) == [(people["practitioner"],)]
    page = (await manager.get("/staff/notices")).text
    assert "An action to see to" in page
    assert SAID not in page


async def test_an_overdue_action_is_carried_over_once_and_its_owner_reminded_in_time(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    address = await make(browser, people["practitioner"], team="north", due="2025-10-30")

    async def happened() -> list[str]:
        async with service.database.reading() as db:
            found = await events_of(db, address.rpartition("/")[2])
        return [one.event.what for one in found if one.event.worker_id is None]

    clock.move(minutes=60)  # the clocks go back on the 26th
    for days, expected in (
        (8, []),  # 13 days before: 17 October
        (7, ["told"]),  # Friday the 24th, a week before is over
        (6, ["told", "told"]),  # Thursday the 30th
        (1, ["told", "told", "carried"]),
        (6, ["told", "told", "carried", "told"]),
    ):
        clock.move(minutes=days * 24 * 60)
        await remind_of_actions(service)
        await remind_of_actions(service)
        assert await happened() == expected
    browser = await sign_in("manager")
    assert "carried over once" in (await browser.get("/staff/actions?state=overdue")).text


async def test_the_desk_tells_of_actions_past_their_day_and_managers_of_those_of_their_teams(
    people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    manager = await sign_in("manager")
    for due in ("2025-10-10", "2025-10-28"):
        await make(manager, people["practitioner"], team="north", due=due)

    async def desk(role: str) -> str:
        return " ".join((await (await sign_in(role)).get("/staff")).text.split())

    mine, all_of_them = "Actions of yours that are due", "Actions past their day"
    due_link = f'<a href="/staff/actions"><strong>{{}}</strong> <span>{mine}</span></a>'
    overdue_link = f'<a href="/staff/actions?state=overdue"><strong>1</strong> <span>{all_of_them}</span>'
    assert f"{due_link.format(1)} <p></p>" in await desk("practitioner")  # nothing is late yet
    clock.move(minutes=14 * 24 * 60)
    told = await desk("practitioner")
    assert due_link.format(2) in told
    late = 'The oldest has waited 12 days. <span class="tag urgent">1 past its day</span>'
    assert late in told.partition(mine)[2].partition("</li>")[0]
    assert all_of_them not in told
    managers = await desk("manager")
    assert overdue_link in managers
    assert "The oldest has waited 12 days." in managers.partition(all_of_them)[2].partition("</li>")[0]


async def test_why_not_is_told_on_the_receipt_and_words_that_do_not_open_are_not_taken_for_none(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    sent, manager = await send("it is so loud"), await sign_in("manager")
    address = await make(manager, people["manager"], submission=sent)
    for way in (
        {"to": "shown", "shown": "yes", "read": "yes"},
        {"to": "settle", "how": "explained", "outcome": DONE},
    ):
        fields = form(version=version((await manager.get(address)).text), **way)
        assert (await manager.post(f"{address}/{way['to']}", files=fields)).status_code == 303
    told = await read_on_receipt(service, client, sent)
    assert "We could not. This is why:" in told
    assert DONE in told
    await service.database.transaction(lambda tx: tx.execute(update(actions).values(wrapped=bytes(60))))
    told = await read_on_receipt(service, client, sent)
    assert "This cannot be shown just now" in told
    assert "Nobody has written anything" not in told


async def test_words_in_another_direction_stand_apart_from_the_hints_about_them(
    people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("practitioner")
    said = "فاطمة قالت " + "والاستقلالية " * 16
    page = (await browser.get(await make(browser, people["practitioner"], said=said, team="north"))).text
    hints = page.partition("Before a child reads this")[2].partition("</ul>")[0]
    assert "A sentence has 18 words: “<bdi>فاطمة قالت والاستقلالية" in hints
    assert "“<bdi>والاستقلالية</bdi>” is a long word." in hints
    assert not re.search("[\u0600-\u06ff]", re.sub("<bdi>.*?</bdi>", "", hints))
