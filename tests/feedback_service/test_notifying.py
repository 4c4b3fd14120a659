"""From a sign of harm to somebody who knows: who is addressed, and that every delivery comes to an end."""

import logging
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert, select, text, update

from feedback_service.addressing import address_waiting
from feedback_service.intake import submit
from feedback_service.notifying import GIVE_UP_AFTER, WAITS, send_due, wait_after
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.deliveries import LEASE
from feedback_service.storage.notice_lists import NoticeLine, Told, latest_notices
from feedback_service.storage.notices import add_notices
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import concerns, deliveries, notices, submissions, worker_teams, workers
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from tests.feedback_service import receivers
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.receivers import Mailbox, Webhook, mail_server, serving
from tests.feedback_service.storage.seeds import arriving, given, new_id, plain_engine

SCARED = "my dad hits me and I am scared to go home"
REFUSED = "SELECT RAISE(ABORT, 'no')"
MARKED = f"{SCARED} marmalade elephants"


@pytest.fixture
def hook() -> Iterator[Webhook]:
    found = Webhook()
    with serving(found):
        yield found


@pytest.fixture
def box() -> Iterator[Mailbox]:
    found = Mailbox()
    with mail_server(found):
        yield found


@pytest.fixture
async def service(jobless: Service, hook: Webhook, box: Mailbox, tmp_path: Path) -> Service:
    """A service that mails and posts; nobody works there yet."""
    (tmp_path / "secret").write_text(receivers.SECRET)
    await make_team(jobless, Team("north", "North team", "Council"))
    chosen = msgspec.structs.replace(
        jobless.settings,
        smtp_host="127.0.0.1",
        smtp_port=box.port,
        smtp_security="none",
        mail_from="notices@feedback.example",
        webhook_url=hook.url,
        webhook_secret_file=f"{tmp_path}/secret",
    )
    return jobless._replace(settings=chosen)


def hired(service: Service, role: str = "safeguarding", email: str | None = "lead@agency.example") -> str:
    row = {
        "id": new_id(),
        "username": new_id(),
        "name": role,
        "role": role,
        "all_teams": True,
        "active": True,
    }
    change(service, insert(workers).values(**row, password_hash="none", created_at=1, email=email))
    return row["id"] if isinstance(row["id"], str) else ""


def change(service: Service, statement: object) -> None:
    """Done beside the service, as by another program."""
    engine = plain_engine(service.database)
    with engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    engine.dispose()


async def told(service: Service) -> list[NoticeLine]:
    async with service.database.reading() as connection:
        return await latest_notices(connection, EVERYTHING, limit=500, offset=0)


async def only(service: Service, channel: str) -> Told:
    (found,) = [one for line in await told(service) for one in line.told if one.channel == channel]
    return found


async def made(service: Service, kind: str = "urgent") -> None:
    row = NoticeRow(new_id(), kind, None, 0, False, service.now())
    await service.database.transaction(lambda tx: add_notices(tx, [row]))


