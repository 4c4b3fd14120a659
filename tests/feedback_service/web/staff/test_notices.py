"""The pages about notices: what stands there, for whom, what trying again and a drill do."""

from sqlalchemy import select, text, update

from feedback_service import drafting
from feedback_service.addressing import address_waiting
from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage import deliveries as store
from feedback_service.storage.deliveries import LEASE, Delivery
from feedback_service.storage.notices import add_notices, keep_addressed
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import audit, deliveries, drafts, notices
from feedback_service.stuck import LONGEST_UNSENT
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import DAY, given, new_id
from tests.feedback_service.web.staff.conftest import Send, SignIn

SCARED = "my dad hits me and I am scared to go home"
LIST = "/staff/notices"
DUE_AFTER = 600_000


async def told(service: Service, worker_id: str | None, *, kind: str = "urgent") -> str:
    """A notice with one delivery of it, due DUE_AFTER from now; gives the delivery's id."""
    now = service.now()
    row = NoticeRow(new_id(), kind, None, 0, kind == "drill", now)
    one = Delivery(id=new_id(), worker_id=worker_id, channel="email", due_at=now + DUE_AFTER)
    await service.database.transaction(lambda tx: add_notices(tx, [row]))
    await service.database.transaction(lambda tx: keep_addressed(tx, row.id, [one], now))
    return one.id


async def due(service: Service, delivery_id: str) -> int | None:
    async with service.database.reading() as connection:
        query = select(deliveries.c.due_at).where(deliveries.c.id == delivery_id)
        found: int | None = (await connection.execute(query)).scalar_one()
    return found


