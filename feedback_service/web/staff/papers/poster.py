"""The poster "you said, we did" of a team: what it says, as a page and as a paper for a wall."""

from typing import ClassVar, Final, Literal

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.papers.typesetting import set_pdf
from feedback_service.you_said import YouSaid

MOST: Final = 6
NONE: Final = "Nothing is shown yet. A manager chooses on the page of an action whether people may read it."
THANKS: Final = "Thank you for telling us. Please go on telling us what is good and what is not."
HOW: Final = {"done": "We did", "explained": "We could not, because", "open": "We are going to"}
Paper = Literal["a4", "a3"]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One action on the poster; `how` is the heading of what came of it."""

    said: str
    how: str
    then: str


class PosterPage(StaffPage, frozen=True, kw_only=True):
    """The poster of the chosen team, with the teams to choose from; files are at `pdf` with `&paper=`."""

    template: ClassVar[str] = "staff/poster.html"
    teams: tuple[Option, ...]
    team: str
    name: str
    day: str
    actions: tuple[Told, ...]
    pdf: str
    empty: str = NONE
    thanks: str = THANKS


def told(actions: tuple[YouSaid, ...]) -> tuple[Told, ...]:
    """The actions as the poster has them."""
    return tuple(Told(said=one.said, how=HOW[one.state], then=one.then) for one in actions)


async def poster_pdf(team: str, day: str, actions: tuple[Told, ...], paper: Paper, made_at: int) -> bytes:
    """The poster as tagged PDF; `made_at` in Unix milliseconds is its date."""
    shown = {"team": team, "day": day, "actions": actions, "paper": paper, "empty": NONE, "thanks": THANKS}
    return await set_pdf("poster", shown, made_at)
