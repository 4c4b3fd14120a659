"""Every kind of page that children and families meet, each with its address, and with an error too."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, get_args

from playwright.sync_api import Page

from feedback_service.web.pages import Look
from feedback_service.web.views import look_of
from forms.catalogue import PublishedForm
from tests.journeys.browsing import WORDS, press, start
from tests.journeys.house import House, link, tablet


class Place(NamedTuple):
    """A page: its name, its address, and whether `button` is pressed there with nothing answered."""

    name: str
    address: str
    is_pressed: bool = False
    button: str = "Continue"


def go(page: Page, place: Place) -> None:
    """Open the place as its name says."""
    page.goto(place.address)
    if place.is_pressed:
        press(page, place.button)


def every_place(page: Page, house: House) -> list[Place]:
    """All kinds of pages, made by this browser; from then on they can be opened by their addresses."""
    made = [place for part in PARTS.values() for place in part.made(page, house)]
    return list({place.name: place for place in made}.values())


def _components(page: Page, house: House) -> list[Place]:
    return [Place(f"every component, {look}", f"{house.url}/style/{look}") for look in get_args(Look)]


def _plain(page: Page, house: House) -> list[Place]:
    plain = {
        "home": "/",
        "mistyped code": "/l?code=abc",
        "tablet not set up": "/tablet/my-day",
        "no such page": "/nowhere",
        "deleted": "/deleted",
        "finished": "/finished",
        "come back": "/return",
        "come back, finished": "/return/finished",
        "answers gone": "/a/01900000-0000-7000-8000-000000000000",
    }
    return [
        *(Place(name, house.url + path) for name, path in plain.items()),
        Place("come back, unknown words", f"{house.url}/return", is_pressed=True),
        Place("link run out", link(house, "my-day", days_ago=3)),
        Place("start of a link", link(house, "family-experience")),
    ]


def _tablet(page: Page, house: House) -> list[Place]:
    here = f"{house.url}/tablet"
    return [
        Place("tablet, code", tablet(house)),
        Place("tablet, wrong code", f"{here}/enrol?code=AAAA-AAAA", True, "Make this device the tablet"),
        Place("tablet", tablet(house), True, "Make this device the tablet"),
        Place("tablet, one group", f"{here}/for/4-7"),
        Place("tablet, PIN", f"{here}/staff"),
        Place("tablet, wrong PIN", f"{here}/staff", True, "Open"),
        Place("tablet, finished", f"{here}/finished"),
    ]


def _through_a_form(page: Page, house: House) -> list[Place]:
    begun, ended = link(house, "my-view"), link(house, "working-together")
    at_stop = start(page, begun)
    page.fill("#q-good", WORDS)
    press(page, "Continue")
    sent = start(page, ended)
    page.goto(f"{house.url}/a/{sent}/check")
    press(page, "Send my answers")
    page.goto(f"{house.url}/a/{sent}/done")
    words = " ".join(page.locator(".receipt li span").all_inner_texts())
    page.goto(f"{house.url}/return")
    page.fill("#words", words)
    press(page, "Continue")
    return [
        Place("came back", f"{house.url}/return/here"),
        Place("came back, to ask for removal", f"{house.url}/return/removal"),
        Place("carry on", begun),
        Place("stop", f"{house.url}/a/{at_stop}/stop"),
        Place("save and come back later", f"{house.url}/a/{at_stop}/saved"),
        Place("check", f"{house.url}/a/{at_stop}/check"),
        Place("change", f"{house.url}/a/{at_stop}/q/good-page?then=check"),
        Place("done", f"{house.url}/a/{sent}/done"),
        Place("used link", ended),
    ]


def _questions(look: Look, page: Page, house: House) -> list[Place]:
    """One page of each mixture of kinds of questions in the forms of this look."""
    forms = [form for form in house.service.catalogue.all_current() if look_of(form) == look]
    made = [place for form in forms for place in _asked(page, house, form)]
    return list({place.name: place for place in made}.values())


def _asked(page: Page, house: House, form: PublishedForm) -> list[Place]:
    """One page of each mixture of kinds of questions in this form, as it comes and with an error."""
    draft = start(page, link(house, form.form.id))
    places = [Place("stop with nothing said", f"{house.url}/a/{draft}/stop")]
    for each in form.form.pages:
        tags = sorted({str(question.__struct_config__.tag) for question in each.questions})
        name, address = f"{look_of(form)}: {' + '.join(tags)}", f"{house.url}/a/{draft}/q/{each.id}"
        if not any(question.show_if for question in each.questions):
            places.append(Place(name, address))
            if tags != ["statement"]:
                places.append(Place(f"{name}, error", address, is_pressed=True))
    return places


class Part(NamedTuple):
    """Pages that are made together, and how many of them there are at least."""

    made: Callable[[Page, House], list[Place]]
    least: int


# The tablet comes last, as its menu ends every visit that the places before need.
PARTS = {
    "every component": Part(_components, 4),
    "plain pages": Part(_plain, 12),
    "through a form": Part(_through_a_form, 9),
    "youngest": Part(partial(_questions, "young"), 8),
    "middle": Part(partial(_questions, "middle"), 15),
    "teenagers": Part(partial(_questions, "teen"), 12),
    "adults": Part(partial(_questions, "adult"), 20),
    "tablet": Part(_tablet, 7),
}