async def test_a_sign_of_harm_becomes_a_mail_and_a_post_that_say_nothing_of_it(
    service: Service, hook: Webhook, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lead = hired(service)
    hired(service, "manager", "manager@agency.example")
    arrival = arriving(service, answers=given(matters=MARKED))
    await submit(service, arrival)
    assert await address_waiting(service) == 1
    assert await address_waiting(service) == 0
    assert [await send_due(service, channel) for channel in ("email", "webhook", "text")] == [1, 1, 0]
    assert [one.rcpt_tos for one in box.mails] == [["lead@agency.example"]]
    mail, webhook = await only(service, "email"), await only(service, "webhook")
    assert (mail.name, webhook.name) == ("safeguarding", "")
    assert hook.taken == [webhook.id]
    came = (box.mails[0].original_content or b"") + hook.got[0].body
    their_own = {"aiosqlite", "mail.log"}  # what tests have listen more closely, and who they send to
    written = "\n".join(one.getMessage() for one in caplog.records if one.name not in their_own)
    came += written.encode()
    for secret in ("hits", "scared", "elephants", arrival.id, "North team", "north", lead):
        assert secret.encode() not in came


async def test_a_concern_its_notice_and_its_answers_are_stored_together_or_not_at_all(
    service: Service,
) -> None:
    change(
        service,
        text(f"CREATE TRIGGER no_notice BEFORE INSERT ON notices BEGIN {REFUSED}; END"),
    )
    arrival = arriving(service, answers=given(matters=SCARED))
    with pytest.raises(StorageError):
        await submit(service, arrival)
    assert await counted(service) == [0, 0, 0]
    change(service, text("DROP TRIGGER no_notice"))
    await submit(service, arrival)
    assert (await counted(service))[::2] == [1, 1]


async def counted(service: Service) -> list[int]:
    async with service.database.reading() as connection:
        return [
            len((await connection.execute(select(one))).all()) for one in (submissions, concerns, notices)
        ]


@pytest.mark.parametrize("kind", ["urgent", "concern", "overdue"])
async def test_with_nobody_to_reach_at_a_rung_the_next_is_told_and_with_nobody_at_all_it_is_logged(
    service: Service, hook: Webhook, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    hired(service, email=None)
    await made(service, kind)
    await address_waiting(service)
    assert "nobody whom these notices can reach" in caplog.text
    await send_due(service, "webhook")
    assert len(hook.taken) == 1
    hired(service, "manager", "manager@agency.example")
    caplog.clear()
    await made(service, kind)
    await address_waiting(service)
    assert (await only(service, "email")).name == "manager"
    assert "nobody" not in caplog.text


async def test_the_manager_is_told_of_unread_words_of_their_own_team_only(service: Service) -> None:
    far, near = (hired(service, "manager", f"{name}@agency.example") for name in ("far", "near"))
    await make_team(service, Team("south", "South team", "Council"))
    change(service, update(workers).values(all_teams=False))
    change(service, insert(worker_teams).values([(far, "south"), (near, "north")]))
    now = service.now()
    await submit(service, arriving(service, answers=given(matters="my dog")))
    change(service, update(submissions).values(received_at=now - 6 * 86_400_000))
    await made(service, "unread")
    await address_waiting(service)
    assert (await only(service, "email")).name == "manager"
    async with service.database.reading() as connection:
        told_to = select(deliveries.c.worker_id).where(deliveries.c.channel == "email")
        assert (await connection.execute(told_to)).scalars().all() == [near]


async def test_one_notice_that_cannot_be_addressed_holds_up_no_other(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    hired(service)
    await made(service)
    (first,) = [one.id for one in await told(service)]
    change(
        service,
        text(
            "CREATE TRIGGER not_this BEFORE INSERT ON deliveries WHEN NEW.notice_id = "
            f"'{first}' BEGIN {REFUSED}; END"
        ),
    )
    await made(service)
    assert await address_waiting(service) == 1
    assert "could not be addressed" in caplog.text
    change(service, text("DROP TRIGGER not_this"))
    assert await address_waiting(service) == 1


async def test_a_failing_delivery_is_tried_later_and_later_and_given_up_after_a_day(
    service: Service, clock: SettableClock, hook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    await made(service)
    await address_waiting(service)
    begun, tried = clock.time, list[int]()
    hook.next = ["500"] * 99
    while (one := await only(service, "webhook")).due_at is not None:
        clock.time = one.due_at
        tried.append(clock.time - begun)
        assert await send_due(service, "webhook") == 1
    gaps = [after - before for before, after in pairwise(tried)]
    off = [gap / wait - 1 for gap, wait in zip(gaps, [*WAITS, *[WAITS[-1]] * 99], strict=False)]
    assert all(-0.1 <= each <= 0.1 for each in off)
    assert GIVE_UP_AFTER <= tried[-1] < GIVE_UP_AFTER + 1.1 * WAITS[-1]
    assert one.problem == "HTTP 500"
    assert one.given_up_at == clock.time
    assert f"{one.id} by webhook is given up: HTTP 500" in caplog.text
    assert await send_due(service, "webhook") == 0


async def test_who_left_is_told_nothing_more_and_another_address_is_used_at_once(
    service: Service, clock: SettableClock, box: Mailbox
) -> None:
    lead = hired(service)
    await made(service)
    await address_waiting(service)
    box.next = ["451 later"]
    await send_due(service, "email")
    change(service, update(workers).where(workers.c.id == lead).values(email="new@agency.example"))
    clock.move(minutes=1)
    await send_due(service, "email")
    assert [one.rcpt_tos for one in box.mails] == [["new@agency.example"]]
    await made(service)
    await address_waiting(service)
    change(service, update(workers).where(workers.c.id == lead).values(active=False))
    await send_due(service, "email")
    assert len(box.mails) == 1
    assert [one.problem for line in await told(service) for one in line.told if one.given_up_at] == ["left"]


async def test_a_channel_or_a_secret_that_is_taken_away_is_a_problem_and_not_forgotten(
    service: Service, clock: SettableClock, hook: Webhook
) -> None:
    await made(service)
    await address_waiting(service)
    without = service._replace(settings=msgspec.structs.replace(service.settings, webhook_url=""))
    await send_due(without, "webhook")
    assert (await only(service, "webhook")).problem == "not set up"
    secret = Path(service.settings.webhook_secret_file)
    secret.unlink()  # noqa: ASYNC240 (a file on this machine)
    clock.move(minutes=1)
    await send_due(service, "webhook")
    assert (await only(service, "webhook")).problem == "secret file"
    secret.write_text(receivers.SECRET)  # noqa: ASYNC240
    clock.move(minutes=2)
    await send_due(service, "webhook")
    assert hook.taken == [(await only(service, "webhook")).id]


async def test_what_became_of_a_try_and_cannot_be_noted_is_tried_again(
    service: Service, clock: SettableClock, hook: Webhook
) -> None:
    await made(service)
    await address_waiting(service)
    change(
        service,
        text(
            "CREATE TRIGGER away BEFORE UPDATE ON deliveries WHEN NEW.sent_at IS NOT NULL "
            f"BEGIN {REFUSED}; END"
        ),
    )
    assert await send_due(service, "webhook") == 1
    change(service, text("DROP TRIGGER away"))
    clock.time += LEASE
    assert await send_due(service, "webhook") == 1
    one = await only(service, "webhook")
    assert one.sent_at == clock.time
    assert hook.taken == [one.id, one.id]


def test_waits_grow_and_differ_a_little_between_deliveries_but_never_for_one() -> None:
    ids = [new_id() for _ in range(50)]
    for tries, wait in enumerate((*WAITS, WAITS[-1]), 1):
        waits = [wait_after(one, tries) for one in ids]
        assert waits == [wait_after(one, tries) for one in ids]
        assert len(set(waits)) > 40
        assert all(0.9 * wait <= one <= 1.1 * wait for one in waits)
