"""What lies too long brings a notice to people, once an hour."""

from collections import Counter

import pytest
from sqlalchemy import text, update

from feedback_service import drafting
from feedback_service.addressing import address_waiting, ways_to
from feedback_service.doctor_store import in_the_database
from feedback_service.intake import Place, submit
from feedback_service.notice_words import saying
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.notices import Contact, add_notices, unaddressed
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import drafts
from feedback_service.storage.stuck import Lying
from feedback_service.storage.tablets import Tablet, add_tablet
from feedback_service.storage.teams import Team
from feedback_service.stuck import AGAIN_AFTER, LONGEST, LONGEST_UNSENT, too_long, watch
from feedback_service.team_making import make_team
from feedback_service.uk_time import moment_of
from feedback_service.unsent import unsent
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage.seeds import arriving, given, new_id


async def kinds(service: Service) -> Counter[tuple[str, int]]:
    async with service.database.reading() as connection:
        return Counter((one.kind, one.step) for one in await unaddressed(connection))


async def test_words_that_the_machine_has_not_read_bring_one_notice_an_hour_to_duty_and_managers(
    jobless: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await make_team(jobless, Team("north", "North team", "Council"))
    await submit(jobless, arriving(jobless, answers=given(matters="marmalade elephants")))
    clock.time += LONGEST
    assert await watch(jobless) == 0
    clock.time += 1
    assert await watch(jobless) == 2
    assert await kinds(jobless) == {("stuck", 0): 1, ("stuck", 2): 1}
    assert "Stuck: words" in caplog.text
    assert "marmalade" not in caplog.text
    clock.time += AGAIN_AFTER - 1
    assert await watch(jobless) == 0
    clock.time += 1
    assert await watch(jobless) == 2


async def test_a_notice_nobody_is_addressed_in_is_stuck_after_a_minute(
    jobless: Service, clock: SettableClock
) -> None:
    row = NoticeRow(new_id(), "concern", None, 0, False, clock.time)
    await jobless.database.transaction(lambda tx: add_notices(tx, [row]))
    clock.time += LONGEST + 1
    assert await watch(jobless) == 2
    await address_waiting(jobless)
    clock.time += AGAIN_AFTER
    assert await watch(jobless) == 0


def test_each_kind_has_its_own_time() -> None:
    settings = Settings()
    kinds = ("words", "notice", "delivery", "tablet_draft", "link_draft")
    since = Lying(**dict.fromkeys(kinds, START))
    ends = (LONGEST, LONGEST_UNSENT, 90 * LONGEST, 25 * 60 * LONGEST)
    for number, end in zip((0, 2, 3, 4), ends, strict=True):
        assert set(too_long(since, START + end, settings)) == {*kinds[:number]}
    assert set(too_long(since, START + ends[-1] + 1, settings)) == {*kinds}
    assert too_long(Lying(**dict.fromkeys(kinds)), START + ends[-1] + 1, settings) == ()


async def unsendable(service: Service) -> str:
    """A draft begun by link whose form is not there; gives its id."""
    await make_team(service, Team("north", "North team", "Council"))
    form, place = service.catalogue.current("my-view"), Place(team_id="north", channel="link")
    draft = await drafting.begin(service, new_id(), form, place)
    await drafting.save(service, draft, given(matters="marmalade elephants"))
    breaking = update(drafts).where(drafts.c.id == draft).values(form_version=99)
    await service.database.transaction(lambda tx: tx.execute(breaking))
    return draft


async def test_a_draft_that_cannot_be_sent_is_told_of_an_hour_after_it_should_have_been(
    jobless: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await unsendable(jobless)
    clock.move(minutes=25 * 60)
    assert await drafting.send_idle(jobless) == 0
    assert await watch(jobless) == 0
    clock.time += 2
    assert await watch(jobless) == 2
    assert await kinds(jobless) == {("unsent", 0): 1, ("unsent", 2): 1}
    assert "Stuck: link_draft" in caplog.text
    found = [one.says for one in await in_the_database(jobless, False) if one.about == "stuck"]
    assert found == [
        "An unfinished answer begun by link could not be sent as it is, for longer than it should."
    ]


async def test_a_draft_that_cannot_be_sent_is_told_of_once_a_working_day_while_offices_are_open(
    jobless: Service, clock: SettableClock
) -> None:
    await unsendable(jobless)
    told: list[str] = []
    clock.move(minutes=14 * 60)  # from Thursday evening on
    for _ in range(7 * 24 * 4):
        if await watch(jobless):
            told.append(f"{moment_of(clock.time):%a %H:%M}")
            await address_waiting(jobless)
        clock.move(minutes=15)
    assert told == ["Fri 11:08", "Mon 09:08", "Tue 09:08", "Wed 09:08", "Thu 09:08"]


async def refused(service: Service, said: str, *, tablet: bool = False) -> str:
    """A draft whose sending the database refuses, begun on a Thursday just before midnight; gives its id."""
    full = "CREATE TRIGGER full BEFORE INSERT ON submissions BEGIN SELECT RAISE(ABORT, 'full'); END"
    await service.database.transaction(lambda tx: tx.execute(text(full)))
    await make_team(service, Team("north", "North team", "Council"))
    place = Place(team_id="north", channel="link")
    if tablet:
        one = Tablet(id=new_id(), name="One", team_id="north", forms=("my-view",))
        await service.database.transaction(lambda tx: add_tablet(tx, one, b"token", 1))
        place = Place(team_id="north", channel="tablet", tablet_id=one.id)
    draft = await drafting.begin(service, new_id(), service.catalogue.current("my-view"), place)
    await drafting.save(service, draft, given(matters=said))
    return draft


@pytest.mark.parametrize("tablet", [False, True], ids=["by link", "on a tablet"])
async def test_a_draft_with_a_sign_of_harm_that_cannot_be_sent_calls_people_within_minutes_by_night(
    jobless: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture, *, tablet: bool
) -> None:
    clock.move(minutes=14 * 60)
    draft = await refused(jobless, "my dad hits me with a belt", tablet=tablet)
    clock.move(minutes=40)
    assert await drafting.send_idle(jobless) == 0
    assert await watch(jobless) == 0
    clock.time += 2
    assert await watch(jobless) == 2
    assert await kinds(jobless) == {("stuck", 0): 1, ("stuck", 2): 1}
    assert caplog.messages[-1] == "Stuck: harm_draft"
    assert "belt" not in caplog.text
    clock.time += AGAIN_AFTER
    assert await watch(jobless) == 2
    await drafting.discard(jobless, draft)
    await address_waiting(jobless)
    clock.time += AGAIN_AFTER
    assert await watch(jobless) == 0, "it lies here no more"


async def test_a_draft_with_a_sign_of_harm_is_known_again_a_minute_after_a_restart_and_by_doctor(
    jobless: Service, clock: SettableClock
) -> None:
    draft = await refused(jobless, "my dad hits me with a belt")
    clock.move(minutes=41)
    doctor, restarted = jobless._replace(looked_at={}), jobless._replace(looked_at={})
    found = [one.says for one in await in_the_database(doctor, False) if one.about == "stuck"]
    assert len(found) == 1
    assert "An unfinished answer with a sign of harm in it could not be sent" in found[0]
    assert [one.draft.id for one in await unsent(jobless._replace(looked_at={}))] == [draft]
    assert await watch(restarted) == 0
    assert await drafting.send_idle(restarted) == 0
    assert await watch(restarted) == 2


async def test_one_without_a_sign_of_harm_that_cannot_be_sent_and_one_that_is_saved_again_call_nobody(
    jobless: Service, clock: SettableClock
) -> None:
    await refused(jobless, "marmalade elephants")
    form, place = jobless.catalogue.current("my-view"), Place(team_id="north", channel="link")
    draft = await drafting.begin(jobless, new_id(), form, place)
    await drafting.save(jobless, draft, given(matters="my dad hits me with a belt"))
    clock.move(minutes=41)
    assert await drafting.send_idle(jobless) == 0
    await drafting.save(jobless, draft, given(matters="my dad hits me with a belt, and more"))
    assert await watch(jobless) == 0


async def test_what_is_found_stuck_by_night_beside_a_draft_is_told_of_without_it(
    jobless: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await unsendable(jobless)
    clock.move(minutes=36 * 60)
    await submit(jobless, arriving(jobless))
    clock.move(minutes=2)
    assert await watch(jobless) == 2
    assert await kinds(jobless) == {("stuck", 0): 1, ("stuck", 2): 1}
    assert caplog.messages[-1] == "Stuck: words"


def test_nobody_is_called_by_text_message_about_a_draft() -> None:
    settings = Settings(smtp_host="mail.example", notify_key_file="key", notify_text_template="text")
    person = Contact(worker_id=new_id(), name="Ash", email="ash@example.org", phone="+447700900000")
    assert ways_to(settings, "stuck", person) == ["email", "text"]
    assert ways_to(settings, "unsent", person) == ["email"]
    assert "cannot be sent" in saying(settings, "unsent", 0).line
