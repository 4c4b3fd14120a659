"""The theme explorer as workers see it: numbers that are safe to copy, and the answers behind each."""

import re
from functools import partial
from itertools import product

import pytest
from sqlalchemy import select, update

from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.quote_checks import Check, Outcome, Span, add_check
from feedback_service.storage.quote_places import mark
from feedback_service.storage.schema import audit, submissions
from tests.feedback_service.conftest import START
from tests.feedback_service.report_seeding import answer, code, spoken
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.web.staff.conftest import SignIn

DAY = 86_400_000
CELL = re.compile(r'<td class="number[^"]*">(?:<a[^>]*>)?([^<]*)')


@pytest.fixture
async def heard(service: Service, people: dict[str, str]) -> list[str]:
    """12 teenagers of whom 7 speak of food, 3 of school; 12 parents, all of food; 2 who worry of home."""
    ids = []
    for at in range(12):
        said = await answer(
            service,
            "my-view",
            {"matters": f"there is never any bread {at}", "share": "yes"},
            at=START - DAY * (at % 7),
        )
        ids.append(said)
        if at < 7:
            await code(service, said, "food", "worry")
        if at < 3:
            await code(service, said, "school", "strength")
        parent = await answer(service, "family-experience", {}, at=START - DAY)
        await code(service, parent, "food", "strength")
    return ids


def said_on(page: str) -> list[str]:
    """The words that the page of a theme shows."""
    shown = re.findall(r'<blockquote class="words" dir="auto">(.*?)</blockquote>', page, re.DOTALL)
    return [re.sub("<[^>]+>", "", one) for one in shown]


def told_of(page: str) -> dict[str, str]:
    """By the words on a theme's page: whether they may be quoted."""
    told = re.findall(r'<p class="quiet">[^·<]+ · ([^·<]+) · <a href="/staff/submissions', page)
    return dict(zip(said_on(page), told, strict=True))


BREAD = ((19, 24, "hidden"),)


async def decide(
    service: Service, worker: str, said: str, outcome: Outcome, spans: tuple[Span, ...] = BREAD
) -> None:
    """This worker decides whether the words may be quoted, with "bread" hidden."""
    check = Check(
        id=new_id(), submission_id=said, question_id="matters", spans=spans, outcome=outcome,
        decided_at=START, worker="",
    )  # fmt: skip
    await service.database.transaction(partial(add_check, check=check, worker_id=worker, after=""))


def row_of(page: str, name: str) -> list[str]:
    """The numbers in the row of this name."""
    row = next(one for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f">{name}<" in one)
    return CELL.findall(row)


def heads_of(page: str) -> dict[str, str]:
    """How many there are, by the heads of the columns."""
    return dict(re.findall(r'<th scope="col" class="number">([^<]+)<span class="n">n = ([^<]+)</span>', page))


async def test_each_theme_is_told_by_one_thing_and_small_numbers_are_not(
    sign_in: SignIn, heard: list[str]
) -> None:
    browser = await sign_in("reviewer")
    page = (await browser.get("/staff/themes")).text
    assert row_of(page, "Food and drink") == ["hidden", "hidden", "hidden"]  # 19 of 24: 5 are not told
    assert row_of(page, "School and learning")[0] == "hidden"
    assert row_of(page, "A warm, clean home") == ["0", "0", "0"]
    one = (await browser.get("/staff/themes/food")).text  # nor is it said there
    for who in ("Children", "Families"):
        assert row_of(one, who) == ["hidden", "12", "hidden", "hidden", "hidden"]
    families = (await browser.get("/staff/themes?by=month-family")).text
    assert set(row_of(families, "Food and drink")) == {"hidden"}
    assert set(row_of(families, "A warm, clean home")) == {"0"}
    trend = (await browser.get("/staff/themes/food?by=month-family")).text
    assert "No month has a number large enough" in trend
    by_team = (await browser.get("/staff/themes?by=team")).text
    assert "North team" in by_team
    assert "South team" not in by_team


