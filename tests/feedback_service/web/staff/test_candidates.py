"""Possible new themes: shown from enough mentions, quoting only what the worker who looks may read."""

import re

import pytest
from sqlalchemy import select, update

from feedback_service.emerging import SHOWN_FROM, find_candidates
from feedback_service.service import Service
from feedback_service.storage.schema import audit, submission_keys, submissions
from feedback_service.storage.scope import Scope
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.unfitting import near, unfitting
from tests.feedback_service.web.staff.conftest import Hire, SignIn

NORTH = "the minibus never comes on time"
SOUTH = "the minibus smells of petrol"
ENDS = ("", "", " again", " ever", " at all")
FEW = "our den has a marmalade roof"
QUOTED = re.compile(r'<blockquote class="words" dir="auto">([^<]*)</blockquote>')
LINKED = re.compile(r'href="/staff/submissions/([^"#]+)#matters"')


@pytest.fixture
async def spoken(service: Service, teams: None) -> list[str]:
    """Enough from both teams about one thing, and not enough about another; the ids of the north's."""
    north = [await unfitting(service, f"{NORTH}{end}", near(0)) for end in ENDS]
    for _ in range(SHOWN_FROM - 5):
        await unfitting(service, SOUTH, near(0), team="south")
    for _ in range(SHOWN_FROM - 1):
        await unfitting(service, FEW, near(1))
    await find_candidates(service)
    return north


async def page(sign_in: SignIn, who: str) -> str:
    return (await (await sign_in(who)).get("/staff/candidates")).text


async def test_before_anybody_looked_the_page_says_so(sign_in: SignIn) -> None:
    shown = await page(sign_in, "reviewer")
    assert "Nobody has looked yet" in shown
    assert "Last looked" not in shown


async def test_what_is_said_often_is_shown_with_words_count_day_and_next_run(
    sign_in: SignIn, spoken: list[str]
) -> None:
    shown = await page(sign_in, "reviewer")
    assert re.search(r"<h2[^>]*>[^<]*minibus", shown)
    assert f"{SHOWN_FROM} mentions · {SHOWN_FROM} different senders · first seen 9 Oct 2025" in shown
    assert f"over {2 * SHOWN_FROM - 1} texts" in shown
    assert "after 10 Oct 2025" in shown
    assert "A person decides" in shown


async def test_what_fewer_say_is_only_counted(sign_in: SignIn, spoken: list[str]) -> None:
    shown = await page(sign_in, "boss")
    assert "1 smaller group with fewer than 25 mentions is not shown" in shown
    assert "marmalade" not in shown


async def test_quotes_are_of_the_workers_own_teams_and_lead_to_where_it_was_said(
    sign_in: SignIn, spoken: list[str]
) -> None:
    browser = await sign_in("practitioner")
    shown = (await browser.get("/staff/candidates")).text
    quoted, linked = QUOTED.findall(shown), LINKED.findall(shown)
    assert len(set(quoted)) == len(linked) == 3
    assert all(one.startswith(NORTH) for one in quoted)
    assert set(linked) < set(spoken)
    assert (await browser.get(f"/staff/submissions/{linked[0]}")).status_code == 200


async def test_workers_of_another_team_are_shown_their_own_teams_words(
    sign_in: SignIn, hire: Hire, spoken: list[str]
) -> None:
    await hire("southerner", "practitioner", Scope(all_teams=False, team_ids=("south",)))
    assert QUOTED.findall(await page(sign_in, "southerner")) == [SOUTH]
    assert len(QUOTED.findall(await page(sign_in, "boss"))) == 3


async def test_words_kept_from_the_worker_are_not_quoted(
    sign_in: SignIn, spoken: list[str], service: Service
) -> None:
    ours = submissions.c.id.in_(spoken)
    await service.database.transaction(
        lambda tx: tx.execute(update(submissions).where(ours).values(share_worker=False))
    )
    shown = await page(sign_in, "practitioner")
    assert QUOTED.findall(shown) == []
    assert "No text of your teams is in it that you may read" in shown


async def test_that_words_were_opened_is_noted(
    sign_in: SignIn, spoken: list[str], service: Service, people: dict[str, str]
) -> None:
    linked = LINKED.findall(await page(sign_in, "practitioner"))
    noted = await rows(service, select(audit).where(audit.c.action == "submission-opened"))
    assert sorted(row.object for row in noted) == sorted(linked)
    assert {row.worker_id for row in noted} == {people["practitioner"]}


async def test_words_that_do_not_open_are_passed_over(
    sign_in: SignIn, spoken: list[str], service: Service
) -> None:
    ours = submission_keys.c.submission_id.in_(spoken)
    await service.database.transaction(
        lambda tx: tx.execute(update(submission_keys).where(ours).values(wrapped=b"lost"))
    )
    assert QUOTED.findall(await page(sign_in, "practitioner")) == []


async def test_a_long_text_is_cut_and_says_so(sign_in: SignIn, service: Service, teams: None) -> None:
    for _ in range(SHOWN_FROM):
        await unfitting(service, f"{NORTH} " + "and again " * 40, near(0))
    await find_candidates(service)
    first = QUOTED.findall(await page(sign_in, "practitioner"))[0]
    assert first.endswith(" …")
    assert len(first.split()) == 46
