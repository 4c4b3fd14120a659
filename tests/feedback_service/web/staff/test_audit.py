"""The page of the audit trail: narrowed, checked, saved, and silent about what is kept from who reads it."""

import csv
import io
import re

import httpx
import pytest
from sqlalchemy import insert, text

from feedback_service.service import Service
from feedback_service.storage.audit import Action, last_row, note
from feedback_service.storage.audit_list import Sought, count_noted, noted, noted_at
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import routings
from feedback_service.web.staff import audit
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage.seeds import new_id
from tests.feedback_service.web.staff.conftest import Send, SignIn

DAY = 24 * 60


def told(page: str) -> list[tuple[str, str, str]]:
    """Who, what and which thing in each row of the page."""
    words = "([^<]*)"
    row = f'<tr><td class="when">[^<]*</td><td>{words}</td><th scope="row">{words}</th><td>{words}</td></tr>'
    return re.findall(row, page)


async def note_one(service: Service, action: Action, thing: str, at: int = START) -> None:
    await service.database.transaction(lambda tx: note(tx, action, thing, None, at))


async def post(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    parts = {name: (None, value) for name, value in (fields or {"head": ""}).items()}
    return await browser.post("/staff/audit", files=parts)


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_who_opened_what_is_listed_with_names_the_newest_first(
    sign_in: SignIn, send: Send, role: str
) -> None:
    said = await send("my dog matters")
    await (await sign_in("reviewer")).get(f"/staff/submissions/{said}")
    page = (await (await sign_in(role)).get("/staff/audit")).text
    assert told(page)[:2] == [
        (f"The {role}", "Sign in", f"The {role}"),
        ("The reviewer", "Submission opened, all of it", said),
    ]
    assert "my dog" not in page


async def test_rows_are_narrowed_by_day_worker_and_what_was_done(
    sign_in: SignIn, send: Send, people: dict[str, str], clock: SettableClock
) -> None:
    said = await send("my dog matters")
    await (await sign_in("reviewer")).get(f"/staff/submissions/{said}")
    clock.move(minutes=10 * DAY)
    browser = await sign_in("auditor")

    async def found(**asked: str) -> set[str]:
        return {what for _, what, _ in told((await browser.get("/staff/audit", params=asked)).text)}

    assert "Submission opened, all of it" not in await found()
    days = {"from": "2025-10-09", "to": "2025-10-09"}
    assert "Submission opened, all of it" in await found(**days)
    assert await found(**days, worker=people["reviewer"]) == {"Sign in", "Submission opened, all of it"}
    assert await found(**days, worker=people["reviewer"], action="sign-in") == {"Sign in"}
    assert await found(**days, worker="nobody") == set()
    assert await found(**days, action="nonsense") == await found(**days)
    assert "Sign in" in await found(**{"from": "not a day", "to": "0000-00-00"})


async def test_a_day_with_nothing_says_so_and_long_lists_have_pages(
    service: Service, sign_in: SignIn
) -> None:
    for number in range(60):
        await note_one(service, "link-made", f"{number}")
    browser = await sign_in("auditor")
    assert "Nothing was noted" in (await browser.get("/staff/audit?from=2001-01-01&to=2001-01-02")).text
    page = (await browser.get("/staff/audit?action=link-made")).text
    assert "60 rows" in page
    assert 'action=link-made&amp;page=2" rel="next"' in page
    assert len(told((await browser.get("/staff/audit?action=link-made&page=2")).text)) == 10


async def test_the_whole_trail_is_checked_from_the_page_and_that_is_noted(
    service: Service, sign_in: SignIn
) -> None:
    browser = await sign_in("auditor")
    page = (await post(browser)).text
    assert re.search(r"All \d+ rows hold.*?\n<p class=\"address\">\d+:[0-9a-f]{64}</p>", page)
    assert "Audit checked" in {what for _, what, _ in told((await browser.get("/staff/audit")).text)}
    async with service.database.reading() as connection:
        kept = await last_row(connection)
    assert kept
    assert "rows hold. Its head" in (await post(browser, head=str(kept))).text
    refused = await post(browser, head="nonsense")
    assert refused.status_code == 422
    assert "is no head" in refused.text
    assert "its end was cut off" in (await post(browser, head=f"{kept.seq + 50}:00")).text
    await service.database.transaction(change_a_row)
    page = (await post(browser)).text
    assert "The trail does not hold. Row 2 was changed" in page
    assert "Its head" not in page


async def change_a_row(tx: Transaction) -> None:
    await tx.execute(text("DROP TRIGGER audit_no_update"))
    await tx.execute(text("UPDATE audit SET object = 'other' WHERE seq = 2"))


async def test_what_is_shown_can_be_saved_after_proving_who_one_is(
    service: Service, sign_in: SignIn, clock: SettableClock
) -> None:
    await service.database.transaction(lambda tx: note(tx, "link-made", "=1+1", None, START))
    browser = await sign_in("auditor")
    saved = await browser.get("/staff/audit/file?action=link-made")
    assert saved.headers["content-type"].startswith("text/csv")
    assert saved.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    head, *lines = csv.reader(io.StringIO(saved.text))
    assert head == ["When (UTC)", "By", "What", "Thing"]
    assert lines == [["2025-10-09T08:53:20+00:00", "Nobody signed in", "Link made", "'=1+1"]]
    assert "Audit exported" in {what for _, what, _ in told((await browser.get("/staff/audit")).text)}
    clock.move(minutes=service.settings.proof_minutes + 1)
    again = await browser.get("/staff/audit/file?action=link-made")
    assert again.status_code == 303
    assert "/staff/prove" in again.headers["location"]


async def test_a_file_of_many_rows_holds_each_of_them_once_the_newest_first(
    service: Service, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "AT_ONCE", 3)
    for number in range(11):
        await note_one(service, "link-made", str(number), START - number // 4)  # several at one moment
    saved = await (await sign_in("auditor")).get("/staff/audit/file?action=link-made")
    _, *lines = csv.reader(io.StringIO(saved.text))
    assert [line[-1] for line in lines] == ["3", "2", "1", "0", "7", "6", "5", "4", "10", "9", "8"]


async def test_nobody_learns_here_of_words_that_are_kept_from_them_by_name(
    service: Service, sign_in: SignIn, send: Send, people: dict[str, str]
) -> None:
    about, other = await send("the auditor shouts at us"), await send("my dog matters")
    routed = {
        "id": new_id(),
        "submission_id": about,
        "about": "named",
        "worker_id": people["auditor"],
        "made_at": START,
    }
    for one in (about, other):
        await note_one(service, "submission-opened", one)
        await note_one(service, "quote-checked", f"{one}/matters")
    await service.database.transaction(lambda tx: tx.execute(insert(routings), routed))
    theirs, others = await sign_in("auditor"), await sign_in("administrator")
    for address in ("/staff/audit", "/staff/audit/file"):
        shown, all_shown = (await theirs.get(address)).text, (await others.get(address)).text
        assert (about in shown, other in shown) == (False, True)
        assert (about in all_shown, other in all_shown) == (True, True)
    sought = Sought(since=0, until=START * 2)
    async with service.database.reading() as connection:
        mine = await count_noted(connection, people["auditor"], sought)
        assert mine == await count_noted(connection, people["administrator"], sought) - 2
        every = await noted(connection, people["auditor"], sought, limit=1000)
        assert len(every) == mine
        assert await noted_at(connection, people["auditor"], sought, 1) == every[1].at
        assert await noted_at(connection, people["auditor"], sought, mine) == 0