async def test_every_number_leads_to_the_answers_behind_it_and_no_others(
    sign_in: SignIn, heard: list[str], service: Service
) -> None:
    browser = await sign_in("reviewer")
    page = (await browser.get("/staff/themes/food/answers?by=audience&value=child")).text
    listed = set(re.findall(r"/staff/submissions/([0-9a-f-]{36})", page))
    assert listed == set(heard[:7])
    everything = (await browser.get("/staff/themes/food/answers?by=audience&all=yes")).text
    assert len(set(re.findall(r"/staff/submissions/([0-9a-f-]{36})", everything))) == 19
    withheld = update(submissions).where(submissions.c.id == heard[0]).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(withheld))
    practitioner = await sign_in("practitioner")
    assert heard[0] not in (await practitioner.get("/staff/themes/food/answers?value=child")).text
    assert heard[1] in (await practitioner.get("/staff/themes/food/answers?value=child")).text


async def test_a_theme_shows_words_with_what_they_were_read_from_and_that_is_noted(
    sign_in: SignIn, heard: list[str], service: Service, people: dict[str, str]
) -> None:
    browser = await sign_in("practitioner")
    page = (await browser.get("/staff/themes/food")).text
    assert len(said_on(page)) == 6
    assert '<blockquote class="words" dir="auto"><mark class="theme">' in page
    linked = set(re.findall(r"/staff/submissions/([0-9a-f-]{36})#", page))
    noted = await rows(service, select(audit).where(audit.c.action == "submission-opened"))
    assert {row.object for row in noted} == linked
    assert {row.worker_id for row in noted} == {people["practitioner"]}


async def test_beside_words_stands_what_a_person_decided_on_quoting_them(
    sign_in: SignIn, heard: list[str], service: Service, people: dict[str, str]
) -> None:
    await decide(service, people["reviewer"], heard[0], "clear")
    await decide(service, people["reviewer"], heard[1], "held")
    watched = await answer(service, "a-day-in-my-life-baby", {"good": "laughs at the cat"}, at=START + 1)
    await code(service, watched, "food", "strength", question="good")
    shared = update(submissions).where(submissions.c.id == watched).values(share_words=True)
    await service.database.transaction(lambda tx: tx.execute(shared))
    told = told_of((await (await sign_in("reviewer")).get("/staff/themes/food")).text)
    assert told["there is never any bread 0"] == "may be quoted, with what was marked hidden"
    assert told["there is never any bread 1"] == "not to be quoted"
    assert told["there is never any bread 2"] == "may be quoted once checked"
    assert told["laughs at the cat"] == "not to be quoted"


