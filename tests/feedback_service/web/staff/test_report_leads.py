"""From a sentence of a report to what is behind it, and from a quote to where it was said."""

import re
from html import unescape

import httpx
from sqlalchemy import insert, update

from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.routings import add_routings
from feedback_service.storage.schema import concerns, removal_requests
from feedback_service.storage.submission_rows import RoutingRow
from tests.feedback_service.report_seeding import DURING, answer, spoken
from tests.feedback_service.storage.seeds import new_id
from tests.feedback_service.web.staff.conftest import SignIn
from tests.feedback_service.web.staff.test_quotes import send_form
from tests.feedback_service.web.staff.test_reports import PLACE, make

CONCERNS, ACTIONS = "/staff/concerns", "/staff/actions"


async def leads(browser: httpx.AsyncClient, address: str, said: str) -> list[str]:
    """Where the sentences of the summary that say this lead to."""
    page = (await browser.get(address)).text.partition('<nav class="contents"')[0]
    parts = [one for one in page.split("<li>") if said in unescape(one)]
    return [href for one in parts for href in re.findall(r'<a href="([^"]+)"', one)]


async def test_what_practitioners_chose_stands_behind_the_sentence_about_their_confidence(
    service: Service, sign_in: SignIn
) -> None:
    for number in (*[3] * 7, *[9] * 11):
        await answer(service, "working-together", {"overall": number, "act-early": 2})
    browser = await sign_in("reviewer")
    address = (await make(browser)).headers["location"]
    behind = f"{address}/evidence/summary.confidence"
    assert behind in await leads(browser, address, "how confident they are")
    page = (await browser.get(behind)).text
    chosen = re.findall("Chose: <strong>([^<]+)</strong>", page)
    assert sorted(chosen) == [*["0 to 4"] * 7, *["8 to 10"] * 11]
    assert len(set(re.findall("/staff/submissions/([0-9a-f-]{36})", page))) == 18


async def test_concerns_and_actions_are_a_step_away_for_those_who_may_open_them(
    service: Service, sign_in: SignIn, people: dict[str, str]
) -> None:
    for _ in range(8):
        await answer(service, "my-view", {"matters": "my dad hits me every day"})
    five_minutes = concerns.c.raised_at + 5 * 60_000
    seen = update(concerns).values(seen_at=five_minutes, seen_by=people["safeguarding"])
    await service.database.transaction(lambda tx: tx.execute(seen))
    manager = await sign_in("manager")
    fields = {"id": new_id(), "said": "it is loud", "planned": "a quiet room", "team": "north"}
    fields |= {"owner": people["practitioner"], "due": "2025-10-20"}
    made = await manager.post(ACTIONS, files={name: (None, text) for name, text in fields.items()})
    assert made.status_code == 303
    address = (await make(manager, to="2025-10-31")).headers["location"]
    for role, triages in (("manager", True), ("safeguarding", True), ("reviewer", False)):
        browser = await sign_in(role)
        told = await leads(browser, address, "half were seen within")
        assert ("#concerns" in told, CONCERNS in told) == (True, triages), role
        assert ACTIONS in await leads(browser, address, "Because of what was said: 1 action")
        for page in (CONCERNS, ACTIONS) if triages else (ACTIONS,):
            assert (await browser.get(page)).status_code == 200


async def test_a_quote_leads_only_where_whoever_reads_the_report_may_go(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    for letter in "abcdefghijklmnopqrst":
        valence = "worry" if letter < "k" else "strength"
        await spoken(service, f"we often run out of bread {letter * 4}", valence=valence)
    manager = await sign_in("manager")
    address = (await make(manager)).headers["location"]
    quotes = sorted(set(re.findall(PLACE, (await manager.get(address)).text)))
    free, asked, held, kept = [(one.partition("/")[0], f"/staff/quotes/{one}") for one in quotes]
    assert (await send_form(manager, held[1], do="held", seen="")).status_code == 303
    routing = RoutingRow(new_id(), kept[0], "worker", None, DURING, people["manager"])

    async def work(tx: Transaction) -> None:
        await tx.execute(insert(removal_requests), {"submission_id": asked[0], "asked_at": DURING})
        await add_routings(tx, [routing])

    await service.database.transaction(work)
    page = (await manager.get(address)).text
    assert set(re.findall(r'"(/staff/quotes/[^"]+)"', page)) == {free[1], held[1]}
    said = {f"/staff/submissions/{one}" for one, _ in (free, asked, held)}
    assert set(re.findall(r'"(/staff/submissions/[^"]+)"', page)) == said
    for href in {free[1], held[1], *said}:
        assert (await manager.get(href)).status_code == 200
    assert set(re.findall(PLACE, page)) == set(quotes)
