"""Whom a report quotes, and how they are named: never so few that words tell what a number hides."""

import pytest
from msgspec.structs import replace

from feedback_service.report_apart import APPROVED_SINCE, QUOTES_UNTOLD, RULES_SINCE, Apart, refusal
from feedback_service.report_findings import Findings, Quote, Table, decode, encode
from feedback_service.report_places import ReportPlace
from feedback_service.report_quotes_told import quotes_told
from feedback_service.report_resting import followed
from feedback_service.reporting import ReportError, remove_every_quote, remove_quote
from feedback_service.service import Service
from feedback_service.storage.reports import replace_findings
from tests.feedback_service.report_seeding import (
    FROM,
    TO,
    a_manager,
    answer,
    approve_as_shown,
    code,
    findings,
    looked,
    report,
    spoken,
    two_teams,
)
from tests.feedback_service.report_truth_said import quotes
from tests.feedback_service.test_report_truth import raw_of

GOOD, BAD = "the dinners here are warm and good", "we often run out of bread"
LETTERS = "abcdefghijklmnopqrst"


@pytest.fixture(autouse=True)
async def worker(service: Service) -> str:
    await two_teams(service)
    return await a_manager(service)


async def said(service: Service, many: int, valence: str, team: str = "north") -> None:
    words = GOOD if valence == "strength" else BAD
    for letter in LETTERS[:many]:
        await spoken(service, f"{words} {letter * 4}", valence=valence, team=team)


async def silent(service: Service, many: int, team: str = "north") -> None:
    for _ in range(many):
        await answer(service, "my-view", {"food": 1}, team=team)


async def younger(service: Service, many: int) -> None:
    """Children of 8 to 11 who say that the food is good."""
    for letter in LETTERS[:many]:
        one = await answer(service, "how-things-are", {"good": f"{GOOD} {letter * 4}", "share": "yes"})
        await code(service, one, "food", "strength", question="good")


def sides(found: Findings) -> set[str]:
    return {one.side for one in found.quotes}


def wrong(service: Service, found: Findings) -> list[str]:
    """What is wrong with the quotes by what the rows say."""
    raw = raw_of(service, ReportPlace(team_id="north"), ["north"], (FROM, TO))
    return [*quotes(raw, found)]


async def test_nobody_is_quoted_for_a_side_of_a_theme_that_fewer_than_ten_take(service: Service) -> None:
    await said(service, 9, "strength")
    await said(service, 3, "worry")
    await silent(service, 8)
    assert sides(await findings(service)) == set()
    await spoken(service, f"{GOOD} jjjj", valence="strength")
    found = await findings(service)
    assert sides(found) == {"strength"}
    assert wrong(service, found) == []
    swapped = replace(found, quotes=tuple(replace(one, side="worry") for one in found.quotes))
    assert len(wrong(service, swapped)) == 2 * len(found.quotes)  # neither the number nor the band


async def test_nobody_is_quoted_for_a_side_whose_number_is_hidden_to_hide_another(service: Service) -> None:
    await said(service, 12, "strength")
    await said(service, 3, "worry")
    found = await findings(service)
    assert _food(found).cells["good"] is None
    assert found.quotes == ()


def _food(found: Findings) -> Table:
    return next(each.table for one in found.themes for each in one.counts if each.theme_id == "food")


async def test_a_band_is_named_only_where_ten_of_it_stand_behind_the_words(service: Service) -> None:
    for letter in LETTERS[:10]:
        await spoken(service, f"{GOOD} {letter * 4}", valence="strength", share="no")
    for _ in range(6):
        await answer(service, "how-things-are", {"safe": 1})
    await younger(service, 9)
    await silent(service, 8)
    found = await findings(service)
    assert {one.who for one in found.quotes} == {"A child"}
    named = replace(found, quotes=tuple(replace(one, who="A child, 8 to 11") for one in found.quotes))
    assert wrong(service, found) == []
    assert len(wrong(service, named)) == len(found.quotes) > 0
    await younger(service, 1)
    found = await findings(service)
    assert {one.who for one in found.quotes} == {"A child, 8 to 11"}
    assert wrong(service, found) == []


async def test_a_number_that_is_hidden_beside_another_report_takes_its_quotes_along(
    service: Service, worker: str
) -> None:
    await said(service, 12, "worry")
    await silent(service, 12)
    north = (await report(service, made_by=worker)).report.id
    assert sides(decode((await report(service)).report.findings)) == {"worry"}
    assert await remove_every_quote(service, north, worker)
    assert await approve_as_shown(service, north, worker)
    await said(service, 3, "worry", team="south")
    await silent(service, 12, team="south")
    both = await findings(service, None)
    assert _food(both).cells["worry"] is None
    assert both.quotes == ()


async def test_words_stay_and_lose_their_band_where_its_size_is_hidden(service: Service) -> None:
    await said(service, 12, "worry")
    found = await findings(service)
    assert {one.who for one in found.quotes} == {"A child, 12 to 17"}
    (group,) = (one for one in found.groups if one.audience == "child")
    bands = group.breakdowns["Age band"]
    hidden = replace(bands, cells=dict.fromkeys(bands.cells))
    quiet = replace(group, breakdowns={**group.breakdowns, "Age band": hidden})
    left: tuple[Quote, ...] = quotes_told(replace(found, groups=(quiet,)))
    assert [one.submission_id for one in left] == [one.submission_id for one in found.quotes]
    assert {one.who for one in left} == {"A child"}


async def test_quotes_that_may_no_longer_stand_are_named_and_no_other_report_is_blamed(
    service: Service, worker: str
) -> None:
    await said(service, 12, "worry")
    draft = (await report(service, made_by=worker)).report
    found = decode(draft.findings)
    first, second = found.quotes
    kept = replace(found, quotes=(replace(first, side="strength"), second))  # as drafts of before may have it
    await service.database.transaction(lambda tx: replace_findings(tx, draft, encode(kept)))
    await looked(service, draft.id)
    with pytest.raises(ReportError) as refused:
        await approve_as_shown(service, draft.id, worker)
    assert str(refused.value) == QUOTES_UNTOLD.format(themes=f"\u201c{first.theme}\u201d")
    assert await remove_quote(service, draft.id, (first.submission_id, first.question_id), worker)
    assert await approve_as_shown(service, draft.id, worker)


async def test_what_a_draft_hides_too_little_of_is_told_apart_from_what_another_report_tells(
    service: Service,
) -> None:
    await said(service, 12, "worry")
    found = await findings(service)
    theme = found.quotes[0].theme
    several = tuple(replace(found.quotes[0], theme=one) for one in ("Sleep", theme, "Play"))
    loose = replace(found, quotes=several)
    listed = QUOTES_UNTOLD.format(themes=f"\u201c{theme}\u201d, \u201cPlay\u201d and \u201cSleep\u201d")
    assert refusal(loose, Apart(replace(loose, quotes=()), near=False)) == listed
    fewer = Apart(replace(found, themes=()), near=False)
    assert refusal(found, fewer) == APPROVED_SINCE
    alone = replace(found, left_out=("Nobody", "Nobody"))
    assert refusal(alone, Apart(followed(alone), near=False)) == RULES_SINCE