async def test_words_that_need_no_decision_may_be_quoted_as_they_are_and_those_of_no_length_may_not(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    plain, aged, unread = (
        "we often run out of milk",
        "we go hungry since i was nine",
        "they ration milk at home",
    )
    said = {
        words: await spoken(service, words)
        for words in (plain, aged, unread, "only milk", "milk is dear here now")
    }
    kept = [
        Analysed(submission_id=said[one], question_id="matters", version="1", tone=None, vectors=b"")
        for one in (plain, aged)
    ]
    await service.database.transaction(lambda tx: note_analysed(tx, kept))
    places = dict.fromkeys([(one.submission_id, "matters") for one in kept], False)
    await service.database.transaction(lambda tx: mark(tx, places))
    await decide(service, people["reviewer"], said["milk is dear here now"], "clear", ())
    told = told_of((await (await sign_in("reviewer")).get("/staff/themes/food?period=36")).text)
    assert told == {
        plain: "may be quoted",
        aged: "may be quoted once checked",
        unread: "may be quoted once checked",
        "only milk": "too short or too long to be quoted",
        "milk is dear here now": "may be quoted",
    }


async def test_words_of_one_group_stand_alone_and_of_one_that_is_not_told_only_as_a_person_cleared_them(
    sign_in: SignIn, heard: list[str], service: Service, people: dict[str, str]
) -> None:
    browser = await sign_in("reviewer")
    hidden = (await browser.get("/staff/themes/food?value=child")).text
    assert said_on(hidden) == []
    assert "No words of this group have been cleared." in hidden
    for by in ("band", "month-child", "month-family"):  # nor by a way that looks at one audience alone
        narrowed = (await browser.get(f"/staff/themes/food?by={by}")).text
        assert said_on(narrowed) == [], by
        who = "Families" if by == "month-family" else "Children"
        assert f'<h2 id="said">In their words: {who}</h2>' in narrowed
    await decide(service, people["reviewer"], heard[3], "clear")
    await decide(service, people["reviewer"], heard[4], "held")
    cleared = (await browser.get("/staff/themes/food?value=child")).text
    assert said_on(cleared) == ["there is never any [hidden] 3"]
    noted = await rows(service, select(audit.c.object).where(audit.c.action == "submission-opened"))
    assert [row.object for row in noted] == [heard[3]]
    assert said_on((await browser.get("/staff/themes/food?by=band")).text) == said_on(cleared)
    for at in range(40):
        said = await answer(service, "my-view", {"matters": "soup", "share": "no"}, at=START + 1)
        if at < 20:
            await code(service, said, "food", "worry")
    mother = await answer(service, "family-experience", {"good": "we share a meal"}, at=START + 2)
    await code(service, mother, "food", "strength", question="good")
    told = (await browser.get("/staff/themes/food?value=child")).text
    assert said_on(told) == ["soup"] * 6
    assert "not to be quoted" in told
    assert said_on((await browser.get("/staff/themes/food?by=month-child")).text) == ["soup"] * 6
    assert said_on((await browser.get("/staff/themes/food?value=family")).text) == ["we share a meal"]
    assert "we share a meal" in said_on((await browser.get("/staff/themes/food")).text)
    behind = (await browser.get("/staff/themes/food/answers?by=audience&value=family")).text
    assert "/staff/themes/food?period=12&amp;by=audience&amp;value=family#said" in behind


async def test_children_and_adults_stand_side_by_side_and_months_below(
    sign_in: SignIn, heard: list[str], service: Service
) -> None:
    for at in range(40):
        said = await answer(service, "my-view", {"matters": "soup"}, at=START - DAY)
        if at < 20:
            await code(service, said, "food", "worry" if at % 2 else "strength")
    browser = await sign_in("reviewer")
    page = (await browser.get("/staff/themes/food")).text
    children = row_of(page, "Children")
    assert children[:2] == ["27", "52"]
    assert children[2:] == ["10", "17", "0"]
    assert "most often, in Oct 2025" in page
    assert "<title" in page.partition("<svg")[2]


@pytest.mark.parametrize(
    "query", ["?by=new", "?by=month", "?by=band", "?by=moment&period=36", "?by=nonsense"]
)
async def test_every_way_to_look_opens_for_nobody_yet_and_for_some(
    sign_in: SignIn, people: dict[str, str], query: str, service: Service
) -> None:
    browser = await sign_in("reviewer")
    assert (await browser.get(f"/staff/themes{query}")).status_code == 200
    await code(service, await answer(service, "my-view", {"matters": "soup"}, at=START), "food", "worry")
    assert (await browser.get(f"/staff/themes{query}")).status_code == 200
    assert (await browser.get(f"/staff/themes/food{query}")).status_code == 200


async def say(
    service: Service, team: str, form: str, numbers: dict[str, int], total: int, *, days_ago: int = 1
) -> None:
    """So many submissions of a team, of which so many speak of each theme."""
    for at in range(total):
        said = await answer(service, form, {}, at=START - days_ago * DAY, team=team)
        for theme, n in numbers.items():
            if at < n:
                await code(service, said, theme, "worry")


BOTH = ("north", "south")


async def test_what_the_teams_side_by_side_keep_back_is_not_told_of_one_that_is_picked(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    await say(service, "north", "my-view", {"food": 3, "home": 8}, 20)
    await say(service, "south", "my-view", {"food": 7, "home": 9}, 20)
    boss = await sign_in("boss")
    by_team = (await boss.get("/staff/themes?by=team")).text
    assert row_of(by_team, "Food and drink") == ["10", "hidden", "hidden"]  # 7 with 3, as cover
    assert row_of(by_team, "A warm, clean home") == ["17", "8", "9"]
    for team, by in product(BOTH, ("audience", "team", "month", "moment", "band", "month-child")):
        page = (await boss.get(f"/staff/themes?team={team}&by={by}")).text
        assert set(row_of(page, "Food and drink")) == {"hidden"}, (team, by)
        assert row_of(page, "A warm, clean home")[0] in {"8", "9"}, (team, by)
        one = (await boss.get(f"/staff/themes/food?team={team}&by={by}")).text
        assert row_of(one, "Children") == ["hidden", "20", "hidden", "hidden", "hidden"]
        assert "No month has a number large enough" in one
        assert "No words of this group have been cleared." in one


async def test_what_the_teams_keep_back_of_one_audience_is_not_told_of_one_that_is_picked(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    await say(service, "north", "my-view", {"food": 3}, 20)
    await say(service, "south", "my-view", {"food": 7}, 20)
    for team, n in (("north", 12), ("south", 10)):
        await say(service, team, "family-experience", {"food": n}, 20)
    boss = await sign_in("boss")
    assert row_of((await boss.get("/staff/themes?by=team")).text, "Food and drink") == ["32", "15", "17"]
    assert row_of((await boss.get("/staff/themes")).text, "Food and drink") == ["32", "10", "22"]
    for team, total in (("north", "15"), ("south", "17")):
        page = (await boss.get(f"/staff/themes?team={team}")).text
        assert row_of(page, "Food and drink") == [total, "hidden", "hidden"]
        for by in ("band", "month-child", "month-family"):
            page = (await boss.get(f"/staff/themes?team={team}&by={by}")).text
            assert set(row_of(page, "Food and drink")) == {"hidden"}, (team, by)


async def test_how_many_of_one_team_answered_is_not_told_where_those_of_another_would_follow(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    for team, families in (("north", 3), ("south", 20)):
        await say(service, team, "my-view", {}, 21)
        await say(service, team, "family-experience", {"food": families}, families)
    boss = await sign_in("boss")
    assert heads_of((await boss.get("/staff/themes")).text) == {
        "All": "65",
        "Children": "42",
        "Families": "23",
    }
    for team, all_of_it in (("north", "24"), ("south", "41")):
        page = (await boss.get(f"/staff/themes?team={team}")).text
        assert heads_of(page) == {"All": all_of_it, "Children": "hidden", "Families": "hidden"}
        for by in ("band", "month-child", "month-family"):
            heads = heads_of((await boss.get(f"/staff/themes?team={team}&by={by}")).text)
            assert set(heads.values()) == {"hidden"}, (team, by)
        one = (await boss.get(f"/staff/themes/food?team={team}")).text
        assert row_of(one, "Families")[:2] == ["hidden", "hidden"]


async def test_months_of_one_team_do_not_tell_the_small_month_of_another(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    for team, months in (("north", (8, 9, 20)), ("south", (3, 9, 10))):
        for ago, n in zip((1, 20, 50), months, strict=True):
            await say(service, team, "my-view", {"food": n}, 30, days_ago=ago)
    boss = await sign_in("boss")
    everybody = row_of((await boss.get("/staff/themes?by=month")).text, "Food and drink")
    assert everybody == ["59", *["0"] * 9, "30", "18", "11"]
    for team, told in (("north", ["37", "20"]), ("south", ["22", "10"])):
        for by in ("month", "month-child"):
            page = (await boss.get(f"/staff/themes?team={team}&by={by}")).text
            months_of = row_of(page, "Food and drink")
            assert months_of == [told[0], *["0"] * 9, told[1], "hidden", "hidden"], (team, by)


async def test_what_is_new_of_a_team_is_not_told_where_the_teams_side_by_side_keep_it_back(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    for team, before, late in (("north", 2, 18), ("south", 8, 19)):
        await say(service, team, "my-view", {"food": before, "home": 7}, 25, days_ago=200)
        await say(service, team, "my-view", {"food": late, "home": 18}, 25)
    boss = await sign_in("boss")
    everybody = (await boss.get("/staff/themes?by=new")).text
    assert "10 of 50" in everybody
    assert "14 of 50" in everybody
    south = (await boss.get("/staff/themes?by=new&team=south")).text
    assert ">8 of 25<" not in south
    assert ">7 of 25<" in south


async def test_no_such_theme_is_not_there(sign_in: SignIn, people: dict[str, str]) -> None:
    browser = await sign_in("reviewer")
    for path in ("themes/never", "themes/never/answers", "codebook/themes/never", "codebook/changes/9"):
        assert (await browser.get(f"/staff/{path}")).status_code == 404