async def test_the_page_tells_who_was_told_and_whether_it_got_through(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    sent = await told(service, people["safeguarding"])
    failing = await told(service, people["manager"])
    given_up = await told(service, people["boss"], kind="concern")
    now = clock.time
    await service.database.transaction(lambda tx: store.note_sent(tx, sent, now + 3_000))
    await service.database.transaction(lambda tx: store.note_failed(tx, failing, "SMTP 451", now + 9 * LEASE))
    await service.database.transaction(lambda tx: store.note_given_up(tx, given_up, "left", now))
    browser = await sign_in("safeguarding")
    page = (await browser.get(LIST)).text
    assert "Accepted 9 Oct 2025, 09:53, after 3 s" in page
    assert "SMTP 451; next try 9 Oct 2025" in page
    assert "the worker may not sign in any more" in page
    assert "<strong>2 not through.</strong>" in page
    assert "Nobody is told of anything." in page, "no channel is set up in this test"
    desk = (await browser.get("/staff")).text
    assert "<strong>2</strong> <span>Notices that did not get through</span>" in desk


async def test_notices_of_another_team_are_not_shown_and_no_page_names_a_submission(
    service: Service, send: Send, people: dict[str, str], sign_in: SignIn
) -> None:
    south, north = await send(SCARED, "south"), await send(SCARED)
    await address_waiting(service)
    shown = {}
    for name in ("safeguarding", "boss", "administrator"):
        page = (await (await sign_in(name)).get(LIST)).text
        shown[name] = page.count("Urgent concern, to: Duty")
        assert south not in page
        assert north not in page
        assert "team" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert shown == {"safeguarding": 1, "boss": 2, "administrator": 2}


async def test_a_notice_that_reaches_nobody_says_so(
    service: Service, send: Send, people: dict[str, str], sign_in: SignIn
) -> None:
    await send(SCARED)
    await address_waiting(service)
    page = (await (await sign_in("manager")).get(LIST)).text
    assert "There was nobody whom it could reach." in page


async def test_what_failed_can_be_tried_at_once_and_that_is_noted(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    one = await told(service, people["manager"])
    browser = await sign_in("manager")
    again = f"{LIST}/{one}/retry"
    assert again not in (await browser.get(LIST)).text, "it was never tried"
    clock.time += DUE_AFTER - 1
    await service.database.transaction(
        lambda tx: store.take_due(tx, "email", clock.time + 1, limit=9, only=frozenset())
    )
    assert again not in (await browser.get(LIST)).text, "it is just being tried"
    assert (
        (await browser.post(again, files={"x": (None, "")}))
        .headers["location"]
        .endswith("notice-not-retried")
    )
    await service.database.transaction(
        lambda tx: store.note_failed(tx, one, "SMTP 451", clock.time + 9 * LEASE)
    )
    assert again in (await browser.get(LIST)).text
    assert (await browser.post(again, files={"x": (None, "")})).headers["location"].endswith("notice-retried")
    assert await due(service, one) is not None
    async with service.database.reading() as connection:
        query = select(audit.c.object).where(audit.c.action == "notice-retried")
        assert (await connection.execute(query)).scalars().all() == [one]
    assert (await browser.post(f"{LIST}/{new_id()}/retry", files={"x": (None, "")})).status_code == 404


async def test_a_drill_shows_whom_it_would_reach_and_is_made_by_a_press(
    service: Service, people: dict[str, str], sign_in: SignIn
) -> None:
    browser = await sign_in("safeguarding")
    page = (await browser.get(f"{LIST}/drill")).text
    assert "The safeguarding" in page
    assert page.count("(some team has nobody on the rota: by role)") == page.count("Cannot be reached") > 0
    async with service.database.reading() as connection:
        assert (await connection.execute(select(notices))).all() == []
    answer = await browser.post(f"{LIST}/drill", files={"x": (None, "")})
    assert answer.headers["location"] == f"{LIST}?did=drill-begun"
    async with service.database.reading() as connection:
        made = (await connection.execute(select(notices.c.step, notices.c.drill, notices.c.kind))).all()
    assert sorted(map(tuple, made)) == [(step, True, "drill") for step in range(4)]
    assert "Fire drill, to: Out of hours" in (await browser.get(LIST)).text


async def test_while_something_is_stuck_every_page_says_so_to_whom_it_concerns(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    browsers = {role: await sign_in(role) for role in ("manager", "administrator", "practitioner")}
    await told(service, people["safeguarding"])
    before = {role: (await one.get("/staff")).text for role, one in browsers.items()}
    clock.time += LONGEST_UNSENT + 1
    after = {role: (await one.get("/staff")).text for role, one in browsers.items()}
    assert [role for role, page in before.items() if "Something is stuck" in page] == []
    assert [role for role, page in after.items() if "Something is stuck" in page] == [
        "manager",
        "administrator",
    ]
    assert "does not get through. Look at Concerns" in (await browsers["manager"].get(LIST)).text


async def test_a_draft_that_cannot_be_sent_stands_on_the_page_alone(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    form, place = service.catalogue.current("my-view"), Place(team_id="north", channel="link")
    draft = await drafting.begin(service, new_id(), form, place)
    await drafting.save(service, draft, given(matters="marmalade"))
    breaking = (
        update(drafts).where(drafts.c.id == draft).values(form_version=99, saved_at=clock.time - 2 * DAY)
    )
    await service.database.transaction(lambda tx: tx.execute(breaking))
    assert "Something is stuck" not in (await browser.get("/staff")).text
    page = (await browser.get(LIST)).text
    assert "Unfinished answers begun by link cannot be sent" in page
    assert "feedback-service drafts list" in page
    await service.database.transaction(lambda tx: add_notices(tx, [told_of_draft(clock.time)]))
    assert "Unfinished answers that cannot be sent, to: Manager" in (await browser.get(LIST)).text


async def test_a_draft_with_a_sign_of_harm_that_cannot_be_sent_stands_on_every_page(
    service: Service, people: dict[str, str], sign_in: SignIn, clock: SettableClock
) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON submissions BEGIN SELECT RAISE(ABORT, 'full'); END"
    await service.database.transaction(lambda tx: tx.execute(text(full)))
    form, place = service.catalogue.current("my-view"), Place(team_id="north", channel="link")
    draft = await drafting.begin(service, new_id(), form, place)
    await drafting.save(service, draft, given(matters=SCARED))
    clock.move(minutes=41)
    browser = await sign_in("manager")
    assert await drafting.send_idle(service) == 0
    assert "Something is stuck" in (await browser.get("/staff")).text
    assert "An unfinished answer with a sign of harm in it cannot be sent" in (await browser.get(LIST)).text


def told_of_draft(at: int) -> NoticeRow:
    return NoticeRow(new_id(), "unsent", None, 2, False, at)
