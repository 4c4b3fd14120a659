"""What stands on a tablet's menu: who answers, then the forms of that group."""

from collections.abc import Callable
from typing import NamedTuple

from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.web.http import missing
from feedback_service.web.languages import mark
from feedback_service.web.pages import Look
from feedback_service.web.tablet_pages import MenuEntry, TabletPage
from feedback_service.web.views import look_of
from forms.catalogue import PublishedForm

Put = Callable[[PublishedForm], PublishedForm]


class Group(NamedTuple):
    """People who answer forms made for them."""

    label: str
    picture: str
    look: Look = "middle"
    by_workers: bool = False


GROUPS = {
    "4-7": Group(mark("I am 4 to 7 years old"), "star", "young"),
    "8-11": Group(mark("I am 8 to 11 years old"), "play"),
    "12-17": Group(mark("I am 12 to 17 years old"), "pencil"),
    "easy-read": Group(mark("I like pictures and few words"), "listen"),
    "family": Group(mark("I am a parent, carer or family"), "family", "adult"),
    "observation": Group(mark("I watched a baby or child"), "worker-at-door", "adult", by_workers=True),
    "practitioner": Group(mark("I work with families"), "worker-at-door", "adult", by_workers=True),
}


def group_of(form: PublishedForm) -> str:
    """Which of GROUPS the form is for."""
    own = form.form
    if own.easy_read:
        return "easy-read"
    return own.band if own.audience == "child" and own.band else own.audience


def forms_of(service: Service, tablet: Tablet) -> list[PublishedForm]:
    """The newest versions of the forms on this tablet."""
    return [form for form in service.catalogue.all_current() if form.form.id in tablet.forms]


def form_on(service: Service, tablet: Tablet, form_id: str) -> PublishedForm:
    """The form, when it is on this tablet; else nothing is at that address."""
    found = next((form for form in forms_of(service, tablet) if form.form.id == form_id), None)
    if found is None:
        raise missing()
    return found


def groups_on(service: Service, tablet: Tablet, *, by_workers: bool = False) -> list[str]:
    """The groups that have a form on this tablet, in the order of GROUPS."""
    there = {group_of(form) for form in forms_of(service, tablet)}
    return [name for name, group in GROUPS.items() if name in there and group.by_workers == by_workers]


def menu(service: Service, tablet: Tablet, turn: str, put: Put) -> TabletPage:
    """Who answers; when there is no choice, or a worker made it, that group's forms.

    `put` puts a form into the language of the menu.
    """
    names = groups_on(service, tablet)
    if tablet.only in names:
        return forms_menu(service, tablet, tablet.only, turn, put, back="")
    if len(names) == 1:
        return forms_menu(service, tablet, names[0], turn, put, back="")
    return TabletPage(
        look="middle", title=mark("Which one is for you?"), entries=group_entries(names), back="", turn=turn
    )


def group_entries(names: list[str]) -> tuple[MenuEntry, ...]:
    """A tile for each group."""
    return tuple(
        MenuEntry(href=f"/tablet/for/{name}", label=GROUPS[name].label, picture=GROUPS[name].picture)
        for name in names
    )


def forms_menu(service: Service, tablet: Tablet, group: str, turn: str, put: Put, *, back: str) -> TabletPage:
    """The forms of one group; an unknown group, or one without forms, is no page."""
    forms = [form for form in forms_of(service, tablet) if group_of(form) == group]
    if not forms:
        raise missing()
    entries = tuple(_entry(put(form)) for form in forms)
    look = look_of(forms[0])
    return TabletPage(
        look=look, title=mark("What do you want to tell us about?"), entries=entries, back=back, turn=turn
    )


_PICTURES = {
    "first-visit": "worker-at-door",
    "after-visit": "talk",
    "review": "better",
    "ending": "tick",
    "after-closing": "house",
}


def _entry(form: PublishedForm) -> MenuEntry:
    picture = _PICTURES.get(form.form.purpose or "", GROUPS[group_of(form)].picture)
    return MenuEntry(href=f"/tablet/{form.form.id}", label=form.form.title, picture=picture)
