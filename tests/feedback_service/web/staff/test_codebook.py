"""Changing the codebook: proposed in a form, tried on every answer, adopted, and gone back from."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.candidate_deciding import decide_candidate
from feedback_service.codebook_trials import try_codebooks
from feedback_service.codebook_use import codebook_in_use
from feedback_service.recoding import GROUPED
from feedback_service.service import Service
from feedback_service.storage.candidates import CandidateRow, MemberRow, Run, keep_run
from feedback_service.storage.schema import audit, codings
from feedback_service.theming import read_again, theme_pending
from tests.feedback_service.storage.seeds import new_id, rows
from tests.feedback_service.unfitting import near, unfitting
from tests.feedback_service.web.staff.conftest import Send, SignIn

PETS = {
    "name": "Pets and animals", "group": "matters", "definition": "Animals at home and what they mean.",
    "cue_either": "hamster\nguinea pig", "examples": "my hamster sleeps on my hand\nwe feed the guinea pig",
    "reason": "Many speak of them", "seen": "0",
}  # fmt: skip


async def send_form(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    files = {name: (None, text) for name, text in fields.items()}
    return await browser.post(f"/staff/{path}", files=files or {"nothing": (None, "")})


async def proposed(browser: httpx.AsyncClient, **changes: str) -> str:
    """The address of the page of a new change."""
    answer = await send_form(browser, "codebook/themes/new", **(PETS | changes))
    assert answer.status_code == 303, re.findall(r'role="alert">(.*?)<', answer.text)
    return answer.headers["location"].partition("?")[0].removeprefix("/staff/")


async def test_a_change_is_tried_adopted_read_by_and_gone_back_from(
    sign_in: SignIn, send: Send, service: Service
) -> None:
    animal = await send("my hamster biscuit sleeps on my hand")
    await send("my mum cooks tea every day")
    await theme_pending(service)
    browser = await sign_in("reviewer")
    change = await proposed(browser)
    assert "Look again" in (await browser.get(f"/staff/{change}")).text
    assert (await send_form(browser, change, do="adopt")).status_code == 409  # it is not tried yet
    assert await try_codebooks(service) == 2
    page = (await browser.get(f"/staff/{change}")).text
    assert "This change would move 1 of 2 answers" in " ".join(page.split())
    assert f"/staff/submissions/{animal}#matters" in page
    assert "Many speak of them" in page
    assert "<ins>What matters</ins>" in page  # its group, by the name that workers know
    designer = await sign_in("designer")
    seen = (await designer.get(f"/staff/{change}")).text
    assert "would move 1 of 2" in " ".join(seen.split())
    assert animal not in seen
    assert (await send_form(browser, change, do="adopt")).status_code == 303
    assert "pets_and_animals" in (await codebook_in_use(service)).themes
    assert await read_again(service) == 2
    assert "Pets and animals" in (await browser.get(f"/staff/submissions/{animal}")).text
    assert (await browser.get("/staff/themes/pets_and_animals")).status_code == 200
    noted = {row.action for row in await rows(service, select(audit.c.action))}
    assert {"codebook-proposed", "codebook-adopted", "codebook-in-use"} <= noted
    back = await send_form(browser, "codebook/back", number="0")
    await try_codebooks(service)
    assert (
        await send_form(browser, back.headers["location"][7:].partition("?")[0], do="adopt")
    ).status_code == 303
    assert "pets_and_animals" not in (await codebook_in_use(service)).themes
    assert "Was in use" in (await browser.get("/staff/codebook")).text
    retired = await send_form(browser, "codebook/themes/hopes", **(PETS | {"do": "retire", "seen": "2"}))
    assert "<h1>Retire: Hopes" in (await browser.get(retired.headers["location"])).text
    again = await send_form(browser, "codebook/back", number="1")
    assert re.search(r"<h1>Back to the codebook of \d", (await browser.get(again.headers["location"])).text)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "The theme needs a name"),
        ({"definition": "", "cue_either": "", "examples": ""}, "says nothing"),
        ({"cue_either": "{pets} sleep"}, "no group for {pets}"),
    ],
)
async def test_what_the_codebook_could_not_be_read_with_is_said_and_nothing_typed_is_lost(
    sign_in: SignIn, people: dict[str, str], changes: dict[str, str], told: str
) -> None:
    browser = await sign_in("manager")
    answer = await send_form(browser, "codebook/themes/new", **(PETS | changes))
    assert answer.status_code == 422
    assert told in answer.text
    assert "Many speak of them" in answer.text


async def test_the_six_themes_of_everyday_life_stay_and_two_changes_do_not_overwrite_each_other(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    browser = await sign_in("reviewer")
    fixed = await send_form(browser, "codebook/themes/food", **(PETS | {"do": "retire"}))
    assert fixed.status_code == 422
    assert "repeated worries" in fixed.text
    first, second = await proposed(browser), await proposed(browser, name="New")
    assert await proposed(browser) == first  # pressed twice
    other = await proposed(browser, reason="A teacher asks for it")  # no second press: nothing typed is lost
    assert other not in {first, second}
    assert "A teacher asks for it" in (await browser.get(f"/staff/{other}")).text
    assert (await send_form(browser, other, do="drop")).status_code == 303
    for _ in range(2):
        await try_codebooks(service)
    assert (await send_form(browser, first, do="adopt")).status_code == 303
    late = await send_form(browser, second, do="adopt")
    assert late.status_code == 409
    assert "would be lost" in late.text
    again, twice = [await send_form(browser, second, do="again") for _ in range(2)]
    assert twice.status_code == 409
    assert "has decided about this change already" in twice.text
    await try_codebooks(service)
    done = await send_form(browser, again.headers["location"][7:].partition("?")[0], do="adopt")
    assert done.status_code == 303
    assert {"new_2", "pets_and_animals"} <= (await codebook_in_use(service)).themes.keys()
    stale = await send_form(browser, "codebook/themes/new", **PETS)
    assert stale.status_code == 409
    assert "Nothing of yours is lost" in stale.text


@pytest.fixture
async def candidate(service: Service, people: dict[str, str]) -> list[str]:
    """Candidate 7 with 25 texts."""
    ids = [await unfitting(service, f"the minibus never comes {at}", near(0)) for at in range(25)]
    run = Run(id=new_id(), at=service.now(), texts=25, master="k1", wrapped=b"key", centres=b"sealed")
    row = CandidateRow(7, run.id, "minibus", '["minibus"]', 25, run.at)
    members = [MemberRow(7, one, "matters", at) for at, one in enumerate(ids)]
    await service.database.transaction(lambda tx: keep_run(tx, run, [row], members, after=None))
    return ids


async def suggested(service: Service) -> set[str]:
    standing = select(codings).where(codings.c.method == GROUPED, codings.c.withdrawn_at.is_(None))
    found = await rows(service, standing)
    assert all(row.suggested for row in found)
    return {row.theme_id for row in found}


async def test_a_candidate_is_named_put_with_a_theme_refused_and_opened_again_and_all_is_kept(
    sign_in: SignIn, candidate: list[str], service: Service
) -> None:
    browser = await sign_in("reviewer")

    async def decided(**fields: str) -> int:
        page = (await browser.get("/staff/candidates")).text
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        assert seen
        return (await send_form(browser, "candidates/7", seen=seen[1], **fields)).status_code

    assert await decided(do="renamed", name="") == 422
    assert await decided(do="renamed", name="Getting there") == 303
    assert await decided(do="merged", theme="") == 422
    assert await decided(do="merged", theme="school") == 303
    assert await suggested(service) == {"school"}
    assert (await send_form(browser, "candidates/7", seen="", do="refused")).status_code == 409
    assert await decided(do="refused") == 303
    assert await suggested(service) == set()
    page = (await browser.get("/staff/candidates")).text
    assert "Everything here is decided" in page
    assert page.count("<li>") >= 3
    assert await decided(do="renamed", name="Getting there") == 303
    assert "Getting there</h2>" in (await browser.get("/staff/candidates")).text


async def test_a_candidate_becomes_a_theme_when_its_change_is_adopted(
    sign_in: SignIn, candidate: list[str], service: Service
) -> None:
    browser = await sign_in("manager")
    form = (await browser.get("/staff/codebook/themes/new?candidate=7")).text
    assert 'value="minibus"' in form
    change = await proposed(browser, name="Minibus", candidate="7")
    assert await suggested(service) == set()
    await try_codebooks(service)
    assert (await send_form(browser, change, do="adopt")).status_code == 303
    assert await suggested(service) == {"minibus"}
    assert "Became the theme “Minibus”" in (await browser.get("/staff/candidates")).text


async def test_what_was_suggested_for_a_group_is_left_by_a_new_reading(
    candidate: list[str], service: Service, people: dict[str, str]
) -> None:
    await decide_candidate(service, people["manager"], 7, "merged", seen="", theme_id="weather")
    await read_again(service)
    assert await suggested(service) == {"weather"}
