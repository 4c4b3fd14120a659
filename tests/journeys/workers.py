"""Workers in a browser: hired and signed in."""

from uuid import uuid4

from playwright.sync_api import Page

from feedback_service.accounts import add_worker
from feedback_service.routing import route_waiting
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.journeys.browsing import press
from tests.journeys.house import House, ask

PASSWORD = "three plain words"


def sign_in(page: Page, house: House, path: str, role: str = "manager", team: str = "") -> None:
    """Open a staff page as a new worker, called "The manager" and so on, for one team or all."""
    scope = Scope(all_teams=False, team_ids=(team,)) if team else EVERYTHING
    name = uuid4().hex  # another each time: tests that share a house hire for themselves
    ask(house, lambda service: _hire(service, name, role, scope))
    page.goto(f"{house.url}{path}")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    press(page, "Sign in")


async def _hire(service: Service, name: str, role: str, scope: Scope) -> None:
    """With what a job does within seconds: till then who just came sees nothing with a sign of harm."""
    await add_worker(service, username=name, name=f"The {role}", role=role, password=PASSWORD, scope=scope)
    await route_waiting(service)
