"""Links: made within one's teams, shown once, listed with what became of them, taken back."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import audit, links, subjects
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import SignIn

GOOD = {
    "form": "my-day",
    "team": "north",
    "subject": "FH-123/a",
    "moment": "review",
    "uses": "once",
    "days": "7",
}


async def make(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    return await browser.post(
        "/staff/links", files={name: (None, value) for name, value in (GOOD | fields).items()}
    )


def address_in(page: str) -> str:
    found = re.search(r'class="address"[^>]*>http://127.0.0.1:8000(/l/[^<]+)<', page)
    return found[1] if found else ""


async def state(browser: httpx.AsyncClient) -> str:
    """What the list says of the only link."""
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", (await browser.get("/staff/links")).text)
    return str(cells[4])


async def test_a_made_link_opens_its_form_and_its_address_is_shown_once(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("practitioner")
    answer = await make(browser)
    address = address_in(answer.text)
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    assert "My day" in (await client.get(address)).text
    assert address.removeprefix("/l/") not in (await browser.get("/staff/links")).text
    async with service.database.reading() as connection:
        link = (await connection.execute(select(links))).one()
        subject = (await connection.execute(select(subjects))).one()
    assert (link.subject_id, link.moment, link.reusable) == ("FH-123/a", "review", False)
    assert link.expires_at == service.now() + 7 * 86_400_000
    assert (subject.id, subject.team_id) == ("FH-123/a", "north")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("form", "no-such-form"),
        ("team", "south"),
        ("team", ""),
        ("subject", "<b>"),
        ("subject", "x" * 81),
        ("moment", "later"),
        ("days", "0"),
        ("days", "many"),
        ("days", "\u0663"),
    ],
)
async def test_what_is_wrong_comes_back_with_what_was_typed_and_no_link_is_made(
    sign_in: SignIn, service: Service, field: str, wrong: str
) -> None:
    answer = await make(await sign_in("practitioner"), **{field: wrong, "uses": "many"})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert re.search(r'value="many" checked', answer.text)
    other = "days" if field == "subject" else "subject"
    assert f'name="{other}" value="{GOOD[other]}"' in answer.text
    assert address_in(answer.text) == ""
    async with service.database.reading() as connection:
        assert (await connection.execute(select(links))).all() == []


async def test_a_repeated_press_makes_no_second_link_and_says_what_to_do(
    sign_in: SignIn, service: Service
) -> None:
    browser = await sign_in("practitioner")
    found = re.search(r'name="link" value="([^"]+)"', (await browser.get("/staff/links")).text)
    assert found
    first, second = [await make(browser, link=found[1]) for _ in range(2)]
    assert address_in(first.text)
    assert (second.status_code, address_in(second.text)) == (409, "")
    assert "made by an earlier press" in second.text
    async with service.database.reading() as connection:
        assert len((await connection.execute(select(links))).all()) == 1


async def test_a_link_taken_back_opens_no_more(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("practitioner")
    page = (await make(browser)).text
    revoke = re.findall(r'action="(/staff/links/[^"]+/revoke)"', page)[0]
    for _ in range(2):
        assert (await browser.post(revoke)).headers["location"] == "/staff/links?did=revoked"
    assert (await client.get(address_in(page))).status_code == 410
    assert await state(browser) == "Taken back"
    async with service.database.reading() as connection:
        query = select(audit.c.action).where(audit.c.action.like("link-%")).order_by(audit.c.id)
        assert (await connection.execute(query)).scalars().all() == ["link-made", "link-revoked"]


async def test_the_list_says_what_became_of_a_link(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    browser = await sign_in("practitioner")
    address = address_in((await make(browser)).text)
    assert await state(browser) == "Not opened yet"
    begun = await client.post(address, files={"submission": (None, "")})
    assert await state(browser) == "Opened"
    stop = f"{begun.headers['location']}/stop"
    question = (await client.get(begun.headers["location"])).headers["location"]
    await client.post(question, files={"school": (None, "fun")})
    assert (await client.post(stop, files={"choice": (None, "send")})).status_code == 303
    assert await state(browser) == "Used"


async def test_a_link_that_ran_out_says_so(sign_in: SignIn, clock: SettableClock) -> None:
    await make(await sign_in("practitioner"), days="1")
    clock.move(minutes=24 * 60)
    assert await state(await sign_in("practitioner")) == "Run out"


async def test_what_is_known_of_the_subject_is_kept_with_the_first_link_and_added_to_by_the_next(
    sign_in: SignIn, service: Service
) -> None:
    browser = await sign_in("practitioner")
    assert 'name="needs"' in (await browser.get("/staff/links")).text
    assert 'name="area"' not in (await browser.get("/staff/links")).text  # there is no list of areas
    await make(browser, needs="yes")
    await make(browser)
    family = {"team": "north", "subject": "FH-123/a", "moment": "review", "days": "7", "needs": "no"}
    family |= {"parents_form": "family-experience", "wider_form": "wider-family", "count-mother": "2"}
    for fields, known in ((family, "no"), (family | {"needs": "", "count-father": "1"}, "no")):
        files = {name: (None, value) for name, value in fields.items()}
        assert (await browser.post("/staff/links/family", files=files)).status_code == 200
        async with service.database.reading() as connection:
            assert (await connection.execute(select(subjects.c.needs))).scalar_one() == known
            query = select(audit.c.object).where(audit.c.action == "subject-described")
            noted = (await connection.execute(query)).scalars().all()
            made = (await connection.execute(select(links.c.id))).scalars().all()
        assert len(noted) == 2  # once for what was told first, once for what was told otherwise
        assert set(noted) <= set(made)


async def test_what_is_told_of_another_teams_subject_is_kept_by_who_works_with_both_or_said_not_to_be(
    sign_in: SignIn, service: Service, people: dict[str, str]
) -> None:
    boss, browser = await sign_in("boss"), await sign_in("practitioner")
    await make(boss, team="south")
    family = {"team": "north", "subject": GOOD["subject"], "moment": "review", "days": "7", "needs": "yes"}
    family |= {"parents_form": "family-experience", "wider_form": "wider-family", "count-mother": "1"}
    files = {name: (None, value) for name, value in family.items()}
    for answer in (await make(browser, needs="yes"), await browser.post("/staff/links/family", files=files)):
        assert answer.status_code == 200
        assert "/l/" in answer.text
        assert "The area and the needs are not kept" in answer.text
    kept = [(await one).text for one in (make(browser), make(boss, needs="no"))]
    assert not any("are not kept" in page for page in kept)
    async with service.database.reading() as connection:
        assert (await connection.execute(select(subjects.c.needs))).scalars().all() == ["no"]


@pytest.mark.parametrize("wrong", [{"area": "Fens"}, {"needs": "autism"}, {"needs": "yes", "subject": ""}])
async def test_what_is_not_to_be_chosen_is_not_kept(
    sign_in: SignIn, service: Service, wrong: dict[str, str]
) -> None:
    answer = await make(await sign_in("practitioner"), **wrong)
    assert answer.status_code == 422
    async with service.database.reading() as connection:
        assert (await connection.execute(select(links))).all() == []
        assert (await connection.execute(select(subjects))).all() == []
