"""One subject over time: whose view is whose, what never shows, and the same as a file."""

import html
import re

import httpx
import pytest
from sqlalchemy import Engine, event, insert, select, update

from feedback_service import removing
from feedback_service.codebook_use import current
from feedback_service.describing import NOTHING
from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service
from feedback_service.storage.schema import audit, codings, subjects
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.subjects import About, keep_about, know_subjects
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from forms.model import Answer, Answers
from tests.feedback_service.storage.seeds import given, make_link, new_id, rows
from tests.feedback_service.web.staff.conftest import SignIn
from tests.feedback_service.web.staff.reach import withhold

DAY = 86_400_000
SUBJECT = "S-7 ملف"


async def say(
    service: Service,
    answers: Answers,
    days_ago: int,
    *,
    form: str = "my-view",
    moment: str = "start",
    subject: str = SUBJECT,
) -> str:
    at = service.now() - days_ago * DAY
    await service.database.transaction(lambda tx: know_subjects(tx, [subject], "north", at))
    arrival = Arrival(
        id=new_id(),
        form=service.catalogue.current(form),
        place=Place(team_id="north", channel="link", subject_id=subject, moment=moment),
        answers=answers,
        answered_at=at,
    )
    await submit(service, arrival)
    return arrival.id


async def themed(service: Service, submission_id: str, theme: str, valence: str, **more: object) -> None:
    plain = {"span_start": 0, "span_end": 2, "score": 1.0, "assigned_at": 1, "method": "cues", "version": "1"}
    row = {"id": new_id(), "submission_id": submission_id, "question_id": "matters", "theme_id": theme}
    made = {**plain, **row, "valence": valence, "suggested": None, **more}
    await service.database.transaction(lambda tx: tx.execute(insert(codings), made))


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


@pytest.fixture
async def said(service: Service, people: dict[str, str]) -> list[str]:
    """The child at the start and at a review, and a parent in between."""
    first = await say(service, given(matters="my bed is wet", safe=2, want="swim"), 90)
    parent = await say(service, given(more="he sleeps well"), 60, form="adding-family")
    second = await say(
        service,
        given(matters="<b>we</b> have beds now", safe=5, want="swim", **{"want-now": 6}),
        2,
        moment="review",
    )
    await themed(service, first, "home", "worry")
    await themed(service, second, "home", "strength")
    await themed(service, second, "school", "worry", suggested=True)
    return [first, parent, second]


