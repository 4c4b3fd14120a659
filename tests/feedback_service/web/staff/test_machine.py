"""The page about machine reading: how far it is, what corrections taught, and who may steer it."""

import msgspec

from analysis.lessons import Change
from feedback_service.service import Service
from feedback_service.storage.learnings import Learning, add_learning
from feedback_service.theming import theme_pending
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import Send, SignIn

PAGE = "/staff/machine"


async def test_before_anything_is_read_it_says_so(service: Service, sign_in: SignIn) -> None:
    page = (await (await sign_in("reviewer")).get(PAGE)).text
    assert "Nothing has been read yet." in page
    assert "Nobody has corrected a theme yet" in page
    assert "<button" not in page.partition("<main")[2]


async def test_what_waits_and_what_was_read_is_counted(
    service: Service, sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    await send("no tea again")
    clock.move(minutes=180)
    browser = await sign_in("practitioner")
    assert "<dd>1, the oldest for 3 hours</dd>" in (await browser.get(PAGE)).text
    await theme_pending(service)
    page = (await browser.get(PAGE)).text
    assert "<dt>Read by what is in use now</dt><dd>1</dd>" in page
    assert "Nothing has to be read again." in page


async def test_what_an_earlier_version_read_is_told_and_can_be_paused(
    service: Service, sign_in: SignIn, send: Send, clock: SettableClock
) -> None:
    manager = await sign_in("manager")
    await send("no tea again")
    await theme_pending(service)
    clock.move(minutes=1)
    await learnt(service)
    assert "0 of 1." in (await manager.get(PAGE)).text
    paused = await manager.post(f"{PAGE}/pause", follow_redirects=True)
    assert "Reading again is paused. New answers are read all the same." in paused.text
    assert "by The manager" in paused.text
    again = await manager.post(f"{PAGE}/pause", follow_redirects=True)
    assert again.text == paused.text
    going = await manager.post(f"{PAGE}/resume", follow_redirects=True)
    assert "by The manager" not in going.text


async def learnt(service: Service) -> None:
    """A run of learning on record, as another version's."""
    changes = (
        Change("food", 31, 0.7, 0.8123, used=True, why="better"),
        Change("home", 9, 0.6, 0.6, used=False, why="no better"),
        Change("school", 2, 0.5, None, used=False, why="too few"),
        Change("love", 0, 0.0, None, used=False, why="too few"),
    )
    run = Learning(
        id="run-1", made_at=service.now(), until=service.now(), corrections=40, version="another",
        changes=msgspec.json.encode(changes).decode(),
    )  # fmt: skip
    await service.database.transaction(lambda tx: add_learning(tx, run))


async def test_what_corrections_taught_is_told_theme_by_theme(service: Service, sign_in: SignIn) -> None:
    await learnt(service)
    page = (await (await sign_in("reviewer")).get(PAGE)).text
    assert "from 40 corrected answers. 1 theme was in none of them." in page
    assert "<td>31</td><td>0.70</td><td>0.81</td><td>Used: nearer to what workers say</td>" in page
    assert "<td>9</td><td>0.60</td><td>0.60</td><td>Not used: no nearer" in page
    assert "<td>2</td><td>0.50</td><td></td><td>Not used: too few" in page


async def test_a_manager_has_it_learn_at_once(service: Service, sign_in: SignIn, send: Send) -> None:
    manager = await sign_in("manager")
    done = await manager.post(f"{PAGE}/learn", follow_redirects=True)
    assert "It has learnt from the corrections as they stand now." in done.text
    assert ", 0 corrected: themes-" in done.text
    again = await manager.post(f"{PAGE}/learn", follow_redirects=True)
    assert again.text.count(", 0 corrected: themes-") == 1