async def page_of(browser: httpx.AsyncClient, submission_id: str) -> str:
    answer = await browser.get(f"/staff/subjects/{submission_id}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


async def test_a_child_is_read_over_time_apart_from_everybody_else(said: list[str], sign_in: SignIn) -> None:
    page = await page_of(await sign_in("practitioner"), said[1])
    child, family = page.split('id="family">')
    assert child.index("my bed is wet") < child.index("&lt;b&gt;we&lt;/b&gt; have beds now")
    assert "he sleeps well" in family
    assert "he sleeps well" not in child
    shown = text_of(child)
    assert "You wrote “\u2068swim\u2069”. How far along are you today? 6" in shown
    assert "Safe Always unsafe … Always safe Often unsafe Always safe" in shown
    assert f"{current().name_of('home')} 1 1 —" in shown
    assert f"{current().name_of('school')} " not in shown.partition("themes so far")[2]


async def test_that_a_page_was_opened_is_noted_for_each_submission_and_no_address_has_the_reference(
    said: list[str], sign_in: SignIn, service: Service
) -> None:
    browser = await sign_in("reviewer")
    listed = (await browser.get("/staff/subjects")).text
    assert "S-7" in listed
    assert not [link for link in re.findall('href="([^"]*)"', listed) if "S-7" in link]
    (link,) = re.findall(r'"(/staff/subjects/[^"?]+)"', listed)
    asked: list[str] = []

    def here(*about: object) -> None:
        asked.append(str(about[2]))

    event.listen(Engine, "before_cursor_execute", here)
    await browser.get(link)
    event.remove(Engine, "before_cursor_execute", here)
    assert sum("WHERE workers.id IS NOT NULL" in one for one in asked) == 1  # names, for three submissions
    opened = await rows(service, select(audit.c.object).where(audit.c.action == "submission-opened"))
    assert sorted(row.object for row in opened) == sorted(said)
    found = await browser.post("/staff/subjects", files={"subject": (None, "s-7 ملف")})
    assert found.headers["location"] == link
    part = await browser.post("/staff/subjects", files={"subject": (None, "-7")})
    assert link in part.text
    assert (
        "Nobody with this reference"
        in (await browser.post("/staff/subjects", files={"subject": (None, "%")})).text
    )
    for at in range(60):  # of whom more was heard since, and whose references hold it too
        await say(service, {"safe": Answer("not_sure", None)}, 1, subject=f"{SUBJECT} {at}")
    found = await browser.post("/staff/subjects", files={"subject": (None, SUBJECT)})
    assert found.headers["location"] == link


async def test_what_is_withheld_or_to_be_removed_is_not_come_across(
    said: list[str], sign_in: SignIn, service: Service
) -> None:
    await withhold(service, said[0])
    await removing.ask(service, said[2])
    browser = await sign_in("practitioner")
    page = await page_of(browser, said[1])
    assert "my bed is wet" not in page
    assert "have beds now" not in page
    assert "Nothing from the child that you may read." in page
    assert "1 submission," in page
    for gone in (said[0], said[2]):
        assert (await browser.get(f"/staff/subjects/{gone}")).status_code == 404
        own = (await browser.get(f"/staff/submissions/{gone}")).text
        assert "/staff/subjects/" not in own
        assert (await browser.get(f"/staff/subjects/{gone}/file")).status_code == 404
    listed = text_of((await browser.get("/staff/subjects")).text)
    assert "Nothing that you may read" in listed


async def test_who_was_invited_and_has_nothing_to_be_read_is_listed_as_such(
    sign_in: SignIn, service: Service, people: dict[str, str]
) -> None:
    await service.database.transaction(lambda tx: know_subjects(tx, ["Q-1", "Q-2"], "north", 1))
    for subject in ("Q-1", "Q-2"):
        await make_link(service, subject_id=subject)
    hidden = await say(service, given(matters="not for you"), 1, subject="Q-2")
    await withhold(service, hidden)
    browser = await sign_in("practitioner")
    page = (await browser.get("/staff/subjects?show=none")).text
    address = re.findall(r'href="(/staff/subjects/invited/[^"]+)"><bdi>Q-1', page)[0]
    assert (await browser.post(f"{address}/about", files=chosen("Moon", ""))).status_code == 422
    done = await browser.post(f"{address}/about", files=chosen("", "yes"))
    late = await browser.post(f"{address}/about", files=chosen("", "no"))
    assert (late.status_code, "Additional needs: yes." in text_of(late.text)) == (409, True)
    assert 'name="seen_needs" value="yes"' in late.text  # what the page shows now: pressed again, it is kept
    assert "Additional needs: yes." in text_of((await browser.get(done.headers["location"])).text)
    assert [row.needs for row in await rows(service, select(subjects.c.needs).order_by("id"))] == [
        "yes",
        None,
    ]
    said = await say(service, given(matters="for you"), 1, subject="Q-1")
    assert (await browser.get(address)).headers["location"] == f"/staff/subjects/{said}"
    assert "Q-1" in page
    assert "Q-2" in page
    assert hidden not in page
    assert "Q-2" not in (await browser.get("/staff/subjects?show=longest&page=0")).text


async def test_the_file_needs_nothing_else_and_is_noted(
    said: list[str], sign_in: SignIn, service: Service
) -> None:
    browser = await sign_in("manager")
    answer = await browser.get(f"/staff/subjects/{said[0]}/file")
    assert answer.headers["content-disposition"] == 'attachment; filename="subject.html"'
    assert "my bed is wet" in answer.text
    assert not re.findall(r'(?:href|src|action)="', answer.text)
    noted = await rows(service, select(audit.c.object).where(audit.c.action == "subject-exported"))
    assert sorted(row.object for row in noted) == sorted(said)


async def test_an_answer_that_is_not_sure_is_said_to_be_none(
    sign_in: SignIn, service: Service, people: dict[str, str]
) -> None:
    one = await say(service, {"safe": Answer("not_sure", None)}, 1)
    shown = text_of(await page_of(await sign_in("safeguarding"), one))
    assert "No answer, or not sure" in shown
    assert "No own words this time" in shown


async def test_the_area_and_the_needs_are_changed_by_those_who_invite_and_noted_without_the_reference(
    said: list[str], sign_in: SignIn, service: Service
) -> None:
    kept = About(area="Fens", needs="yes")  # an area that is not in the list any more
    await service.database.transaction(lambda tx: keep_about(tx, EVERYTHING, SUBJECT, kept))
    browser, address = await sign_in("manager"), f"/staff/subjects/{said[1]}/about"
    assert "Area: Fens. Additional needs: yes." in text_of(await page_of(browser, said[0]))
    assert "Area: Fens." in text_of((await browser.get(f"/staff/subjects/{said[0]}/file")).text)
    wrong = await browser.post(address, files=chosen("Moon", "yes", kept))
    assert (wrong.status_code, 'id="area-error"' in wrong.text) == (422, True)
    assert "my bed is wet" in wrong.text
    late = await browser.post(address, files=chosen("", "no"))  # of a page that showed nothing as kept
    assert (late.status_code, "Somebody else changed this" in late.text) == (409, True)
    assert "Area: Fens. Additional needs: yes." in text_of(late.text)
    assert '<option value="no" selected' in late.text
    for _ in range(2):  # the second press is of the same page
        answer = await browser.post(address, files=chosen("Fens", "no", kept))
        assert answer.headers["location"] == f"/staff/subjects/{said[1]}?did=described"
    noted = await rows(service, select(audit.c.object).where(audit.c.action == "subject-described"))
    assert [row.object for row in noted] == [said[1]]
    reviewer = await sign_in("reviewer")
    page = await page_of(reviewer, said[1])
    assert "Additional needs: no." in page
    assert address not in page
    assert (await reviewer.post(address, files=chosen("", ""))).status_code == 403


async def test_what_is_known_of_another_teams_subject_is_neither_shown_nor_changed(
    said: list[str], sign_in: SignIn, service: Service
) -> None:
    await make_team(service, Team("west", "West team", "Council"))
    moved = update(subjects).where(subjects.c.id == SUBJECT).values(team_id="west", needs="yes")
    await service.database.transaction(lambda tx: tx.execute(moved))
    browser = await sign_in("practitioner")
    assert "Additional needs" not in await page_of(browser, said[0])
    answer = await browser.post(f"/staff/subjects/{said[0]}/about", files=chosen("", "no"))
    assert answer.status_code == 404
    assert [row.needs for row in await rows(service, select(subjects.c.needs))] == ["yes"]


def chosen(area: str, needs: str, seen: About = NOTHING) -> dict[str, tuple[None, str]]:
    fields = {"area": area, "needs": needs, "seen_area": seen.area, "seen_needs": seen.needs}
    return {name: (None, text) for name, text in fields.items()}
